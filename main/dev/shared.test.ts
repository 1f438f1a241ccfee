import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sharedPath } from './shared.ts';

const folder = mkdtempSync(join(tmpdir(), 'figscope-shared-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('sharedPath', () => {
  it('finds what is there, skips what is not, and fails when it is required', () => {
    mkdirSync(join(folder, 'golden'), { recursive: true });
    const environment = { FIGSCOPE_SHARED: folder };
    expect(sharedPath('golden', environment)).toBe(join(folder, 'golden'));
    expect(sharedPath('missing', environment)).toBeUndefined();
    const required = { ...environment, FIGSCOPE_REQUIRE: 'chromium, shared' };
    expect(sharedPath('golden', required)).toBe(join(folder, 'golden'));
    expect(() => sharedPath('missing', required)).toThrow('does not exist');
    expect(sharedPath('missing', { ...environment, FIGSCOPE_REQUIRE: 'sharedness' })).toBeUndefined();
  });
});

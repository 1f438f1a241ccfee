import { describe, expect, it } from 'vitest';
import { rewriteFileUrl } from './build-file-urls.ts';
import { mainEntries } from './build-main.ts';

const rewrite = (output: string, sourceFile: string, address: string): string =>
  rewriteFileUrl('/repository', output, mainEntries, `/repository/${sourceFile}`, address);

describe('addresses beside a source file, in a bundle', () => {
  it('lead to the built file of an entry', () => {
    expect(rewrite('main/server.mjs', 'main/host/worker-set.ts', '../workers/data.ts')).toBe(
      './workers/data.mjs',
    );
    expect(rewrite('main/workers/data.mjs', 'main/workers/data.ts', './compute.ts')).toBe('./compute.mjs');
  });

  it('lead to the same data, however deep the bundle lies', () => {
    expect(rewrite('main/cli.mjs', 'main/host/models/sample.ts', '../../../resources/models/')).toBe(
      '../../resources/models/',
    );
    expect(rewrite('main/workers/compute.mjs', 'main/engine/x.ts', '../../native/kernel.wasm')).toBe(
      '../../../native/kernel.wasm',
    );
    expect(rewrite('main/server.mjs', 'main/server/main.ts', '../../dist/renderer/')).toBe('../renderer/');
    expect(rewrite('main/server.mjs', 'main/server/main.ts', '../../')).toBe('../../');
  });

  it('are refused when the bundle would not find them', () => {
    expect(() => rewrite('main/cli.mjs', 'main/host/x.ts', './helper.ts')).toThrow('does not exist');
  });
});

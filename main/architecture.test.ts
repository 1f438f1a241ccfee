/** Holds every import of every source file to the table in main/dev/import-rules.ts, and the check to bad examples. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms } from './dev/import-rules.ts';
import { importsOf, read, sourceFiles, violations } from './dev/imports.ts';

const root = join(import.meta.dirname, '..');

describe('imports of the sources', () => {
  const files = sourceFiles(root);

  it('finds the sources', () => {
    expect(files).toContain('main/architecture.test.ts');
    expect(files).toContain('app/util/error.ts');
    expect(files.length).toBeGreaterThan(50);
  });

  it('keeps to the table', () => {
    expect(files.flatMap((path) => violations(path, read(root, path)))).toEqual([]);
  });

  it('has a room for every folder of app, main and renderer', () => {
    const folders = ['app', 'main', 'renderer'].flatMap((top) =>
      readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${top}/${entry.name}`),
    );
    const named = rooms.map(({ folder }) => folder.replace('/*', ''));
    expect(folders.filter((folder) => !named.includes(folder) && !folder.startsWith('renderer/'))).toEqual(
      [],
    );
  });
});

describe('the check itself', () => {
  it.each([
    ['app/util/x.ts', `import * as z from 'zod';`],
    ['app/util/x.ts', `import { figure } from '../domain/figure.ts';`],
    ['app/domain/x.ts', `import { readFile } from 'node:fs/promises';`],
    ['app/domain/x.ts', `import type { Peer } from '#app/rpc/peer.ts';`],
    ['app/rpc/x.ts', `export * from '../domain/figure.ts';`],
    ['app/contract/x.ts', `import { clip } from '#app/ml/clip/clip.ts';`],
    ['app/ml/x.ts', `import '@tensorflow/tfjs-node-gpu';`],
    ['app/ml/x.ts', `type Host = import('#app/contract/index.ts').HostContract;`],
    ['main/store/x.ts', `import { host } from '../host/host.ts';`],
    ['main/engine/x.ts', `const cli = await import('../cli/main.ts');`],
    ['main/supervisor/x.ts', `import { utilityProcess } from 'electron';`],
    ['main/supervisor/x.ts', `import type { UtilityProcess } from 'electron';`],
    ['main/host/x.ts', `import { DatabaseSync } from 'node:sqlite';`],
    ['main/host/x.ts', `import { readPmc } from '../ingest/pmc.ts';`],
    ['main/host/x.ts', `import { type A, b } from '../ingest/pmc.ts';`],
    ['main/host/x.ts', `import { run } from '../workers/data.ts';`],
    ['main/host/x.ts', `export { session } from '#main/engine/session.ts';`],
    ['main/workers/x.ts', `import { host } from '../host/host.ts';`],
    ['main/server/x.ts', `import { main } from '../electron/main.ts';`],
    ['main/server/x.ts', `import tf = require('@tensorflow/tfjs-core');`],
    ['main/cli/x.ts', `import { store } from '../store/store.ts';`],
    ['main/cli/x.ts', `const name = 'zod'; await import(name);`],
    ['main/images/x.ts', `import fs from 'fs';`],
    ['renderer/ui/x.tsx', `import { useRuns } from '../stores/runs.ts';`],
    ['renderer/connection/x.ts', `import { useRuns } from '../stores/runs.ts';`],
    ['renderer/stores/x.ts', `import { Grid } from '#renderer/ui/grid.tsx';`],
    ['renderer/features/train/x.tsx', `import { Grid } from '../corpus/grid.tsx';`],
    ['renderer/features/train/x.tsx', `import { hostContract } from '#app/contract/index.ts';`],
    ['renderer/features/train/x.tsx', `import { LineChart } from 'recharts';`],
    ['renderer/features/train/x.tsx', `import { join } from 'node:path';`],
    ['renderer/main.tsx', `import { host } from '#main/host/host.ts';`],
    ['e2e/specs/x.test.ts', `import { host } from '../../main/host/host.ts';`],
    ['main/electron/x.test.ts', `import { app } from 'electron';`],
    ['main/attic/x.ts', `import { x } from './y.ts';`],
    ['main/host/x.ts', `import { x } from 'left-pad';`],
  ])('refuses in %s: %s', (path, source) => {
    expect(violations(path, source)).toHaveLength(1);
  });

  it.each([
    ['app/domain/x.ts', `import * as z from 'zod'; import { y } from './y.ts';`],
    [
      'app/ml/x.test.ts',
      `import { tensor } from '#main/engine/x.ts'; import { readFileSync } from 'node:fs';`,
    ],
    ['main/host/x.ts', `import type { ImportSource } from '../ingest/source.ts';`],
    ['main/host/x.ts', `import { type A, type B } from '../ingest/source.ts';`],
    ['main/host/x.ts', `const entry = new URL('../workers/data.ts', import.meta.url);`],
    ['main/electron/x.ts', `import { app } from 'electron';`],
    ['renderer/features/train/x.tsx', `import type { HostContract } from '#app/contract/index.ts';`],
    ['renderer/features/train/x.tsx', `import './x.module.css'; import { Y } from './parts/y.tsx';`],
    ['main/cli/x.ts', `import presets from '#resources/presets.json' with { type: 'json' };`],
  ])('allows in %s: %s', (path, source) => {
    expect(violations(path, source)).toEqual([]);
  });

  it('sees every way to import', () => {
    const source = `import a from 'a'; import type b from 'b'; export * from 'c'; export { d } from 'd';
      export type { e } from 'e'; const f = () => import('f'); type G = import('g').G; import h = require('h');
      export const notAnImport = 'i';`;
    expect(
      importsOf('x.ts', source).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? '?' : ''}`),
    ).toEqual(['a', 'b?', 'c', 'd', 'e?', 'f', 'g?', 'h']);
  });
});

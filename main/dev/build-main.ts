/**
 * How the main side is built: one ES module per process with all of our code in it and every package left where
 * npm put it, so that native add-ons and package data keep working. Files of the product are found from the root of
 * the installation (main/host/installation.ts), never beside a source file.
 */
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';

export interface MainEntry {
  /** From the root of the checkout. */
  readonly source: string;
  /** Below dist/. */
  readonly output: string;
}

export const mainEntries: readonly MainEntry[] = [
  { source: 'main/server/main.ts', output: 'main/server.mjs' },
  { source: 'main/cli/main.ts', output: 'main/cli.mjs' },
  { source: 'main/electron/main.ts', output: 'main/electron.mjs' },
  { source: 'main/workers/data.ts', output: 'main/workers/data.mjs' },
  { source: 'main/workers/compute.ts', output: 'main/workers/compute.mjs' },
  { source: 'main/workers/images.ts', output: 'main/workers/images.mjs' },
  { source: 'main/workers/prepare.ts', output: 'main/workers/prepare.mjs' },
  { source: 'main/workers/index-thread.ts', output: 'main/workers/index-thread.mjs' },
  { source: 'main/workers/parse.ts', output: 'main/workers/parse.mjs' },
  { source: 'main/store/synth/text-thread.ts', output: 'main/workers/synthetic-texts.mjs' },
];

export const preloadEntry: MainEntry = { source: 'main/electron/preload.ts', output: 'main/preload.cjs' };

/** Everything but our own files, and the helpers with which the compiler spells `using` for Node 22. */
const isPackage = (id: string): boolean =>
  !/^[./#\0]/.test(id) && !/^[A-Za-z]:[\\/]/.test(id) && !id.startsWith('@oxc-project/runtime/');

export function mainBuild(root: string, outDir: string, entry: MainEntry): InlineConfig {
  return {
    ...common(root),
    build: {
      ...commonOutput(outDir),
      ssr: join(root, entry.source),
      rolldownOptions: { external: isPackage, output: output(entry, 'es') },
    },
  };
}

/** A sandboxed preload is one CommonJS file that may require little more than `electron`. */
export function preloadBuild(root: string, outDir: string): InlineConfig {
  return {
    ...common(root),
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ...commonOutput(outDir),
      ssr: join(root, preloadEntry.source),
      rolldownOptions: {
        external: ['electron', ...builtinModules, /^node:/],
        output: output(preloadEntry, 'cjs'),
      },
    },
  };
}

const common = (root: string): InlineConfig => ({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
});

const commonOutput = (outDir: string) =>
  ({
    outDir,
    emptyOutDir: false,
    target: 'node22',
    minify: false,
    sourcemap: true,
  }) as const;

const output = (entry: MainEntry, format: 'es' | 'cjs') => ({
  format,
  entryFileNames: entry.output,
  codeSplitting: false,
});

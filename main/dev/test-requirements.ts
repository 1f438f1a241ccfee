/** FIGSCOPE_REQUIRE=shared,chromium,tensorflow: what may not be missing on this machine, so that nothing passes by skipping. */
import { existsSync } from 'node:fs';
import { electronBinary } from '../server/shell-binaries.ts';
import { findChromium } from './chromium.ts';
import { sharedFolder } from './shared.ts';
import type { Counts } from './gates.ts';
import { findEnginesFolder } from './test-engines.ts';

const checks: Readonly<Record<string, (env: NodeJS.ProcessEnv) => Promise<string | undefined>>> = {
  shared: async (env) =>
    existsSync(sharedFolder(env))
      ? undefined
      : `${sharedFolder(env)} does not exist; FIGSCOPE_SHARED says where it is.`,
  chromium: async (env) => {
    const found = await findChromium(env);
    return 'missing' in found ? found.missing : undefined;
  },
  electron: async (env) =>
    electronBinary(env) === undefined ? 'The Electron binary is not on this machine.' : undefined,
  tensorflow: async () =>
    findEnginesFolder() === undefined
      ? 'It is not installed; npm run test:tensorflow installs it.'
      : undefined,
};

export async function runRequirements(env: NodeJS.ProcessEnv): Promise<Counts> {
  const names = (env['FIGSCOPE_REQUIRE'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  let failed = 0;
  for (const name of names) {
    const check = checks[name];
    const problem = check ? await check(env) : `It is not known; use ${Object.keys(checks).join(', ')}.`;
    if (problem === undefined) continue;
    failed += 1;
    process.stdout.write(`FAILED required "${name}": ${problem}\n`);
  }
  if (names.length === 0) process.stdout.write('Nothing: tests skip what this machine lacks.\n');
  const engines = findEnginesFolder();
  process.stdout.write(
    engines === undefined
      ? 'TensorFlow is not installed: it is NOT EXERCISED. npm run test:tensorflow installs it and runs its tests.\n'
      : `TensorFlow is exercised, from ${engines}.\n`,
  );
  return { passed: names.length - failed, failed, skipped: 0 };
}

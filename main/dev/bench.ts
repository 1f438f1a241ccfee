/**
 * `npm run bench -- <name>`: runs the benchmarks (`*.bench.ts`, programs beside their sources) whose path contains the
 * name, one after the other. Without a name it lists them. They print ratios measured in one run and test nothing.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const benchmarks = ['app', 'main', 'renderer', 'native', 'e2e']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.bench.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((path) => !path.includes('node_modules/'))
  .sort();

function main([name, ...args]: readonly string[]): number {
  const chosen = name === undefined ? [] : benchmarks.filter((path) => path.includes(name));
  if (chosen.length === 0) {
    const what = name === undefined ? 'Name a benchmark' : `No benchmark is called "${name}"`;
    process.stderr.write(
      `figscope: ${what}. There are:\n${benchmarks.map((path) => `  ${path}\n`).join('')}`,
    );
    return 2;
  }
  const codes = chosen.map((path) => {
    process.stdout.write(`== ${path}\n`);
    const node = [...process.execArgv, join(root, path), ...args];
    return spawnSync(process.execPath, node, { cwd: root, stdio: 'inherit' }).status ?? 1;
  });
  return codes.find((code) => code !== 0) ?? 0;
}

process.exitCode = main(process.argv.slice(2));

/**
 * Makes native/tensorflow/wheel-pins.ts anew: node main/dev/pin-wheels.ts FOLDER. The folder holds the wheels of every
 * set, fetched by pip, which has held them against the hashes of the index; the pins are the hashes in their records.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Machine, wheelSet } from '../../native/tensorflow/wheel-set.ts';
import { LocalWheel } from '../../native/tensorflow/wheels/byte-source.ts';
import { readRecord } from '../../native/tensorflow/wheels/record.ts';
import { bestWheel } from '../../native/tensorflow/wheels/wheel-name.ts';
import { readZipDirectory } from '../../native/tensorflow/wheels/zip-directory.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: node main/dev/pin-wheels.ts FOLDER');

const glibc = '2.39';
const sets: readonly [Machine, boolean][] = [
  [{ platform: 'linux', arch: 'x64', glibc }, false],
  [{ platform: 'linux', arch: 'x64', glibc }, true],
  [{ platform: 'linux', arch: 'arm64', glibc }, false],
  [{ platform: 'darwin', arch: 'arm64' }, false],
];
const files = readdirSync(folder).map((file) => ({ file }));
const pins: Record<string, Record<string, string>> = {};
for (const need of sets.flatMap(([machine, cuda]) => wheelSet(machine, cuda))) {
  const best = bestWheel(need, files);
  if (!best) throw new Error(`No wheel of ${need.project} ${need.version} in ${folder}`);
  const wheel = new LocalWheel(join(folder, best.file));
  const directory = await readZipDirectory(wheel);
  const record = await readRecord(wheel, directory);
  const members = directory.map(({ name }) => name).filter((name) => need.destination(name) !== undefined);
  members.sort((one, other) => one.localeCompare(other, 'en'));
  pins[best.file] = Object.fromEntries(members.map((name) => [name, record.get(name) ?? '']));
}
writeFileSync(
  fileURLToPath(new URL('../../native/tensorflow/wheel-pins.ts', import.meta.url)),
  `/** SHA-256 of every member that is taken, by wheel. Made by main/dev/pin-wheels.ts. */
export const wheelPins: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(pins, undefined, 2)};
`,
);

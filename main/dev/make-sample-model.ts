/**
 * Makes resources/trained/sample-nano: draws the sample corpus, trains the nano preset on it, keeps the weights.
 * Run it after a build, alone on the machine:  node main/dev/make-sample-model.ts
 *
 * Everything random comes from seeds, so one machine makes the same file every time. Another machine adds up floating
 * point numbers in another order: there the file differs, and R@5 by no more than 0.03.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { modelAbout } from '../../app/domain/model.ts';
import { passport } from '../../app/domain/passport.ts';
import { checkpointName } from '../../app/domain/run-files.ts';
import { findInstallation } from '../host/installation.ts';

const name = 'sample-nano';
/** What the repository may carry. */
const largestBytes = 5_000_000;
/** A fixed date, so that the file does not change with the day it was made. */
const madeAt = '2026-11-23T00:00:00.000Z';
const files = ['model.safetensors', 'config.json', 'tokenizer', 'passport.json'];

const { root, resources } = findInstallation();
const home = await mkdtemp(join(tmpdir(), 'figscope-sample-model-'));
const target = join(resources, 'trained', name);

function figscope(...args: string[]): string {
  const cli = join(root, 'dist', 'main', 'cli.mjs');
  const run = spawnSync(process.execPath, [cli, ...args, '--home', home, '--json', '--threads', '2'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(`figscope ${args.join(' ')} ended with ${run.status}: ${run.stdout}`);
  return run.stdout.trimEnd().split('\n').at(-1) ?? '';
}

try {
  const startedAt = performance.now();
  const trained = z
    .object({ run: z.string(), checkpoint: z.number() })
    .parse(JSON.parse(figscope('train', 'sample', '--preset', 'nano')));
  const seconds = (performance.now() - startedAt) / 1000;
  const checkpoint = join(home, 'runs', trained.run, 'checkpoints', checkpointName(trained.checkpoint));
  const report = z
    .object({
      pool: z.number(),
      imageToText: z.object({ r5: z.number() }),
      textToImage: z.object({ r5: z.number() }),
    })
    .parse(JSON.parse(figscope('evaluate', 'retrieval', 'sample', '--model', `run:${trained.run}`)));

  await rm(target, { recursive: true, force: true });
  for (const file of files) await cp(join(checkpoint, file), join(target, file), { recursive: true });
  const about = modelAbout.parse(JSON.parse(await readFile(join(checkpoint, 'about.json'), 'utf8')));
  await writeJson('about.json', {
    ...about,
    createdAt: madeAt,
    source: `the nano preset trained on the sample corpus, ${trained.checkpoint} steps`,
    license: 'MIT, as Figscope; its figures are drawn by Figscope',
  });
  const made = passport.parse(JSON.parse(await readFile(join(target, 'passport.json'), 'utf8')));
  await writeJson('passport.json', { ...made, model: name });

  const bytes = await folderBytes(target);
  process.stdout.write(
    `${name}: ${bytes.toLocaleString('en')} bytes, trained in ${seconds.toFixed(0)} s, ` +
      `R@5 ${report.imageToText.r5.toFixed(3)} image to text, ${report.textToImage.r5.toFixed(3)} text to image, pool ${report.pool}, weights ${made.weightsHash.slice(0, 16)}\n`,
  );
  if (bytes > largestBytes) throw new Error(`${name} is larger than ${largestBytes} bytes`);
} finally {
  await rm(home, { recursive: true, force: true });
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(join(target, file), `${JSON.stringify(value, null, 2)}\n`);
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

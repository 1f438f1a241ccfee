/**
 * How much of an engine's own rate is left when a corpus is embedded: read, decode, prepare, compute, store.
 *
 *   npm run bench -- embed [model ...] [--precision P] [--engine E] [--batch N]
 *
 * Models are descriptions of resources/models with fresh weights (speed does not depend on them); default tiny and
 * biomedclip. The figures are the 98 of the real articles in FIGSCOPE_SHARED, without it the sample corpus. It runs the
 * built command line, so that nothing is left out. A corpus of 100,000 figures is the same work for longer.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { engineName, precision as precisionOf } from '#app/domain/engine.ts';
import type { ModelAbout } from '#app/domain/model.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { sharedPath } from '#main/dev/shared.ts';
import { Side } from '#main/engine/bench/side.ts';
import { saveModelFolder } from '#main/engine/model-folder.ts';
import { loadModelPreset } from '#main/engine/model-presets.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const embedded = z.object({ images: z.number(), imagesPerSecond: z.number(), seconds: z.number() });

function figscope(home: string, ...args: readonly string[]): string {
  const cli = join(root, 'dist', 'main', 'cli.mjs');
  const all = [cli, ...args, '--home', home, '--json', '--quiet'];
  return execFileSync(process.execPath, all, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A model of that description with fresh weights, as if it had been imported. */
async function install(home: string, config: ModelConfig): Promise<void> {
  const folder = join(home, 'models', config.name);
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'figure'];
  const vocabulary = { kind: 'wordpiece' as const, tokens };
  await saveModelFolder(folder, { config, parameters: initialParameters(config, 0), vocabulary });
  const about: ModelAbout = {
    preset: config.name,
    parameters: parameterCount(config),
    embedDimension: config.embedDim,
    imageSize: config.image.imageSize,
    contextLength: config.text.contextLength,
    createdAt: new Date().toISOString(),
    source: 'fresh weights of a benchmark',
    license: 'none',
  };
  writeFileSync(join(folder, 'about.json'), JSON.stringify(about));
}

/** Images a second of the engine alone, the median of several batches. */
async function rawRate(side: Side, batch: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push((await side.ask({ op: 'run' })).ms);
  return (batch / times.toSorted((a, b) => a - b)[2]!) * 1000;
}

const { values, positionals } = parseArgs({
  options: {
    precision: { type: 'string', default: 'fp32' },
    engine: { type: 'string', default: 'onnxruntime' },
    batch: { type: 'string', default: '32' },
  },
  allowPositionals: true,
});
const precision = precisionOf.parse(values.precision);
const engine = engineName.parse(values.engine);
const batch = Number(values.batch);
const home = mkdtempSync(join(tmpdir(), 'figscope-embed-bench-'));
try {
  const articles = sharedPath('data/pmc/articles');
  const corpus = articles === undefined ? 'sample' : 'real';
  if (articles === undefined) figscope(home, 'corpus', 'stats', 'sample');
  else {
    try {
      figscope(home, 'import', articles, '--corpus', 'real');
    } catch {
      // It answers 3: one article has no figures.
    }
  }
  for (const name of positionals.length > 0 ? positionals : ['tiny', 'biomedclip']) {
    const config = loadModelPreset(name);
    await install(home, config);
    const before = await alone(config);
    const args = ['--model', name, '--side', 'image', '--engine', engine, '--precision', precision];
    const made = embedded.parse(JSON.parse(figscope(home, 'embed', corpus, ...args, '--batch', `${batch}`)));
    const after = await alone(config);
    const raw = (before + after) / 2;
    const share = made.imagesPerSecond / raw;
    process.stdout.write(
      `${name} ${engine} ${precision}: ${made.images} images at ${made.imagesPerSecond.toFixed(1)}/s in the corpus, ` +
        `${before.toFixed(1)}/s and ${after.toFixed(1)}/s in the engine alone: ${(share * 100).toFixed(0)} %; bar 95 % ${share >= 0.95 ? 'met' : 'MISSED'}\n`,
    );
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function alone(config: ModelConfig): Promise<number> {
  await using side = Side.engine(engine);
  const tokens = config.text.contextLength;
  await side.ask({
    op: 'prepare',
    threads: 0,
    task: { kind: 'image', config, precision, batch, tokens },
  });
  return await rawRate(side, batch);
}

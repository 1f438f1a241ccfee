/**
 * Speed and memory of every engine that is installed, beside open_clip on the same machine in the same minutes.
 *
 *   FIGSCOPE_PYTHON=/path/to/python npm run bench -- engine [row ...] [--threads N] [--rounds N]
 *
 * Rows: image, text, captions, single, tiny, full (training steps); without names all, which takes about a quarter of
 * an hour and 14 GB. FIGSCOPE_PYTHON is an interpreter with torch, open_clip, timm and transformers; without it only
 * our engines run. FIGSCOPE_ENGINES names the folder of installed engines (default: that of the home).
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { encodeSafetensors } from '#app/ml/tensor-file.ts';
import { loadModelPreset } from '../model-presets.ts';
import { type Contestant, contest, type ContestResult } from './contest.ts';
import type { TaskKind } from './tasks.ts';

const openClip = (precision: 'fp32' | 'bf16', compiled = false): Contestant => ({
  label: `open_clip ${precision}${compiled ? ' compiled' : ''}`,
  by: 'open_clip',
  precision,
  compiled,
});
const ours = (by: 'onnxruntime' | 'tensorflow', precision: Contestant['precision']): Contestant => ({
  label: `${by} ${precision}`,
  by,
  precision,
});

const embedders: readonly Contestant[] = [
  openClip('fp32'),
  openClip('bf16'),
  openClip('bf16', true),
  ours('onnxruntime', 'fp32'),
  ours('onnxruntime', 'int8'),
  ours('tensorflow', 'fp32'),
  ours('tensorflow', 'bf16'),
];
const trainers: readonly Contestant[] = [
  openClip('fp32'),
  openClip('bf16'),
  ours('onnxruntime', 'fp32'),
  ours('tensorflow', 'fp32'),
  ours('tensorflow', 'bf16'),
];

/** Ours has to be this many times as fast as theirs; of several on a side, the fastest counts. */
interface Bar {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly atLeast: number;
}

interface Row {
  readonly name: string;
  readonly title: string;
  readonly model: string;
  readonly kind: TaskKind;
  readonly batch: number;
  /** Default: the context length. */
  readonly tokens?: number;
  readonly rounds: number;
  /** Those of one group run in turns; more would not fit into memory together. */
  readonly groups: readonly (readonly Contestant[])[];
  readonly bars: readonly Bar[];
  /** Milliseconds that a contestant may take. */
  readonly limits?: Readonly<Record<string, number>>;
}

const fp32 = (name: string): string => `${name} fp32`;
const embeddingBars = (atLeast: number): readonly Bar[] => [
  { ours: ['onnxruntime', 'tensorflow'].map(fp32), theirs: ['open_clip fp32'], atLeast },
  { ours: ['onnxruntime fp32'], theirs: ['open_clip fp32'], atLeast: 1.2 },
  {
    ours: ['onnxruntime int8', 'tensorflow bf16'],
    theirs: ['open_clip bf16', 'open_clip bf16 compiled'],
    atLeast: 1.8,
  },
];
const trainingBars = (ort: number, tf: number | undefined, bf16: number): readonly Bar[] => [
  { ours: ['onnxruntime fp32'], theirs: ['open_clip fp32'], atLeast: ort },
  ...(tf === undefined ? [] : [{ ours: ['tensorflow fp32'], theirs: ['open_clip fp32'], atLeast: tf }]),
  { ours: ['tensorflow bf16'], theirs: ['open_clip bf16'], atLeast: bf16 },
];

/** Tokens of a caption in the middle of PMC's: half of them are shorter. */
const captionTokens = 80;

const rows: readonly Row[] = [
  {
    name: 'image',
    title: 'Embedding 8 images',
    model: 'biomedclip',
    kind: 'image',
    batch: 8,
    rounds: 7,
    groups: [embedders],
    bars: embeddingBars(1.5),
  },
  {
    name: 'text',
    title: 'Embedding 8 texts of 256 tokens',
    model: 'biomedclip',
    kind: 'text',
    batch: 8,
    rounds: 5,
    groups: [embedders],
    bars: embeddingBars(1.3),
  },
  {
    name: 'captions',
    title: `Embedding 8 captions of ${captionTokens} tokens (open_clip pads them to 256)`,
    model: 'biomedclip',
    kind: 'text',
    batch: 8,
    tokens: captionTokens,
    rounds: 5,
    groups: [embedders],
    bars: embeddingBars(1.3),
  },
  {
    name: 'single',
    title: 'One image, warm',
    model: 'biomedclip',
    kind: 'image',
    batch: 1,
    rounds: 15,
    groups: [[openClip('fp32'), ours('onnxruntime', 'fp32'), ours('onnxruntime', 'int8')]],
    bars: [],
    limits: { 'onnxruntime int8': 150, 'onnxruntime fp32': 400 },
  },
  {
    name: 'tiny',
    title: 'Training step, 6.16 M parameters, batch 32',
    model: 'tiny',
    kind: 'train',
    batch: 32,
    rounds: 15,
    groups: [trainers],
    bars: trainingBars(1.2, undefined, 1.7),
  },
  {
    name: 'full',
    title: 'Training step, 196 M parameters, batch 4',
    model: 'biomedclip',
    kind: 'train',
    batch: 4,
    rounds: 4,
    groups: [
      [openClip('fp32'), ours('onnxruntime', 'fp32')],
      [openClip('fp32'), ours('tensorflow', 'fp32')],
      [openClip('bf16'), ours('tensorflow', 'bf16')],
    ],
    bars: trainingBars(1.1, 1.5, 1.3),
  },
];

async function runRow(row: Row, options: { rounds?: number; threads: number }): Promise<void> {
  const config = loadModelPreset(row.model);
  using weights = row.kind === 'train' ? undefined : weightsFile(config);
  const task = {
    ...(weights === undefined ? {} : { weights: weights.path }),
    kind: row.kind,
    config,
    batch: row.batch,
    tokens: row.tokens ?? config.text.contextLength,
  };
  print(`\n${row.title} (${row.name})`);
  for (const group of row.groups) {
    const result = await contest(group, task, {
      rounds: options.rounds ?? row.rounds,
      threads: options.threads,
      python: process.env['FIGSCOPE_PYTHON'] || undefined,
    });
    printStandings(row, result);
    for (const bar of row.bars) printBar(bar, result);
  }
}

/** Fresh weights in a file of their own, so that engines load them as they load an installed model. */
function weightsFile(config: ModelConfig): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-bench-'));
  const path = join(folder, 'model.safetensors');
  const file = openSync(path, 'w');
  for (const piece of encodeSafetensors(initialParameters(config, 0))) writeSync(file, piece);
  closeSync(file);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

function printStandings(row: Row, { standings, absent }: ContestResult): void {
  print('  contestant                 median      best     rate      first   peak memory');
  for (const { label, medianMs, bestMs, firstMs, peakBytes } of standings) {
    const limit = row.limits?.[label];
    const verdict = limit === undefined ? '' : `   limit ${limit} ms: ${medianMs < limit ? 'met' : 'MISSED'}`;
    print(
      `  ${label.padEnd(24)} ${ms(medianMs)} ${ms(bestMs)} ${((row.batch / medianMs) * 1000).toFixed(1).padStart(7)}/s ${ms(firstMs)} ${(peakBytes / 1e6).toFixed(0).padStart(8)} MB${verdict}`,
    );
  }
  for (const { label, reason } of absent) print(`  ${label.padEnd(24)} not run: ${reason}`);
}

function printBar({ ours: mine, theirs, atLeast }: Bar, { standings }: ContestResult): void {
  const fastest = (labels: readonly string[]) =>
    standings.filter(({ label }) => labels.includes(label)).toSorted((a, b) => a.medianMs - b.medianMs)[0];
  const [a, b] = [fastest(mine), fastest(theirs)];
  if (a === undefined || b === undefined) return;
  const ratio = b.medianMs / a.medianMs;
  const best = b.bestMs / a.bestMs;
  print(
    `  ${a.label} against ${b.label}: ${ratio.toFixed(2)} times as fast (best of each ${best.toFixed(2)}); bar ${atLeast.toFixed(1)} ${ratio >= atLeast ? 'met' : 'MISSED'}`,
  );
}

const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0).padStart(7)} ms`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  options: { threads: { type: 'string', default: '2' }, rounds: { type: 'string' } },
  allowPositionals: true,
});
const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) print(`There are the rows ${rows.map(({ name }) => name).join(', ')}.`);
for (const row of chosen) {
  await runRow(row, {
    threads: Number(values.threads),
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  });
}

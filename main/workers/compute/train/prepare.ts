/** From a run's record to all that its loop needs: pairs, tokenizer, model description, first weights. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '#app/domain/run-files.ts';
import type { ImageSource } from '#app/domain/figure.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import { trainWordPiece } from '#app/ml/tokenizer/wordpiece-trainer.ts';
import type { Vocabulary } from '#app/ml/tokenizer/vocabulary.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { TrainingState } from '#main/engine/executor.ts';
import { loadModelFolder } from '#main/engine/model-folder.ts';
import { loadModelPreset } from '#main/engine/model-presets.ts';
import { modelTokenizer } from '#main/engine/model-tokenizer.ts';
import { parseLines, vocabularyFile } from '#main/engine/vocabulary-files.ts';
import { readWeights } from '#main/engine/weights-file.ts';
import { openCorpusReader } from '#main/store/corpus-reader.ts';
import { trainingPairs } from './training-pairs.ts';

/** Pairs of the dev split that a validation looks at, at most: enough for a steady R@5, quick enough to do often. */
const validationPool = 1000;

export interface TrainPair {
  readonly id: number;
  readonly caption: string;
  readonly source: ImageSource;
}

export interface PreparedRun {
  readonly record: RunRecord;
  readonly corpusFolder: string;
  readonly model: ModelConfig;
  readonly vocabulary: Vocabulary;
  readonly tokenizer: Tokenizer;
  readonly trainPairs: readonly TrainPair[];
  readonly devPairs: readonly TrainPair[];
  readonly stepsPerEpoch: number;
  readonly steps: number;
  /** Made anew at each call; who asked owns it. */
  initialState(): Promise<TrainingState>;
}

/**
 * With `checkpoint` (its folder) the run goes on from there: configuration and vocabulary are the checkpoint's own, and
 * what it was started from is no longer needed.
 */
export async function prepareRun(
  record: RunRecord,
  runFolder: string,
  corpusFolder: string,
  checkpoint: string | undefined,
): Promise<PreparedRun> {
  const { config } = record;
  using corpus = openCorpusReader(corpusFolder);
  const trainPairs = await trainingPairs(runFolder, corpus);
  const devPairs = take(corpus.pairs('dev'), validationPool);
  if (trainPairs.length < config.batchSize) throw batchTooLarge(record, trainPairs.length);
  const startFolder = checkpoint ?? record.from;
  const start = startFolder === undefined ? undefined : await loadModelFolder(startFolder);
  const described = start?.config ?? loadModelPreset(config.model);
  const vocabulary =
    start?.vocabulary ??
    (await learntVocabulary(runFolder, described, () =>
      trainWordPiece(
        trainPairs.map((pair) => pair.caption),
        { size: config.vocabularySize ?? described.text.vocabularySize, minFrequency: 2 },
      ),
    ));
  const model: ModelConfig = {
    ...described,
    text: {
      ...described.text,
      // A small corpus may not have as many word pieces as the description allows.
      vocabularySize:
        start === undefined && vocabulary.kind === 'wordpiece'
          ? vocabulary.tokens.length
          : described.text.vocabularySize,
      contextLength: Math.min(config.contextLength ?? described.text.contextLength, described.text.positions),
    },
  };
  const stepsPerEpoch = Math.floor(trainPairs.length / config.batchSize);
  return {
    record,
    corpusFolder,
    model,
    vocabulary,
    tokenizer: modelTokenizer(model, vocabulary),
    trainPairs,
    devPairs,
    stepsPerEpoch,
    steps: config.steps ?? Math.max(1, Math.round(config.epochs * stepsPerEpoch)),
    initialState: async () => ({
      parameters:
        start && !checkpoint ? await readWeights(start.weights) : initialParameters(model, config.seed),
      firstMoments: new Map(),
      secondMoments: new Map(),
      step: 0,
    }),
  };
}

/** Trained once per run and kept: a resumed run must read its captions with the same pieces. */
async function learntVocabulary(
  runFolder: string,
  { name, tokenizer }: ModelConfig,
  learn: () => string[],
): Promise<Vocabulary> {
  if (tokenizer.kind !== 'wordpiece') {
    throw new FigscopeError('invalid-input', {
      message: `${name} reads CLIP's byte pairs, which are not learnt from a corpus and do not come with Figscope.`,
      remedy: 'Import a CLIP model with its tokenizer, and train from it: --from NAME.',
    });
  }
  const path = join(runFolder, 'vocab.txt');
  const saved = await readFile(path, 'utf8').catch(() => undefined);
  if (saved !== undefined) return { kind: 'wordpiece', tokens: parseLines(saved) };
  const vocabulary: Vocabulary = { kind: 'wordpiece', tokens: learn() };
  await mkdir(runFolder, { recursive: true });
  await writeFile(`${path}.tmp`, vocabularyFile(vocabulary).text, { flush: true });
  await rename(`${path}.tmp`, path);
  return vocabulary;
}

function batchTooLarge({ corpus, config }: RunRecord, pairs: number): FigscopeError {
  const largest = Math.max(1, Math.floor(pairs / 2));
  return new FigscopeError('invalid-input', {
    message:
      pairs === 0
        ? `${corpus} has no pair in its training split.`
        : `A batch of ${config.batchSize} is larger than the ${pairs} training pairs of ${corpus}.`,
    remedy:
      pairs === 0
        ? 'Import more articles; splits are drawn by article.'
        : `Train with a smaller batch: --set batchSize=${largest}`,
    facts: { batchSize: config.batchSize, trainPairs: pairs },
  });
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === count) break;
    taken.push(item);
  }
  return taken;
}

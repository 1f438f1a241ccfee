/** A WordPiece vocabulary from the captions of a corpus' training split: what `train` would learn, as a file. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VocabularyProgress } from '#app/domain/vocabulary.ts';
import { type WordPieceProgress, wordPieceTraining } from '#app/ml/tokenizer/wordpiece-trainer.ts';
import { FigscopeError } from '#app/util/error.ts';
import { vocabularyFile } from '#main/engine/vocabulary-files.ts';
import { writeFileAtomically } from '#main/store/atomic-file.ts';
import { type CorpusReader, openCorpusReader } from '#main/store/corpus-reader.ts';
import { withDiskErrors } from './disk-error.ts';

export interface VocabularyRequest {
  readonly corpusFolder: string;
  readonly size: number;
  readonly out: string;
}

export async function* trainVocabulary(
  { corpusFolder, size, out }: VocabularyRequest,
  signal: AbortSignal,
): AsyncGenerator<VocabularyProgress> {
  using corpus = openCorpusReader(corpusFolder);
  const counted = { captions: 0 };
  const steps = wordPieceTraining(trainingCaptions(corpus, counted), { size });
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    signal.throwIfAborted();
    yield { progress: progressOf(step.value, size) };
    await nextTurn();
  }
  const tokens = step.value;
  const { captions } = counted;
  if (captions === 0) {
    throw new FigscopeError('invalid-input', {
      message: 'The corpus has no caption in its training split.',
      remedy: 'Import more articles; splits are drawn by article.',
    });
  }
  const { text } = vocabularyFile({ kind: 'wordpiece', tokens });
  await withDiskErrors('the vocabulary', async () =>
    writeFileAtomically(out, [new TextEncoder().encode(text)]),
  );
  const entries = tokens.length;
  const progress = { done: entries, total: entries, unit: 'entries', detail: 'written' };
  yield { progress, learnt: { entries, captions } };
}

function* trainingCaptions(corpus: CorpusReader, counted: { captions: number }): Generator<string> {
  for (const { caption } of corpus.pairs('train')) {
    counted.captions += 1;
    yield caption;
  }
}

const progressOf = (step: WordPieceProgress, size: number): VocabularyProgress['progress'] =>
  step.kind === 'reading'
    ? { done: step.captions, unit: 'captions', detail: 'counting words' }
    : { done: step.entries, total: size, unit: 'entries', detail: 'merging the most frequent pairs' };

/** Learning a vocabulary from a corpus, in a worker of its own: it keeps a core busy for minutes. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { VocabularyProgress } from '#app/domain/vocabulary.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { CorpusService } from './corpus-service.ts';

interface Parts {
  readonly corpora: CorpusService;
  readonly workers: Pick<WorkerSet, 'trainer'>;
}

/** Throws not-found for an unknown corpus or folder, conflict when something is at `out` already. */
export async function* trainVocabulary(
  { corpora, workers }: Parts,
  { corpus, size, out }: { corpus: string; size: number; out: string },
  signal: AbortSignal,
): AsyncGenerator<VocabularyProgress> {
  await corpora.open(corpus);
  const path = resolve(out);
  await mustBeNew(path);
  await using worker = await workers.trainer();
  const request = { corpusFolder: corpora.folder(corpus), size, out: path };
  yield* worker.client['compute.trainVocabulary'](request, { signal });
}

async function mustBeNew(path: string): Promise<void> {
  const isThere = (at: string): Promise<boolean> =>
    stat(at).then(
      () => true,
      () => false,
    );
  if (await isThere(path)) {
    throw new FigscopeError('conflict', {
      message: `There is something at ${path} already.`,
      remedy: 'Choose another file, or remove it first.',
      facts: { path },
    });
  }
  if (await isThere(dirname(path))) return;
  throw new FigscopeError('not-found', {
    message: `The folder of ${path} does not exist.`,
    remedy: 'Make the folder first.',
    facts: { path },
  });
}

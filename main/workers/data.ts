/** Entry of the data worker: the only process that opens a corpus's database for writing. */
import { contractVersion, dataContract } from '#app/contract/index.ts';
import { FigscopeError } from '#app/util/error.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { sampleFigures } from '#main/ingest/sample/sample-corpus.ts';
import { createDataWorker } from './data-handlers.ts';
import { serveWorker } from './serve-worker.ts';

function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new FigscopeError('invalid-input', `A data worker needs the environment variable ${name}.`);
}

const worker = createDataWorker({
  folder: variable('FIGSCOPE_CORPUS_FOLDER'),
  name: variable('FIGSCOPE_CORPUS_NAME'),
  sources: { readSource, sampleFigures },
});
serveWorker(dataContract, worker.handlers, {
  version: String(contractVersion),
  onStop: () => worker[Symbol.dispose](),
});

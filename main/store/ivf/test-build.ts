/** A process for tests that builds an index and says what it does, one line each. It is killed: node test-build.ts FOLDER */
import { writeSync } from 'node:fs';
import { buildIndex } from './build-index.ts';
import { embeddingId } from './test-embedding.ts';

const [, , corpusFolder] = process.argv;
if (corpusFolder) {
  const options = { rebuild: true, leastRows: 1, signal: new AbortController().signal };
  for await (const { progress, done } of buildIndex(corpusFolder, embeddingId, options))
    writeSync(1, `${done === true ? 'done' : progress?.detail}\n`);
}

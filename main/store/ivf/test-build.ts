/**
 * A process for tests that builds an index and is killed by itself at the first sign of a moment:
 * node test-build.ts EMBEDDING_FOLDER MOMENT
 */
import { readVectorState } from '../embedding-folder.ts';
import { buildSide } from './build-side.ts';

const [, , folder, moment] = process.argv;
const state = folder === undefined ? undefined : readVectorState(folder);
if (folder !== undefined && moment !== undefined && state) {
  await buildSide({
    folder,
    side: 'image',
    state,
    seed: 0,
    threads: 2,
    signal: new AbortController().signal,
    grownFrom: undefined,
    tell: (_encoded, detail) => {
      if (detail.includes(moment)) process.kill(process.pid, 'SIGKILL');
    },
  });
}

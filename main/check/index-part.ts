/** The approximate indexes of embeddings. Nothing depends on them but speed: without one every vector is compared. */
import { embeddingsOf } from '#main/store/embedding-folder.ts';
import { checkIndex } from '#main/store/ivf/check-index.ts';
import type { OpenContext } from './context.ts';
import { partOf } from './findings.ts';
import { breathe, type Step } from './pace.ts';

const buildAgain =
  'Nothing is lost, searches compare every vector meanwhile. Embed the corpus again with the same model: only the index is built anew.';

export async function* checkIndexes(context: OpenContext): AsyncGenerator<Step> {
  const { folder, depth, findings, signal } = context;
  const embeddings = embeddingsOf(folder);
  for (const [index, { id, folder: place, state }] of embeddings.entries()) {
    for (const side of ['image', 'text'] as const) {
      yield { detail: `Vector index of ${id}, ${side}s`, fraction: index / embeddings.length };
      await breathe(signal);
      const found = checkIndex(place, side, state, depth === 'full');
      if (found.state === 'absent') continue;
      if (found.state === 'whole') {
        findings.look(`Vector index of ${id}, ${side}s: covers ${partOf(found.rows, state[side], 'row')}.`);
        continue;
      }
      findings.note({
        part: 'index',
        severity: 'warning',
        message:
          found.state === 'stale'
            ? `The vector index of ${id} (${side}s) was built for other vectors than those that are there; it is not used.`
            : `The vector index of ${id} (${side}s) is damaged; it is not used.`,
        remedy: buildAgain,
        examples: [`vectors/${id}/${side}.ivf`, ...(found.problem === undefined ? [] : [found.problem])],
      });
    }
  }
}

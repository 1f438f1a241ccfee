/** Words of a query that no caption holds: said beside the hits, so that nobody takes silence for an answer. */
import type { Corpus } from './corpus.ts';
import type { TextQuery } from './text-query.ts';

/** More are not looked up: a sentence that long is not typed word by word. */
const lookedUp = 24;

/** Words and phrases as they were typed, without the beginnings (`cardio*`) that some caption continues. */
export function missingWords(corpus: Corpus, { any }: TextQuery): string[] {
  const terms = [...new Set(any?.match(/"[^"]*"(?: \*)?/g) ?? [])].slice(0, lookedUp);
  const held = corpus.database.prepare('SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1');
  return terms
    .filter((term) => held.get(term) === undefined)
    .map((term) => term.replace(' *', '*').replaceAll('"', '').trim());
}

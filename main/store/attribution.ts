/** The articles behind a selection of figures, for files that give credit. */
import type { Article } from '#app/domain/figure.ts';
import { numberOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import { articleOf } from './figure-detail.ts';

const rowsPerPage = 1000;

export interface AttributedArticle {
  readonly article: Article;
  /** How many of its figures are in the selection. */
  readonly figures: number;
}

/**
 * Every article that has a figure among `ids`, once, in the order of the corpus. Holds four bytes per article. Yields
 * undefined between pages of ids, so that whoever asks for millions can let other work through.
 */
export function* articlesOf(corpus: Corpus, ids: Iterable<number>): Generator<AttributedArticle | undefined> {
  const figures = new Uint32Array(corpus.articles + 1);
  const articleIds = corpus.database.prepare(
    'SELECT f.aid FROM json_each(?) j CROSS JOIN figure f ON f.id = j.value',
  );
  for (const page of pagesOf(ids)) {
    for (const row of articleIds.all(JSON.stringify(page))) {
      const article = numberOf(row['aid']);
      if (article < figures.length) figures[article] += 1;
    }
    yield undefined;
  }
  const articles = corpus.database.prepare(
    `SELECT a.* FROM json_each(?) j CROSS JOIN article a ON a.aid = j.value ORDER BY a.aid`,
  );
  for (const page of pagesOf(indexesOf(figures))) {
    for (const row of articles.all(JSON.stringify(page))) {
      yield { article: articleOf(corpus, row), figures: figures[numberOf(row['aid'])] ?? 0 };
    }
  }
}

/** Places of a list that are not 0. */
function* indexesOf(counts: Uint32Array): Generator<number> {
  for (let index = 0; index < counts.length; index += 1) if (counts[index] > 0) yield index;
}

function* pagesOf(ids: Iterable<number>): Generator<number[]> {
  let page: number[] = [];
  for (const id of ids) {
    page.push(id);
    if (page.length < rowsPerPage) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Bytes of the images of the rows among `ids`, as far as they are known, page by page. */
export function* imageBytesOf(corpus: Corpus, ids: Iterable<number>): Generator<number> {
  const sizes = corpus.database.prepare(
    'SELECT sum(f.size_bytes) AS bytes FROM json_each(?) j CROSS JOIN figure f ON f.id = j.value',
  );
  for (const page of pagesOf(ids)) yield numberOf(sizes.get(JSON.stringify(page))?.['bytes'] ?? 0);
}

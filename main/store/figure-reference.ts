/** Figures as people name them: row id, `ARTICLE/figure-id` or `sha256:...`. */
import type { FigureReference } from '#app/domain/corpus.ts';
import { FigscopeError } from '#app/util/error.ts';
import { optionalNumber } from './cells.ts';
import type { Corpus } from './corpus.ts';

function notFound(reference: FigureReference): FigscopeError {
  return new FigscopeError('not-found', {
    message: `There is no figure "${reference}" in this corpus.`,
    remedy: 'Name it by row id, by ARTICLE/figure-id such as PMC13900/F1, or as sha256:... of its image.',
    facts: { figure: reference },
  });
}

/** The row id of a figure. Throws not-found. */
export function resolveFigure(corpus: Corpus, reference: FigureReference): number {
  const id = typeof reference === 'number' ? reference : resolveName(corpus, reference.trim());
  if (id === undefined || id >= corpus.rows) throw notFound(reference);
  return id;
}

function resolveName(corpus: Corpus, name: string): number | undefined {
  if (/^\d{1,10}$/.test(name)) return Number(name);
  if (/^sha256:[0-9a-f]{64}$/i.test(name)) {
    return optionalNumber(corpus.statements.imageByHash.get(Buffer.from(name.slice(7), 'hex'))?.['id']);
  }
  const { rowOfFigure, rowOfPmcidFigure } = corpus.statements;
  // Article keys may be DOIs and figure ids may be paths: both can hold a slash.
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
    const key = name.slice(0, slash);
    const figureId = name.slice(slash + 1);
    const found =
      rowOfFigure.get(key, figureId) ??
      rowOfPmcidFigure.get(key, figureId) ??
      rowOfPmcidFigure.get(key.toUpperCase(), figureId);
    if (found) return optionalNumber(found['id']);
  }
  return undefined;
}

/** What the host in memory says about its figures: filters, text, facets, details. Plain and slow. */
import type { CorpusQuery, FigureDetail, FigureSummary } from '#app/domain/corpus.ts';
import type { HistoryEntry } from '#app/domain/curation.ts';
import type { Filter } from '#app/domain/filter-ast.ts';
import { filterWithout, parseFilter } from '#app/domain/filter.ts';
import { curationStatus } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';

export function matches(figure: FigureSummary, filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return filter.children.every((child) => matches(figure, child));
    case 'or':
      return filter.children.some((child) => matches(figure, child));
    case 'not':
      return !matches(figure, filter.child);
    case 'values':
      return valuesOf(figure, filter.field).some((value) => filter.values.includes(value));
    case 'range': {
      const year = figure.year ?? Number.NaN;
      return year >= (filter.from ?? -Infinity) && year <= (filter.to ?? Infinity);
    }
  }
}

export function valuesOf(figure: FigureSummary, field: string): readonly string[] {
  if (field === 'tag') return figure.tags;
  const entry = Object.entries(figure).find(([name]) => name === field);
  return [String(entry?.[1] ?? 'unknown')];
}

export const hasText = (figure: FigureSummary, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => figure.caption.toLowerCase().includes(word));

export function highlightsOf(caption: string, text: string): [number, number][] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.flatMap((word): [number, number][] => {
    const at = caption.toLowerCase().indexOf(word);
    return at < 0 ? [] : [[at, at + word.length]];
  });
}

export function facetsOf(figures: readonly FigureSummary[], query: CorpusQuery) {
  const fields = ['year', 'modality', 'license', 'journal', 'split', 'status', 'tag'] as const;
  const filter = parseFilter(query.filter);
  return Object.fromEntries(
    fields.map((field) => {
      const counts = new Map<string, number>();
      const rest = filterWithout(filter, field);
      for (const figure of figures) {
        if (!matches(figure, rest) || !hasText(figure, query.text)) continue;
        for (const value of valuesOf(figure, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const values = [...counts].map(([value, count]) => ({ value, count }));
      return [field, values.toSorted((left, right) => right.count - left.count)];
    }),
  );
}

export function applied(figure: FigureSummary, change: { kind: string }): FigureSummary {
  if ('status' in change) return { ...figure, status: curationStatus.parse(change.status) };
  if ('caption' in change) return { ...figure, caption: String(change.caption), captionEdited: true };
  if ('add' in change && 'remove' in change && Array.isArray(change.add) && Array.isArray(change.remove)) {
    const removed = change.remove;
    const kept = figure.tags.filter((tag) => !removed.includes(tag));
    return { ...figure, tags: [...new Set([...kept, ...change.add.map(String)])] };
  }
  return figure;
}

export const entryOf = (figure: FigureSummary, revision: number, by: string): HistoryEntry => ({
  sequence: revision * 1000 + figure.id,
  group: revision,
  figure: figure.id,
  revision,
  at: new Date(0).toISOString(),
  by,
  field: 'status',
  before: 'pending',
  after: figure.status,
});

export function summaryOf(name: string, figures: readonly FigureSummary[]) {
  const articles = new Set(figures.map((figure) => figure.articleKey)).size;
  return {
    name,
    articles,
    figures: figures.length,
    pairs: figures.length,
    sizeBytes: 0,
    createdAt: new Date(0).toISOString(),
    embeddings: [],
  };
}

export function detailOf(figures: readonly FigureSummary[], id: number): FigureDetail {
  const figure = figures[id];
  if (!figure) throw new FigscopeError('not-found', `There is no figure ${id}.`);
  return {
    id,
    figureId: figure.figureId,
    caption: figure.caption,
    originalCaption: figure.caption,
    ...(figure.label ? { label: figure.label } : {}),
    mentions: [{ text: `As ${figure.label ?? 'the figure'} shows, the finding is plain.` }],
    article: {
      key: figure.articleKey,
      pmcid: figure.articleKey,
      title: figure.title,
      ...(figure.journal ? { journal: figure.journal } : {}),
      ...(figure.year ? { year: figure.year } : {}),
      license: figure.license,
      retracted: false,
    },
    image: {
      sha256: figure.sha256,
      width: figure.width,
      height: figure.height,
      format: 'png',
      sizeBytes: 188_403,
      source: { kind: 'blob', sha256: figure.sha256 },
    },
    split: figure.split,
    panels: ['A', 'B'],
    ...(figure.modality ? { modality: figure.modality } : {}),
    curation: {
      status: figure.status,
      tags: figure.tags,
      captionEdited: figure.captionEdited,
      revision: 1,
    },
    renditions: [],
    repairs: [],
    siblings: figures
      .filter((other) => other.articleKey === figure.articleKey && other.id !== id)
      .slice(0, 8)
      .map((other) => other.id),
  };
}

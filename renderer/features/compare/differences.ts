/** What two figures have in common and where they differ, as rows of a table. */
import type { FigureDetail } from '#app/domain/corpus.ts';
import { formatNoun } from '#renderer/ui/format.ts';

export interface FactRow {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}

const none = '–';

/** Rows in a fixed order; a fact that neither has is left out. */
export function factRows(a: FigureDetail, b: FigureDetail): readonly FactRow[] {
  return facts.flatMap(([name, read]) => {
    const left = read(a) ?? '';
    const right = read(b) ?? '';
    if (left === '' && right === '') return [];
    return [{ name, a: left || none, b: right || none, same: left === right }];
  });
}

const facts: readonly (readonly [string, (figure: FigureDetail) => string | undefined])[] = [
  ['Article', ({ article }) => article.title],
  ['Key', ({ article }) => article.key],
  ['Journal', ({ article }) => article.journal],
  ['Date', ({ article }) => article.date ?? article.year?.toString()],
  ['Licence', ({ article }) => article.license],
  ['Retracted', ({ article }) => (article.retracted ? 'yes' : '')],
  ['Label', ({ label }) => label],
  ['Panels', ({ panels }) => panels.join(', ')],
  ['Modality', ({ modality }) => modality?.replaceAll(/[_-]+/g, ' ')],
  ['Split', ({ split }) => split],
  ['Status', ({ curation }) => curation.status],
  ['Tags', ({ curation }) => curation.tags.toSorted().join(', ')],
  ['Cited in', ({ mentions }) => (mentions.length > 0 ? formatNoun(mentions.length, 'paragraph') : '')],
  [
    'Image',
    ({ image }) => (image.width > 0 ? `${image.width} × ${image.height} ${image.format}` : image.format),
  ],
  ['Hash', ({ image }) => `${image.sha256.slice(0, 6)}…${image.sha256.slice(-4)}`],
];

/** What a reader must hear before the details: the same file, the same article, one of them across splits. */
export function warnings(a: FigureDetail, b: FigureDetail): readonly string[] {
  const sameImage = a.image.sha256 === b.image.sha256;
  const sameArticle = a.article.key === b.article.key;
  const apart = a.split !== b.split;
  const words = (figure: FigureDetail): string => figure.caption.toLowerCase().split(/\s+/).join(' ');
  return [
    ...(a.id === b.id ? ['This is one figure, shown twice.'] : []),
    ...(sameImage && a.id !== b.id ? ['The same image file, byte for byte.'] : []),
    ...(words(a) === words(b) && a.id !== b.id ? ['The same caption.'] : []),
    ...(sameArticle && a.id !== b.id ? ['Two figures of one article.'] : []),
    ...(apart && (sameImage || sameArticle)
      ? [`They are in different splits, ${a.split} and ${b.split}: a leak between them.`]
      : []),
  ];
}

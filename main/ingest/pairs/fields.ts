/** Columns and JSON fields of captioned images, under the names that data sets give them. */
import { readExported, type ReadFigure } from '#app/domain/exported-figure.ts';
import { splitName } from '#app/domain/figure.ts';
import type { Article, LicenseCode, SplitName } from '#app/domain/figure.ts';
import { collapse } from '../jats/plain-text.ts';
import { licenseFrom } from '../license.ts';

/** What a row says, before the image is looked at. Empty fields are undefined. */
export interface PairFields {
  readonly image: string | undefined;
  readonly caption: string | undefined;
  readonly article: string | undefined;
  readonly figure: string | undefined;
  readonly label: string | undefined;
  readonly license: string | undefined;
  readonly split: SplitName | undefined;
  readonly modality: string | undefined;
  readonly pmcid: string | undefined;
  readonly pmid: string | undefined;
  readonly doi: string | undefined;
  readonly title: string | undefined;
  readonly journal: string | undefined;
  readonly year: number | undefined;
  readonly articleType: string | undefined;
  readonly retracted: boolean;
  readonly mentions: readonly string[];
  /** The whole figure, when the row is of an export of ours: its texts are as they were, also an empty caption. */
  readonly exported: ReadFigure | undefined;
}

/** Accepted names by field, in order of preference; compared without case, `_` and `-`. */
const aliases = {
  image: ['image', 'filename', 'filepath', 'imagepath', 'path', 'file', 'graphicref'],
  caption: ['caption', 'text', 'figcaption', 'captions', 'description'],
  article: ['article', 'articlekey', 'articleid'],
  figure: ['figure', 'figureid', 'figid', 'id'],
  label: ['label', 'figlabel', 'figurelabel'],
  license: ['license', 'licence', 'licensecode'],
  split: ['split', 'subset'],
  modality: ['modality'],
  pmcid: ['pmcid', 'pmc'],
  pmid: ['pmid'],
  doi: ['doi'],
  title: ['articletitle', 'title'],
  journal: ['journal'],
  year: ['year'],
  articleType: ['articletype'],
  retracted: ['retracted', 'isretracted'],
  mentions: ['mentions', 'inlinereferences'],
} as const;

/** The canonical field names of a header, for deciding whether a table is one of captioned images. */
export function knownFields(names: readonly string[]): ReadonlySet<string> {
  const given = new Set(names.map(plainName));
  return new Set(
    Object.entries(aliases).flatMap(([field, accepted]) =>
      accepted.some((name) => given.has(name)) ? [field] : [],
    ),
  );
}

/** The canonical field that a column of this name holds. */
export function knownField(name: string): string | undefined {
  return [...knownFields([name])][0];
}

/** Reads the fields of a row or JSON object; what has another type than expected counts as absent. */
export function pairFields(row: Readonly<Record<string, unknown>>): PairFields {
  const values = new Map(Object.entries(row).map(([name, value]) => [plainName(name), value]));
  const raw = (field: keyof typeof aliases): unknown =>
    aliases[field].map((name) => values.get(name)).find((value) => value !== undefined && value !== null);
  const text = (field: keyof typeof aliases): string | undefined => textOf(raw(field));
  const year = Number(text('year'));
  const mentions = raw('mentions');
  return {
    image: text('image'),
    caption: text('caption'),
    article: text('article'),
    figure: text('figure'),
    label: text('label'),
    license: text('license'),
    split: splitFrom(text('split')),
    modality: text('modality'),
    pmcid: text('pmcid'),
    pmid: text('pmid'),
    doi: text('doi'),
    title: text('title'),
    journal: text('journal'),
    year: Number.isInteger(year) && year > 0 ? year : undefined,
    articleType: text('articleType'),
    retracted: /^(?:true|yes|1)$/i.test(text('retracted') ?? ''),
    mentions: Array.isArray(mentions) ? mentions.flatMap((mention) => mentionText(mention) ?? []) : [],
    exported: readExported(withPlainDate(row), verbatim(raw('caption'))),
  };
}

/** Our image folders have the date in quotes, so that no reader takes it for a time. */
function withPlainDate(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { date } = row;
  const quoted = typeof date === 'string' ? /^"(.*)"$/.exec(date)?.[1] : undefined;
  return quoted === undefined ? row : { ...row, date: quoted };
}

/** Split names in use for the three splits: `validation`, `val` and `valid` are `dev`. */
export function splitFrom(text: string | undefined): SplitName | undefined {
  const name = text?.toLowerCase();
  if (name === 'val' || name === 'valid' || name === 'validation') return 'dev';
  if (name === 'training') return 'train';
  if (name === 'testing') return 'test';
  const parsed = splitName.safeParse(name);
  return parsed.success ? parsed.data : undefined;
}

/** The article a row belongs to; `fallbackKey` where it names none. */
export function articleOf(fields: PairFields, fallbackKey: string): Article {
  const { pmid, doi, journal, year, articleType, license: licenseText } = fields;
  const digits = /^(?:PMC)?(\d+)$/i.exec(fields.pmcid ?? '')?.[1];
  const pmcid = digits === undefined ? undefined : `PMC${digits}`;
  const key =
    fields.article ?? pmcid ?? doi?.toLowerCase() ?? (pmid === undefined ? fallbackKey : `pmid:${pmid}`);
  return {
    key,
    ...(pmcid !== undefined && { pmcid }),
    ...(pmid !== undefined && { pmid }),
    ...(doi !== undefined && { doi }),
    title: fields.title ?? '',
    ...(journal !== undefined && { journal }),
    ...(year !== undefined && { year }),
    ...(articleType !== undefined && { articleType }),
    license: licenseCodeOf(licenseText),
    ...(licenseText !== undefined && { licenseText }),
    retracted: fields.retracted,
  };
}

function licenseCodeOf(text: string | undefined): LicenseCode {
  if (text === undefined || text.toLowerCase() === 'none') return 'none';
  return licenseFrom(text) ?? 'other';
}

function plainName(name: string): string {
  return name
    .replace(/^\ufeff/, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase();
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = collapse(String(value));
  return text === '' ? undefined : text;
}

const verbatim = (value: unknown): string => (typeof value === 'string' ? value : '');

function mentionText(mention: unknown): string | undefined {
  if (typeof mention === 'object' && mention !== null && 'text' in mention) return textOf(mention.text);
  return textOf(mention);
}

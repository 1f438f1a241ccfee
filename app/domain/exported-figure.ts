/**
 * A figure as exports carry it: one flat object under the names that data sets use, so that other programs find what
 * they look for and an import finds everything. The caption and the name of the image file are not part of it: each
 * format has a place of its own for them.
 */
import * as z from 'zod';
import {
  article,
  curationStatus,
  licenseCode,
  repair,
  splitName,
  type Article,
  type FigureRecord,
} from './figure.ts';

/** The value under `figscope` that marks an object as ours; raised when a field changes its meaning. */
export const exportedVersion = 1;

/** The fields of an article under their names in an export. */
export interface ExportedArticle {
  readonly article: string;
  readonly pmcid?: string | undefined;
  readonly pmid?: string | undefined;
  readonly doi?: string | undefined;
  readonly title: string;
  readonly journal?: string | undefined;
  readonly year?: number | undefined;
  readonly date?: string | undefined;
  readonly article_type?: string | undefined;
  readonly license: string;
  readonly license_text?: string | undefined;
  readonly retracted: boolean;
}

/** The fields of a figure under their names in an export. */
export interface ExportedFigure extends ExportedArticle {
  readonly figscope: typeof exportedVersion;
  readonly figure: string;
  readonly label?: string | undefined;
  readonly mentions: readonly string[];
  readonly panels: readonly string[];
  readonly modality?: string | undefined;
  readonly split: string;
  readonly renditions?: readonly string[];
  readonly repairs?: FigureRecord['repairs'];
  /** Of the bytes in the export. */
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
  /** Of the corpus's own image and its format, where it had to be converted. */
  readonly original_sha256?: string;
  readonly original_format?: string;
  /** As published, where a person edited the caption. */
  readonly original_caption?: string;
  readonly status?: string;
  readonly tags?: readonly string[];
}

export const exportedArticle = (article: Article): ExportedArticle => ({
  article: article.key,
  pmcid: article.pmcid,
  pmid: article.pmid,
  doi: article.doi,
  title: article.title,
  journal: article.journal,
  year: article.year,
  date: article.date,
  article_type: article.articleType,
  license: article.license,
  license_text: article.licenseText,
  retracted: article.retracted,
});

/** A figure without its image, as an import reads it back. */
export type ReadFigure = Omit<FigureRecord, 'image'>;

const text = z.string().optional();
const flag = z.union([z.boolean(), z.stringbool()]);
const list = z.array(z.string());
const readRow = z.object({
  figscope: z.coerce.number().pipe(z.literal(exportedVersion)),
  article: z.string().min(1),
  pmcid: text,
  pmid: text,
  doi: text,
  title: z.string().default(''),
  journal: text,
  year: z.coerce.number().int().optional(),
  date: text,
  article_type: text,
  license: licenseCode,
  license_text: text,
  retracted: flag.default(false),
  figure: z.string().min(1),
  label: text,
  mentions: list.default([]),
  panels: list.default([]),
  modality: text,
  split: splitName,
  renditions: list.optional(),
  repairs: z.array(repair).optional(),
  original_caption: text,
  status: curationStatus.optional(),
  tags: list.optional(),
});

/** Fields that a table, whose cells are texts, holds as JSON. */
const listFields: ReadonlySet<string> = new Set(['mentions', 'panels', 'renditions', 'repairs', 'tags']);

/**
 * The figure of an exported object or row with its caption, every text as it was; undefined when it carries no mark of
 * ours or was changed beyond what the mark promises. Empty cells of a table count as absent.
 */
export function readExported(
  row: Readonly<Record<string, unknown>>,
  caption: string,
): ReadFigure | undefined {
  if (row['figscope'] === undefined || row['figscope'] === '') return undefined;
  const cells = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    if (value === '' || value === null || value === undefined) return [];
    return [[name, typeof value === 'string' && listFields.has(name) ? parsed(value) : value]];
  });
  const { success, data } = readRow.safeParse(Object.fromEntries(cells));
  if (!success) return undefined;
  const { article: key, article_type: articleType, license_text: licenseText, figure, ...rest } = data;
  const { pmcid, pmid, doi, title, journal, year, date, license, retracted } = rest;
  const { label, mentions, panels, modality, split, renditions, repairs, ...decided } = rest;
  const curation = {
    ...(decided.status === undefined ? {} : { status: decided.status }),
    ...(decided.tags === undefined ? {} : { tags: decided.tags }),
    ...(decided.original_caption === undefined ? {} : { originalCaption: decided.original_caption }),
  };
  return {
    article: article.parse({
      key,
      pmcid,
      pmid,
      doi,
      title,
      journal,
      year,
      date,
      articleType,
      license,
      licenseText,
      retracted,
    }),
    figureId: figure,
    ...(label === undefined ? {} : { label }),
    caption,
    mentions: mentions.map((mention) => ({ text: mention })),
    panels,
    ...(modality === undefined ? {} : { modality }),
    split,
    ...(renditions === undefined ? {} : { renditions }),
    ...(repairs === undefined ? {} : { repairs }),
    ...(Object.keys(curation).length === 0 ? {} : { curation }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

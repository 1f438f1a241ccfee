/** What the import dialog asks for, checked before anything is sent. */
import type { ImportOptions } from '#app/contract/imports.ts';
import { corpusName } from '#app/domain/corpus.ts';
import type { ImportSource } from '#renderer/stores/import-store.ts';

export type ImportFormat = ImportOptions['format'];

export interface ImportForm {
  readonly corpus: string;
  readonly format: ImportFormat;
  /** Shares of train, dev and test as typed: `0.9, 0.05, 0.05`. */
  readonly split: string;
  readonly seed: string;
}

export interface FormProblems {
  readonly corpus?: string;
  readonly split?: string;
  readonly seed?: string;
}

export const formatOptions: readonly { readonly value: ImportFormat; readonly label: string }[] = [
  { value: 'auto', label: 'Recognise by content' },
  { value: 'pmc', label: 'PMC packages' },
  { value: 'pmc-s3', label: 'PMC article data set' },
  { value: 'jats', label: 'JATS XML' },
  { value: 'webdataset', label: 'WebDataset shards' },
  { value: 'csv', label: 'CSV or TSV table' },
  { value: 'parquet', label: 'Parquet' },
  { value: 'pmc15-jsonl', label: 'JSON lines of BiomedCLIP’s pipeline' },
  { value: 'coco', label: 'COCO captions' },
  { value: 'imagefolder', label: 'Folder of images' },
];

/** A name for a corpus that comes of this source: its last path part, in the letters a name may have. */
export function proposedName(source: ImportSource | undefined): string {
  if (!source) return '';
  const path = source.kind === 'path' ? source.path : (source.files[0]?.path ?? '');
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  const named = source.kind === 'path' || parts.length === 1 ? parts.at(-1) : parts[0];
  return (named ?? '')
    .toLowerCase()
    .replace(/\.(tar\.gz|tgz|tar|zip|nxml|xml|csv|tsv|parquet|jsonl)$/, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 64);
}

/** The options to send, or what has to be corrected first. */
export function checkedForm(
  form: ImportForm,
):
  | { readonly ok: true; readonly options: Pick<ImportOptions, 'corpus' | 'format' | 'split' | 'seed'> }
  | { readonly ok: false; readonly problems: FormProblems } {
  const name = corpusName.safeParse(form.corpus);
  const split = parseSplit(form.split);
  const seed = /^\d{1,9}$/.test(form.seed.trim()) ? Number(form.seed) : undefined;
  if (name.success && typeof split !== 'string' && seed !== undefined) {
    return { ok: true, options: { corpus: name.data, format: form.format, split, seed } };
  }
  return {
    ok: false,
    problems: {
      ...(name.success
        ? {}
        : { corpus: 'Use 1 to 64 lower-case letters, digits, dots, dashes or underscores' }),
      ...(typeof split === 'string' ? { split } : {}),
      ...(seed === undefined ? { seed: 'A seed is a whole number from 0' } : {}),
    },
  };
}

/** Three shares that add up to 1, or why they are not. */
function parseSplit(text: string): [number, number, number] | string {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const [train, dev, test] = parts.map(Number);
  if (parts.length !== 3 || train === undefined || dev === undefined || test === undefined) {
    return 'Three shares are needed: train, dev, test';
  }
  const shares: [number, number, number] = [train, dev, test];
  if (shares.some((share) => !Number.isFinite(share) || share < 0)) return 'A share is a number from 0 to 1';
  const sum = Math.round((train + dev + test) * 1e6) / 1e6;
  return sum === 1 ? shares : `Parts add up to ${sum}, not 1`;
}

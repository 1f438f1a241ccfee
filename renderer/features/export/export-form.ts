/** What the export dialog asks for, and what it means as a request. */
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { defaultShardFigures, type ExportFormat, type ExportOptions } from '#app/domain/export.ts';
import { licenseCodes, splitNames, type LicenseCode, type SplitName } from '#app/domain/figure.ts';
import type { Filter } from '#app/domain/filter-ast.ts';
import type { FilterField } from '#app/domain/filter-fields.ts';
import { parseFilter } from '#app/domain/filter.ts';

export interface ExportForm {
  readonly format: ExportFormat;
  /** Only what the query of the view finds. */
  readonly onlyQuery: boolean;
  readonly leaveOutRejected: boolean;
  /** Not wanted; everything else is. */
  readonly withoutSplits: readonly SplitName[];
  readonly withoutLicenses: readonly LicenseCode[];
  readonly shardFigures: string;
}

/** What a person has chosen so far. */
export interface ExportChoice {
  readonly form: ExportForm;
  /** Typed or picked; undefined: the one that is proposed. */
  readonly folder: string | undefined;
}

export const firstForm = (hasQuery: boolean): ExportForm => ({
  format: 'webdataset',
  onlyQuery: hasQuery,
  leaveOutRejected: true,
  withoutSplits: [],
  withoutLicenses: [],
  shardFigures: String(defaultShardFigures),
});

export const formatChoices: readonly {
  readonly value: ExportFormat;
  readonly label: string;
  readonly about: string;
}[] = [
  {
    value: 'webdataset',
    label: 'WebDataset shards',
    about:
      'Tars for training with open_clip: image, caption and JSON of each figure, a folder for each split.',
  },
  {
    value: 'parquet',
    label: 'Parquet',
    about: 'Files with the images inside, as Hugging Face datasets load them; small row groups.',
  },
  {
    value: 'imagefolder',
    label: 'Image folder',
    about: 'Images in folders with metadata.jsonl, as Hugging Face datasets load them.',
  },
  {
    value: 'jsonl',
    label: 'JSON lines',
    about: 'An article a line, in the shape of the pipeline released with BiomedCLIP, and the images.',
  },
  { value: 'csv', label: 'CSV', about: 'One table with a row for each figure, and the images.' },
  { value: 'coco', label: 'COCO captions', about: 'A JSON file of images and annotations for each split.' },
];

/** The filter that selects what the form says; splits and licences come beside it. */
export function filterOf({ onlyQuery, leaveOutRejected }: ExportForm, { filter }: CorpusQuery): string {
  const given = onlyQuery ? filter.trim() : '';
  if (!leaveOutRejected) return given;
  return [bracketed(given), '-status:rejected'].filter((part) => part !== '').join(' ');
}

/** A filter that other terms can stand beside: OR joins weaker than a space. */
export const bracketed = (filter: string): string => (/\bOR\b/.test(filter) ? `(${filter})` : filter);

/** Whether a filter can let a value of a field through, as far as that field decides it. */
export function canPass(filterText: string, field: FilterField, value: string): boolean {
  try {
    return verdict(parseFilter(filterText), field, value) !== false;
  } catch {
    // The count says what is wrong with the filter.
    return true;
  }
}

/** Undefined where other fields decide. */
function verdict(filter: Filter, field: FilterField, value: string): boolean | undefined {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'range':
      return undefined;
    case 'values':
      return filter.field === field ? filter.values.includes(value) : undefined;
    case 'not': {
      const inner = verdict(filter.child, field, value);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decides = filter.kind === 'or';
      const parts = filter.children.map((child) => verdict(child, field, value));
      if (parts.includes(decides)) return decides;
      return parts.includes(undefined) ? undefined : !decides;
    }
  }
}

/** The request, or what has to be corrected first. */
export function requestOf(
  form: ExportForm,
  { corpus, query, out }: { readonly corpus: string; readonly query: CorpusQuery; readonly out: string },
): { readonly ok: true; readonly options: ExportOptions } | { readonly ok: false; readonly shards: string } {
  const shardFigures = /^\d{1,7}$/.test(form.shardFigures.trim()) ? Number(form.shardFigures) : 0;
  if (form.format === 'webdataset' && (shardFigures < 1 || shardFigures > 1_000_000)) {
    return { ok: false, shards: 'A whole number from 1 to 1,000,000' };
  }
  return {
    ok: true,
    options: {
      corpus,
      format: form.format,
      out,
      filter: filterOf(form, query),
      text: form.onlyQuery ? query.text : '',
      splits: wantedOf(splitNames, form.withoutSplits),
      licenses: wantedOf(licenseCodes, form.withoutLicenses),
      shardFigures: form.format === 'webdataset' ? shardFigures : defaultShardFigures,
      dryRun: false,
    },
  };
}

/** What is wanted as the host is told: nothing when everything is. */
function wantedOf<T>(all: readonly T[], without: readonly T[]): T[] {
  return without.length === 0 ? [] : all.filter((one) => !without.includes(one));
}

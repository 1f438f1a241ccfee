/** The command line that an import stands for. */
import { importOptions, type ImportOptions, pmcSelection } from '#app/contract/imports.ts';
import { isDataSetImport } from './import-places.ts';
import { quoteArgument } from '#app/util/quote-argument.ts';

/** With every option that is not as usual; a list of PMCIDs is a file that the person has to write. */
export function importCommand(places: readonly string[], options: ImportOptions): string {
  const usual = importOptions.parse({ corpus: options.corpus });
  const parts: (string | number)[] = ['figscope', 'import', ...places, '--corpus', options.corpus];
  const add = (flag: string, value: string | number | undefined, usually?: string | number): void => {
    if (value !== undefined && value !== '' && value !== usually) parts.push(flag, value);
  };
  add('--format', options.format, usual.format);
  add('--licenses', options.licenses.join(','));
  add('--split', options.split.join(','), usual.split.join(','));
  add('--seed', options.seed, usual.seed);
  add('--min-side', options.minSidePx, usual.minSidePx);
  add('--min-words', options.minCaptionWords, usual.minCaptionWords);
  add('--duplicates', options.duplicates, usual.duplicates);
  add('--limit', options.limit);
  if (options.selection && isDataSetImport(places, options.format)) {
    const { selection } = options;
    const usually = pmcSelection.parse({});
    add('--since', selection.since);
    add('--types', selection.types.join(','));
    add('--pmcids', selection.pmcids.length > 0 ? 'pmcids.txt' : undefined);
    add('--articles', selection.articles);
    add('--images', selection.images, usually.images);
    add('--concurrency', selection.concurrency, usually.concurrency);
    add('--bandwidth', selection.bandwidth);
  }
  if (options.dryRun) parts.push('--dry-run');
  return parts.map((part) => quoteArgument(String(part))).join(' ');
}

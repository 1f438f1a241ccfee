/** Where the sources of an import are: files of this machine, or a data set at an address. */
import { stat } from 'node:fs/promises';
import type { ImportOptions } from '#app/contract/imports.ts';
import type { FileSource } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';

/** A source that names the data set of the settings. */
const usualDataSet = 'pmc';

/** Whether a source is an address and not a path. */
export const isAddress = (source: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(source);

export interface PlaceParts {
  readonly resolve: (source: FileSource) => Promise<string>;
  /** Address of the data set, from the settings. */
  readonly pmcUrl: () => string;
}

/**
 * Paths and addresses to read. An address stays as it is; `pmc`, or any word with `--base-url`, stands for the data set
 * there. Throws not-found for a path at which nothing is.
 */
export async function importPlaces(
  sources: readonly FileSource[],
  { format, selection }: Pick<ImportOptions, 'format' | 'selection'>,
  { resolve, pmcUrl }: PlaceParts,
): Promise<string[]> {
  const places: string[] = [];
  for (const source of sources) {
    if (source.kind === 'path' && isAddress(source.path)) {
      places.push(source.path);
      continue;
    }
    const path = await resolve(source);
    if (await isThere(path)) {
      places.push(path);
      continue;
    }
    const baseUrl = selection?.baseUrl;
    const isName = source.kind === 'path' && (source.path === usualDataSet || baseUrl !== undefined);
    if (format !== 'pmc-s3' || !isName) throw missing(path);
    places.push(baseUrl ?? pmcUrl());
  }
  return [...new Set(places)];
}

/** Whether an import reads the data set over the network or by its layout, so that the selection counts. */
export const isDataSetImport = (places: readonly string[], format: ImportOptions['format']): boolean =>
  format === 'pmc-s3' || places.some(isAddress);

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function missing(path: string): FigscopeError {
  return new FigscopeError('not-found', {
    message: `There is nothing at ${path}.`,
    remedy: 'Check the path of the source.',
    facts: { path },
  });
}

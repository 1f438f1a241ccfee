/** From an address to a data set. */
import { opendir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FigscopeError } from '#app/util/error.ts';
import { isWeb } from '#main/net/send.ts';
import type { SourceFormat } from '../options.ts';
import { type DataSet, parseVersionName } from './data-set.ts';
import { FolderDataSet } from './folder-data-set.ts';
import { HttpDataSet, type HttpDataSetOptions } from './http-data-set.ts';

/** Whether a source is an address and not a path of this machine. */
export const isAddress = (source: string): boolean => /^(?:https?|file|s3|ftp):\/\//i.test(source);

/**
 * Whether a source is a data set: an address, or a folder with an inventory. `pmc-s3` makes every folder one that holds
 * versions of articles.
 */
export async function isDataSet(source: string, format: SourceFormat | undefined): Promise<boolean> {
  if (isAddress(source)) return true;
  if (format !== undefined && format !== 'auto' && format !== 'pmc-s3') return false;
  if (await isThere(join(resolve(source), 'inventory-reports'))) return true;
  if (format !== 'pmc-s3') return false;
  const entries = await opendir(resolve(source)).catch(() => []);
  for await (const { name } of entries) if (parseVersionName(name) !== undefined) return true;
  return false;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** An http(s) or file address, or a path. Throws invalid-input for other addresses, not-found for a path that is none. */
export async function openDataSet(address: string, options: HttpDataSetOptions): Promise<DataSet> {
  if (!isAddress(address)) return openFolder(resolve(address));
  const url = URL.parse(address);
  if (url?.protocol === 'file:') return openFolder(fileURLToPath(url));
  if (url !== null && isWeb(url) && url.username === '') return new HttpDataSet(url, options);
  throw new FigscopeError('invalid-input', {
    message: `${address} cannot be the address of a data set.`,
    remedy: 'Give one that begins with https://, or the path of a folder.',
    facts: { address },
  });
}

async function openFolder(path: string): Promise<DataSet> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return new FolderDataSet(path);
  throw new FigscopeError('not-found', {
    message: `There is no folder at ${path}.`,
    remedy: 'Check the address of the data set.',
    facts: { path },
  });
}

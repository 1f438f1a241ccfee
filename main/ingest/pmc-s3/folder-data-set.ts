/** A data set, or a part of one, in a folder of this machine. Its images stay where they are. */
import { createHash } from 'node:crypto';
import { opendir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import { safeRelativeName } from '../file-names.ts';
import { DiskFile } from '../folder/disk.ts';
import { NameTable } from '../names/name-table.ts';
import {
  type ArticleFile,
  type ArticleVersion,
  besideKey,
  type DataSet,
  type DownloadedFile,
  parseVersionName,
  type ReadObject,
  type StoredObject,
} from './data-set.ts';
import { ObjectFailure } from './failures.ts';

/** Versions of one article are counted from 1; nobody has seen more than a dozen. */
const highestVersion = 32;
const entriesAtOnce = 1024;

export class FolderDataSet implements DataSet {
  readonly address: string;
  readonly name: string;
  readonly isRemote = false;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.address = folder;
    this.name = folder;
  }

  async read(key: string, { md5, maxBytes }: ReadObject): Promise<StoredObject> {
    const path = this.#pathOf(key);
    const sizeBytes = await sizeOf(path, key);
    if (sizeBytes > maxBytes)
      throw new ObjectFailure(`${key} is larger than ${megabytes(maxBytes)}.`, { isFinal: true });
    const bytes = await checkedBytes(path, key, md5);
    return { bytes, etag: createHash('md5').update(bytes).digest('hex') };
  }

  async names(prefix: string): Promise<readonly string[]> {
    const entries = await readdir(this.#pathOf(prefix), { withFileTypes: true }).catch(() => []);
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  }

  async download(key: string): Promise<DownloadedFile> {
    const path = this.#pathOf(key);
    await sizeOf(path, key);
    return { path, release: () => Promise.resolve() };
  }

  async versions(pmcid: string): Promise<readonly ArticleVersion[]> {
    const versions: ArticleVersion[] = [];
    for (let version = 1; version <= highestVersion; version++) {
      const found = await stat(join(this.#folder, `${pmcid}.${version}`)).catch(() => undefined);
      if (found?.isDirectory()) versions.push(unlisted(pmcid, version));
    }
    return versions;
  }

  /** The folders of the versions, by name. */
  async *everything(): AsyncGenerator<ArticleVersion> {
    // Millions of folders: their names are held outside the heap.
    const names = new NameTable();
    for await (const entry of await opendir(this.#folder, { bufferSize: entriesAtOnce }))
      if (entry.isDirectory() && parseVersionName(entry.name)) names.add(entry.name);
    await names.sort();
    for (let index = 0; index < names.length; index += 1) {
      const named = parseVersionName(names.at(index));
      if (named) yield unlisted(named.pmcid, named.version);
    }
  }

  file(key: string, md5: string | undefined): ArticleFile {
    return new FolderFile(key, this.#pathOf(key), md5);
  }

  /** Metadata may name any key; none leads out of the folder. */
  #pathOf(key: string): string {
    const name = key === '' ? '' : safeRelativeName(key);
    if (name === undefined)
      throw new ObjectFailure(`${key} is no name inside a data set.`, { isFinal: true });
    return join(this.#folder, name);
  }
}

const unlisted = (pmcid: string, version: number): ArticleVersion => ({
  pmcid,
  version,
  key: besideKey(pmcid, version),
  etag: undefined,
  lastModified: undefined,
});

class FolderFile extends DiskFile implements ArticleFile {
  readonly remote = undefined;
  readonly #md5: string | undefined;

  constructor(name: string, path: string, md5: string | undefined) {
    super(name, path, 0);
    this.#md5 = md5;
  }

  override read(): Promise<Uint8Array> {
    return checkedBytes(this.path, this.name, this.#md5);
  }
}

async function checkedBytes(path: string, key: string, md5: string | undefined): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw failureOf(thrown, key);
  });
  if (md5 === undefined || createHash('md5').update(bytes).digest('hex') === md5) return bytes;
  throw new ObjectFailure(`${key} is damaged: it has another MD5 than the metadata tell.`);
}

async function sizeOf(path: string, key: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    throw failureOf(thrown, key);
  }
}

function failureOf(thrown: unknown, key: string): ObjectFailure {
  const { code, message } = toFigscopeError(thrown);
  if (code === 'not-found')
    return new ObjectFailure(`${key} is not in the folder.`, { isMissing: true, cause: thrown });
  return new ObjectFailure(`${key} cannot be read: ${message}.`, { cause: thrown });
}

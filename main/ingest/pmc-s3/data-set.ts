/** A PMC article data set in its layout of 2026, wherever it is: a bucket over HTTP(S), or a folder. */
import type { SourceFile } from '../tree.ts';

/** One version of an article, as an inventory or a listing names it. */
export interface ArticleVersion {
  /** `PMC123` */
  readonly pmcid: string;
  readonly version: number;
  /** Where its metadata are; the other place is tried when they are not there. */
  readonly key: string;
  /** Tag of the metadata: it changes when any object of the article does. Undefined when nobody told. */
  readonly etag: string | undefined;
  /** ISO 8601. */
  readonly lastModified: string | undefined;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface ReadObject {
  readonly md5?: string | undefined;
  readonly maxBytes: number;
}

export interface DataSet {
  /** Address or path, for keys and sentences. */
  readonly address: string;
  /** Host or path, for sentences. */
  readonly name: string;
  readonly isRemote: boolean;
  /** Throws ObjectFailure for this object; FigscopeError when the whole data set cannot be read. */
  read(key: string, wanted: ReadObject): Promise<StoredObject>;
  /** Names directly below a prefix that ends with `/`, with their `/` when they are prefixes themselves, sorted. */
  names(prefix: string): Promise<readonly string[]>;
  /** A large object as a file on this machine, fetched when it must be; `release` when it is read. */
  download(key: string, facts: DownloadFacts): Promise<DownloadedFile>;
  /** The versions of one article. */
  versions(pmcid: string): Promise<readonly ArticleVersion[]>;
  /** Every article, for data sets without an inventory; undefined where only an inventory tells. */
  everything(): AsyncGenerator<ArticleVersion> | undefined;
  /** An image or another file of an article. */
  file(key: string, md5: string | undefined): ArticleFile;
}

export interface DownloadFacts {
  readonly md5?: string | undefined;
  readonly sizeBytes?: number | undefined;
  readonly onBytes?: (doneBytes: number) => void;
}

export interface DownloadedFile {
  readonly path: string;
  release(): Promise<void>;
}

/** A file of an article that may be on a server. */
export interface ArticleFile extends SourceFile {
  /** Its address there; undefined for a file on this machine. */
  readonly remote: { readonly url: string; readonly md5: string | undefined } | undefined;
}

/** `PMC123` and 1 of `PMC123.1`. */
export function parseVersionName(
  name: string,
): { readonly pmcid: string; readonly version: number } | undefined {
  const [, pmcid, version] = /^(PMC\d+)\.(\d+)$/.exec(name) ?? [];
  return pmcid === undefined ? undefined : { pmcid, version: Number(version) };
}

/** Where the metadata of a version are collected. */
export const collectedKey = (pmcid: string, version: number): string => `metadata/${pmcid}.${version}.json`;

/** Where the metadata of a version are beside its files. */
export const besideKey = (pmcid: string, version: number): string =>
  `${pmcid}.${version}/${pmcid}.${version}.json`;

/** The version that a key of metadata names; undefined for any other key. */
export function versionOfKey(key: string): { readonly pmcid: string; readonly version: number } | undefined {
  const name = /^(?:metadata\/|PMC\d+\.\d+\/)?(PMC\d+\.\d+)\.json$/.exec(key)?.[1];
  return name === undefined ? undefined : parseVersionName(name);
}

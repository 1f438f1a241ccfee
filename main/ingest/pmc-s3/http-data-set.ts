/** A data set in a bucket, or on a server of the same layout. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { Gate } from '#main/net/gate.ts';
import { hashFile } from '#main/net/hash-file.ts';
import { HttpClient, type HttpClientOptions } from '#main/net/http-client.ts';
import type { ImportOptions } from '../options.ts';
import { baseName } from '../file-names.ts';
import {
  type ArticleFile,
  type ArticleVersion,
  collectedKey,
  type DataSet,
  type DownloadedFile,
  type DownloadFacts,
  parseVersionName,
  type ReadObject,
  type StoredObject,
  versionOfKey,
} from './data-set.ts';
import { FailureJudge, ObjectFailure } from './failures.ts';
import { type ListingPage, listingQuery, parseListing } from './listing.ts';
import { RemoteFile } from './remote-file.ts';

/** A page of a thousand keys takes a tenth of this. */
const maxListingBytes = 16 * 2 ** 20;
const maxImageBytes = 256 * 2 ** 20;
/** A server that never answered is not worth a minute of patience. */
const firstFailures = 2;

export interface HttpDataSetOptions extends HttpClientOptions {
  readonly blobSink: ImportOptions['blobSink'];
  /** Where large files wait for their rest; the system's temporary folder by default. */
  readonly workFolder?: string | undefined;
}

export class HttpDataSet implements DataSet {
  readonly address: string;
  readonly name: string;
  readonly isRemote = true;
  readonly #base: URL;
  readonly #options: HttpDataSetOptions;
  readonly #client: HttpClient;
  readonly #firstClient: HttpClient;
  readonly #judge: FailureJudge;
  #hasAnswered = false;

  constructor(base: URL, options: HttpDataSetOptions) {
    this.#base = new URL(base);
    this.#base.search = '';
    this.#base.hash = '';
    this.#base.pathname = base.pathname.replace(/\/*$/, '/');
    this.address = this.#base.href.replace(/\/$/, '');
    this.name = base.host;
    this.#options = options;
    const server = base.host;
    const gate = new Gate(options.concurrency ?? 8);
    this.#client = new HttpClient({ ...options, server, gate });
    this.#firstClient = new HttpClient({ mostFailures: firstFailures, ...options, server, gate });
    this.#judge = new FailureJudge(base.host);
  }

  async read(key: string, wanted: ReadObject): Promise<StoredObject> {
    return this.#bytes(this.#urlOf(key), wanted);
  }

  async names(prefix: string): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { objects, prefixes } of this.#pages(prefix, '/'))
      names.push(...objects.map(({ key }) => key), ...prefixes);
    return names
      .filter((name) => name.startsWith(prefix) && name !== prefix)
      .map((name) => name.slice(prefix.length))
      .sort();
  }

  async download(key: string, { md5, sizeBytes, onBytes }: DownloadFacts): Promise<DownloadedFile> {
    const folder = this.#options.workFolder ?? join(tmpdir(), 'figscope-downloads');
    await mkdir(folder, { recursive: true });
    const path = join(folder, baseName(key));
    if (this.#options.workFolder !== undefined) await removeOthers(folder, baseName(key));
    if (await isWhole(path, { md5, sizeBytes })) return { path, release: () => rm(path, { force: true }) };
    const { signal } = this.#options;
    const wanted = { identity: key, md5, sizeBytes, signal, ...(onBytes ? { onBytes } : {}) };
    await this.#judge.judge(this.#client.file(this.#urlOf(key), path, wanted));
    return { path, release: () => rm(path, { force: true }) };
  }

  /** Listed with the collected metadata, which tells the tags too; else by the folders of the versions. */
  async versions(pmcid: string): Promise<readonly ArticleVersion[]> {
    const versions: ArticleVersion[] = [];
    for await (const { objects } of this.#pages(`metadata/${pmcid}.`, ''))
      for (const { key, etag, lastModified } of objects) {
        const named = versionOfKey(key);
        if (named?.pmcid === pmcid) versions.push({ ...named, key, etag, lastModified });
      }
    if (versions.length > 0) return versions;
    for await (const { prefixes } of this.#pages(`${pmcid}.`, '/'))
      for (const prefix of prefixes) {
        const named = parseVersionName(prefix.slice(0, -1));
        if (named?.pmcid !== pmcid) continue;
        const key = collectedKey(pmcid, named.version);
        versions.push({ ...named, key, etag: undefined, lastModified: undefined });
      }
    return versions;
  }

  everything(): undefined {
    return undefined;
  }

  file(key: string, md5: string | undefined): ArticleFile {
    const url = this.#urlOf(key);
    const fetch = async () => (await this.#bytes(url, { md5, maxBytes: maxImageBytes })).bytes;
    return new RemoteFile(key, { url: url.href, md5 }, fetch, this.#options.blobSink);
  }

  #urlOf(key: string): URL {
    return new URL(key.split('/').map(encodeURIComponent).join('/'), this.#base);
  }

  async #bytes(url: URL, wanted: ReadObject): Promise<StoredObject> {
    const { signal } = this.#options;
    const client = this.#hasAnswered ? this.#client : this.#firstClient;
    const fetched = await this.#judge.judge(client.bytes(url, { ...wanted, signal }));
    this.#hasAnswered = true;
    return fetched;
  }

  async *#pages(prefix: string, delimiter: string): AsyncGenerator<ListingPage> {
    let token: string | undefined;
    do {
      const url = new URL(this.#base);
      url.search = listingQuery(prefix, delimiter, token);
      const page = await this.#page(url);
      yield page;
      token = page.next;
    } while (token !== undefined);
  }

  async #page(url: URL): Promise<ListingPage> {
    try {
      const { bytes } = await this.#bytes(url, { maxBytes: maxListingBytes });
      return parseListing(Buffer.from(bytes).toString('utf8'), this.name);
    } catch (thrown) {
      if (!(thrown instanceof ObjectFailure)) throw thrown;
      throw new FigscopeError(
        'unavailable',
        {
          message: `${this.name} does not list its data set: ${thrown.message}`,
          remedy: 'Check the address: it must be that of the bucket itself (figscope config get pmcUrl).',
          facts: { host: this.name },
        },
        { cause: thrown },
      );
    }
  }
}

const largeFile = /\.gz(?:\.part(?:\.json)?|\.wrong)?$/;

/** Inventories of other days, which a run that was cut off has left: one is enough. */
async function removeOthers(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder))
    if (largeFile.test(other) && !other.startsWith(name)) await rm(join(folder, other), { force: true });
}

/** Whether a run that was cut off has fetched the file already. */
async function isWhole(
  path: string,
  { md5, sizeBytes }: Pick<DownloadFacts, 'md5' | 'sizeBytes'>,
): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.size !== sizeBytes) return false;
  return md5 === undefined || (await hashFile(path, createHash('md5'))).digest('hex') === md5;
}

/** Images that stay on a server: fetched when somebody asks for one, checked, and kept for a while. */
import { createHash } from 'node:crypto';
import type { ImageSource } from '#app/domain/figure.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { HttpClient, type HttpClientOptions } from '#main/net/http-client.ts';
import { isWeb } from '#main/net/send.ts';
import { ImageCache, imageCacheFolder } from './image-cache.ts';

export type RemoteSource = Extract<ImageSource, { kind: 'remote' }>;

const maxImageBytes = 256 * 2 ** 20;
/** A person waits: a few seconds of patience, no more. */
const viewing: HttpClientOptions = { mostFailures: 2, firstPauseMs: 400, stallMs: 10_000, concurrency: 12 };
/** After a server could not be reached it is not asked again for a moment: a page of figures asks sixty times. */
const silenceAfterFailureMs = 5000;

export class RemoteImages {
  readonly #cache: ImageCache;
  readonly #client: HttpClient;
  readonly #now: () => number;
  readonly #fetching = new Map<string, Promise<Uint8Array>>();
  readonly #unreachable = new Map<string, { readonly why: FigscopeError; readonly untilMs: number }>();

  constructor(cache: ImageCache, options: HttpClientOptions = {}, now: () => number = Date.now) {
    this.#cache = cache;
    this.#client = new HttpClient({ ...viewing, ...options });
    this.#now = now;
  }

  /**
   * The bytes of an image. Throws `unavailable` (the server cannot be reached, `facts.reason` 'unreachable', or sends
   * other bytes, 'wrong-content'), `not-found` (it is gone from there), `permission-denied`, always with `facts.host`.
   */
  async read(source: RemoteSource): Promise<Uint8Array> {
    const name = source.md5 ?? createHash('sha256').update(source.url).digest('hex');
    const kept = await this.#cache.get(name);
    if (kept && (source.md5 === undefined || md5Of(kept) === source.md5)) return kept;
    let work = this.#fetching.get(name);
    if (!work) {
      work = this.#fetch(source, name).finally(() => this.#fetching.delete(name));
      this.#fetching.set(name, work);
    }
    return work;
  }

  async #fetch({ url: address, md5 }: RemoteSource, name: string): Promise<Uint8Array> {
    const url = URL.parse(address);
    if (url === null || !isWeb(url)) {
      throw new FigscopeError('invalid-input', {
        message: `${address} is no address that images are fetched from.`,
        remedy: 'Import the corpus again from where its images are.',
        facts: { reason: 'no-address', url: address },
      });
    }
    const known = this.#unreachable.get(url.host);
    if (known && known.untilMs > this.#now()) throw known.why;
    try {
      const { bytes } = await this.#client.bytes(url, { md5, maxBytes: maxImageBytes });
      this.#unreachable.delete(url.host);
      await this.#cache.put(name, bytes);
      return bytes;
    } catch (thrown) {
      throw this.#inWords(thrown, url);
    }
  }

  #inWords(thrown: unknown, url: URL): unknown {
    if (!(thrown instanceof FigscopeError)) return thrown;
    const { code, message } = errorRecord(thrown);
    const reason = thrown.facts?.['reason'];
    const facts = { host: url.host, url: url.href };
    switch (reason) {
      case 'unreachable':
      case 'busy':
      case 'cut': {
        const why = /: (.*)\.$/.exec(message)?.[1] ?? 'it does not answer';
        const away = new FigscopeError(
          'unavailable',
          {
            message: `The image is on ${url.host}, which cannot be reached: ${why}.`,
            remedy: 'Check the connection and try again; images that were seen before are kept here.',
            facts: { ...facts, reason: 'unreachable' },
          },
          { cause: thrown },
        );
        this.#unreachable.set(url.host, { why: away, untilMs: this.#now() + silenceAfterFailureMs });
        return away;
      }
      case 'missing':
        return new FigscopeError(
          'not-found',
          {
            message: `The image is not on ${url.host} any more.`,
            remedy: 'Import the corpus again: its articles may have changed.',
            facts: { ...facts, reason },
          },
          { cause: thrown },
        );
      case 'wrong-content':
        return new FigscopeError(
          'unavailable',
          {
            message: `${url.host} sends another image than the one that was imported.`,
            remedy: 'Import the corpus again: its articles may have changed.',
            facts: { ...facts, reason },
          },
          { cause: thrown },
        );
      default:
        return new FigscopeError(
          code,
          {
            message: `The image cannot be had from ${url.host}: ${message}`,
            remedy: thrown.remedy ?? 'Try again later.',
            facts: { ...facts, reason },
          },
          { cause: thrown },
        );
    }
  }
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** One of each home in a process: fetching and silence are shared by everything that reads images. */
const byFolder = new Map<string, RemoteImages>();

/** The bytes of an image of a corpus that is on a server. Throws as RemoteImages. */
export function readRemoteImage(source: RemoteSource, corpusFolder: string): Promise<Uint8Array> {
  const folder = imageCacheFolder(corpusFolder);
  let images = byFolder.get(folder);
  if (!images) {
    images = new RemoteImages(new ImageCache(folder));
    byFolder.set(folder, images);
  }
  return images.read(source);
}

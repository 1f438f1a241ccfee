/**
 * A wheel on an index, fetched in ranges. What arrived lies in files of its own, so that a connection that breaks, or a
 * process that is killed, loses nothing. A server that does not know ranges sends the whole wheel once.
 */
import { createWriteStream, existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';
import type { ByteSource, Slice } from './byte-source.ts';
import { type HttpClient, type HttpResponse, shown } from './http.ts';
import type { IndexFile } from './package-index.ts';

export interface RemoteWheelOptions {
  /** Where the pieces lie. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Hears of every piece that arrives. */
  readonly received: (bytes: number) => void;
  /** Waits between attempts that brought nothing new; after the last one it is given up. */
  readonly retryDelaysMs?: readonly number[];
}

const usualDelaysMs = [1000, 2000, 4000, 8000, 16_000];

export class RemoteWheel implements ByteSource {
  readonly file: string;
  readonly #url: URL;
  readonly #client: HttpClient;
  readonly #options: RemoteWheelOptions;
  readonly #whole: string;
  #sizeBytes: number | undefined;

  constructor({ file, url }: IndexFile, client: HttpClient, options: RemoteWheelOptions) {
    this.file = file;
    this.#url = url;
    this.#client = client;
    this.#options = options;
    this.#whole = join(options.folder, file);
  }

  async sizeBytes(): Promise<number> {
    if (existsSync(this.#whole)) return fileSize(this.#whole);
    this.#sizeBytes ??= await this.#retrying(
      async () => 0,
      () => this.#askSize(),
    );
    return this.#sizeBytes;
  }

  async slice(start: number, end: number): Promise<Slice> {
    if (existsSync(this.#whole)) return { path: this.#whole, offset: start };
    const part = this.#partOf(start, end);
    const size = end - start;
    await this.#retrying(
      () => fileSize(part),
      async () => {
        if (existsSync(this.#whole) || (await fileSize(part)) >= size) return;
        await this.#continueRange(part, start, end);
      },
    );
    return existsSync(this.#whole) ? { path: this.#whole, offset: start } : { path: part, offset: 0 };
  }

  async held(start: number, end: number): Promise<number> {
    return existsSync(this.#whole) ? end - start : fileSize(this.#partOf(start, end));
  }

  async drop(start: number, end: number): Promise<void> {
    await rm(this.#partOf(start, end), { force: true });
  }

  async discard(): Promise<boolean> {
    const { folder } = this.#options;
    const ours = (await readdir(folder)).filter((name) => name.startsWith(this.file));
    for (const name of ours) await rm(join(folder, name), { force: true });
    this.#sizeBytes = undefined;
    return true;
  }

  #partOf = (start: number, end: number): string => `${this.#whole}.${start}-${end}`;

  /** Asks for one byte: the answer names the size. A server without ranges begins with the whole wheel: it is kept. */
  async #askSize(): Promise<number> {
    const response = await this.#client.get(this.#url, { range: 'bytes=0-0' });
    if (response.status === 206) {
      response.body.resume();
      const total = Number(/\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1]);
      if (Number.isSafeInteger(total)) return total;
      throw new Error('an answer without the size of the file');
    }
    await this.#takeWhole(response);
    return fileSize(this.#whole);
  }

  async #continueRange(part: string, start: number, end: number): Promise<void> {
    const have = await fileSize(part);
    const from = start + have;
    const response = await this.#client.get(this.#url, { range: `bytes=${from}-${end - 1}` });
    if (response.status !== 206) return this.#takeWhole(response);
    if (Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]) !== from) {
      response.body.destroy();
      throw new Error('an answer with other bytes than those asked for');
    }
    await this.#append(response, part, end - from);
    if ((await fileSize(part)) < end - start) throw new Error('the connection ended too early');
  }

  async #takeWhole(response: HttpResponse): Promise<void> {
    if (response.status !== 200) {
      response.body.resume();
      throw refused(this.#url, response.status);
    }
    const unfinished = `${this.#whole}.unfinished`;
    const expected = Number(response.headers['content-length'] ?? Number.NaN);
    await rm(unfinished, { force: true });
    await this.#append(response, unfinished, Number.POSITIVE_INFINITY);
    if (!Number.isNaN(expected) && (await fileSize(unfinished)) !== expected)
      throw new Error('the connection ended too early');
    await rename(unfinished, this.#whole);
  }

  /**
   * Adds the answer to a file, at most `most` bytes of it, and tells of each piece when it is written. What came before
   * a connection broke is kept: pieces go to the file as they arrive, and the file is closed in any case.
   */
  async #append({ body }: HttpResponse, path: string, most: number): Promise<void> {
    // Room enough that a fast connection rarely has to wait: what waits when it breaks is lost.
    const file = createWriteStream(path, { flags: 'a', highWaterMark: 2 ** 22 });
    let left = most;
    body.on('data', (chunk: Buffer) => {
      // A server that sends more than it was asked for.
      if (left === 0) return void body.destroy();
      const taken = chunk.subarray(0, Math.min(chunk.length, left));
      left -= taken.length;
      if (!file.write(taken, (error) => error ?? this.#options.received(taken.length))) body.pause();
    });
    file.on('drain', () => body.resume());
    file.on('error', (error) => body.destroy(error));
    try {
      await finished(body);
    } catch (error) {
      if (left > 0) throw error;
    } finally {
      file.end();
      await finished(file);
    }
  }

  /** Tries again after what may pass; attempts that brought something new (`progress` grew) do not count. */
  async #retrying<Value>(progress: () => Promise<number>, attempt: () => Promise<Value>): Promise<Value> {
    const delays = this.#options.retryDelaysMs ?? usualDelaysMs;
    for (let failures = 0; ; ) {
      const before = await progress();
      try {
        return await attempt();
      } catch (error) {
        this.#options.signal.throwIfAborted();
        if (error instanceof FigscopeError || isOfThisMachine(error)) throw error;
        failures = (await progress()) > before ? 0 : failures + 1;
        if (failures > delays.length) throw unreachableServer(this.#url, error);
        await setTimeout(delays[Math.max(0, failures - 1)], undefined, { signal: this.#options.signal });
      }
    }
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // Nothing has arrived yet.
    return 0;
  }
}

/** A full disk does not pass by trying again. */
const isOfThisMachine = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS'].includes(String(error.code));

/** Thrown as they are: 404 and the like. Overloaded servers are asked again. */
function refused(url: URL, status: number): Error {
  if (status === 429 || status === 408 || status >= 500) return new Error(`the server answered ${status}`);
  return new FigscopeError(status === 404 ? 'not-found' : 'unavailable', {
    message: `The server answered ${status} for ${shown(url)}.`,
    remedy: 'Name another index with --wheel-index, or a folder with the wheels with --from.',
    facts: { status },
  });
}

function unreachableServer(url: URL, cause: unknown): FigscopeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new FigscopeError(
    'unavailable',
    {
      message: `${shown(url)} could not be fetched: ${why}.`,
      remedy: 'Try again: the same command goes on where this one stopped.',
    },
    { cause },
  );
}

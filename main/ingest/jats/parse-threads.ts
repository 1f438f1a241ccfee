/**
 * Documents parsed in threads, so that an import uses every core and the process that writes rows stays free. What comes
 * out does not depend on who parsed it; callers keep the order.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FigscopeError } from '#app/util/error.ts';
import { XmlError } from '../xml/xml-error.ts';
import type { PackageMetadata } from './article.ts';
import { parseArticles, type ParsedArticle } from './parse-articles.ts';
import { parseAnswer, type ParseAnswer, type ParseOrder } from './parse-messages.ts';

/** Beside the workers in the sources, beside the bundle of the worker in a build. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../../workers/parse.ts' : './parse.mjs',
  import.meta.url,
);

/** A thread costs as much to start as this many documents take to parse: small imports do without. */
const documentsBeforeThreads = 64;
/** No document may take the memory of the machine; one that needs more is refused and the import goes on. */
const threadMemoryMb = 2048;
/** Threads that nobody needs any more are let go. */
const idleMs = 10_000;

interface Waiting {
  readonly order: ParseOrder;
  readonly resolve: (answer: ParseAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Threads that each parse one document at a time; the others wait. */
export class ParseThreads implements AsyncDisposable {
  readonly #most: number;
  readonly #threads = new Map<Worker, Waiting | undefined>();
  readonly #waiting: Waiting[] = [];
  #letGo: NodeJS.Timeout | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Threads that are started. */
  get size(): number {
    return this.#threads.size;
  }

  /** @throws {XmlError} when the document is not well-formed, `internal` when a thread could not parse it. */
  async parse(order: ParseOrder): Promise<readonly ParsedArticle[]> {
    const { promise, resolve, reject } = Promise.withResolvers<ParseAnswer>();
    this.#waiting.push({ order, resolve, reject });
    this.#handOut();
    const answer = await promise;
    if (answer.kind === 'parsed') return answer.articles;
    if (answer.kind === 'malformed') throw new XmlError(answer.message, answer.line);
    throw new FigscopeError('internal', answer.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#letGo);
    const threads = [...this.#threads];
    // Gone from here at once, so that work that comes meanwhile is not given to one that is ending.
    this.#threads.clear();
    for (const [, work] of threads) work?.reject(new FigscopeError('cancelled', 'Parsing was stopped.'));
    await Promise.all(threads.map(([thread]) => thread.terminate()));
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idleThread() ?? (this.#threads.size < this.#most ? this.#start() : undefined);
      if (!thread) return;
      const next = this.#waiting.shift();
      if (!next) return;
      clearTimeout(this.#letGo);
      this.#threads.set(thread, next);
      // Only work keeps the process alive, not a thread that waits for some.
      thread.ref();
      thread.postMessage(next.order);
    }
  }

  #idleThread(): Worker | undefined {
    for (const [thread, work] of this.#threads) if (!work) return thread;
    return undefined;
  }

  #start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: threadMemoryMb };
    const thread = new Worker(entry, { name: 'parse', execArgv: [], resourceLimits });
    this.#threads.set(thread, undefined);
    thread.on('message', (message: unknown) => this.#finish(thread, message));
    thread.on('error', (error) => this.#lose(thread, error));
    thread.on('exit', () => this.#lose(thread, new Error('the thread that parses it ended')));
    return thread;
  }

  #finish(thread: Worker, message: unknown): void {
    const work = this.#threads.get(thread);
    this.#threads.set(thread, undefined);
    thread.unref();
    const { success, data } = parseAnswer.safeParse(message);
    if (success) work?.resolve(data);
    else work?.reject(new FigscopeError('internal', 'A thread that parses documents gave no answer.'));
    this.#handOut();
    if ([...this.#threads.values()].some((busy) => busy)) return;
    clearTimeout(this.#letGo);
    this.#letGo = setTimeout(() => void this[Symbol.asyncDispose](), idleMs).unref();
  }

  /** A thread that broke takes its document with it, and no other. */
  #lose(thread: Worker, error: unknown): void {
    const work = this.#threads.get(thread);
    if (!this.#threads.delete(thread)) return;
    work?.reject(error);
    this.#handOut();
  }
}

const threads = new ParseThreads(Math.min(8, availableParallelism()));
let seen = 0;

/**
 * Parses a document, in a thread once the process has parsed enough of them.
 *
 * @throws {XmlError} when it is not well-formed, and an error when it could not be parsed.
 */
export async function parseAside(
  bytes: Uint8Array,
  metadata: PackageMetadata,
): Promise<readonly ParsedArticle[]> {
  seen += 1;
  if (seen <= documentsBeforeThreads || availableParallelism() < 2) return parseArticles(bytes, metadata);
  return threads.parse({ bytes, metadata });
}

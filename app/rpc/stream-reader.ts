/** The reading end of one stream: a queue no longer than the credit window, opened by the first `next`. */
import { FigscopeError } from '../util/error.ts';
import { cancelled, creditWindow, errorFromRecord, type Message } from './message.ts';

/** How a reader speaks to the connection once its stream has been asked for. */
interface StreamControl {
  grant(count: number): void;
  cancel(): void;
}

export interface StreamReaderOptions {
  /** A `state` stream: an unread chunk is replaced by the next. */
  readonly latestOnly: boolean;
  readonly signal: AbortSignal | undefined;
  readonly parse: (chunk: unknown) => unknown;
  /** Asks for the stream. @throws FigscopeError when it cannot be asked for. */
  readonly start: (reader: StreamReader) => StreamControl;
}

interface Waiting {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

const done: IteratorResult<unknown> = { done: true, value: undefined };

/**
 * Written by hand, not as a generator: a generator that waits for a chunk cannot be told to return before that
 * chunk has come.
 */
export class StreamReader implements AsyncIterator<unknown> {
  readonly #options: StreamReaderOptions;
  readonly #queue: unknown[] = [];
  readonly #waiting: Waiting[] = [];
  #control: StreamControl | undefined;
  #ended: { readonly error?: FigscopeError } | undefined;
  /** Chunks received that credit has not been given back for yet. */
  #owed = 0;
  /** The part of #owed that is done with: handed out, or replaced before it was. */
  #used = 0;
  readonly #onAbort = () => {
    this.#queue.length = 0;
    this.#control?.cancel();
    this.fail(cancelled(this.#options.signal));
  };

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (!this.#control && !this.#ended) this.#open();
    if (this.#queue.length > 0) return this.#handOut();
    if (this.#ended) return this.#finish(this.#ended);
    return new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.#queue.length = 0;
    this.#control?.cancel();
    this.#end({});
    return done;
  }

  /** Takes an answer in. @throws FigscopeError `protocol-mismatch` when the window is overrun. */
  receive(message: Message): void {
    if (message.type === 'end') return this.#end({});
    if (message.type === 'error') return this.fail(errorFromRecord(message.error));
    if (message.type !== 'chunk' || this.#owed >= creditWindow) {
      throw new FigscopeError(
        'protocol-mismatch',
        'The other side sent more of a stream than was asked for.',
      );
    }
    this.#owed += 1;
    if (this.#options.latestOnly && this.#queue.length > 0) {
      this.#queue.length = 0;
      this.#used += 1;
    }
    this.#queue.push(message.value);
    const reader = this.#waiting.shift();
    if (!reader) return;
    try {
      reader.resolve(this.#handOut());
    } catch (error) {
      reader.reject(error);
    }
  }

  fail(error: FigscopeError): void {
    this.#end({ error });
  }

  #open(): void {
    try {
      this.#control = this.#options.start(this);
      this.#options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    } catch (error) {
      this.#ended = {};
      throw error;
    }
  }

  #handOut(): IteratorResult<unknown> {
    const chunk = this.#queue.shift();
    this.#used += 1;
    // Half a window at a time keeps a stream flowing with few messages; a state must never wait for the other half.
    if (this.#options.latestOnly || this.#used >= creditWindow / 2) {
      this.#control?.grant(this.#used);
      this.#owed -= this.#used;
      this.#used = 0;
    }
    try {
      return { done: false, value: this.#options.parse(chunk) };
    } catch (error) {
      this.#queue.length = 0;
      this.#control?.cancel();
      this.#end({});
      throw error;
    }
  }

  #end(ended: { readonly error?: FigscopeError }): void {
    if (this.#ended) return;
    this.#ended = ended;
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    const [first, ...others] = this.#waiting.splice(0);
    if (!first) return;
    if (ended.error) {
      this.#ended = {};
      first.reject(ended.error);
    } else {
      first.resolve(done);
    }
    for (const reader of others) reader.resolve(done);
  }

  /** An error is thrown once; the iterator is done after it, as a generator would be. */
  #finish(ended: { readonly error?: FigscopeError }): IteratorResult<unknown> {
    this.#ended = {};
    if (ended.error) throw ended.error;
    return done;
  }
}

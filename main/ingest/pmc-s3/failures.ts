/** What one object that cannot be had means for the run: a rejection, or the end. */
import { errorRecord, FigscopeError } from '#app/util/error.ts';

/** One object is missing, closed, damaged or too large; the others may be had. `message` is a plain sentence. */
export class ObjectFailure extends Error {
  /** Nothing that a later attempt would change. */
  readonly isFinal: boolean;
  readonly isMissing: boolean;

  constructor(message: string, { isFinal = false, isMissing = false, cause }: ObjectFailureOptions = {}) {
    super(message, { cause });
    this.name = 'ObjectFailure';
    this.isFinal = isFinal;
    this.isMissing = isMissing;
  }
}

interface ObjectFailureOptions {
  readonly isFinal?: boolean;
  readonly isMissing?: boolean;
  readonly cause?: unknown;
}

/** Objects lost in a row, with nothing arriving between them, after which a server counts as down. */
const mostLostInARow = 8;

/** Tells failures of single objects from a server that is down altogether. */
export class FailureJudge {
  readonly #host: string;
  #lostInARow = 0;
  #hasAnswered = false;

  constructor(host: string) {
    this.#host = host;
  }

  /** The outcome of a request. Throws ObjectFailure, or FigscopeError for what ends the run. */
  async judge<T>(request: Promise<T>): Promise<T> {
    try {
      const outcome = await request;
      this.#lostInARow = 0;
      this.#hasAnswered = true;
      return outcome;
    } catch (thrown) {
      throw this.#meaningOf(thrown);
    }
  }

  #meaningOf(thrown: unknown): unknown {
    if (!(thrown instanceof FigscopeError)) return thrown;
    const { message } = errorRecord(thrown);
    switch (thrown.facts?.['reason']) {
      case 'missing':
        this.#lostInARow = 0;
        return new ObjectFailure(message, { isMissing: true, cause: thrown });
      case 'too-large':
        return new ObjectFailure(message, { isFinal: true, cause: thrown });
      case 'closed':
      case 'refused':
      case 'wrong-content':
        return new ObjectFailure(message, { cause: thrown });
      case 'busy':
      case 'cut':
        this.#lostInARow += 1;
        return this.#hasAnswered && this.#lostInARow < mostLostInARow
          ? new ObjectFailure(message, { cause: thrown })
          : this.#down(thrown);
      case 'unreachable':
        return this.#down(thrown);
      default:
        return thrown;
    }
  }

  #down(cause: FigscopeError): FigscopeError {
    const why = /: (.*)\.$/.exec(cause.message)?.[1] ?? cause.message;
    return new FigscopeError(
      'unavailable',
      {
        message: `${this.#host} cannot be reached: ${why}.`,
        remedy:
          'Check the connection and the address, then give the same command again: articles that have arrived are not fetched again.',
        facts: { host: this.#host, reason: 'server-down' },
      },
      { cause },
    );
  }
}

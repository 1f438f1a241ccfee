/** A wheel that is read in pieces, wherever it lies. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

/** Bytes of a wheel that lie in a local file, from `offset` on. */
export interface Slice {
  readonly path: string;
  readonly offset: number;
}

export interface ByteSource {
  /** The wheel's file name. */
  readonly file: string;
  sizeBytes(): Promise<number>;
  /** Bytes `start` to `end` (without it). */
  slice(start: number, end: number): Promise<Slice>;
  /** What of that range is here already. */
  held(start: number, end: number): Promise<number>;
  /** A range that is not needed any more. */
  drop(start: number, end: number): Promise<void>;
  /** Forgets everything: something was wrong with it. Answers whether another attempt may bring other bytes. */
  discard(): Promise<boolean>;
}

/** A wheel that lies on this machine and stays there. */
export class LocalWheel implements ByteSource {
  readonly file: string;
  readonly #path: string;

  constructor(path: string) {
    this.file = basename(path);
    this.#path = path;
  }

  async sizeBytes(): Promise<number> {
    return (await stat(this.#path)).size;
  }

  async slice(start: number): Promise<Slice> {
    return { path: this.#path, offset: start };
  }

  async held(start: number, end: number): Promise<number> {
    return end - start;
  }

  async drop(): Promise<void> {
    // It is not ours.
  }

  async discard(): Promise<boolean> {
    return false;
  }
}

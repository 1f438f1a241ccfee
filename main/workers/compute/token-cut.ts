/** Where models stop reading a text, by their tokenizers alone: no engine is started and no weights are read. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenCut } from '#app/domain/search.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import { readModelTokenizer } from '#main/engine/model-folder.ts';

/** Start and end of the text, in both kinds of tokenizer. */
const specialTokens = 2;
const keptTokenizers = 4;

type Cuts = Omit<TokenCut, 'model'>;

/** Tokenizers of the folders asked for last stay in memory. */
export class TokenCuts {
  readonly #tokenizers = new Map<string, Promise<Tokenizer>>();

  /** Throws not-found or invalid-input when the folder holds no usable tokenizer. */
  async ofText(folder: string, text: string, contexts: readonly number[]): Promise<Cuts> {
    return tokenCuts(await this.#tokenizer(folder), text, contexts);
  }

  async #tokenizer(folder: string): Promise<Tokenizer> {
    const { mtimeMs } = await stat(join(folder, 'config.json')).catch(() => ({ mtimeMs: 0 }));
    const key = `${folder}@${mtimeMs}`;
    const tokenizer = this.#tokenizers.get(key) ?? readModelTokenizer(folder);
    this.#tokenizers.delete(key);
    this.#tokenizers.set(key, tokenizer);
    tokenizer.catch(() => this.#tokenizers.delete(key));
    for (const oldest of [...this.#tokenizers.keys()].slice(0, -keptTokenizers))
      this.#tokenizers.delete(oldest);
    return tokenizer;
  }
}

/**
 * Cuts of a text at several context lengths and at the tokenizer's own, shortest first. As open_clip truncates: a
 * context of N ids is the start, the first N - 2 tokens and the end. `at` is where the last of those ends in the text
 * as given, before cleaning.
 */
export function tokenCuts(tokenizer: Tokenizer, text: string, contexts: readonly number[]): Cuts {
  const { contextLength } = tokenizer;
  const tokens = tokenizer.tokens(text);
  const wanted = [...new Set([...contexts, contextLength])].toSorted((a, b) => a - b);
  return {
    contextLength,
    tokens: tokens.length + specialTokens,
    cuts: wanted.map((context) => {
      const kept = context - specialTokens;
      if (tokens.length <= kept) return { context };
      return { context, at: kept === 0 ? 0 : tokens[kept - 1].end };
    }),
  };
}

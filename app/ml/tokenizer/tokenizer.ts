/** What every tokenizer of Figscope offers: the model's ids for a text, and the tokens as a person sees them. */

export interface EncodedText {
  /** [contextLength] ids, special tokens included, padded to the right with the padding id. */
  readonly ids: Int32Array;
  /** Ids before the padding, special tokens included. */
  readonly count: number;
  /** Ids the whole text has, special tokens included; more than `count` when the context cut it. */
  readonly untruncatedCount: number;
}

/** One token of a text, special tokens left out. */
export interface TextToken {
  readonly text: string;
  /** UTF-16 offsets into the text as given. */
  readonly start: number;
  readonly end: number;
}

export interface Tokenizer {
  readonly kind: string;
  readonly vocabularySize: number;
  readonly contextLength: number;
  readonly paddingId: number;
  /** Lower-case hex SHA-256 of the vocabulary and of every setting that changes ids. */
  readonly hash: string;
  encode(text: string): EncodedText;
  /** All tokens of the text, also those that the context cuts off: the first `contextLength - 2` are kept. */
  tokens(text: string): TextToken[];
}

/** What a tokenizer knows, as data: a model carries it, and the tokenizer is made from it. */

export type Vocabulary =
  /** BERT: `tokens[id]` is the text of token `id`. */
  | { readonly kind: 'wordpiece'; readonly tokens: readonly string[] }
  /** CLIP: pairs of symbols as 'left right', the first merged first. The tokens and their ids follow from them. */
  | { readonly kind: 'bpe'; readonly merges: readonly string[] };

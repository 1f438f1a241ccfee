/** The tokenizer of a model, made from its configuration and the vocabulary that came with it. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { createBpeTokenizer } from '#app/ml/tokenizer/bpe.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import type { Vocabulary } from '#app/ml/tokenizer/vocabulary.ts';
import { createWordPieceTokenizer } from '#app/ml/tokenizer/wordpiece.ts';
import { FigscopeError } from '#app/util/error.ts';

/** Throws invalid-input when the vocabulary is not the model's. */
export function modelTokenizer({ text, tokenizer }: ModelConfig, vocabulary: Vocabulary): Tokenizer {
  if (vocabulary.kind !== tokenizer.kind) {
    throw new FigscopeError('invalid-input', {
      message: `The model reads ${tokenizer.kind} tokens and was given a vocabulary of ${vocabulary.kind}.`,
      remedy: 'Use the tokenizer files that came with the model.',
      facts: { model: tokenizer.kind, vocabulary: vocabulary.kind },
    });
  }
  const { contextLength } = text;
  const options = { contextLength, lowerCase: tokenizer.lowercase };
  const made =
    vocabulary.kind === 'wordpiece'
      ? createWordPieceTokenizer(vocabulary.tokens, options)
      : createBpeTokenizer(vocabulary.merges, options);
  // Spare rows of an embedding do no harm, but CLIP finds the end of a text by the highest id of all.
  const fits =
    vocabulary.kind === 'wordpiece'
      ? made.vocabularySize <= text.vocabularySize
      : made.vocabularySize === text.vocabularySize;
  if (fits) return made;
  throw new FigscopeError('invalid-input', {
    message: `The vocabulary has ${made.vocabularySize} tokens where the model knows ${text.vocabularySize}.`,
    remedy: 'Use the tokenizer files that came with the model.',
    facts: { vocabulary: made.vocabularySize, model: text.vocabularySize },
  });
}

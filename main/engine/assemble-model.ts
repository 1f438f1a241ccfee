/** A model from its parts: what it is, the folder of its tokenizer, and a file of weights in any format. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { Vocabulary } from '#app/ml/tokenizer/vocabulary.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { ModelToSave } from './model-folder.ts';
import { modelTokenizer } from './model-tokenizer.ts';
import { checkParameters } from './parameter-check.ts';
import { readVocabulary } from './vocabulary-files.ts';
import { openWeightSource } from './weight-source.ts';

/**
 * What checkpoints carry besides parameters: positions 0, 1, 2, ..., the mask of what is to come, and three numbers in
 * OpenAI's own files.
 */
const buffers = [
  'text.transformer.embeddings.position_ids',
  'attn_mask',
  'input_resolution',
  'context_length',
  'vocab_size',
];

/** An embedding may be padded to a multiple of 64 or 128 rows for speed; a larger difference is another vocabulary. */
const MOST_SPARE_ROWS = 127;

export interface ModelParts {
  readonly config: ModelConfig;
  readonly tokenizerFolder: string;
  readonly weightsPath: string;
}

/**
 * Everything is checked before the weights are read. Throws not-found, unsupported or invalid-input, each naming what
 * is wrong.
 */
export async function assembleModel({
  config,
  tokenizerFolder,
  weightsPath,
}: ModelParts): Promise<ModelToSave> {
  const vocabulary = await readVocabulary(tokenizerFolder, config);
  modelTokenizer(config, vocabulary);
  checkSpareRows(config, vocabulary);
  const source = await openWeightSource(weightsPath);
  const tensors = new Map([...source.tensors].filter(([name]) => !buffers.includes(name)));
  checkParameters(config, tensors);
  return { config, parameters: await source.read(tensors.keys()), vocabulary };
}

function checkSpareRows({ text }: ModelConfig, vocabulary: Vocabulary): void {
  if (vocabulary.kind !== 'wordpiece') return;
  const found = vocabulary.tokens.length;
  if (text.vocabularySize - found <= MOST_SPARE_ROWS) return;
  throw new FigscopeError('invalid-input', {
    message: `The vocabulary has ${found} tokens where the model knows ${text.vocabularySize}: it is another model's.`,
    remedy: 'Use the vocab.txt that came with the model.',
    facts: { vocabulary: found, model: text.vocabularySize },
  });
}

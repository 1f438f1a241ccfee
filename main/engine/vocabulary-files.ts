/**
 * The files a tokenizer comes in: `vocab.txt` or `tokenizer.json` of BERT; of CLIP `merges.txt`, `tokenizer.json`, or
 * the file that open_clip and OpenAI ship, `bpe_simple_vocab_16e6.txt(.gz)`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { bpeFixedTokens } from '#app/ml/tokenizer/bpe-merges.ts';
import type { Vocabulary } from '#app/ml/tokenizer/vocabulary.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { readJson } from './files.ts';

const openClipMerges = 'bpe_simple_vocab_16e6.txt';
/** First line of a file of merges, as Hugging Face writes it. */
const mergesHeader = '#version: 0.2';

/** The file of a vocabulary in our model folders. */
export function vocabularyFile(vocabulary: Vocabulary): { readonly name: string; readonly text: string } {
  return vocabulary.kind === 'wordpiece'
    ? { name: 'vocab.txt', text: `${vocabulary.tokens.join('\n')}\n` }
    : { name: 'merges.txt', text: `${mergesHeader}\n${vocabulary.merges.join('\n')}\n` };
}

/** The vocabulary of the model's kind that lies in `folder`. Throws not-found, unsupported or invalid-input. */
export async function readVocabulary(
  folder: string,
  { text, tokenizer }: Pick<ModelConfig, 'text' | 'tokenizer'>,
): Promise<Vocabulary> {
  return tokenizer.kind === 'wordpiece'
    ? { kind: 'wordpiece', tokens: await readWordPieces(folder) }
    : { kind: 'bpe', merges: await readMerges(folder, text.vocabularySize) };
}

async function readWordPieces(folder: string): Promise<string[]> {
  const text = await readIfThere(join(folder, 'vocab.txt'));
  if (text !== undefined) return parseLines(text.toString('utf8'));
  const { model } = await readTokenizerJson(folder, 'vocab.txt or tokenizer.json');
  if (model.type !== 'WordPiece') throw otherTokenizer(model.type, "BERT's WordPiece", 'vocab.txt');
  return tokensById(model.vocab);
}

async function readMerges(folder: string, vocabularySize: number): Promise<string[]> {
  const wanted = vocabularySize - bpeFixedTokens;
  const lines = await mergeLines(folder);
  // The published file lists more merges than CLIP uses.
  if (lines.length >= wanted) return lines.slice(0, wanted);
  throw new FigscopeError('invalid-input', {
    message: `The file of merges has ${lines.length} where the model's ${vocabularySize} tokens need ${wanted}.`,
    remedy: 'Use the tokenizer files that came with the model.',
    facts: { merges: lines.length, wanted },
  });
}

async function mergeLines(folder: string): Promise<string[]> {
  const plain =
    (await readIfThere(join(folder, 'merges.txt'))) ?? (await readIfThere(join(folder, openClipMerges)));
  if (plain !== undefined) return parseMerges(plain.toString('utf8'));
  const zipped = await readIfThere(join(folder, `${openClipMerges}.gz`));
  if (zipped !== undefined) return parseMerges(unzip(zipped).toString('utf8'));
  const { model } = await readTokenizerJson(folder, `merges.txt, ${openClipMerges}.gz or tokenizer.json`);
  if (model.type !== 'BPE' || model.end_of_word_suffix !== '</w>')
    throw otherTokenizer(model.type, "CLIP's byte pairs (BPE with </w>)", `${openClipMerges}.gz`);
  return model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
}

function unzip(bytes: Uint8Array): Buffer {
  try {
    // The published file unpacks to 3 MB; anything far beyond that is not it.
    return gunzipSync(bytes, { maxOutputLength: 64 * 1024 * 1024 });
  } catch (cause) {
    const detail = { message: `${openClipMerges}.gz cannot be unpacked.`, remedy: 'Copy the file again.' };
    throw new FigscopeError('invalid-input', detail, { cause });
  }
}

/** Whether the model reads lower-cased text: as BERT's tokenizer files say, else yes. */
export async function readLowercase(folder: string): Promise<boolean> {
  const configPath = join(folder, 'tokenizer_config.json');
  if ((await readIfThere(configPath)) !== undefined) {
    const { do_lower_case: lowercase } = await readJson(configPath, tokenizerConfig);
    if (lowercase !== undefined) return lowercase;
  }
  if ((await readIfThere(join(folder, 'tokenizer.json'))) === undefined) return true;
  const { normalizer } = await readJson(join(folder, 'tokenizer.json'), tokenizerJson);
  return normalizer?.lowercase ?? true;
}

const tokenizerConfig = z.object({ do_lower_case: z.boolean().optional() });

/** What is read here of Hugging Face's tokenizer.json. */
const tokenizerJson = z.object({
  normalizer: z.object({ lowercase: z.boolean().optional() }).nullish(),
  model: z.discriminatedUnion('type', [
    z.object({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.number().int()) }),
    z.object({
      type: z.literal('BPE'),
      merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
      end_of_word_suffix: z.string().nullish(),
    }),
    z.object({ type: z.enum(['Unigram', 'WordLevel']) }),
  ]),
});

async function readTokenizerJson(folder: string, wanted: string): Promise<z.infer<typeof tokenizerJson>> {
  const path = join(folder, 'tokenizer.json');
  if ((await readIfThere(path)) !== undefined) return readJson(path, tokenizerJson);
  throw new FigscopeError('not-found', {
    message: `The folder has no tokenizer: ${wanted} is needed.`,
    remedy: 'Put the tokenizer file that came with the model beside its weights.',
    facts: { folder, wanted },
  });
}

function otherTokenizer(found: string, wanted: string, file: string): FigscopeError {
  return new FigscopeError('unsupported', {
    message: `tokenizer.json is a ${found} tokenizer of another model; this model reads ${wanted}.`,
    remedy: `Put the ${file} that came with the model into the folder.`,
    facts: { found },
  });
}

/** Tokens in the order of their ids. */
function tokensById(vocabulary: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(vocabulary).toSorted(([, a], [, b]) => a - b);
  if (entries.every(([, id], index) => id === index)) return entries.map(([token]) => token);
  throw new FigscopeError('invalid-input', {
    message: 'The ids in tokenizer.json do not count from 0 without gaps.',
    remedy: 'Use the vocab.txt that came with the model.',
  });
}

/** One entry a line, with either line end. */
export function parseLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Without the header, which names a version and is no merge. */
function parseMerges(text: string): string[] {
  const [first = '', ...rest] = parseLines(text);
  return first.includes('#version') ? rest : [first, ...rest];
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = toFigscopeError(cause);
    if (code === 'not-found') return undefined;
    const detail = { message: `${path} cannot be read.`, remedy: 'Check the folder.', facts: { path } };
    throw new FigscopeError(code, detail, { cause });
  }
}

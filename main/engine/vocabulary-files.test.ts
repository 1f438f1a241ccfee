import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { bpeFixedTokens } from '#app/ml/tokenizer/bpe-merges.ts';
import { loadModelFolder, saveModelFolder } from './model-folder.ts';
import { loadModelPreset } from './model-presets.ts';
import { modelTokenizer } from './model-tokenizer.ts';
import { readLowercase, readVocabulary } from './vocabulary-files.ts';

const bert = loadModelPreset('nano');
/** CLIP that knows three merges, small enough to be saved. */
const preset = loadModelPreset('clip-vit-b-32');
const clip: ModelConfig = {
  ...preset,
  name: 'small',
  image: { ...preset.image, imageSize: 32, width: 16, depth: 1, heads: 2 },
  text: { ...preset.text, vocabularySize: bpeFixedTokens + 3, width: 16, depth: 1, heads: 2 },
};
const merges = ['r a', 'ra y</w>', 'x -</w>'];
const mergeFile = `#version: 0.2\n${merges.join('\n')}\nl u\nlu ng</w>\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-vocabulary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const write = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(folder, name), content);
const tokenizerJson = (model: object, more: object = {}): Promise<void> =>
  write('tokenizer.json', JSON.stringify({ version: '1.0', normalizer: null, ...more, model }));

describe('the vocabulary of BERT', () => {
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'lung', '##s'];
  const ids = Object.fromEntries(tokens.map((token, id) => [token, id]));

  it('is read from vocab.txt with either line end, else from tokenizer.json', async () => {
    await tokenizerJson({ type: 'WordPiece', vocab: Object.fromEntries(Object.entries(ids).toReversed()) });
    expect(await readVocabulary(folder, bert)).toEqual({ kind: 'wordpiece', tokens });
    await write('vocab.txt', '[PAD]\r\n[UNK]\r\n');
    expect(await readVocabulary(folder, bert)).toEqual({ kind: 'wordpiece', tokens: ['[PAD]', '[UNK]'] });
    await write('vocab.txt', 'a\n\nb');
    expect(await readVocabulary(folder, bert)).toMatchObject({ tokens: ['a', '', 'b'] });
  });

  it('is lower case as tokenizer_config.json says, else tokenizer.json', async () => {
    expect(await readLowercase(folder)).toBe(true);
    const vocab = { type: 'WordPiece', vocab: ids };
    await tokenizerJson(vocab, { normalizer: { type: 'BertNormalizer', lowercase: false } });
    expect(await readLowercase(folder)).toBe(false);
    await write('tokenizer_config.json', '{"do_lower_case": true}');
    expect(await readLowercase(folder)).toBe(true);
  });

  it.each([
    [{ type: 'Unigram', vocab: [] }, 'unsupported', 'a Unigram tokenizer of another model'],
    [{ type: 'BPE', merges: [], vocab: {} }, 'unsupported', "this model reads BERT's WordPiece"],
    [{ type: 'WordPiece', vocab: { a: 0, b: 2 } }, 'invalid-input', 'without gaps'],
    [{ type: 'Other' }, 'invalid-input', 'tokenizer.json cannot be used'],
  ])('refuses a tokenizer.json of %o', async (model, code, message) => {
    await tokenizerJson(model);
    const error = { code, message: expect.stringContaining(message) };
    await expect(readVocabulary(folder, bert)).rejects.toMatchObject(error);
  });
});

describe('the vocabulary of CLIP', () => {
  const expected = { kind: 'bpe', merges };

  it.each([
    ['merges.txt', () => write('merges.txt', mergeFile)],
    ['open_clip, packed', () => write('bpe_simple_vocab_16e6.txt.gz', gzipSync(`"bpe"${mergeFile}`))],
    ['open_clip, unpacked', () => write('bpe_simple_vocab_16e6.txt', `"bpe"${mergeFile}`)],
    ['tokenizer.json', () => tokenizerJson({ type: 'BPE', merges, end_of_word_suffix: '</w>' })],
    [
      'tokenizer.json of today',
      () =>
        tokenizerJson({
          type: 'BPE',
          merges: merges.map((pair) => pair.split(' ')),
          end_of_word_suffix: '</w>',
        }),
    ],
  ])('is read from %s, as many merges as the model knows', async (_, prepare) => {
    await prepare();
    expect(await readVocabulary(folder, clip)).toEqual(expected);
  });

  it.each([
    [
      'nothing',
      () => Promise.resolve(),
      'not-found',
      'merges.txt, bpe_simple_vocab_16e6.txt.gz or tokenizer.json',
    ],
    ['too few merges', () => write('merges.txt', '#version: 0.2\nr a\n'), 'invalid-input', 'has 1 where'],
    [
      'a broken file',
      () => write('bpe_simple_vocab_16e6.txt.gz', 'r a'),
      'invalid-input',
      'cannot be unpacked',
    ],
    [
      'byte pairs of GPT',
      () => tokenizerJson({ type: 'BPE', merges, end_of_word_suffix: null }),
      'unsupported',
      "this model reads CLIP's byte pairs",
    ],
  ])('says what is wrong with %s', async (_, prepare, code, message) => {
    await prepare();
    const error = { code, message: expect.stringContaining(message), remedy: expect.any(String) };
    await expect(readVocabulary(folder, clip)).rejects.toMatchObject(error);
  });

  it('travels with the model folder', async () => {
    const into = join(folder, 'model');
    const vocabulary = { kind: 'bpe' as const, merges };
    const passport = await saveModelFolder(into, {
      config: clip,
      parameters: initialParameters(clip, 1),
      vocabulary,
    });
    const loaded = await loadModelFolder(into);
    expect(loaded).toMatchObject({ config: clip, vocabulary, passport });
    // Start, 'x</w>', '-</w>', 'ray</w>', end.
    expect([...loaded.tokenizer.encode('X-ray').ids.subarray(0, 5)]).toEqual([515, 343, 268, 513, 516]);
  });

  it('must be the one that the model was trained with', () => {
    const shorter = { kind: 'bpe' as const, merges: merges.slice(1) };
    expect(() => modelTokenizer(clip, { kind: 'wordpiece', tokens: [] })).toThrow('reads bpe tokens');
    expect(() => modelTokenizer(clip, { kind: 'bpe', merges: merges.slice(0, 2) })).toThrow('516 tokens');
    expect(() => modelTokenizer(clip, shorter)).toThrow('Merge 1');
  });
});

import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { float16ToFloat, floatToFloat16 } from '#app/ml/half-floats.ts';
import { splitNames } from '#app/domain/figure.ts';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { pairRanks } from './pair-ranks.ts';
import { corpusSummaryOf } from './statistics.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { openVectorWriter } from './vector-writer.ts';
import { searchVectors, splitRanks, storedVector } from './vectors.ts';

const figures = 5000;
/** Not a multiple of four: the tail of every dot product counts. */
const dimension = 37;
const id = 'tiny-12345678';

let folder: ReturnType<typeof temporaryFolder>;
let embedding: string;

beforeEach(() => {
  folder = temporaryFolder();
  embedding = join(folder.path, 'vectors', id);
});

afterEach(() => {
  folder[Symbol.dispose]();
});

/** [rows, dimension], L2-normalised; the rows in `zero` are zero. */
function unitVectors(rows: number, seed: number, zero: readonly number[] = []): Float32Array {
  const random = randomIntegers(seed);
  const matrix = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    if (zero.includes(row)) continue;
    const vector = Array.from({ length: dimension }, () => random(2001) / 1000 - 1);
    const norm = Math.hypot(...vector);
    matrix.set(
      vector.map((value) => value / norm),
      row * dimension,
    );
  }
  return matrix;
}

const passport = {
  model: 'tiny',
  weightsHash: 'a'.repeat(64),
  tokenizerHash: 'b'.repeat(64),
  preprocessing: {
    imageSize: 64,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    interpolation: 'bicubic',
    prepare: 'exact',
  },
  dimension,
  precision: 'fp32',
  engine: 'test',
};

function embed(images: Float32Array, texts: Float32Array): void {
  for (const [side, vectors] of [['image', images] as const, ['text', texts] as const]) {
    using writer = openVectorWriter(embedding, dimension, side);
    const whole = vectors.subarray(writer.committed * dimension);
    for (let row = 0; row < whole.length; row += 700 * dimension)
      writer.append(whole.subarray(row, row + 700 * dimension));
    writer.commit();
  }
  writeFileSync(join(embedding, 'passport.json'), JSON.stringify(passport));
}

/** What is stored of a matrix: half precision. */
const stored = (matrix: Float32Array): Float32Array => float16ToFloat(floatToFloat16(matrix));

function cosines(matrix: Float32Array, query: Float32Array): number[] {
  return Array.from({ length: matrix.length / dimension }, (_none, row) => {
    let sum = 0;
    for (let index = 0; index < dimension; index += 1) sum += matrix[row * dimension + index] * query[index];
    return sum;
  });
}

describe('search', () => {
  it('equals brute force in float64, with and without a filter', () => {
    writeRecords(folder.path, testRecords(figures));
    const zero = [0, 17, 4095, 4096, figures - 1];
    const images = unitVectors(figures, 1, zero);
    embed(images, unitVectors(figures, 2));
    using corpus = openCorpus(folder.path, 'test');
    applyCuration(corpus, [5, 900, 4444], { kind: 'tags', add: ['few'], remove: [] }, 'ann');
    const halves = stored(images);
    const years = corpus.columns.column('year').values;
    for (const [filter, keeps] of [
      ['', () => true],
      ['year>=2010', (row: number) => years[row] >= 2010],
      ['tag:few', (row: number) => [5, 900, 4444].includes(row)],
      ['tag:none-such', () => false],
    ] as const) {
      const query = unitVectors(1, 77);
      const scores = cosines(halves, query);
      const pool = scores.flatMap((_score, row) => (keeps(row) && !zero.includes(row) ? [row] : []));
      const best = pool.toSorted((a, b) => scores[b] - scores[a] || a - b).slice(0, 50);
      const found = searchVectors(corpus, {
        embedding: id,
        side: 'image',
        vector: query,
        filter,
        k: 50,
        rankOf: 5,
      });
      expect([...found.ids]).toEqual(best);
      expect(found.pool).toBe(pool.length);
      expect(found.rankOf).toBe(1 + pool.filter((row) => scores[row] > scores[5]).length);
      best.forEach((row, place) => expect(found.scores[place]).toBeCloseTo(scores[row], 6));
    }
  });

  it('finds a stored vector first, ties by row, and refuses what does not fit', () => {
    writeRecords(folder.path, testRecords(6));
    const images = unitVectors(6, 3, [2]);
    images.copyWithin(4 * dimension, dimension, 2 * dimension);
    embed(images, unitVectors(6, 4));
    using corpus = openCorpus(folder.path, 'test');
    const vector = storedVector(corpus, id, 'image', 1);
    const found = searchVectors(corpus, {
      embedding: id,
      side: 'image',
      vector,
      filter: '',
      k: 9,
      rankOf: 4,
    });
    expect([...found.ids].slice(0, 2)).toEqual([1, 4]);
    expect(found.ids.length).toBe(5);
    expect(found.rankOf).toBe(1);
    expect(() => storedVector(corpus, id, 'image', 2)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(() => storedVector(corpus, 'other', 'image', 1)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(() => storedVector(corpus, '../vectors/..', 'image', 1)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    const wrong = { embedding: id, side: 'image', vector: new Float32Array(8), filter: '', k: 1 } as const;
    expect(() => searchVectors(corpus, wrong)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('vectors on disk', () => {
  it('count once committed: what a killed process left behind is cut off', () => {
    const vectors = unitVectors(10, 5);
    {
      using writer = openVectorWriter(embedding, dimension, 'image');
      writer.append(vectors.subarray(0, 6 * dimension));
      writer.commit();
      writer.append(vectors.subarray(6 * dimension));
    }
    const path = join(embedding, 'image.f16');
    appendFileSync(path, 'half a row');
    {
      using writer = openVectorWriter(embedding, dimension, 'image');
      expect(writer.committed).toBe(6);
      expect(statSync(path).size).toBe(6 * dimension * 2);
      writer.append(vectors.subarray(6 * dimension));
      writer.commit();
    }
    const bytes = readFileSync(path);
    expect(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)).toEqual(
      floatToFloat16(vectors),
    );
    truncateSync(path, 9 * dimension * 2 + 3);
    using writer = openVectorWriter(embedding, dimension, 'image');
    expect(writer.committed).toBe(9);
  });

  it('of both sides are counted apart, and another dimension is refused', () => {
    using images = openVectorWriter(embedding, dimension, 'image');
    using texts = openVectorWriter(embedding, dimension, 'text');
    images.append(unitVectors(4, 1));
    texts.append(unitVectors(2, 2));
    images.commit();
    texts.commit();
    texts.append(unitVectors(1, 3));
    texts.fail(2, 'It is empty.');
    texts.commit();
    expect([images.committed, texts.committed]).toEqual([4, 3]);
    expect(readFileSync(join(embedding, 'failed.jsonl'), 'utf8')).toBe(
      '{"row":2,"side":"text","reason":"It is empty."}\n',
    );
    expect(() => openVectorWriter(embedding, 8, 'image')).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(() => images.append(new Float32Array(5))).toThrow(/whole number/);
  });

  it('show up in the summary, and grow with a refresh', () => {
    writeRecords(folder.path, testRecords(8));
    const [images, texts] = [unitVectors(8, 1), unitVectors(8, 2)];
    using corpus = openCorpus(folder.path, 'test');
    expect(corpusSummaryOf(corpus).embeddings).toEqual([]);
    embed(images.subarray(0, 5 * dimension), texts.subarray(0, 5 * dimension));
    expect(corpusSummaryOf(corpus).embeddings).toMatchObject([
      { id, model: 'tiny', dimension, images: 5, texts: 5, complete: false },
    ]);
    const query = {
      embedding: id,
      side: 'image',
      vector: images.subarray(0, dimension),
      filter: '',
      k: 20,
    } as const;
    expect(searchVectors(corpus, query).pool).toBe(5);
    embed(images, texts);
    corpus.refresh();
    expect(searchVectors(corpus, query).pool).toBe(8);
    expect(corpusSummaryOf(corpus).embeddings).toMatchObject([{ images: 8, texts: 8, complete: true }]);
  });
});

describe('ranks of true pairs', () => {
  it('equal 1 + the better ones + half of the ties, both ways', async () => {
    const pairs = 150;
    const images = unitVectors(pairs, 8);
    const texts = unitVectors(pairs, 9);
    texts.copyWithin(40 * dimension, 41 * dimension, 42 * dimension);
    const ranks = await pairRanks(images, texts, dimension);
    const score = (image: number, text: number): number =>
      cosines(texts, images.subarray(image * dimension, (image + 1) * dimension))[text];
    const scores = Array.from({ length: pairs }, (_i, image) =>
      Array.from({ length: pairs }, (_t, text) => score(image, text)),
    );
    scores.forEach((row, pair) => {
      const own = row[pair];
      // The same products in another order of summation: differences below 1e-12 are ties.
      const rank = (others: number[]) =>
        others.reduce((sum, other) => sum + (other > own + 1e-12 ? 1 : other > own - 1e-12 ? 0.5 : 0), 0.5);
      expect(ranks.imageToText[pair]).toBe(rank(row));
      expect(ranks.textToImage[pair]).toBe(rank(scores.map((other) => other[pair])));
    });
  });

  it('of a split leave out rows of other splits, without caption or without vector', async () => {
    writeRecords(folder.path, testRecords(600));
    const zero = [3, 4, 5, 6, 7];
    embed(unitVectors(600, 1, zero), unitVectors(500, 2));
    using corpus = openCorpus(folder.path, 'test');
    const captions = [...testRecords(600)].map(({ caption }) => caption);
    const splits = corpus.columns.column('split').values;
    const expected = captions.flatMap((caption, row) =>
      splitNames[splits[row]] === 'train' && row < 500 && caption !== '' && !zero.includes(row) ? [row] : [],
    );
    const { ids, imageToText, textToImage } = await splitRanks(corpus, id, 'train');
    expect([...ids]).toEqual(expected);
    expect([imageToText.length, textToImage.length]).toEqual([expected.length, expected.length]);
    await expect(splitRanks(corpus, id, 'train', AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

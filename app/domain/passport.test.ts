import { describe, expect, it } from 'vitest';
import { type Passport, passport, passportDifference } from './passport.ts';

const made: Passport = {
  model: 'sample-nano',
  weightsHash: `a${'0'.repeat(63)}`,
  tokenizerHash: `b${'0'.repeat(63)}`,
  preprocessing: {
    imageSize: 64,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
    interpolation: 'bicubic',
    prepare: 'exact',
  },
  dimension: 96,
  precision: 'fp32',
  engine: 'onnxruntime',
};

describe('passportDifference', () => {
  it('finds nothing between equal passports, also after a trip through JSON', () => {
    expect(passportDifference(made, passport.parse(JSON.parse(JSON.stringify(made))))).toEqual([]);
  });

  it('ignores the name, the precision and the engine', () => {
    expect(
      passportDifference(made, { ...made, model: 'x', precision: 'int8', engine: 'tensorflow' }),
    ).toEqual([]);
  });

  it('names every other difference in words', () => {
    const { preprocessing } = made;
    const other: Passport = {
      ...made,
      weightsHash: `a${'0'.repeat(62)}1`,
      tokenizerHash: 'c',
      preprocessing: {
        imageSize: 224,
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
        interpolation: 'bilinear',
        prepare: 'display',
      },
      dimension: 512,
    };
    expect(passportDifference(made, other)).toEqual([
      'different weights: a0000000 and a0000000',
      'different tokenizer: b0000000 and c',
      'different embedding dimension: 96 and 512',
      'different image size: 64 px and 224 px',
      'different channel means: 0.48145466 0.4578275 0.40821073 and 0.5 0.5 0.5',
      'different channel deviations: 0.26862954 0.26130258 0.27577711 and 0.5 0.5 0.5',
      'different interpolation: bicubic and bilinear',
      'different image preparation: exact and display',
    ]);
    expect(passportDifference(made, { ...made, preprocessing: { ...preprocessing } })).toEqual([]);
  });
});

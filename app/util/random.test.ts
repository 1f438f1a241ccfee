import { describe, expect, it } from 'vitest';
import { naturalLogarithm, normalQuantile } from './normal-quantile.ts';
import { createRandom, philox } from './random.ts';

describe('philox', () => {
  // Known answers of Random123's kat_vectors for philox4x32 with 10 rounds.
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('gives the published block of counter %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox(counter, key, out);
    expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
  });
});

describe('createRandom', () => {
  it('keeps the numbers of a seed for ever', () => {
    const random = createRandom(7);
    expect([random.next(), random.normal(), random.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.925419804316,
        -0.9937296837063659,
        256,
      ]
    `);
    expect(createRandom('seed').fork('crop').fork(12).next()).toMatchInlineSnapshot(`0.17458835385727822`);
  });

  it('gives forks that depend on the path of keys and on nothing else', () => {
    const drawn = createRandom(1);
    for (let i = 0; i < 5; i++) drawn.next();
    expect(drawn.fork('a').next()).toBe(createRandom(1).fork('a').next());
    const firsts = [
      createRandom(1),
      createRandom('1'),
      createRandom(1).fork(1),
      createRandom(1).fork('1'),
      createRandom(1).fork('11'),
      createRandom(1).fork('1').fork('1'),
      createRandom(1).fork(''),
      createRandom(-0.5),
    ].map((random) => random.next());
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(createRandom(0).next()).toBe(createRandom(-0).next());
  });

  it('draws integers without bias, below every bound', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5); // 0.1 % point of chi-square with 5 degrees of freedom
    expect(createRandom(4).integer(1)).toBe(0);
    expect(createRandom(4).integer(2 ** 53)).toBeGreaterThan(2 ** 32);
  });

  it('draws normal numbers with the moments of the normal distribution', () => {
    const random = createRandom('moments');
    const count = 200_000;
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const x = random.normal();
      for (let power = 0; power < 4; power++) sums[power] += x ** (power + 1);
    }
    const [mean, square, cube, fourth] = sums.map((sum) => sum / count);
    expect(Math.abs(mean!)).toBeLessThan(0.01);
    expect(Math.abs(square! - 1)).toBeLessThan(0.015);
    expect(Math.abs(cube!)).toBeLessThan(0.03);
    expect(Math.abs(fourth! - 3)).toBeLessThan(0.08);
  });

  it('shuffles in place, keeps every element, and reaches all orders', () => {
    const array = Uint32Array.from({ length: 100 }, (_, i) => i);
    const shuffled = createRandom(5).shuffle(array);
    expect(shuffled).toBe(array);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    const random = createRandom(6);
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([1, 2, 3]).join('')));
    expect(orders.size).toBe(6);
  });
});

describe('normalQuantile', () => {
  it('agrees with tabulated quantiles', () => {
    // Wichura 1988 gives the first two; the others are standard.
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.5)).toBe(0);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(1.1)]).toEqual([-Infinity, Infinity, NaN]);
  });

  it('takes logarithms as the built-in does', () => {
    for (const x of [1, 0.999, 0.7, 0.5, 0.1, 1e-5, 3e-16, 1e-300, 5e-324]) {
      expect(Math.abs(naturalLogarithm(x) - Math.log(x))).toBeLessThanOrEqual(
        4e-16 * Math.max(1, -Math.log(x)),
      );
    }
  });
});

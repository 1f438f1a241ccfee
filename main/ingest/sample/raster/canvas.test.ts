import { describe, expect, it } from 'vitest';
import { createRandom } from '#app/util/random.ts';
import { black, Canvas, white } from './canvas.ts';
import { Field } from './field.ts';
import { drawText, textWidth } from './font.ts';
import { placesApart, placesExactly } from './shapes.ts';

/** Ink on a white canvas in whole black pixels. */
const inkOf = ({ pixels }: Canvas): number =>
  pixels.reduce((sum, value, i) => (i % 3 === 0 ? sum + (255 - value) / 255 : sum), 0);

describe('Canvas', () => {
  it('covers the area of a shape, whatever its place between pixels', () => {
    const disc = new Canvas(60, 60);
    disc.disc(30.3, 29.7, 20, black);
    expect(inkOf(disc)).toBeCloseTo(Math.PI * 400, -1);

    const ellipse = new Canvas(60, 60);
    ellipse.ellipse(30, 30, 25, 10, 0.7, black);
    expect(Math.abs(inkOf(ellipse) - Math.PI * 250)).toBeLessThan(20);

    const rect = new Canvas(20, 20);
    rect.rect(2.25, 3.5, 10.5, 7.25, black);
    expect(inkOf(rect)).toBeCloseTo(10.5 * 7.25, 0);

    const polygon = new Canvas(40, 40);
    polygon.polygon(
      [
        [5.5, 5.25],
        [35.5, 5.25],
        [20, 35.25],
      ],
      black,
    );
    expect(Math.abs(inkOf(polygon) - 450)).toBeLessThan(4);
  });

  it('draws a stroke of its width in every direction', () => {
    for (const [x, y] of [
      [50, 10],
      [10, 50],
      [50, 50],
      [50, 24],
      [24, 50],
    ] as const) {
      const canvas = new Canvas(60, 60);
      canvas.line(10, 10, x, y, 4, black);
      const expected = Math.hypot(x - 10, y - 10) * 4 + Math.PI * 4;
      expect(Math.abs(inkOf(canvas) - expected), `to ${x}, ${y}`).toBeLessThan(expected * 0.05);
    }
  });

  it('clips shapes and pasted canvases at its edges', () => {
    const canvas = new Canvas(10, 10);
    canvas.disc(0, 0, 5, black);
    canvas.line(-20, 5, 30, 5, 2, black);
    canvas.polygon(
      [
        [-5, -5],
        [50, -5],
        [50, 4],
        [-5, 4],
      ],
      black,
      0.5,
    );
    canvas.paste(new Canvas(8, 8, black), 6, 7);
    expect([...canvas.pixels.subarray((9 * 10 + 9) * 3)]).toEqual([0, 0, 0]);
    expect([...canvas.pixels.subarray((9 * 10 + 2) * 3, (9 * 10 + 3) * 3)]).toEqual([255, 255, 255]);
  });

  it('writes text as wide as it says', () => {
    const canvas = new Canvas(200, 40);
    drawText(canvas, 'Time (days) 0.25', 10, 10, { size: 12, colour: black });
    const columns = Array.from({ length: 200 }, (_, x) => x).filter((x) =>
      Array.from({ length: 40 }, (_, y) => y).some((y) => canvas.pixels[(y * 200 + x) * 3]! < 128),
    );
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(9);
    expect(Math.max(...columns)).toBeLessThanOrEqual(11 + textWidth('Time (days) 0.25', 12));
    expect(Math.max(...columns)).toBeGreaterThan(textWidth('Time (days) 0.25', 12));
  });
});

describe('Field', () => {
  it('keeps shapes isotropic and centred, and enlarges to the size asked for', () => {
    const field = new Field({ width: 101, height: 75 });
    field.mix({ x: 0, y: 0, radiusX: 0.5, radiusY: 0.5 }, 1);
    const canvas = field.toCanvas(createRandom(1), 0);
    expect([canvas.width, canvas.height]).toEqual([101, 75]);
    const lit = canvas.pixels.filter((value, i) => i % 3 === 0 && value > 127).length;
    expect(Math.abs(lit - Math.PI * (75 / 4) ** 2)).toBeLessThan(110);
  });
});

describe('placesApart', () => {
  it('keeps the gap, and placesExactly the number', () => {
    const places = placesApart(createRandom(2), 80, 100, 100, 9, 5);
    for (const [i, [x, y]] of places.entries()) {
      for (const [px, py] of places.slice(0, i)) expect(Math.hypot(px - x, py - y)).toBeGreaterThanOrEqual(9);
    }
    expect(placesExactly(createRandom(2), 14, 100, 60, 80, () => 4)).toHaveLength(14);
    expect(new Canvas(1, 1, white).pixels).toEqual(new Uint8ClampedArray([255, 255, 255]));
  });
});

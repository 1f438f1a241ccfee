import { describe, expect, it } from 'vitest';
import { displayRaster } from './display.ts';
import { orient } from './orient.ts';
import type { Raster8 } from './raster.ts';
import { applyWindow, percentileWindow } from './window.ts';

const letters = (raster: Raster8): string =>
  Array.from({ length: raster.height }, (_, y) =>
    String.fromCharCode(...raster.data.subarray(y * raster.width, (y + 1) * raster.width)),
  ).join('/');

describe('orient', () => {
  // The letter F, as EXIF's orientations 1 to 8 are usually drawn; turned back, all read the same.
  it.each([
    [1, 'ab/cd/ef'],
    [2, 'ba/dc/fe'],
    [3, 'fe/dc/ba'],
    [4, 'ef/cd/ab'],
    [5, 'ace/bdf'],
    [6, 'bdf/ace'],
    [7, 'fdb/eca'],
    [8, 'eca/fdb'],
  ])('turns a picture stored with orientation %i upright', (orientation, stored) => {
    const rows = stored.split('/');
    const data = new TextEncoder().encode(rows.join(''));
    const raster: Raster8 = { mode: 'L', width: rows[0].length, height: rows.length, data };
    expect(letters(orient(raster, orientation))).toBe('ab/cd/ef');
  });
});

describe('grey windows', () => {
  it('spread values linearly and clip outside; black above white inverts', () => {
    const raster = { mode: 'F', width: 5, height: 1, data: Float32Array.of(-10, 0, 40, 100, 900) } as const;
    expect([...applyWindow(raster, { black: 0, white: 100 }).data]).toEqual([0, 0, 102, 255, 255]);
    expect([...applyWindow(raster, { black: 100, white: 0 }).data]).toEqual([255, 255, 153, 0, 0]);
  });

  it('leave out the darkest and the brightest half per cent', () => {
    const data = Uint16Array.from({ length: 1000 }, (_, i) => (i < 3 ? 65_535 : 1000 + i));
    const { black, white } = percentileWindow({ mode: 'I;16', width: 1000, height: 1, data });
    expect(black).toBe(1008);
    expect(white).toBe(1998);
  });

  it('are sound for constant pictures, two values and values that are no numbers', () => {
    const constant = percentileWindow({ mode: 'I;16', width: 2, height: 1, data: Uint16Array.of(7, 7) });
    expect(constant).toEqual({ black: 7, white: 8 });
    const rare = new Uint16Array(10_000);
    rare[5] = 900;
    expect(percentileWindow({ mode: 'I;16', width: 100, height: 100, data: rare })).toEqual({
      black: 0,
      white: 900,
    });
    const holes = Float32Array.of(NaN, 1, 2, 3, NaN);
    const window = percentileWindow({ mode: 'F', width: 5, height: 1, data: holes });
    expect(window.black).toBeCloseTo(1, 3);
    expect(window.white).toBeCloseTo(3, 3);
    const shown = applyWindow({ mode: 'F', width: 5, height: 1, data: holes }, window);
    expect([...shown.data]).toEqual([0, 0, 128, 255, 0]);
  });
});

describe('displayRaster', () => {
  it('lays transparent pixels over white', () => {
    const rgba: Raster8 = {
      mode: 'RGBA',
      width: 3,
      height: 1,
      data: Uint8Array.of(0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 51),
    };
    expect(displayRaster(rgba)).toEqual({
      mode: 'RGB',
      width: 3,
      height: 1,
      data: Uint8Array.of(255, 255, 255, 10, 20, 30, 204, 204, 204),
    });
    const la: Raster8 = { mode: 'LA', width: 2, height: 1, data: Uint8Array.of(9, 0, 9, 255) };
    expect([...displayRaster(la).data]).toEqual([255, 9]);
  });

  it('makes palette and bilevel pictures ordinary ones, so that they are resized smoothly', () => {
    const data = Uint8Array.of(1, 2, 3);
    expect(displayRaster({ mode: 'P', width: 1, height: 1, data }).mode).toBe('RGB');
    expect(displayRaster({ mode: '1', width: 3, height: 1, data }).mode).toBe('L');
  });

  it('windows 16-bit grey that the exact conversion would turn white', () => {
    const data = Uint16Array.from({ length: 400 }, (_, i) => 20_000 + 10 * i);
    const { mode, data: shown } = displayRaster({ mode: 'I;16', width: 20, height: 20, data });
    expect(mode).toBe('L');
    expect([shown[0], shown[399]]).toEqual([0, 255]);
    expect(shown[200]).toBeGreaterThan(120);
    expect(shown[200]).toBeLessThan(136);
  });
});

/**
 * A small stroke font for axis labels, panel letters and sequences. Fonts of the system differ from machine to machine,
 * and the sample corpus must not.
 *
 * A glyph is a list of strokes, a stroke a chain of (x, y) digit pairs on a grid 4 wide and 6 high (6 is the baseline,
 * 8 the foot of a g).
 */
import type { Canvas, Colour } from './canvas.ts';

const glyphs: Readonly<Record<string, string>> = {
  A: '062046 1434',
  B: '06003041423303 3344453606',
  C: '4130100105163645',
  D: '06003041453606',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '2026 1030 1636',
  J: '4045361605',
  K: '0006 4004 1346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  a: '4332120305163645 4246',
  b: '0006 0312324345361605',
  c: '4332120305163645',
  d: '4046 4332120305163645',
  e: '04444332120305163645',
  f: '40302126 1232',
  g: '4247381807 4332120305163645',
  h: '0006 0312324346',
  i: '2226 2020',
  j: '32372818 3030',
  k: '0006 4204 2346',
  l: '2026',
  m: '0602 03122326 23324346',
  n: '0602 0312324346',
  o: '123243453616050312',
  p: '0208 0312324345361605',
  q: '4248 4332120305163645',
  r: '0602 031232',
  s: '43321203143445361605',
  t: '202536 1232',
  u: '0205163645 4246',
  v: '022642',
  w: '0216243642',
  x: '0246 4206',
  y: '0226 4218',
  z: '02420646',
  '0': '103041453616050110',
  '1': '112026 1636',
  '2': '01103041420646',
  '3': '0110304142334445361605 2333',
  '4': '36300444',
  '5': '400003334445361605',
  '6': '413010010516364544331304',
  '7': '004016',
  '8': '103041423313020110 133344453616050413',
  '9': '051636454130100102133342',
  '.': '2626',
  ',': '2617',
  '-': '1333',
  '+': '0343 2125',
  '/': '0640',
  '(': '30111536',
  ')': '10313516',
  '%': '0640 1010 3636',
  '=': '0242 0444',
  '<': '410345',
  '>': '014305',
  ':': '2323 2626',
  '*': '2024 0143 0341',
  µ: '0208 05163645 4246',
  '±': '0242 2024 0646',
  '°': '2031221120',
};

const narrow = new Set('Iil1.,:');

/** Advance of a character in grid units; narrow ones use the middle of their grid only. */
const advanceOf = (character: string): number => (narrow.has(character) ? 4 : 6);

/** Width in pixels of a text whose capitals are `size` pixels high. */
export function textWidth(text: string, size: number): number {
  let units = -2;
  for (const character of text) units += advanceOf(character);
  return (units * size) / 6;
}

/** How a text is drawn. */
export interface TextStyle {
  /** Height of a capital in pixels. */
  readonly size: number;
  readonly colour: Colour;
  /** Stroke in pixels; a seventh of the size by default. */
  readonly stroke?: number;
  readonly align?: 'left' | 'centre' | 'right';
  /** Reads upwards, as labels of a vertical axis do. */
  readonly upright?: boolean;
}

/** Draws a text whose capitals span `y` to `y + size`; `x` is its left edge, centre or right edge. */
export function drawText(canvas: Canvas, text: string, x: number, y: number, style: TextStyle): void {
  const { size, colour, align = 'left', upright = false } = style;
  const stroke = style.stroke ?? Math.max(0.9, size / 7);
  const width = textWidth(text, size);
  const shift = align === 'left' ? 0 : align === 'centre' ? -width / 2 : -width;
  const unit = size / 6;
  let pen = shift;
  for (const character of text) {
    const inset = (6 - advanceOf(character)) / 2;
    for (const chain of (glyphs[character] ?? '').split(' ')) {
      let last: [number, number] | undefined;
      for (let at = 0; at + 1 < chain.length; at += 2) {
        const across = pen + (Number(chain[at]) - inset) * unit;
        const down = Number(chain[at + 1]) * unit;
        const place: [number, number] = upright ? [x + down, y - across] : [x + across, y + down];
        if (last) canvas.line(last[0], last[1], place[0], place[1], stroke, colour);
        last = place;
      }
    }
    pen += advanceOf(character) * unit;
  }
}

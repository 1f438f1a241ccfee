/**
 * The picture of an invented figure: a flat plate in a colour of its kind, with a few bars that its number decides and
 * a label that says what it is. Drawn when it is looked at; nothing of it is kept but the thumbnail.
 */
import sharp from 'sharp';
import type { ImageSource } from '#app/domain/figure.ts';

type Plate = Extract<ImageSource, { kind: 'synthetic' }>;

const bars = 7;
const longestSide = 4096;

/** The same plate with no side longer than `maxSidePx`: a thumbnail needs no more to be drawn. */
export function smallPlate(plate: Plate, maxSidePx: number): Plate {
  const scale = Math.min(1, maxSidePx / Math.max(plate.width, plate.height));
  const [width, height] = [plate.width, plate.height].map((side) => Math.max(1, Math.round(side * scale)));
  return { ...plate, width, height };
}

/** The plate as a PNG of its width and height; the same for the same source. */
export async function drawPlate({ seed, label, width, height }: Plate): Promise<Uint8Array> {
  const [wide, high] = [width, height].map((side) => Math.min(longestSide, Math.max(16, side)));
  const hue = label.split('').reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}">`,
    `<rect width="100%" height="100%" fill="hsl(${hue},38%,78%)"/>`,
    `<path fill="hsl(${hue},34%,62%)" d="${barPath(seed, wide, high)}"/>`,
    `<path fill="hsl(${hue},45%,22%)" d="${wordPath(label, wide, high * 0.16, high * 0.12)}"/>`,
    `<path fill="hsl(${hue},45%,22%)" d="${wordPath(`synthetic ${seed}`, wide, high * 0.31, high * 0.06)}"/>`,
    '</svg>',
  ].join('');
  return sharp(Buffer.from(svg)).png({ palette: true, compressionLevel: 6 }).toBuffer();
}

/** Bars at the bottom, of heights by the digits of a mixed number. */
function barPath(seed: number, width: number, height: number): string {
  const step = width / (bars + 1);
  return Array.from({ length: bars }, (_none, bar) => {
    const mixed = Math.imul((seed + 1) * (bars + bar), 0x9e3779b1);
    const share = (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) / 2 ** 32;
    const tall = height * (0.08 + 0.42 * share);
    return rectangle(step * (bar + 0.65), height - tall, step * 0.7, tall);
  }).join('');
}

/** Letters as squares: no font is needed, so that every machine draws the same. Centred, cut to the width. */
function wordPath(text: string, width: number, top: number, letterHeight: number): string {
  const letters = text.toUpperCase().split('');
  const square = Math.max(1, Math.min(letterHeight / 7, (width * 0.9) / (letters.length * 6)));
  const left = (width - letters.length * 6 * square) / 2;
  return letters
    .map((letter, place) =>
      (glyphs[letter] ?? [])
        .map((column, x) =>
          Array.from({ length: 7 }, (_none, y) =>
            column & (1 << y)
              ? rectangle(left + (place * 6 + x) * square, top + y * square, square, square)
              : '',
          ).join(''),
        )
        .join(''),
    )
    .join('');
}

function rectangle(x: number, y: number, width: number, height: number): string {
  const [a, b, c, d] = [x, y, width, height].map((value) => value.toFixed(2));
  return `M${a} ${b}h${c}v${d}h-${c}z`;
}

/** Five columns of seven squares each, the lowest bit on top. */
const glyphs: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  (
    '0 3e5149453e 1 00427f4000 2 4261514946 3 2141454b31 4 1814127f10 5 2745454539 6 3c4a494930 7 0171090503 ' +
    '8 3649494936 9 064949291e A 7e1111117e B 7f49494936 C 3e41414122 D 7f4141221c E 7f49494941 F 7f09090901 ' +
    'G 3e4149497a H 7f0808087f I 00417f4100 J 2040413f01 K 7f08142241 L 7f40404040 M 7f020c027f N 7f0408107f ' +
    'O 3e4141413e P 7f09090906 Q 3e4151215e R 7f09192946 S 4649494931 T 01017f0101 U 3f4040403f V 1f2040201f ' +
    'W 3f4038403f X 6314081463 Y 0708700807 Z 6151494543 - 0808080808'
  )
    .match(/\S [0-9a-f]{10}/g)
    ?.map((entry) => [entry[0], [...Buffer.from(entry.slice(2), 'hex')]]) ?? [],
);

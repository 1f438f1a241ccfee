/** Electrocardiograms: number of leads, rhythm and rate, ST segments, colour of the paper. */
import type { Random } from '#app/util/random.ts';
import { Canvas, type Colour, type Point } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { bell } from '../raster/field.ts';
import { between, capitalise, countWord, pick, type Sketch } from '../sketch.ts';

const papers = {
  pink: { ground: [255, 242, 242], line: [244, 190, 192], trace: [20, 20, 30] },
  white: { ground: [255, 255, 255], line: [222, 224, 230], trace: [24, 60, 150] },
  black: { ground: [10, 14, 16], line: [26, 52, 44], trace: [60, 240, 120] },
} as const satisfies Record<string, Readonly<Record<'ground' | 'line' | 'trace', Colour>>>;

interface EcgAttributes {
  readonly paper: keyof typeof papers;
  readonly leads: number;
  readonly rhythm:
    | 'sinus rhythm'
    | 'tachycardia'
    | 'bradycardia'
    | 'atrial fibrillation'
    | 'ventricular tachycardia';
  readonly segment: 'elevation' | 'depression' | 'none';
}

/** The attributes, words and drawing of an electrocardiogram. */
export function electrocardiogram(random: Random): Sketch {
  const rhythm = pick(random, [
    'sinus rhythm',
    'tachycardia',
    'bradycardia',
    'atrial fibrillation',
    'ventricular tachycardia',
  ] as const);
  const attributes: EcgAttributes = {
    paper: pick(random, ['pink', 'white', 'black']),
    leads: between(random, 1, 6),
    rhythm,
    segment:
      rhythm === 'ventricular tachycardia'
        ? 'none'
        : pick(random, ['elevation', 'depression', 'none', 'none']),
  };
  const { paper, leads, segment } = attributes;
  const course = {
    'sinus rhythm': 'regular sinus rhythm',
    tachycardia: 'fast, narrow-complex tachycardia',
    bradycardia: 'slow sinus bradycardia',
    'atrial fibrillation': 'irregular atrial fibrillation',
    'ventricular tachycardia': 'wide-complex ventricular tachycardia',
  }[rhythm];
  const st = segment === 'none' ? 'isoelectric ST segments' : `ST-segment ${segment}`;
  const traces = `${countWord(random, leads)} ${leads === 1 ? 'trace' : 'traces'}`;
  const sheet = paper === 'black' ? 'green on a black monitor' : `on ${paper} grid paper`;
  return {
    traits: [paper, leads, rhythm, segment],
    headline: pick(random, [
      `Electrocardiogram, ${traces} ${sheet}, showing ${course} with ${st}`,
      `ECG with ${course} and ${st}; ${traces} ${sheet}`,
      `${capitalise(course)} with ${st} on the ECG (${traces} ${sheet})`,
    ]),
    brief: `ECG ${sheet} with ${course}`,
    details: [pick(random, ['Paper speed, 25 mm/s; 10 mm/mV.', 'Recorded on admission.', 'QTc, 431 ms.'])],
    aspect: pick(random, [1.2, 1.35]),
    draw: (width, height) => drawEcg(random.fork('draw'), width, height, attributes),
  };
}

function drawEcg(
  random: Random,
  width: number,
  height: number,
  { paper, leads, rhythm, segment }: EcgAttributes,
): Canvas {
  const { ground, line, trace } = papers[paper];
  const canvas = new Canvas(width, height, ground);
  const pitch = Math.max(5, Math.min(width, height) / 44);
  for (let x = 0, i = 0; x < width; x += pitch, i++) canvas.rect(x, 0, i % 5 ? 0.6 : 1.6, height, line);
  for (let y = 0, i = 0; y < height; y += pitch, i++) canvas.rect(0, y, width, i % 5 ? 0.6 : 1.6, line);
  const beat = {
    'sinus rhythm': 0.25,
    tachycardia: 0.12,
    bradycardia: 0.45,
    'atrial fibrillation': 0.21,
    'ventricular tachycardia': 0.13,
  }[rhythm];
  const beats: number[] = [];
  for (
    let at = random.uniform(-beat, 0);
    at < 1.2;
    at += beat * (rhythm === 'atrial fibrillation' ? random.uniform(0.55, 1.6) : 1)
  )
    beats.push(at);
  const row = height / leads;
  const size = Math.max(6, pitch * 1.1);
  for (let lead = 0; lead < leads; lead++) {
    const middle = row * (lead + 0.58);
    const gain = Math.min(row * 0.42, height * 0.2) * random.uniform(0.8, 1);
    const jitter = rhythm === 'atrial fibrillation' ? 0.035 : 0.006;
    const points: Point[] = [];
    for (let x = 0; x <= width; x += 1) {
      const time = x / width;
      let level = jitter * Math.sin(x * 0.9 + 2 * Math.sin(x * 0.23));
      for (const at of beats) {
        const off = time - at;
        if (off > -0.06 && off < 0.14)
          level +=
            rhythm === 'ventricular tachycardia'
              ? wideBeat(off, beat)
              : narrowBeat(off, rhythm !== 'atrial fibrillation', segment);
      }
      points.push([x, middle - level * gain]);
    }
    canvas.polyline(points, Math.max(1.3, pitch / 4.4), trace);
    drawText(canvas, ['I', 'II', 'III', 'V1', 'V2', 'V5'][lead] ?? '', size * 0.6, middle - row * 0.36, {
      size,
      colour: trace,
    });
  }
  return canvas;
}

function narrowBeat(off: number, wave: boolean, segment: EcgAttributes['segment']): number {
  const raised = segment === 'elevation' ? 0.34 : segment === 'depression' ? -0.3 : 0;
  const plateau = off > 0.008 && off < 0.05 ? raised : 0;
  return (
    (wave ? 0.13 * bell(off + 0.04, 0.009) : 0) -
    0.14 * bell(off + 0.009, 0.0035) +
    1 * bell(off, 0.004) -
    0.24 * bell(off - 0.009, 0.0035) +
    plateau +
    (0.24 + Math.max(0, raised)) * bell(off - 0.058, 0.014)
  );
}

const wideBeat = (off: number, beat: number): number =>
  0.85 * bell(off, beat * 0.2) - 0.6 * bell(off - beat * 0.48, beat * 0.18);

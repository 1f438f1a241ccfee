/** Axial brain MRI: weighting, one lesion of a kind in one quadrant, width of the ventricles. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';

type Weighting = 'T1' | 'T2' | 'FLAIR';
type Lesion = 'ring' | 'mass' | 'infarct' | 'spots' | 'none';

interface BrainAttributes {
  readonly weighting: Weighting;
  readonly lesion: Lesion;
  /** The patient's side: left is on the right of the image. */
  readonly side: 'left' | 'right';
  readonly lobe: 'frontal' | 'occipital';
  readonly spots: number;
  readonly wideVentricles: boolean;
}

/** Brightness of tissues, 0..1. */
const tissue = {
  T1: { grey: 0.4, white: 0.62, fluid: 0.1, fat: 0.85, mass: 0.3, ring: 0.95 },
  T2: { grey: 0.52, white: 0.33, fluid: 0.96, fat: 0.55, mass: 0.85, ring: 0.98 },
  FLAIR: { grey: 0.52, white: 0.4, fluid: 0.07, fat: 0.6, mass: 0.95, ring: 1 },
} as const;

/** The attributes, words and drawing of an axial brain MRI. */
export function brainMri(random: Random): Sketch {
  const lesion = pick<Lesion>(random, ['ring', 'ring', 'mass', 'mass', 'infarct', 'spots', 'none']);
  const attributes: BrainAttributes = {
    weighting: pick<Weighting>(random, ['T1', 'T2', 'FLAIR']),
    lesion,
    side: pick(random, ['left', 'right']),
    lobe: pick(random, ['frontal', 'occipital']),
    spots: between(random, 3, 6),
    wideVentricles: chance(random, 0.35),
  };
  const { weighting, side, lobe, wideVentricles, spots } = attributes;
  const contrast = weighting === 'T1' && lesion === 'ring' ? 'contrast-enhanced ' : '';
  const sequence = weighting === 'FLAIR' ? 'FLAIR' : `${contrast}${weighting}-weighted`;
  const found = lesionWords(random, attributes);
  const ventricles = wideVentricles
    ? pick(random, ['dilated lateral ventricles', 'enlarged ventricles'])
    : 'normal ventricles';
  return {
    traits: [
      weighting,
      lesion,
      wideVentricles ? 'wide' : 'normal',
      ...(lesion === 'none' ? [] : lesion === 'spots' ? [spots] : [side, lobe]),
    ],
    headline: pick(random, [
      `Axial ${sequence} brain MRI showing ${found} and ${ventricles}`,
      `Brain magnetic resonance imaging, axial ${sequence} image: ${found}, ${ventricles}`,
      `Axial ${sequence} MRI of the head demonstrates ${found} with ${ventricles}`,
    ]),
    brief: `axial ${sequence} MRI with ${found}`,
    details: [
      pick(random, [
        'There is no midline shift.',
        'The basal cisterns are open.',
        'Images were acquired at 3 T (TR/TE 4,000/96 ms).',
        'Slice thickness was 5 mm.',
      ]),
    ],
    aspect: pick(random, [0.8, 0.86, 0.95]),
    draw: (width, height) => drawBrain(random.fork('draw'), width, height, attributes),
  };
}

function lesionWords(random: Random, { lesion, side, lobe, spots }: BrainAttributes): string {
  switch (lesion) {
    case 'ring':
      return `a ring-enhancing lesion in the ${side} ${lobe} lobe`;
    case 'mass':
      return `a ${pick(random, ['large', 'solid'])} ${pick(random, ['mass', 'tumour'])} in the ${side} ${lobe} lobe`;
    case 'infarct':
      return `a wedge-shaped infarct of the ${side} ${lobe} lobe`;
    case 'spots':
      return `${counted(random, spots, 'small white matter lesion')} scattered in both hemispheres`;
    case 'none':
      return pick(random, ['no focal lesion', 'normal brain parenchyma']);
  }
}

function drawBrain(random: Random, width: number, height: number, attributes: BrainAttributes): Canvas {
  const field = new Field({ width, height });
  const { weighting, wideVentricles } = attributes;
  const level = tissue[weighting];
  const texture = cloudTexture(random);
  const folds = cloudTexture(random);
  const halfWidth = random.uniform(0.74, 0.8);
  const halfHeight = random.uniform(0.92, 0.97);
  field.each((_, x, y) => {
    const distance = Math.sqrt((x / halfWidth) ** 2 + (y / halfHeight) ** 2);
    if (distance > 1.03) return 0.015;
    const depth = 1 - distance;
    const waviness = folds.at(Math.abs(x) * 74 + (x < 0 ? 9 : 0), y * 74);
    // Cortex: a ribbon under the surface that dips inwards along the folds; sulci hold fluid.
    const fold = Math.abs(((waviness * 7 + distance * 1.2) % 1) - 0.5) * 2;
    const cortex = smoothStep(0.1, 0.4, fold - depth * 1.9 + 0.36);
    let value = level.white + (level.grey - level.white) * cortex;
    const sulcus = smoothStep(0.86, 0.98, fold - depth * 1.1 + 0.14) * smoothStep(0.08, 0.13, depth);
    value += (level.fluid - value) * sulcus * 0.8;
    value += (level.fluid - value) * bell(x, 0.012) * smoothStep(0.5, 0.62, Math.abs(y / halfHeight)) * 0.8;
    value += 0.1 * (texture.at(x * 80, y * 80) - 0.5);
    value += (level.fluid - value) * bell(depth - 0.105, 0.014);
    value += (0.03 - value) * bell(depth - 0.06, 0.02);
    value += (level.fat - value) * bell(depth - 0.012, 0.016);
    return value * smoothStep(1.03, 1, distance);
  });
  const width0 = wideVentricles ? 0.15 : 0.075;
  for (const side of [-1, 1]) {
    const shape = { soft: 0.25, radiusX: width0, radiusY: wideVentricles ? 0.27 : 0.2 };
    field.mix({ x: side * (0.03 + width0 * 0.8), y: -0.2, angle: side * 0.32, ...shape }, level.fluid);
    field.mix(
      { x: side * (0.05 + width0), y: 0.22, angle: side * -0.42, ...shape, radiusX: width0 * 0.8 },
      level.fluid,
    );
    field.mix(
      { x: side * 0.23, y: 0.02, radiusX: 0.1, radiusY: 0.17, angle: side * -0.4, soft: 0.4 },
      level.grey,
      0.8,
    );
  }
  drawLesion(field, random, attributes);
  return field.toCanvas(random, 6);
}

function drawLesion(field: Field, random: Random, attributes: BrainAttributes): void {
  const { lesion, side, lobe, spots, weighting } = attributes;
  const level = tissue[weighting];
  const sign = side === 'left' ? 1 : -1;
  const x = sign * random.uniform(0.31, 0.35);
  const y = lobe === 'frontal' ? random.uniform(-0.44, -0.38) : random.uniform(0.38, 0.44);
  const place = { x, y, angle: random.uniform(-0.5, 0.5) };
  switch (lesion) {
    case 'none':
      return;
    case 'ring':
      field.mix({ ...place, radiusX: 0.28, radiusY: 0.32, soft: 0.7 }, weighting === 'T1' ? 0.28 : 0.8, 0.75);
      field.mix({ ...place, radiusX: 0.23, radiusY: 0.21, soft: 0.16 }, level.ring);
      field.mix({ ...place, radiusX: 0.16, radiusY: 0.145, soft: 0.3 }, 0.12);
      return;
    case 'mass':
      field.mix({ ...place, radiusX: 0.26, radiusY: 0.23, soft: 0.3 }, level.mass, 0.95);
      field.mix(
        { x: x - sign * 0.08, y: y + 0.1, radiusX: 0.14, radiusY: 0.14, soft: 0.3 },
        level.mass,
        0.95,
      );
      field.mix({ x: x - 0.05, y: y - 0.02, radiusX: 0.08, radiusY: 0.06, soft: 0.8 }, 0.5, 0.6);
      return;
    case 'infarct': {
      const towards = Math.atan2(y, x);
      field.each((value, px, py) => {
        const radius = Math.sqrt(px * px + py * py);
        const turn = Math.abs(Math.atan2(py, px) - towards);
        const inside =
          smoothStep(0.52, 0.42, turn) *
          smoothStep(0.18, 0.26, radius) *
          smoothStep(0.88, 0.8, Math.sqrt((px / 0.77) ** 2 + (py / 0.94) ** 2));
        return value + (level.mass - value) * inside * 0.92;
      });
      return;
    }
    case 'spots':
      for (let i = 0; i < spots; i++) {
        const turn = (i / spots) * 6.283 + random.uniform(-0.2, 0.2);
        const radius = random.uniform(0.06, 0.08);
        field.mix(
          { x: Math.cos(turn) * 0.42, y: Math.sin(turn) * 0.5, radiusX: radius, radiusY: radius, soft: 0.5 },
          weighting === 'T1' ? 0.12 : 1,
        );
      }
  }
}

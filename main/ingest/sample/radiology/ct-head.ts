/** CT of the head: kind of haemorrhage or infarct, side, size, midline shift, bone window. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { chance, pick, type Sketch } from '../sketch.ts';

interface HeadAttributes {
  readonly finding: 'subdural' | 'epidural' | 'intracerebral' | 'infarct' | 'none';
  /** The patient's side: left is on the right of the image. */
  readonly side: 'left' | 'right';
  readonly place: 'anterior' | 'posterior';
  readonly ventricles: 'normal' | 'wide';
  readonly craniectomy: boolean;
}

/** The attributes, words and drawing of a head CT slice. */
export function headCt(random: Random): Sketch {
  const attributes: HeadAttributes = {
    finding: pick(random, ['subdural', 'epidural', 'intracerebral', 'intracerebral', 'infarct', 'none']),
    side: pick(random, ['left', 'right']),
    place: pick(random, ['anterior', 'posterior']),
    ventricles: pick(random, ['normal', 'wide']),
    craniectomy: chance(random, 0.2),
  };
  const { finding, side, place, ventricles, craniectomy } = attributes;
  const found = {
    subdural: `a crescent-shaped ${side} subdural haematoma`,
    epidural: `a lens-shaped ${side} epidural haematoma`,
    intracerebral: `a bright ${place} ${side} intracerebral haemorrhage`,
    infarct: `a dark ${side} hemispheric infarct`,
    none: 'no haemorrhage',
  }[finding];
  const traits = {
    subdural: [side],
    epidural: [side],
    intracerebral: [side, place],
    infarct: [side],
    none: [],
  }[finding];
  const fluid = ventricles === 'wide' ? 'hydrocephalus with wide ventricles' : 'normal ventricles';
  const other = side === 'left' ? 'right' : 'left';
  const bone = craniectomy ? `, and a bone defect after ${other} craniectomy` : '';
  return {
    traits: [finding, ...traits, ventricles, craniectomy ? `defect ${other}` : 'intact'],
    headline: pick(random, [
      `Non-contrast head CT showing ${found} and ${fluid}${bone}`,
      `Axial CT of the head with ${found}, ${fluid}${bone}`,
      `Cranial computed tomography: ${found}; ${fluid}${bone}`,
    ]),
    brief: `head CT with ${found}`,
    details: [
      pick(random, [
        'Glasgow Coma Scale 9 on admission.',
        'Scan obtained 2 h after onset.',
        'Window width 80 HU, level 40 HU.',
      ]),
    ],
    aspect: pick(random, [0.85, 0.95]),
    draw: (width, height) => drawHead(random.fork('draw'), width, height, attributes),
  };
}

function drawHead(random: Random, width: number, height: number, attributes: HeadAttributes): Canvas {
  const { finding, side, place, ventricles, craniectomy } = attributes;
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  const sign = side === 'left' ? 1 : -1;
  const [halfWidth, halfHeight] = [random.uniform(0.76, 0.8), 0.95];
  field.each((_, x, y) => {
    const distance = Math.sqrt((x / halfWidth) ** 2 + (y / halfHeight) ** 2);
    if (distance > 1.04) return 0.01;
    const fold = texture.at(Math.abs(x) * 70, y * 70);
    const cortex =
      smoothStep(0.3, 0.9, Math.abs(((fold * 6 + distance) % 1) - 0.5) * 2) * smoothStep(0.5, 0.8, distance);
    return (
      0.36 +
      0.09 * cortex +
      0.08 * (texture.at(x * 90 + 30, y * 90) - 0.5) -
      0.12 * bell(x, 0.012) * smoothStep(0.4, 0.6, Math.abs(y))
    );
  });
  const shift = finding === 'none' || finding === 'infarct' ? 0 : -sign * 0.07;
  const wide = ventricles === 'wide';
  for (const horn of [-1, 1]) {
    const size = wide ? 0.14 : 0.06;
    field.mix(
      {
        x: shift + horn * (0.04 + size * 0.8),
        y: -0.18,
        radiusX: size,
        radiusY: wide ? 0.28 : 0.2,
        angle: horn * 0.32,
        soft: 0.25,
      },
      0.1,
    );
    field.mix(
      {
        x: shift + horn * (0.08 + size),
        y: 0.26,
        radiusX: size * 0.8,
        radiusY: wide ? 0.24 : 0.16,
        angle: horn * -0.4,
        soft: 0.25,
      },
      0.1,
    );
  }
  drawFinding(field, finding, sign, place);
  field.warp(texture, 0.05, 24);
  // The skull is drawn last: bleeding lies inside it.
  field.each((value, x, y) => {
    const distance = Math.sqrt((x / halfWidth) ** 2 + (y / halfHeight) ** 2);
    const open = craniectomy && x * sign < 0 && y < 0.35 && y > -0.5;
    let shown = value * smoothStep(0.93, 0.91, distance) + 0.42 * bell(distance - 1.0, 0.02);
    if (!open) shown += (1 - shown) * smoothStep(0.905, 0.92, distance) * smoothStep(0.985, 0.97, distance);
    return distance > 1.05 ? 0.01 : shown;
  });
  return field.toCanvas(random, 9);
}

function drawFinding(
  field: Field,
  finding: HeadAttributes['finding'],
  sign: number,
  place: HeadAttributes['place'],
): void {
  const y = place === 'anterior' ? -0.36 : 0.36;
  switch (finding) {
    case 'none':
      return;
    case 'subdural':
      field.each((value, x, y_) => {
        if (x * sign < 0) return value;
        const inner = ((x + sign * 0.2) / 0.75) ** 2 + (y_ / 0.98) ** 2;
        return value + (0.9 - value) * smoothStep(0.98, 1.04, inner);
      });
      return;
    case 'epidural':
      field.mix({ x: sign * 0.6, y: -0.05, radiusX: 0.2, radiusY: 0.42, soft: 0.12 }, 0.92);
      return;
    case 'intracerebral':
      field.mix({ x: sign * 0.36, y, radiusX: 0.3, radiusY: 0.32, soft: 0.5 }, 0.22, 0.8);
      field.mix({ x: sign * 0.36, y, radiusX: 0.21, radiusY: 0.23, soft: 0.2 }, 0.93);
      return;
    case 'infarct':
      field.mix({ x: sign * 0.48, y: -0.02, radiusX: 0.3, radiusY: 0.5, soft: 0.2 }, 0.16, 0.9);
  }
}

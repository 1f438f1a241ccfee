/** The chest phantom behind a radiograph: trunk, ribs, lungs, heart, then what is wrong with it. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture, type Texture } from '../raster/noise.ts';
import type { ChestAttributes, Device } from './chest-radiograph.ts';

/** Draws the radiograph; the same numbers give the same picture. */
export function drawChest(
  random: Random,
  width: number,
  height: number,
  attributes: ChestAttributes,
): Canvas {
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  const ribs = random.uniform(0.15, 0.18);
  const shoulder = random.uniform(-0.62, -0.5);
  const bulk = random.uniform(0.9, 1);
  field.each((_, x, y) => {
    const across = Math.abs(x);
    const half = 0.2 + (bulk - 0.22) * smoothStep(-1.02, shoulder, y) - 0.06 * smoothStep(-0.2, 0.9, y);
    const body = 1 - smoothStep(half - 0.07, half + 0.05, across);
    const lung = lungAt(across, y, x < 0 ? 0.06 : 0);
    const cloud = texture.at(x * 40, y * 40);
    const rib = bell(((y + 0.3 * across * across + 4) % ribs) - ribs / 2, 0.026);
    const spine = bell(x, 0.075) * (0.12 + 0.02 * bell(((y + 2) % 0.13) - 0.065, 0.03));
    return (
      0.03 +
      body * (0.5 + 0.1 * y - 0.09 * smoothStep(-0.5, -1, y) + spine) +
      lung * (-0.36 + 0.12 * (cloud - 0.5) + 0.3 * vessels(x, y, texture)) +
      rib * body * (0.025 + 0.065 * lung) * smoothStep(0.08, 0.2, across) +
      0.1 * bell(x, 0.13) * smoothStep(0.5, 0.1, y) * body
    );
  });
  drawHeart(field, attributes.largeHeart);
  for (const side of [-1, 1]) {
    field.stroke(
      [
        [side * 0.1, -0.68],
        [side * 0.35, -0.74],
        [side * 0.62, -0.86],
      ],
      0.035,
      0.13,
    );
    field.add({ x: side * 0.17, y: -0.02, radiusX: 0.12, radiusY: 0.16, soft: 1.6 }, 0.14);
  }
  drawFinding(field, random, attributes);
  drawDevice(field, attributes.device);
  field.each((value) => (attributes.inverted ? 0.97 - value * 1.15 : value * 1.22));
  return field.toCanvas(random, 5);
}

/** Vessels thin out from the hilum to the chest wall. */
function vessels(x: number, y: number, texture: Texture): number {
  const fromHilum = Math.sqrt((Math.abs(x) - 0.16) ** 2 + (y + 0.02) ** 2);
  const branch = texture.at(x * 300 + 40, y * 240);
  return (
    smoothStep(0.55, 0.85, branch) * (1 - smoothStep(0.1, 0.6, fromHilum)) * 0.7 + 0.4 * bell(fromHilum, 0.1)
  );
}

/** 1 inside a lung, 0 outside; `lift` raises the diaphragm. */
function lungAt(across: number, y: number, lift: number): number {
  const halfWidth = 0.36 - 0.1 * smoothStep(0.1, -0.8, y);
  const height = y < -0.1 ? ((y + 0.1) / 0.72) ** 2 : ((y + 0.1) / 0.85) ** 2;
  const distance = ((across - 0.44 - 0.06 * y) / halfWidth) ** 2 + height * (0.4 + 0.6 * height);
  if (distance > 1.15) return 0;
  const dome = 0.56 - lift - 0.18 * (1 - ((across - 0.42) / 0.4) ** 2);
  return (1 - smoothStep(0.84, 1.1, distance)) * (1 - smoothStep(dome, dome + 0.06, y));
}

function drawHeart(field: Field, large: boolean): void {
  const size = large ? 1.42 : 1;
  field.mix(
    {
      x: 0.09 + 0.07 * size,
      y: 0.24,
      radiusX: 0.25 * size,
      radiusY: 0.29 * (0.4 + 0.6 * size),
      angle: 0.5,
      soft: 0.34,
    },
    0.63,
    0.85,
  );
  field.add({ x: 0.12, y: -0.28, radiusX: 0.09, radiusY: 0.09, soft: 0.6 }, 0.12);
}

function drawFinding(field: Field, random: Random, { finding, side, zone, nodules }: ChestAttributes): void {
  const sign = side === 'left' ? 1 : -1;
  const y = (zone === 'upper' ? -0.38 : 0.16) + random.uniform(-0.05, 0.05);
  const x = sign * random.uniform(0.42, 0.5);
  const texture = cloudTexture(random);
  switch (finding) {
    case 'clear':
      return;
    case 'nodule': {
      const radius = [0.13, 0.095, 0.08][nodules - 1]!;
      for (let i = 0; i < nodules; i++) {
        const place = {
          x: x + [0, 0.13, -0.12][i]! * sign,
          y: y + [0, 0.15, 0.2][i]! * (zone === 'upper' ? 1 : -1),
        };
        field.mix({ ...place, radiusX: radius, radiusY: radius, soft: 0.4 }, 0.72, 0.9);
      }
      return;
    }
    case 'opacity':
      for (let i = 0; i < 9; i++) {
        const reach = random.uniform(0.1, 0.2);
        field.mix(
          {
            x: x + random.uniform(-0.14, 0.14),
            y: y + random.uniform(-0.18, 0.18),
            radiusX: reach,
            radiusY: reach,
            soft: 1.2,
          },
          0.66,
          0.38,
        );
      }
      return;
    case 'pneumothorax':
      field.each((value, px, py) => {
        const across = Math.abs(px);
        if (px * sign < 0) return value;
        const lung = lungAt(across, py, 0);
        const collapsed = Math.sqrt(((across - 0.24) / 0.2) ** 2 + ((py - 0.05) / 0.42) ** 2);
        const air = lung * smoothStep(0.96, 1.02, collapsed);
        return (
          value +
          (0.05 - value) * air * 0.92 +
          lung * 0.28 * bell(collapsed - 0.97, 0.03) +
          (1 - air) * lung * 0.16
        );
      });
      return;
    case 'effusion': {
      const level = random.uniform(0, 0.14);
      field.each((value, px, py) => {
        if (px * sign < 0) return value;
        const across = px * sign;
        const meniscus = level - 0.3 * smoothStep(0.35, 0.8, across);
        const inside = lungAt(across, py, 0) * smoothStep(meniscus - 0.05, meniscus + 0.06, py);
        return value + (0.6 + 0.05 * texture.at(px * 30, py * 30) - value) * inside;
      });
    }
  }
}

function drawDevice(field: Field, device: Device): void {
  if (device === 'pacemaker') {
    field.mix({ x: 0.62, y: -0.52, radiusX: 0.13, radiusY: 0.1, angle: -0.3, soft: 0.1, square: true }, 0.86);
    field.stroke(
      [
        [0.52, -0.58],
        [0.3, -0.66],
        [0.08, -0.45],
        [0.02, -0.1],
        [0.08, 0.2],
        [0.22, 0.36],
      ],
      0.02,
      0.3,
    );
  } else if (device === 'wires') {
    for (let i = 0; i < 5; i++) {
      field.mix(
        { x: 0, y: -0.5 + i * 0.2, radiusX: 0.075, radiusY: 0.024, angle: i % 2 ? 0.4 : -0.3, soft: 0.3 },
        0.88,
      );
    }
  }
}

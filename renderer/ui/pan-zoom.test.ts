import { expect, it } from 'vitest';
import {
  fitScale,
  fitted,
  kept,
  pinched,
  type Placement,
  placementOf,
  relativeView,
  wheelIntent,
  zoomedAt,
} from './pan-zoom.ts';

const stage = { width: 720, height: 400 };
const image = { width: 2204, height: 1602 };

it('fits the whole image, centred, and enlarges small ones a little only', () => {
  const placement = fitted(stage, image);
  expect(placement.scale).toBeCloseTo(380 / 1602);
  expect(placement.x).toBeCloseTo((720 - 2204 * placement.scale) / 2);
  expect(placement.y).toBeCloseTo(10);
  expect(fitScale(stage, { width: 16, height: 16 })).toBe(4);
});

it('keeps the point under the pointer where it is', () => {
  const before = fitted(stage, image);
  const after = zoomedAt(before, 8, 300, 200, stage, image);
  expect((300 - after.x) / after.scale).toBeCloseTo((300 - before.x) / before.scale);
  expect((200 - after.y) / after.scale).toBeCloseTo((200 - before.y) / before.scale);
});

it('ends at the fitted size and at sixteen times', () => {
  const placement = fitted(stage, image);
  expect(zoomedAt(placement, 0.01, 0, 0, stage, image).scale).toBeCloseTo(placement.scale);
  expect(zoomedAt(placement, 1e9, 0, 0, stage, image).scale).toBe(16);
});

it('never shows a gap beside a large image', () => {
  expect(kept({ scale: 1, x: 500, y: -9999 }, stage, image)).toEqual({ scale: 1, x: 10, y: 400 - 1602 - 10 });
});

it('shows the same part of images of other sizes', () => {
  const placement = zoomedAt(fitted(stage, image), 4, 500, 100, stage, image);
  const view = relativeView(placement, stage, image);
  expect(view.zoom).toBeCloseTo(4);
  expect(placementOf(view, stage, image)).toEqual({
    scale: expect.closeTo(placement.scale),
    x: expect.closeTo(placement.x),
    y: expect.closeTo(placement.y),
  });
  const half = { width: image.width / 2, height: image.height / 2 };
  const other = placementOf(view, stage, half);
  expect(other.scale).toBeCloseTo(2 * placement.scale);
  // The same share of the picture is in the middle.
  expect(relativeView(other, stage, half).x).toBeCloseTo(view.x);
});

it('keeps what is under two fingers between them', () => {
  const before = zoomedAt(fitted(stage, image), 4, 360, 200, stage, image);
  const at = (placement: Placement, x: number, y: number) => [
    (x - placement.x) / placement.scale,
    (y - placement.y) / placement.scale,
  ];
  const from = [
    { x: 300, y: 200 },
    { x: 400, y: 200 },
  ] as const;
  const to = [
    { x: 260, y: 210 },
    { x: 460, y: 210 },
  ] as const;
  const after = pinched(before, [from, to], stage, image);
  expect(after.scale).toBeCloseTo(2 * before.scale);
  const [x, y] = at(after, 260, 210);
  expect(x).toBeCloseTo(at(before, 300, 200)[0]);
  expect(y).toBeCloseTo(at(before, 300, 200)[1]);
});

it('zooms with a mouse wheel, pans and zooms with a trackpad', () => {
  const wheel = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, shiftKey: false };
  expect(wheelIntent({ ...wheel, deltaY: -100 })).toEqual({ kind: 'zoom', factor: Math.exp(0.25) });
  expect(wheelIntent({ ...wheel, deltaY: 3, deltaMode: 1 })).toMatchObject({ kind: 'zoom' });
  expect(wheelIntent({ ...wheel, deltaX: 4, deltaY: -7.5 })).toEqual({ kind: 'pan', x: -4, y: 7.5 });
  expect(wheelIntent({ ...wheel, deltaY: 12 })).toMatchObject({ kind: 'pan', y: -12 });
  expect(wheelIntent({ ...wheel, deltaY: 2.5, ctrlKey: true })).toMatchObject({ kind: 'zoom' });
  expect(wheelIntent({ ...wheel, deltaY: 120, shiftKey: true })).toEqual({ kind: 'pan', x: -120, y: 0 });
});

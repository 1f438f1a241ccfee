/** Irregular outlines, and places that keep their distance. */
import type { Random } from '#app/util/random.ts';
import type { Point } from './canvas.ts';

/** A closed outline around (x, y) whose radius wobbles by `roughness` (a share of the radius). */
export function blob(
  random: Random,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  roughness: number,
  angle = 0,
): Point[] {
  const corners = 28;
  const phases = [random.uniform(0, 6.28), random.uniform(0, 6.28), random.uniform(0, 6.28)];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return Array.from({ length: corners }, (_, i) => {
    const turn = (i / corners) * 2 * Math.PI;
    const waves =
      0.5 * Math.sin(2 * turn + phases[0]!) +
      0.35 * Math.sin(3 * turn + phases[1]!) +
      0.3 * Math.sin(5 * turn + phases[2]!);
    const across = Math.cos(turn) * radiusX * (1 + roughness * waves);
    const along = Math.sin(turn) * radiusY * (1 + roughness * waves);
    return [x + across * cos - along * sin, y + across * sin + along * cos];
  });
}

/** Up to `count` places in the rectangle at least `gap` apart; gives up where no room is left. */
export function placesApart(
  random: Random,
  count: number,
  width: number,
  height: number,
  gap: number,
  margin = 0,
): Point[] {
  const places: Point[] = [];
  // Cells so small that each holds one place at most.
  const cell = gap / Math.SQRT2;
  const columns = Math.ceil(width / cell) + 5;
  const taken = new Int32Array(columns * (Math.ceil(height / cell) + 5));
  for (let attempt = 0; attempt < count * 5 && places.length < count; attempt++) {
    const x = random.uniform(margin, width - margin);
    const y = random.uniform(margin, height - margin);
    const at = (Math.floor(y / cell) + 2) * columns + Math.floor(x / cell) + 2;
    if (isTaken(taken, places, columns, at, x, y, gap)) continue;
    places.push([x, y]);
    taken[at] = places.length;
  }
  return places;
}

function isTaken(
  taken: Int32Array,
  places: readonly Point[],
  columns: number,
  at: number,
  x: number,
  y: number,
  gap: number,
): boolean {
  for (let row = -2; row <= 2; row++) {
    for (let column = -2; column <= 2; column++) {
      const found = taken[at + row * columns + column]!;
      if (found === 0) continue;
      const [px, py] = places[found - 1]!;
      if ((px - x) ** 2 + (py - y) ** 2 < gap * gap) return true;
    }
  }
  return false;
}

/** Exactly `count` places: as far apart as `gap` where they fit, closer where they do not. */
export function placesExactly(
  random: Random,
  count: number,
  width: number,
  height: number,
  gap: number,
  margin: (gap: number) => number,
): Point[] {
  if (count === 1) return [[width / 2, height / 2]];
  for (let room = gap; ; room *= 0.88) {
    const places = placesApart(random, count, width, height, room, margin(room));
    if (places.length === count) return places;
  }
}

/** Repeatable random numbers: the same seed and stream name give the same numbers on every machine. */

/** FNV-1a, 32 bits. */
function hash(text: string, start: number): number {
  let state = start >>> 0;
  for (let index = 0; index < text.length; index++)
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state >>> 0;
}

export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** An independent stream for each name (Chris Doty-Humphrey's sfc32; normals by Box and Muller). */
export function seededRandom(seed: number, stream: string): SeededRandom {
  let a = hash(stream, 0x811c9dc5);
  let b = hash(stream, seed ^ 0x9e3779b9);
  let c = seed >>> 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  const uniform = (): number => next() / 4_294_967_296;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

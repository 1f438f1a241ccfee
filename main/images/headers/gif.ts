/** GIF89a: the screen, the first colour table and the number of pictures. */
import { type ImageHeader, viewOf } from '../header.ts';

const screenBytes = 13;

export function readGifHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < screenBytes) return undefined;
  const view = viewOf(bytes);
  const globalTable = tableAt(bytes, screenBytes, bytes[10]);
  let frames = 0;
  let firstTable = globalTable;
  let transparentIndex: number | undefined;
  for (let at = screenBytes + globalTable.length; at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x21) {
      const isControl = bytes[at + 1] === 0xf9 && bytes[at + 2] === 4 && (bytes[at + 3] & 1) === 1;
      if (isControl && frames === 0) transparentIndex = bytes[at + 6];
      at = endOfBlocks(bytes, at + 2);
    } else if (kind === 0x2c && at + 10 <= bytes.length) {
      const localTable = tableAt(bytes, at + 10, bytes[at + 9]);
      if (frames === 0 && localTable.length > 0) firstTable = localTable;
      frames++;
      at = endOfBlocks(bytes, at + 11 + localTable.length);
    } else {
      break;
    }
  }
  if (frames === 0) return undefined;
  return {
    format: 'gif',
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
    bits: 8,
    frames,
    mode: isGreyRamp(firstTable) ? 'L' : 'P',
    orientation: 1,
    ...(transparentIndex === undefined ? {} : { transparentColour: colourAt(firstTable, transparentIndex) }),
  };
}

/** The colour table that a flags byte announces; empty when there is none. */
function tableAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  const length = flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  return bytes.subarray(at, at + length);
}

function endOfBlocks(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
  return at + 1;
}

const colourAt = (table: Uint8Array, index: number): [number, number, number] => [
  table[3 * index] ?? 0,
  table[3 * index + 1] ?? 0,
  table[3 * index + 2] ?? 0,
];

/** Pillow opens a GIF whose palette is the identity as grey, and so resizes it smoothly. */
const isGreyRamp = (table: Uint8Array): boolean => table.every((sample, i) => sample === Math.trunc(i / 3));

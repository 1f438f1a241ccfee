/** PALETTE COLOR (PS3.3 C.7.6.3.1.5 and C.7.9): indices into a red, a green and a blue table. */
import { FigscopeError } from '#app/util/error.ts';
import type { Element } from 'dicom-parser';
import type { DicomAttributes } from './attributes.ts';
import type { Samples } from './samples.ts';

/** 8-bit RGB; indices outside a table take its nearest end. */
export function rgbOfPalette(indices: Samples, attributes: DicomAttributes): Uint8Array {
  const tables = [1, 2, 3].map((channel) => paletteTable(attributes, channel));
  const rgb = new Uint8Array(indices.length * 3);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const { first, values } = tables[channel];
      const entry = Math.max(0, Math.min(values.length - 1, indices[pixel] - first));
      rgb[pixel * 3 + channel] = values[entry];
    }
  }
  return rgb;
}

interface PaletteTable {
  /** Index that the first entry belongs to. */
  readonly first: number;
  readonly values: Uint8Array;
}

function paletteTable(attributes: DicomAttributes, channel: number): PaletteTable {
  const { elements } = attributes;
  const descriptor = `x0028110${channel}`;
  const entries = elements.uint16(descriptor, 0);
  const first = elements.int16(descriptor, 1) ?? 0;
  const plain = elements.elements[`x0028120${channel}`];
  const segmented = elements.elements[`x0028122${channel}`];
  if (entries === undefined || (plain === undefined && segmented === undefined)) throw damaged();
  const count = entries === 0 ? 65_536 : entries;
  if (plain !== undefined && plain.length < 2 * count) {
    // 8-bit entries, packed two to a word.
    const { byteArray } = elements;
    return {
      first,
      values: byteArray.slice(plain.dataOffset, plain.dataOffset + Math.min(count, plain.length)),
    };
  }
  const words =
    plain !== undefined
      ? wordsOf(plain, attributes).subarray(0, count)
      : unfolded(wordsOf(segmented!, attributes), count);
  // Tables that say 16 bits but use only the low 8 are common.
  const shift = words.some((word) => word > 255) ? 8 : 0;
  return { first, values: Uint8Array.from(words, (word) => word >> shift) };
}

function wordsOf({ dataOffset, length }: Element, { elements, syntax }: DicomAttributes): Uint16Array {
  const { byteArray } = elements;
  const view = new DataView(byteArray.buffer, byteArray.byteOffset, byteArray.byteLength);
  const count = Math.floor(Math.min(length, byteArray.length - dataOffset) / 2);
  return Uint16Array.from({ length: count }, (_, i) =>
    view.getUint16(dataOffset + 2 * i, !syntax.isBigEndian),
  );
}

/**
 * A table stored in segments: 0 `n` values as they follow; 1 `n` values on a straight line from the last one to the
 * one given; 2 `n` earlier segments once more, from a byte offset on.
 */
function unfolded(words: Uint16Array, count: number): Uint16Array {
  const values: number[] = [];

  function expand(start: number, segments: number, depth: number): void {
    let at = start;
    for (let done = 0; done < segments && at + 1 < words.length && values.length < count; done++) {
      const [kind, length] = [words[at], words[at + 1]];
      if (kind === 0) {
        values.push(...words.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      } else if (kind === 1) {
        const from = values.at(-1);
        const to = words[at + 2];
        if (from === undefined || to === undefined) throw damaged();
        for (let i = 1; i <= length; i++) values.push(Math.round(from + ((to - from) * i) / length));
        at += 3;
      } else if (kind === 2 && depth === 0) {
        expand((words[at + 2] + words[at + 3] * 65_536) / 2, length, depth + 1);
        at += 4;
      } else {
        throw damaged();
      }
    }
  }

  expand(0, Infinity, 0);
  if (values.length < count) throw damaged();
  return Uint16Array.from(values.slice(0, count));
}

const damaged = (): FigscopeError =>
  new FigscopeError('invalid-input', {
    message: 'The colour palette of this DICOM image is missing or damaged.',
    remedy: 'Get the file again from where it came.',
  });

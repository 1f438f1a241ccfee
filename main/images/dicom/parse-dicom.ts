/** Parsing a DICOM file into its elements, with or without the preamble of a Part 10 file. */
import { inflateRawSync } from 'node:zlib';
import { FigscopeError } from '#app/util/error.ts';
import dicomParser, { type DataSet } from 'dicom-parser';
import { asciiAt } from '../header.ts';

const preambleBytes = 128;
const implicitLittleEndian = '1.2.840.10008.1.2';
const explicitLittleEndian = '1.2.840.10008.1.2.1';

/** A deflated object may not unpack to more than this. */
const maxInflatedBytes = 2 ** 30;

export interface ParsedDicom {
  readonly elements: DataSet;
  readonly transferSyntaxUid: string;
}

/** Throws invalid-input when the elements cannot be followed to the pixel data. */
export function parseDicom(bytes: Uint8Array): ParsedDicom {
  try {
    return parsed(bytes, parseElements(bytes));
  } catch (thrown) {
    // What was read before the file broke off often holds all there is to say about the picture.
    const partial = partialElements(thrown);
    if (partial?.elements['x7fe00010'] !== undefined) {
      return { elements: partial, transferSyntaxUid: syntaxOfMetaHeader(bytes) };
    }
    throw new FigscopeError(
      'invalid-input',
      {
        message: `The elements of this DICOM file (${bytes.length.toLocaleString('en')} bytes) cannot be followed to their end.`,
        remedy: 'Get the file again from where it came; it may have been cut off or damaged.',
      },
      { cause: thrown instanceof Error ? thrown : new Error(exceptionText(thrown)) },
    );
  }
}

const parsed = (bytes: Uint8Array, elements: DataSet): ParsedDicom => ({
  elements,
  transferSyntaxUid: elements.string('x00020010') ?? guessedSyntax(bytes),
});

/** Partial elements come without the file's meta header. */
function syntaxOfMetaHeader(bytes: Uint8Array): string {
  const isPart10 = asciiAt(bytes, preambleBytes, 4) === 'DICM';
  const whole = isPart10 ? bytes : withPreamble(bytes);
  const header = isPart10 || bytes[0] === 2 ? dicomParser.readPart10Header(whole) : undefined;
  return header?.string('x00020010') ?? guessedSyntax(bytes);
}

function parseElements(bytes: Uint8Array): DataSet {
  if (asciiAt(bytes, preambleBytes, 4) === 'DICM') return dicomParser.parseDicom(bytes, { inflater });
  // Old files and network dumps come without the preamble, with the meta header or without.
  if (bytes[0] === 2) return dicomParser.parseDicom(withPreamble(bytes), { inflater });
  return dicomParser.parseDicom(bytes, { inflater, TransferSyntaxUID: guessedSyntax(bytes) });
}

/** The parser throws strings, and records with the elements so far. */
function partialElements(thrown: unknown): DataSet | undefined {
  return isRecord(thrown) && isDataSet(thrown['dataSet']) ? thrown['dataSet'] : undefined;
}

const exceptionText = (thrown: unknown): string =>
  typeof thrown === 'string' ? thrown : isRecord(thrown) ? String(thrown['exception']) : 'unknown';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isDataSet = (value: unknown): value is DataSet => isRecord(value) && isRecord(value['elements']);

function withPreamble(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(preambleBytes + 4 + bytes.length);
  whole.set([0x44, 0x49, 0x43, 0x4d], preambleBytes);
  whole.set(bytes, preambleBytes + 4);
  return whole;
}

/** Value representations are two capitals after the tag. */
const guessedSyntax = (bytes: Uint8Array): string =>
  /^[A-Z]{2}$/.test(asciiAt(bytes, 4, 2)) ? explicitLittleEndian : implicitLittleEndian;

/** Unpacks everything from `position` on, which the deflated transfer syntax compresses as one block. */
function inflater(bytes: Uint8Array, position: number): Uint8Array {
  const rest = inflateRawSync(bytes.subarray(position), { maxOutputLength: maxInflatedBytes });
  const whole = new Uint8Array(position + rest.length);
  whole.set(bytes.subarray(0, position));
  whole.set(rest, position);
  return whole;
}

/** The attributes of a DICOM image that its pixels are read and shown by (PS3.3 C.7.6.3, C.11). */
import type { GreyWindow } from '#app/ml/preprocess/window.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { DataSet, Element } from 'dicom-parser';
import { type ParsedDicom, parseDicom } from './parse-dicom.ts';
import { type TransferSyntax, transferSyntaxOf } from './transfer-syntax.ts';

export interface DicomAttributes {
  readonly elements: DataSet;
  readonly syntax: TransferSyntax;
  readonly pixelData: Element;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  /** Samples of one colour lie together (PlanarConfiguration 1). */
  readonly isPlanar: boolean;
  /** MONOCHROME1, MONOCHROME2, RGB, PALETTE COLOR, YBR_FULL, YBR_FULL_422, ... */
  readonly photometric: string;
  /** Stored value times slope plus intercept is the value of the modality (Hounsfield units, ...). */
  readonly slope: number;
  readonly intercept: number;
  /** Centre and width of the first window that the object names, in values of the modality. */
  readonly window: { readonly center: number; readonly width: number } | undefined;
}

/** Reads the attributes. Throws invalid-input for objects without an image, unsupported for unusual sample sizes. */
export function dicomAttributes(bytes: Uint8Array): DicomAttributes {
  const parsed = parseDicom(bytes);
  const { elements } = parsed;
  const pixelData = elements.elements['x7fe00010'];
  const rows = elements.uint16('x00280010');
  const columns = elements.uint16('x00280011');
  if (pixelData === undefined || !rows || !columns) throw withoutImage(parsed);
  const bitsAllocated = elements.uint16('x00280100') ?? 0;
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw new FigscopeError('unsupported', {
      message: `This DICOM image has ${bitsAllocated} bits per sample, which Figscope does not read.`,
      remedy: 'Convert it to 8 or 16 bits per sample.',
    });
  }
  return {
    elements,
    syntax: transferSyntaxOf(parsed.transferSyntaxUid),
    pixelData,
    rows,
    columns,
    frames: Math.max(1, elements.intString('x00280008') ?? 1),
    samplesPerPixel: elements.uint16('x00280002') ?? 1,
    bitsAllocated,
    bitsStored: elements.uint16('x00280101') ?? bitsAllocated,
    isSigned: elements.uint16('x00280103') === 1,
    isPlanar: elements.uint16('x00280006') === 1,
    photometric: elements.string('x00280004') ?? 'MONOCHROME2',
    slope: frameNumber(elements, 'x00281053', 'x00289145') ?? 1,
    intercept: frameNumber(elements, 'x00281052', 'x00289145') ?? 0,
    window: windowOf(elements),
  };
}

function withoutImage({ elements }: ParsedDicom): FigscopeError {
  const modality = elements.string('x00080060');
  return new FigscopeError('invalid-input', {
    message: `This DICOM object${modality ? ` (${modality})` : ''} holds no image.`,
    remedy: 'Choose an image object of the same study.',
  });
}

function windowOf(elements: DataSet): DicomAttributes['window'] {
  const center = frameNumber(elements, 'x00281050', 'x00289132');
  const width = frameNumber(elements, 'x00281051', 'x00289132');
  return center === undefined || width === undefined || !(width >= 1) ? undefined : { center, width };
}

/**
 * A decimal attribute of the first frame: at the top of the object, or, in enhanced objects, inside the functional
 * group `sequence` of the first frame or of all frames.
 */
function frameNumber(elements: DataSet, tag: string, sequence: string): number | undefined {
  const groups = ['x52009230', 'x52009229'].map((name) => elements.elements[name]?.items?.[0]?.dataSet);
  const places = [elements, ...groups.map((group) => group?.elements[sequence]?.items?.[0]?.dataSet)];
  for (const place of places) {
    const value = place?.floatString(tag);
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return undefined;
}

/**
 * Values shown black and white by the object's window (PS3.3 C.11.2.1.2.1, function LINEAR), swapped for MONOCHROME1,
 * where small values are bright.
 */
export function greyWindowOf({ window, photometric }: DicomAttributes): GreyWindow | undefined {
  if (window === undefined) return undefined;
  const low = window.center - 0.5 - (window.width - 1) / 2;
  const high = window.center - 0.5 + (window.width - 1) / 2;
  return photometric === 'MONOCHROME1' ? { black: high, white: low } : { black: low, white: high };
}

/** A safetensors file whose header was read and checked, and whose tensors stay on the disk. */
export interface WeightsFile {
  readonly kind: 'weights-file';
  readonly path: string;
  readonly tensors: ReadonlyMap<string, WeightsFileEntry>;
}

export interface WeightsFileEntry {
  readonly shape: readonly number[];
  /** As safetensors names it: 'F32', 'F16', 'BF16', ... */
  readonly dtype: string;
  /** From the start of the file. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** What a format is to the loop that feeds it. */
import type { SplitName } from '#app/domain/figure.ts';
import type { ExportFiles } from './export-files.ts';
import type { Shard } from './export-state.ts';
import type { Sample } from './sample.ts';

export interface FormatPlace {
  readonly files: ExportFiles;
  /** The split that is written; undefined for formats that hold all of them in one table. */
  readonly split: SplitName | undefined;
  /** Where filling had come to. Changed by the writer, kept with every checkpoint. */
  readonly shard: Shard;
  /** Figures per shard, for formats that have them. */
  readonly shardFigures: number;
  readonly corpus: string;
  /** For tests, whose corpora are small. */
  readonly parquetLimits?: ParquetLimits | undefined;
}

export interface ParquetLimits {
  readonly rowsPerGroup?: number;
  readonly bytesPerGroup?: number;
  readonly bytesPerFile?: number;
}

export interface FormatWriter {
  /**
   * Writes the image where a format keeps it in a file of its own. Called ahead of `add`, several at a time: waiting for
   * the disk eight times at once takes a sixth of the time.
   */
  place?(sample: Sample): Promise<void>;
  /** Whether everything before `next` is, or can be put, into the open files, so that a checkpoint may stand here. */
  isBoundary(next: Sample): boolean;
  /** Puts what it still holds into the open files. Called at a boundary. */
  settle(): Promise<void>;
  add(sample: Sample): Promise<void>;
  /** Completes the files of this split. */
  end(): Promise<void>;
}

/** What a caller may ask of the readers. */
import type { PmcSelection } from '#app/contract/imports.ts';
import type { ImageInfo, LicenseCode } from '#app/domain/figure.ts';
import type { HttpClientOptions } from '#main/net/http-client.ts';

/** Formats that the readers of this folder know. `pmc` and `jats` are one reader. */
export const sourceFormats = [
  'auto',
  'pmc',
  'pmc-s3',
  'jats',
  'pmc15-jsonl',
  'webdataset',
  'csv',
  'parquet',
  'imagefolder',
  'coco',
] as const;
export type SourceFormat = (typeof sourceFormats)[number];

export interface ImportOptions {
  /** How to read the source; `auto` (the default) looks at its content. */
  readonly format?: SourceFormat;
  /** Only articles under one of these licences; others are rejected as `license-excluded`. */
  readonly licenses?: readonly LicenseCode[];
  /** What to take of an article data set; other readers ignore it. */
  readonly selection?: PmcSelection;
  /** Images whose shorter side has fewer pixels are rejected as `too-small`; 0 keeps all. */
  readonly minSidePx?: number;
  /** Captions with fewer words are rejected as `caption-too-short`; 0 keeps all. */
  readonly minCaptionWords?: number;
  /** What a data set that is read over the network remembers, and where; without it every run begins anew. */
  readonly memory?: ReadMemory;
  /** How patient requests are, and how; tests. */
  readonly network?: Pick<HttpClientOptions, 'stallMs' | 'wait' | 'mostFailures' | 'firstPauseMs'>;
  /** Stop after this many figures. */
  readonly limit?: number;
  /** Stops the stream promptly with a `cancelled` error. */
  readonly signal?: AbortSignal;
  /** Keeps an image that only exists inside an archive; returns its lower-case hex SHA-256. */
  readonly blobSink: (bytes: Uint8Array) => Promise<{ readonly sha256: string }>;
  /** Where a compressed archive is unpacked while it is read; the system's temporary folder by default. */
  readonly scratchFolder?: string;
}

/** A folder of the corpus for unfinished downloads and for what was read. */
export interface ReadMemory {
  readonly folder: string;
  /** Calls back whenever every item that the reader has yielded so far is stored. Absent: nothing is written down. */
  readonly onStored?: (listener: () => void) => void;
  /** Images that the corpus has of an article, wherever they are on this machine. */
  readonly imagesOf?: (articleKey: string) => readonly LocalImage[];
}

/** An image that was imported before. */
export interface LocalImage {
  readonly image: ImageInfo;
  readonly read: () => Promise<Uint8Array>;
}

/** What readers pass down: the SOURCE argument as given, and the options. */
export interface ReadContext {
  readonly source: string;
  readonly options: ImportOptions;
}

/** How a tree of folders is read under an explicit format; undefined lets its content decide. */
export function treeKindOf(format: SourceFormat | undefined): 'packages' | 'pairs' | undefined {
  switch (format) {
    case undefined:
    case 'auto':
      return undefined;
    case 'pmc':
    case 'pmc-s3':
    case 'jats':
      return 'packages';
    case 'pmc15-jsonl':
    case 'webdataset':
    case 'csv':
    case 'parquet':
    case 'coco':
    case 'imagefolder':
      return 'pairs';
  }
}

/** Whether a format is that of a single table. */
export function isTableFormat(format: SourceFormat | undefined): boolean {
  return format === 'csv' || format === 'parquet' || format === 'pmc15-jsonl' || format === 'coco';
}

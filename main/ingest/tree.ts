/** Files and folders of a source, whether they lie on disk or inside an archive. */
import type { ImageSource } from '#app/domain/figure.ts';

/** One file. */
export interface SourceFile {
  /** Path inside the source, `/` between parts. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Absolute path of a file on disk; undefined for a member of an archive. */
  readonly path: string | undefined;
  /** The whole content. @throws when it cannot be read or is damaged. */
  read(): Promise<Uint8Array>;
  /** The first bytes, at most `sizeBytes`. */
  head(sizeBytes: number): Promise<Uint8Array>;
  /** Where an image stays: hands the bytes to the blob sink when they only exist inside an archive. */
  keep(bytes: Uint8Array): Promise<ImageSource>;
}

/** One folder, listed when asked. */
export interface Folder {
  /** Path inside the source, '' for its root. */
  readonly name: string;
  /** Tells a loop of links on disk; undefined where there can be none. */
  readonly identity: string | undefined;
  /** Whether it was reached by a link. */
  readonly isLink?: boolean;
  /** Entries in the order of names. @throws when the folder cannot be read. */
  list(): Promise<FolderListing>;
  /** The file at a path relative to this folder, without listing anything. */
  file(relativePath: string): Promise<SourceFile | undefined>;
}

export interface FolderListing {
  readonly files: readonly SourceFile[];
  readonly folders: readonly Folder[];
}

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

/** Files by their place. There may be millions: names are made when asked for, files too, a new object each time. */
export interface FileList extends Iterable<SourceFile> {
  readonly length: number;
  /** Path inside the source. */
  nameAt(index: number): string;
  at(index: number): SourceFile;
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
  readonly files: FileList;
  /** Made while they are walked through. */
  readonly folders: Iterable<Folder>;
}

/** A list of files that are made when asked for. */
export function fileList(
  length: number,
  nameAt: (index: number) => string,
  at: (index: number) => SourceFile,
): FileList {
  return {
    length,
    nameAt,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index += 1) yield at(index);
    },
  };
}

/** A few files as a list. */
export const listOf = (files: readonly SourceFile[]): FileList => {
  const at = (index: number): SourceFile => {
    const file = files[index];
    if (!file) throw new RangeError('There is no such file.');
    return file;
  };
  return fileList(files.length, (index) => at(index).name, at);
};

/** Names between which others have their turn. */
const stepLength = 20_000;

/** Places of the files whose name passes. */
export async function* placesOf(files: FileList, passes: (name: string) => boolean): AsyncGenerator<number> {
  for (let index = 0; index < files.length; index += 1) {
    if (passes(files.nameAt(index))) yield index;
    if (index % stepLength === stepLength - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many names pass. */
export async function countNames(files: FileList, passes: (name: string) => boolean): Promise<number> {
  let count = 0;
  const counts = (name: string): boolean => {
    if (passes(name)) count += 1;
    return false;
  };
  await someName(files, counts);
  return count;
}

/** Whether a name passes. */
export async function someName(files: FileList, passes: (name: string) => boolean): Promise<boolean> {
  for await (const _place of placesOf(files, passes)) return true;
  return false;
}

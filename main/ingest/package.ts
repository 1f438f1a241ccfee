/** An article package: documents and the files beside them, wherever they are kept. */
import type { ImageSource } from '#app/domain/figure.ts';
import { baseName, decodedName, hasRasterEnding, rasterStem } from './jats/hrefs.ts';

/** One file of a package: on disk, or a member of an archive. */
export interface PackageFile {
  /** Path inside the package, `/` between parts. */
  readonly name: string;
  readonly sizeBytes: number;
  /** The whole content. */
  read(): Promise<Uint8Array>;
  /** Where the image stays: keeps the bytes if they only exist inside an archive. */
  keep(bytes: Uint8Array): Promise<ImageSource>;
}

/** An article document and the files its graphics may refer to. */
export interface ArticlePackage {
  readonly document: PackageFile;
  readonly files: FileIndex;
}

/** Finds the files of a package by name, by name without case, and by stem. Built on first use. */
export class FileIndex {
  private readonly files: readonly PackageFile[];
  private byPath: ReadonlyMap<string, readonly PackageFile[]> | undefined;
  private byName: ReadonlyMap<string, readonly PackageFile[]> | undefined;
  private byStem: ReadonlyMap<string, readonly PackageFile[]> | undefined;

  constructor(files: readonly PackageFile[]) {
    this.files = files;
  }

  /** Files whose path or last part is exactly one of the names, else the same without regard to case. */
  exact(names: readonly string[]): readonly PackageFile[] {
    this.byPath ??= index(this.files, (file) => [file.name]);
    this.byName ??= index(this.files, namesOf);
    for (const name of names) {
      const found = this.byPath.get(name) ?? this.byName.get(name);
      if (found) return found;
    }
    for (const name of names) {
      const found = this.byName.get(name.toLowerCase());
      if (found) return found;
    }
    return [];
  }

  /** Raster files with the stem of one of the names: `fig1` and `fig1.tif` both find `fig1.jpg` and `fig1.PNG_L`. */
  renditions(names: readonly string[]): readonly PackageFile[] {
    this.byStem ??= index(
      this.files.filter((file) => hasRasterEnding(file.name)),
      (file) => namesOf(file).map(rasterStem),
    );
    for (const wanted of [names, names.map(rasterStem)]) {
      for (const name of wanted) {
        const found = this.byStem.get(name) ?? this.byStem.get(name.toLowerCase());
        if (found) return found;
      }
    }
    return [];
  }
}

/** The last part of a file's path as written and in lower case, and the same URL-decoded. */
function namesOf(file: PackageFile): readonly string[] {
  const name = baseName(file.name);
  const decoded = baseName(decodedName(name));
  return [...new Set([name, decoded, name.toLowerCase(), decoded.toLowerCase()])];
}

function index(
  files: readonly PackageFile[],
  keys: (file: PackageFile) => readonly string[],
): ReadonlyMap<string, readonly PackageFile[]> {
  const byKey = new Map<string, PackageFile[]>();
  for (const file of files) {
    for (const key of new Set(keys(file))) {
      const known = byKey.get(key);
      if (known) known.push(file);
      else byKey.set(key, [file]);
    }
  }
  return byKey;
}

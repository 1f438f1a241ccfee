/** Finds the file that an article means by a name. */
import { baseName, decodedName, hasRasterEnding, rasterStem } from './file-names.ts';
import type { SourceFile } from './tree.ts';

/** Finds files by path, by name, by name without case, and by stem. Built on first use. */
export class FileIndex {
  private readonly files: readonly SourceFile[];
  private byPath: ReadonlyMap<string, readonly SourceFile[]> | undefined;
  private byName: ReadonlyMap<string, readonly SourceFile[]> | undefined;
  private byStem: ReadonlyMap<string, readonly SourceFile[]> | undefined;

  constructor(files: readonly SourceFile[]) {
    this.files = files;
  }

  /** Files whose path or last part is exactly one of the names, else the same without regard to case. */
  exact(names: readonly string[]): readonly SourceFile[] {
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
  renditions(names: readonly string[]): readonly SourceFile[] {
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
function namesOf(file: SourceFile): readonly string[] {
  const name = baseName(file.name);
  const decoded = baseName(decodedName(name));
  return [...new Set([name, decoded, name.toLowerCase(), decoded.toLowerCase()])];
}

function index(
  files: readonly SourceFile[],
  keys: (file: SourceFile) => readonly string[],
): ReadonlyMap<string, readonly SourceFile[]> {
  const byKey = new Map<string, SourceFile[]>();
  for (const file of files) {
    for (const key of new Set(keys(file))) {
      const known = byKey.get(key);
      if (known) known.push(file);
      else byKey.set(key, [file]);
    }
  }
  return byKey;
}

/** Finds the file that an article means by a name. */
import { baseName, decodedName, hasRasterEnding, rasterStem } from './file-names.ts';
import { KeyIndex } from './names/key-index.ts';
import { type FileList, listOf, type SourceFile } from './tree.ts';

/** Below this many files an index is built when it is first asked, at once. */
const fewFiles = 10_000;
/** Files that were made and are kept, so that one file is one object while an article chooses among them. */
const rememberedFiles = 4096;

/** Finds files by path, by name, by name without case, and by stem. */
export class FileIndex {
  readonly #lists: readonly FileList[];
  /** Files before each list, and in all. */
  readonly #starts: readonly number[];
  readonly #length: number;
  readonly #made = new Map<number, SourceFile>();
  #byName: KeyIndex | undefined;
  #byStem: KeyIndex | undefined;

  constructor(files: readonly SourceFile[] | readonly FileList[]) {
    this.#lists = isLists(files) ? files : [listOf(files)];
    let length = 0;
    this.#starts = this.#lists.map((list) => (length += list.length) - list.length);
    this.#length = length;
  }

  /** The index of several lists; of many files it is built here, in steps. */
  static async of(lists: readonly FileList[]): Promise<FileIndex> {
    const index = new FileIndex(lists);
    if (index.#length > fewFiles) {
      index.#byName = await KeyIndex.build(index.#length, (place) => index.#nameKey(place));
      index.#byStem = await KeyIndex.build(index.#length, (place) => index.#stemKey(place));
    }
    return index;
  }

  /** Files whose path or last part is exactly one of the names, else the same without regard to case. */
  exact(names: readonly string[]): readonly SourceFile[] {
    for (const name of names) {
      const found = this.#named(name, (file) => file === name) ?? this.#named(name, isCalled(name));
      if (found) return found;
    }
    for (const name of names) {
      const found = this.#named(name, isCalled(name.toLowerCase()));
      if (found) return found;
    }
    return [];
  }

  /** Raster files with the stem of one of the names: `fig1` and `fig1.tif` both find `fig1.jpg` and `fig1.PNG_L`. */
  renditions(names: readonly string[]): readonly SourceFile[] {
    for (const wanted of [names, names.map(rasterStem)]) {
      for (const name of wanted) {
        const found = this.#withStem(name, name) ?? this.#withStem(name, name.toLowerCase());
        if (found) return found;
      }
    }
    return [];
  }

  #named(name: string, passes: (file: string) => boolean): readonly SourceFile[] | undefined {
    this.#byName ??= KeyIndex.now(this.#length, (place) => this.#nameKey(place));
    return this.#filesAt(this.#byName, name, passes);
  }

  #withStem(name: string, stem: string): readonly SourceFile[] | undefined {
    this.#byStem ??= KeyIndex.now(this.#length, (place) => this.#stemKey(place));
    return this.#filesAt(this.#byStem, name, (file) => namesOf(file).some((of) => rasterStem(of) === stem));
  }

  #filesAt(
    index: KeyIndex,
    name: string,
    passes: (file: string) => boolean,
  ): readonly SourceFile[] | undefined {
    const found: SourceFile[] = [];
    for (const place of index.find(plainName(name)))
      if (passes(this.#nameAt(place))) found.push(this.#fileAt(place));
    return found.length === 0 ? undefined : found;
  }

  #nameKey(place: number): readonly string[] {
    return [plainName(this.#nameAt(place))];
  }

  #stemKey(place: number): readonly string[] {
    const name = this.#nameAt(place);
    return hasRasterEnding(name) ? [plainName(rasterStem(baseName(name)))] : [];
  }

  #nameAt(place: number): string {
    const [list, index] = this.#locate(place);
    return list.nameAt(index);
  }

  #fileAt(place: number): SourceFile {
    const known = this.#made.get(place);
    const [list, index] = this.#locate(place);
    const file = known ?? list.at(index);
    this.#made.delete(place);
    this.#made.set(place, file);
    if (this.#made.size > rememberedFiles)
      for (const oldest of this.#made.keys()) {
        this.#made.delete(oldest);
        break;
      }
    return file;
  }

  #locate(place: number): readonly [FileList, number] {
    let [low, high] = [0, this.#lists.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    const list = this.#lists[low];
    if (!list) throw new RangeError('There is no such file.');
    return [list, place - (this.#starts[low] ?? 0)];
  }
}

function isLists(files: readonly SourceFile[] | readonly FileList[]): files is readonly FileList[] {
  const [first] = files;
  return first !== undefined && 'nameAt' in first;
}

/** Whether a file has the name, as one of those that it goes by. */
const isCalled =
  (name: string) =>
  (file: string): boolean =>
    namesOf(file).includes(name);

/** The last part of a file's path as written and in lower case, and the same URL-decoded. */
function namesOf(path: string): readonly string[] {
  const name = baseName(path);
  const decoded = baseName(decodedName(name));
  return [name, decoded, name.toLowerCase(), decoded.toLowerCase()];
}

/** What all names of a file have in common: decoded as often as it can be, its last part, in lower case. */
function plainName(name: string): string {
  let plain = baseName(name);
  for (let decoded = decodedName(plain); decoded !== plain; decoded = decodedName(plain)) plain = decoded;
  return baseName(plain).toLowerCase();
}

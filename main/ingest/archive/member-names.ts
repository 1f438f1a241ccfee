/**
 * The names of an archive's members as a tree of folders, outside the heap: for each member its last part and twelve
 * bytes more, for each folder its path and some thirty. Members and folders keep the order of the archive.
 */
import { folderName, joinName, safeRelativeName } from '../file-names.ts';
import { GrowingIntegers } from '../names/growing-integers.ts';
import { KeyIndex } from '../names/key-index.ts';
import { NameTable } from '../names/name-table.ts';
import { NameSet } from '../names/name-set.ts';
import { fileList, type Folder, type FolderListing, type SourceFile } from '../tree.ts';

/** What is never a figure, whatever it holds. */
export function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

export class MemberNames {
  readonly #names = new NameTable();
  readonly #folderOf = new GrowingIntegers();
  readonly #folders = new NameSet();
  /** By folder, counted from 1 and 0 for none: its first and last subfolder, and the one after it. */
  readonly #firstBelow = new GrowingIntegers();
  readonly #lastBelow = new GrowingIntegers();
  readonly #following = new GrowingIntegers();
  /** Members by folder, and where those of each folder begin. */
  #inFolder: Uint32Array | undefined;
  #folderStarts = new Uint32Array(0);
  #byPath: Promise<KeyIndex> | undefined;
  #lastFolder = { path: '', index: 0 };

  constructor() {
    this.#folderAt('');
  }

  /** How many members there are; the place of the next one. */
  get length(): number {
    return this.#names.length;
  }

  /** Adds a member under a safe name and returns its place. */
  add(name: string): number {
    const folder = folderName(name);
    if (folder !== this.#lastFolder.path) this.#lastFolder = { path: folder, index: this.#folderAt(folder) };
    this.#folderOf.push(this.#lastFolder.index);
    return this.#names.add(folder === '' ? name : name.slice(folder.length + 1));
  }

  at(index: number): string {
    return joinName(this.#folders.at(this.#folderOf.at(index)), this.#names.at(index));
  }

  /** The tree, once all members are added. `fileAt` makes the file of a member. */
  tree(fileAt: (index: number, name: string) => SourceFile): Folder {
    const places = (this.#inFolder ??= this.#group());
    const folder = (index: number, name: string): Folder => ({
      name,
      identity: undefined,
      list: (): Promise<FolderListing> => {
        const start = this.#folderStarts[index] ?? 0;
        const placeAt = (at: number): number => places[start + at] ?? 0;
        const nameAt = (at: number): string => joinName(name, this.#names.at(placeAt(at)));
        const files = fileList((this.#folderStarts[index + 1] ?? 0) - start, nameAt, (at) =>
          fileAt(placeAt(at), nameAt(at)),
        );
        return Promise.resolve({ files, folders: this.#below(index, folder) });
      },
      file: async (relativePath) => {
        const safe = safeRelativeName(relativePath);
        if (safe === undefined) return undefined;
        const path = joinName(name, safe);
        const place = await this.#find(path);
        return place === undefined ? undefined : fileAt(place, path);
      },
    });
    return folder(0, '');
  }

  #below(index: number, folder: (index: number, name: string) => Folder): Iterable<Folder> {
    const [first, following, names] = [this.#firstBelow.at(index), this.#following, this.#folders];
    return {
      *[Symbol.iterator]() {
        for (let next = first; next !== 0; next = following.at(next - 1))
          yield folder(next - 1, names.at(next - 1));
      },
    };
  }

  /** Of several members of one name the last, as a program that unpacks would leave it. */
  async #find(path: string): Promise<number | undefined> {
    this.#byPath ??= KeyIndex.build(this.length, (place) => [this.at(place)]);
    let found: number | undefined;
    for (const place of (await this.#byPath).find(path)) found = place;
    return found;
  }

  #folderAt(path: string): number {
    const known = this.#folders.find(path);
    if (known !== undefined) return known;
    const above = path === '' ? undefined : this.#folderAt(folderName(path));
    const index = this.#folders.add(path);
    for (const list of [this.#firstBelow, this.#lastBelow, this.#following]) list.push(0);
    if (above === undefined) return index;
    const last = this.#lastBelow.at(above);
    if (last === 0) this.#firstBelow.set(above, index + 1);
    else this.#following.set(last - 1, index + 1);
    this.#lastBelow.set(above, index + 1);
    return index;
  }

  /** Members by folder, in the order of the archive inside each. */
  #group(): Uint32Array {
    const folders = this.#folders.length;
    const starts = new Uint32Array(folders + 1);
    const folderOf = this.#folderOf.values();
    for (const folder of folderOf) starts[folder + 1] = (starts[folder + 1] ?? 0) + 1;
    for (let folder = 0; folder < folders; folder += 1)
      starts[folder + 1] = (starts[folder + 1] ?? 0) + (starts[folder] ?? 0);
    const next = starts.slice();
    const grouped = new Uint32Array(folderOf.length);
    folderOf.forEach((folder, member) => {
      const at = next[folder] ?? 0;
      grouped[at] = member;
      next[folder] = at + 1;
    });
    this.#folderStarts = starts;
    return grouped;
  }
}

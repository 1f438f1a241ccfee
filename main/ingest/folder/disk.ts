/** Files and folders on disk. They stay where they are: records name their absolute paths. */
import { type Stats, statSync } from 'node:fs';
import { open, opendir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { joinName } from '../file-names.ts';
import { NameTable } from '../names/name-table.ts';
import { fileList, type Folder, type FolderListing, type SourceFile } from '../tree.ts';

/** The first bytes of a file on disk. */
export async function readHead(path: string, sizeBytes: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const buffer = new Uint8Array(sizeBytes);
    const { bytesRead } = await handle.read(buffer, 0, sizeBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A file on disk under the name it has in the source. */
export class DiskFile implements SourceFile {
  readonly name: string;
  readonly path: string;
  #sizeBytes: number | undefined;

  /** Without a size, the system is asked for it when somebody wants to know. */
  constructor(name: string, path: string, sizeBytes?: number) {
    this.name = name;
    this.path = path;
    this.#sizeBytes = sizeBytes;
  }

  /** 0 for a file that is not there any more. */
  get sizeBytes(): number {
    this.#sizeBytes ??= statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    return this.#sizeBytes;
  }

  /** @throws the system's error when there is no such file. */
  static async at(name: string, path: string): Promise<DiskFile> {
    return new DiskFile(name, path, (await stat(path)).size);
  }

  read(): Promise<Uint8Array> {
    return readFile(this.path);
  }

  head(sizeBytes: number): Promise<Uint8Array> {
    return readHead(this.path, sizeBytes);
  }

  keep(): Promise<{ kind: 'file'; path: string }> {
    return Promise.resolve({ kind: 'file', path: this.path });
  }
}

/** Entries that the system is asked for at a time. */
const entriesAtOnce = 1024;

/** Of a folder in a table of names: whether it was reached by a link. */
const linkTag = 1;

/** A folder on disk. Links are followed; hidden entries and the `__MACOSX` twin of archives are left out. */
export class DiskFolder implements Folder {
  readonly name: string;
  readonly path: string;
  readonly isLink: boolean;
  #identity: string | undefined;
  /** What was listed last, while anybody holds it: looking, counting and reading see one list. */
  #listing: WeakRef<Promise<FolderListing>> | undefined;

  private constructor(name: string, path: string, isLink = false, identity?: string) {
    this.name = name;
    this.path = path;
    this.isLink = isLink;
    this.#identity = identity;
  }

  /** @throws the system's error when the path is not there or may not be read. */
  static async open(path: string, name = ''): Promise<DiskFolder> {
    const facts = await stat(path);
    return new DiskFolder(name, path, false, identityOf(facts));
  }

  get identity(): string {
    this.#identity ??= identityOf(statSync(this.path, { throwIfNoEntry: false }));
    return this.#identity;
  }

  list(): Promise<FolderListing> {
    const known = this.#listing?.deref();
    if (known) return known;
    const listing = this.#list();
    this.#listing = new WeakRef(listing);
    return listing;
  }

  async #list(): Promise<FolderListing> {
    const [files, folders] = [new NameTable(), new NameTable()];
    for await (const entry of await opendir(this.path, { bufferSize: entriesAtOnce })) {
      const { name } = entry;
      if (name.startsWith('.') || name === '__MACOSX') continue;
      const isLink = entry.isSymbolicLink();
      const target = isLink ? await stat(join(this.path, name)).catch(() => undefined) : entry;
      if (target?.isFile()) files.add(name);
      else if (target?.isDirectory()) folders.add(name, isLink ? linkTag : 0);
    }
    await files.sort();
    await folders.sort();
    const nameAt = (index: number): string => joinName(this.name, files.at(index));
    const fileAt = (index: number): DiskFile => {
      const name = files.at(index);
      return new DiskFile(joinName(this.name, name), join(this.path, name));
    };
    return { files: fileList(files.length, nameAt, fileAt), folders: this.#foldersOf(folders) };
  }

  #foldersOf(names: NameTable): Iterable<DiskFolder> {
    const at = (index: number): DiskFolder => {
      const name = names.at(index);
      const isLink = names.tagAt(index) === linkTag;
      return new DiskFolder(joinName(this.name, name), join(this.path, name), isLink);
    };
    return {
      *[Symbol.iterator]() {
        for (let index = 0; index < names.length; index += 1) yield at(index);
      },
    };
  }

  async file(relativePath: string): Promise<DiskFile | undefined> {
    const path = resolve(this.path, relativePath);
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() ? new DiskFile(joinName(this.name, relativePath), path, facts.size) : undefined;
  }
}

const identityOf = (facts: Stats | undefined): string => (facts ? `${facts.dev}:${facts.ino}` : 'gone');

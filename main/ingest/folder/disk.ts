/** Files and folders on disk. They stay where they are: records name their absolute paths. */
import type { Dirent, Stats } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { mapOrdered } from '#app/util/ordered.ts';
import { joinName } from '../file-names.ts';
import type { Folder, FolderListing, SourceFile } from '../tree.ts';

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
  readonly sizeBytes: number;

  constructor(name: string, path: string, sizeBytes: number) {
    this.name = name;
    this.path = path;
    this.sizeBytes = sizeBytes;
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

/** Asking the system one by one takes as long as reading the files. */
const statsAtOnce = 16;

/** A folder on disk. Links are followed; hidden entries and the `__MACOSX` twin of archives are left out. */
export class DiskFolder implements Folder {
  readonly name: string;
  readonly path: string;
  readonly identity: string;
  readonly isLink: boolean;

  private constructor(name: string, path: string, identity: string, isLink = false) {
    this.name = name;
    this.path = path;
    this.identity = identity;
    this.isLink = isLink;
  }

  /** @throws the system's error when the path is not there or may not be read. */
  static async open(path: string, name = ''): Promise<DiskFolder> {
    const facts = await stat(path);
    return new DiskFolder(name, path, `${facts.dev}:${facts.ino}`);
  }

  async list(): Promise<FolderListing> {
    const entries = (await readdir(this.path, { withFileTypes: true })).filter(
      ({ name }) => !name.startsWith('.') && name !== '__MACOSX',
    );
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const files: DiskFile[] = [];
    const folders: DiskFolder[] = [];
    for await (const { entry, facts } of mapOrdered(entries, statsAtOnce, (found) => this.#look(found))) {
      const path = join(this.path, entry.name);
      const inSource = joinName(this.name, entry.name);
      if (facts?.isFile()) files.push(new DiskFile(inSource, path, facts.size));
      else if (facts?.isDirectory())
        folders.push(new DiskFolder(inSource, path, `${facts.dev}:${facts.ino}`, entry.isSymbolicLink()));
    }
    return { files, folders };
  }

  async #look(entry: Dirent): Promise<{ readonly entry: Dirent; readonly facts: Stats | undefined }> {
    return { entry, facts: await stat(join(this.path, entry.name)).catch(() => undefined) };
  }

  async file(relativePath: string): Promise<DiskFile | undefined> {
    const path = resolve(this.path, relativePath);
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() ? new DiskFile(joinName(this.name, relativePath), path, facts.size) : undefined;
  }
}

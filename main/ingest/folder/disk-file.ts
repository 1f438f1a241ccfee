/** Files on disk as files of a package. */
import { readFile, stat } from 'node:fs/promises';
import type { PackageFile } from '../package.ts';

/** A file that stays where it is: records name its absolute path. */
export class DiskFile implements PackageFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;

  constructor(name: string, path: string, sizeBytes: number) {
    this.name = name;
    this.path = path;
    this.sizeBytes = sizeBytes;
  }

  static async at(name: string, path: string): Promise<DiskFile> {
    return new DiskFile(name, path, (await stat(path)).size);
  }

  read(): Promise<Uint8Array> {
    return readFile(this.path);
  }

  keep(): Promise<{ kind: 'file'; path: string }> {
    return Promise.resolve({ kind: 'file', path: this.path });
  }
}

/** The files of an export: parts that grow, images of their own, and what is complete. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PartFile, partEnding } from './part-file.ts';
import type { ExportState, ListedFile } from './export-state.ts';

export class ExportFiles {
  readonly root: string;
  readonly #parts = new Map<string, PartFile>();
  readonly #finished: ListedFile[];
  readonly #folders = new Set<string>();
  #obsolete: string[] = [];

  private constructor(root: string, finished: readonly ListedFile[]) {
    this.root = root;
    this.#finished = [...finished];
  }

  /** The files as a checkpoint knew them. */
  static async at(root: string, { finished, open }: ExportState): Promise<ExportFiles> {
    const files = new ExportFiles(root, finished);
    for (const { path, bytes } of open) files.#parts.set(path, await PartFile.resume(root, path, bytes));
    return files;
  }

  get finished(): readonly ListedFile[] {
    return this.#finished;
  }

  get open(): ExportState['open'] {
    return [...this.#parts.values()].map(({ path, bytes }) => ({ path, bytes }));
  }

  /** A part that is open already. */
  opened(path: string): PartFile | undefined {
    return this.#parts.get(path);
  }

  /** The part under a name, made when it is new; then `first` is what it begins with. */
  async part(path: string, first = ''): Promise<PartFile> {
    const known = this.#parts.get(path);
    if (known) return known;
    const part = await PartFile.create(this.root, path);
    this.#parts.set(path, part);
    if (first !== '') await part.append(first);
    return part;
  }

  async finish(path: string, counts: Pick<ListedFile, 'figures' | 'captioned'> = {}): Promise<void> {
    const part = await this.part(path);
    const finished = await part.finish();
    this.#parts.delete(path);
    this.#finished.push({ ...finished, ...counts });
  }

  /** Closes a part that is no file of the export; it is removed once a checkpoint does without it. */
  async discard(path: string): Promise<void> {
    await this.#parts.get(path)?.close();
    this.#parts.delete(path);
    this.#obsolete.push(path + partEnding);
  }

  /** A small file, at once. */
  async whole(path: string, content: string): Promise<void> {
    const part = await this.part(path);
    await part.append(content);
    await this.finish(path);
  }

  /**
   * An image under its final name. After a crash it is written again by whoever comes after the checkpoint, so that a
   * name of its own for the time being would gain nothing.
   */
  async image(path: string, bytes: Uint8Array): Promise<void> {
    const absolute = join(this.root, path);
    const folder = dirname(absolute);
    if (!this.#folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      if (this.#folders.size > 1000) this.#folders.clear();
      this.#folders.add(folder);
    }
    await writeFile(absolute, bytes, { flush: true });
  }

  async sync(): Promise<void> {
    for (const part of this.#parts.values()) await part.sync();
  }

  /** To be called when a checkpoint is on the disk. */
  async removeObsolete(): Promise<void> {
    const obsolete = this.#obsolete;
    this.#obsolete = [];
    for (const path of obsolete) await rm(join(this.root, path), { force: true });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#parts.values()].map((part) => part.close()));
  }
}

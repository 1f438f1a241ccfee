/**
 * Files that the window hands over. In a browser their bytes are uploaded under a grant id that the window invents
 * (a dropped folder is one grant); in Electron a grant stands for the path itself, which the page never sees.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, normalize, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileSource } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';

const grantPattern = /^[A-Za-z0-9_-]{8,64}$/;
/** One uploaded file may be this large: a tar of a hundred thousand figures fits, a runaway does not. */
const uploadLimitBytes = 64 * 2 ** 30;

export class UploadService {
  readonly #folder: string;
  readonly #paths = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  grantPath(path: string): string {
    const id = randomBytes(16).toString('base64url');
    this.#paths.set(id, resolve(path));
    return id;
  }

  async receive(
    grant: string,
    relativePath: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<{ sizeBytes: number }> {
    const target = this.#target(grant, relativePath);
    await mkdir(dirname(target), { recursive: true });
    let sizeBytes = 0;
    const counted = async function* () {
      for await (const chunk of body) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > uploadLimitBytes) {
          throw new FigscopeError('invalid-input', {
            message: `${relativePath} is larger than ${uploadLimitBytes / 2 ** 30} GB.`,
            remedy: 'Put it on the machine where Figscope runs and import it by its path.',
          });
        }
        yield chunk;
      }
    };
    // Opened before the first byte is asked for: a stream that opens its own file may do so after the failure has
    // been told, and the file would appear again behind its removal.
    const file = await open(target, 'w');
    try {
      await pipeline(counted, file.createWriteStream());
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
    return { sizeBytes };
  }

  /** The path a source stands for: as given, or what a grant holds (its only file, else the folder). */
  async resolve(source: FileSource): Promise<string> {
    if (source.kind === 'path') return resolve(source.path);
    const granted = this.#paths.get(source.id);
    if (granted !== undefined) return granted;
    const folder = join(this.#folder, source.id);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.length === 0) {
      throw new FigscopeError('not-found', {
        message: 'The dropped file is not there any more.',
        remedy: 'Drop it again.',
      });
    }
    return entries.length === 1 && entries[0].isFile() ? join(folder, entries[0].name) : folder;
  }

  /** True for a path inside the uploads, which are emptied when Figscope starts. */
  holds(path: string): boolean {
    return path.startsWith(this.#folder + sep);
  }

  /** Deletes the upload that a path belongs to; paths elsewhere are left alone. */
  async discard(path: string): Promise<void> {
    if (!this.holds(path)) return;
    const [grant] = path.slice(this.#folder.length + 1).split(sep);
    await rm(join(this.#folder, grant), { recursive: true, force: true });
  }

  /** Every file a source stands for, in name order: one for a file, all inside for a folder. */
  async files(source: FileSource): Promise<string[]> {
    const path = await this.resolve(source);
    const found = await stat(path).catch(() => undefined);
    if (!found) {
      throw new FigscopeError('not-found', {
        message: `There is no file ${path}.`,
        remedy: 'Check the path.',
        facts: { path },
      });
    }
    if (!found.isDirectory()) return [path];
    const inside = await readdir(path, { recursive: true, withFileTypes: true });
    return inside
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  #target(grant: string, relativePath: string): string {
    const root = join(this.#folder, grant);
    const target = resolve(root, normalize(relativePath));
    if (!grantPattern.test(grant) || !target.startsWith(root + sep) || relativePath.includes('\0')) {
      throw new FigscopeError('invalid-input', {
        message: `${relativePath} is not a name under which a file can be uploaded.`,
        remedy: 'Rename the file and drop it again.',
      });
    }
    return target;
  }
}

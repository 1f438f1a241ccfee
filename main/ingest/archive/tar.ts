/** An uncompressed tar: a scan of its headers, then random access to its members. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ImageSource } from '#app/domain/figure.ts';
import { reasonOf } from '../rejections.ts';
import { GrowingIntegers } from '../names/growing-integers.ts';
import type { SourceFile } from '../tree.ts';
import { memberName, notAFile, ProblemList } from './archive.ts';
import type { Archive, ArchiveProblem } from './archive.ts';
import { isHidden, MemberNames } from './member-names.ts';
import { maxMemberBytes, maxMembers } from './limits.ts';
import { blockBytes, readPaxRecords, readTarHeader, text } from './tar-header.ts';

export interface TarOptions {
  /** Where the images of this tar stay; by default inside it, by path, offset and size. */
  readonly keep?: (bytes: Uint8Array) => Promise<ImageSource>;
  readonly signal?: AbortSignal | undefined;
  /** Something to do when the archive is closed, such as removing a scratch copy. */
  readonly onClose?: () => Promise<void>;
}

const maxMetaBytes = 1024 * 1024;
const largestSize = 2 ** 32 - 1;

/** Opens a tar. Members before a damaged place are kept; the damage becomes a problem of the archive. */
export async function openTar(path: string, options: TarOptions = {}): Promise<Archive> {
  const handle = await open(path, 'r');
  const names = new MemberNames();
  /** Of each member: its first block of data, and its size as far as it matters (more is never read). */
  const [blocks, sizes] = [new GrowingIntegers(), new GrowingIntegers()];
  const problems = new ProblemList();
  try {
    for await (const found of scan(handle, options.signal)) {
      if ('code' in found) problems.add(found);
      else if (!isHidden(found.name)) {
        names.add(found.name);
        blocks.push(found.offset / blockBytes);
        sizes.push(Math.min(found.sizeBytes, largestSize));
      }
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    problems.add({ item: '', code: 'archive-malformed', message: `${reasonOf(error)}.` });
  }
  const fileAt = (index: number, name: string): SourceFile =>
    new TarMember(handle, path, name, blocks.at(index) * blockBytes, sizes.at(index), options.keep);
  return {
    tree: names.tree(fileAt),
    problems: problems.all(),
    async [Symbol.asyncDispose](): Promise<void> {
      await handle.close();
      await options.onClose?.();
    },
  };
}

interface Placed {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

async function* scan(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): AsyncGenerator<Placed | ArchiveProblem> {
  const { size } = await handle.stat();
  const blocks = new BlockReader(handle);
  let position = 0;
  let longName: string | undefined;
  let pax: ReadonlyMap<string, string> = new Map();
  for (let count = 0; position + blockBytes <= size; count += 1) {
    signal?.throwIfAborted();
    if (count > maxMembers) throw new Error(`The archive has more than ${maxMembers} members`);
    const header = readTarHeader(await blocks.at(position, blockBytes));
    if (!header) return;
    const offset = position + blockBytes;
    const paxSize = Number(pax.get('size') ?? Number.NaN);
    const sizeBytes = Number.isSafeInteger(paxSize) && paxSize >= 0 ? paxSize : header.sizeBytes;
    position = offset + Math.ceil(sizeBytes / blockBytes) * blockBytes;
    if (header.kind === 'long-name' || header.kind === 'pax' || header.kind === 'long-link') {
      if (sizeBytes > maxMetaBytes) throw new Error('A name in the archive is too long');
      const data = await blocks.at(offset, sizeBytes);
      if (header.kind === 'long-name') longName = text(data, 0, data.length);
      else if (header.kind === 'pax') pax = readPaxRecords(data);
      continue;
    }
    const name = pax.get('path') ?? longName ?? header.name;
    longName = undefined;
    pax = new Map();
    if (header.kind === 'link') yield notAFile(name, 'a link');
    else if (header.kind === 'special') yield notAFile(name, 'a device');
    if (header.kind !== 'file') continue;
    if (offset + sizeBytes > size) throw new Error(`The archive ends inside ${name}: it is cut off`);
    const checked = memberName(name);
    yield 'problem' in checked ? checked.problem : { name: checked.name, offset, sizeBytes };
  }
}

/** Reads ranges with read-ahead: headers of small members lie close together. */
class BlockReader {
  private readonly handle: FileHandle;
  private buffer = new Uint8Array(0);
  private start = 0;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  async at(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.start || offset + length > this.start + this.buffer.length) {
      const buffer = new Uint8Array(Math.max(length, 32 * 1024));
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, offset);
      this.buffer = buffer.subarray(0, bytesRead);
      this.start = offset;
      if (bytesRead < length) throw new Error('The archive is cut off');
    }
    return this.buffer.subarray(offset - this.start, offset - this.start + length);
  }
}

class TarMember implements SourceFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly path = undefined;
  private readonly handle: FileHandle;
  private readonly tarPath: string;
  private readonly offset: number;
  private readonly keepElsewhere: TarOptions['keep'];

  constructor(
    handle: FileHandle,
    tarPath: string,
    name: string,
    offset: number,
    sizeBytes: number,
    keepElsewhere: TarOptions['keep'],
  ) {
    this.handle = handle;
    this.tarPath = tarPath;
    this.name = name;
    this.offset = offset;
    this.sizeBytes = sizeBytes;
    this.keepElsewhere = keepElsewhere;
  }

  read(): Promise<Uint8Array> {
    if (this.sizeBytes > maxMemberBytes) return Promise.reject(new Error('it is larger than 2 GiB'));
    return this.head(this.sizeBytes);
  }

  async head(sizeBytes: number): Promise<Uint8Array> {
    const wanted = Math.min(sizeBytes, this.sizeBytes);
    const buffer = new Uint8Array(wanted);
    const { bytesRead } = await this.handle.read(buffer, 0, wanted, this.offset);
    if (bytesRead < wanted) throw new Error('the archive is cut off');
    return buffer;
  }

  keep(bytes: Uint8Array): Promise<ImageSource> {
    if (this.keepElsewhere) return this.keepElsewhere(bytes);
    const { tarPath: path, offset, sizeBytes } = this;
    return Promise.resolve({ kind: 'tar', path, offset, sizeBytes });
  }
}

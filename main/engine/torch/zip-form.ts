/**
 * torch.save's form since 1.6: an uncompressed zip with `<any name>/data.pkl` and one member `<any name>/data/<key>`
 * for each storage.
 */
import type { FileHandle } from 'node:fs/promises';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { FigscopeError } from '#app/util/error.ts';
import { ZipReader } from '#main/zip/zip-reader.ts';
import { readRange } from '../read-range.ts';
import { damaged, notRead, shown } from './torch-error.ts';
import { LONGEST_PICKLE_BYTES, type StoragePlace, type TorchFile } from './torch-file.ts';
import { unpickle } from './unpickle.ts';

/** More members than any model has tensors. */
const MOST_MEMBERS = 100_000;

/** Reads the table of contents and the pickle. Throws invalid-input (damaged, refused) or unsupported. */
export async function openZipForm(file: FileHandle, path: string, sizeBytes: number): Promise<TorchFile> {
  const archive = await openArchive(file, sizeBytes);
  const root = rootFolder(archive.members);
  await checkByteOrder(file, await archive.place(`${root}/byteorder`));
  const pickle = await archive.place(`${root}/data.pkl`);
  if (pickle === undefined || pickle.sizeBytes > LONGEST_PICKLE_BYTES) {
    throw notRead(
      `The pickle in the torch file is larger than ${LONGEST_PICKLE_BYTES / 2 ** 20} MiB, so it holds more than tensors.`,
      'Save the state_dict of the model alone, best as safetensors.',
    );
  }
  const { value, storages } = unpickle(await readRange(file, pickle.offsetBytes, pickle.sizeBytes));
  const places = new Map<string, StoragePlace>();
  for (const key of storages.keys()) {
    const place = await archive.place(`${root}/data/${key}`);
    if (place === undefined) throw damaged(`its storage ${shown(key)} is missing`, { storage: shown(key) });
    places.set(key, place);
  }
  return { path, sizeBytes, root: value, places };
}

interface OpenArchive {
  readonly members: ReadonlySet<string>;
  /** Where a member lies; undefined when there is none of that name. */
  readonly place: (name: string) => Promise<StoragePlace | undefined>;
}

async function openArchive(file: FileHandle, sizeBytes: number): Promise<OpenArchive> {
  const entries = new Map<string, Entry>();
  const orCutOff = (cause: unknown): never => {
    throw cause instanceof FigscopeError ? cause : cutOff(sizeBytes, cause);
  };
  const options = { autoClose: false, lazyEntries: true };
  const zip = await fromRandomAccessReaderPromise(new ZipReader(file), sizeBytes, options).catch(orCutOff);
  await listMembers(zip, entries).catch(orCutOff);
  const place = async (name: string): Promise<StoragePlace | undefined> => {
    const entry = entries.get(name);
    return entry && (await placeOf(zip, entry).catch(orCutOff));
  };
  return { members: new Set(entries.keys()), place };
}

async function listMembers(zip: ZipFile, entries: Map<string, Entry>): Promise<void> {
  for await (const entry of zip.eachEntry()) {
    // Two members of one name would be two files in one: what another program checks need not be what this one reads.
    if (entries.has(entry.fileName)) throw damaged(`it has two members ${shown(entry.fileName)}`);
    if (entries.size >= MOST_MEMBERS) throw damaged(`it has more than ${MOST_MEMBERS} members`);
    entries.set(entry.fileName, entry);
  }
}

async function placeOf(zip: ZipFile, entry: Entry): Promise<StoragePlace> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw notRead(
      `The torch file was packed again: ${shown(entry.fileName)} is compressed or encrypted, which torch.save never does.`,
      'Use the file as it was published, or unpack the archive around it.',
      { member: shown(entry.fileName) },
    );
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return { offsetBytes: fileDataStart, sizeBytes: entry.uncompressedSize };
}

function rootFolder(members: ReadonlySet<string>): string {
  const roots = [...members].flatMap((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? []);
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw notRead(
      'The file is a zip archive, but not one that torch.save wrote.',
      'Unpack it and give the folder of the model, or its file of weights.',
      { members: [...members].slice(0, 12).map(shown) },
    );
  }
  if (members.has(`${root}/constants.pkl`)) {
    throw notRead(
      'The file is a TorchScript program, as OpenAI published CLIP, and not a set of weights.',
      'Use the same model in open_clip format (open_clip_pytorch_model.bin), or save its state_dict.',
    );
  }
  return root;
}

async function checkByteOrder(file: FileHandle, place: StoragePlace | undefined): Promise<void> {
  if (place === undefined) return; // older than torch 2.1, which wrote little-endian alone
  const order = new TextDecoder().decode(
    await readRange(file, place.offsetBytes, Math.min(place.sizeBytes, 16)),
  );
  if (order !== 'little') throw bigEndian();
}

export function bigEndian(): FigscopeError {
  return notRead(
    'The torch file was written on a big-endian machine.',
    'Load it with torch on that machine and save it as safetensors.',
  );
}

function cutOff(sizeBytes: number, cause: unknown): FigscopeError {
  const reason = cause instanceof Error ? cause.message : '';
  return new FigscopeError(
    'invalid-input',
    {
      message: `The torch file is cut off or damaged: its table of contents, which stands at the end, cannot be read (the file has ${sizeBytes.toLocaleString('en')} bytes).`,
      remedy: 'Download or copy it again, and compare its size with the source.',
      facts: { sizeBytes, reason },
    },
    { cause },
  );
}

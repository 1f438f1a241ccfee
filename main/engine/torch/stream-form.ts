/**
 * torch.save's form before 1.6: five pickles (magic number, protocol, system, object, keys of the storages in their
 * order), then each storage as an element count of eight bytes and its elements.
 */
import type { FileHandle } from 'node:fs/promises';
import { elementBytes } from '#app/ml/tensor-file-header.ts';
import { readRange } from '../read-range.ts';
import { isDict, isTagged, type PickleValue, type TorchStorage } from './pickle-values.ts';
import { damaged, notRead, shown } from './torch-error.ts';
import { LONGEST_PICKLE_BYTES, type StoragePlace, type TorchFile } from './torch-file.ts';
import { unpickle } from './unpickle.ts';
import { bigEndian } from './zip-form.ts';

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;

/** Reads the pickles and the counts of the storages. Throws invalid-input (damaged, refused) or unsupported. */
export async function openStreamForm(file: FileHandle, path: string, sizeBytes: number): Promise<TorchFile> {
  const head = await readRange(file, 0, Math.min(sizeBytes, LONGEST_PICKLE_BYTES));
  const magic = unpickle(head);
  if (magic.value !== MAGIC_NUMBER) {
    throw notRead(
      'The file is a pickle of Python, but not one that torch.save wrote.',
      'Give the file of weights of an open_clip model: .safetensors, .bin or .pt.',
    );
  }
  const protocol = unpickle(head, magic.end);
  if (protocol.value !== PROTOCOL_VERSION) throw damaged('its protocol is not 1001');
  const system = unpickle(head, protocol.end);
  if (isDict(system.value) && system.value.entries.get('little_endian') === false) throw bigEndian();
  const object = unpickle(head, system.end);
  const keys = unpickle(head, object.end);
  const places = await findStorages(file, sizeBytes, {
    keys: texts(keys.value),
    storages: object.storages,
    start: keys.end,
  });
  return { path, sizeBytes, root: object.value, places };
}

function texts(value: PickleValue): readonly string[] {
  const items = isTagged(value) && value.kind === 'list' ? value.items : [];
  return items.map((item) => {
    if (typeof item !== 'string') throw damaged('its list of storages is not one of names');
    return item;
  });
}

interface Listed {
  readonly keys: readonly string[];
  readonly storages: ReadonlyMap<string, TorchStorage>;
  readonly start: number;
}

async function findStorages(
  file: FileHandle,
  fileBytes: number,
  { keys, storages, start }: Listed,
): Promise<Map<string, StoragePlace>> {
  const places = new Map<string, StoragePlace>();
  let position = start;
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined || places.has(key))
      throw damaged(`it lists a storage ${shown(key)} that no tensor names`);
    if (position + 8 > fileBytes) throw cutOff(key, fileBytes);
    const count = await readRange(file, position, 8);
    if (new DataView(count.buffer).getBigInt64(0, true) !== BigInt(storage.elements)) {
      throw damaged(`its storage ${shown(key)} has another size than its tensors say`, {
        storage: shown(key),
      });
    }
    const sizeBytes = storage.elements * (storage.type === undefined ? 1 : elementBytes[storage.type]);
    places.set(key, { offsetBytes: position + 8, sizeBytes });
    position += 8 + sizeBytes;
    if (position > fileBytes) throw cutOff(key, fileBytes);
  }
  const missing = [...storages.keys()].find((key) => !places.has(key));
  if (missing !== undefined)
    throw damaged(`its storage ${shown(missing)} is missing`, { storage: shown(missing) });
  return places;
}

function cutOff(key: string, fileBytes: number): Error {
  return damaged(
    `it is cut off in its storage ${shown(key)}, after ${fileBytes.toLocaleString('en')} bytes`,
    {
      storage: shown(key),
      sizeBytes: fileBytes,
    },
  );
}

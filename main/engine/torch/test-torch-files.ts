/** Torch files made by hand, opcode by opcode, so that they can be wrong in every way. For tests only. */
import { crc32 } from 'node:zlib';

type Piece = string | Uint8Array | readonly number[];

/** Strings are bytes: one character each, below 256. */
export function bytesOf(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece))),
  );
}

/** Pushes a text. */
export const text = (value: string): string => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  return `X${length.toString('latin1')}${value}`;
};

/** Pushes an integer of any size below 2 ** 63. */
export const integer = (value: number): string => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return `\x8a\x08${bytes.toString('latin1')}`;
};

export const tuple = (...items: readonly string[]): string => `(${items.join('')}t`;
export const dict = (...items: readonly string[]): string => `}(${items.join('')}u`;

/** A reference to a storage, as torch.save writes it. */
export const storage = ({ type = 'FloatStorage', key = '0', elements = 4 } = {}): string =>
  `${tuple(text('storage'), `ctorch\n${type}\n`, text(key), text('cpu'), integer(elements))}Q`;

interface View {
  readonly storage?: string;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** A tensor; by default the four numbers of storage 0. */
export const tensor = ({
  storage: of = storage(),
  offset = 0,
  shape = [4],
  strides = [1],
}: View = {}): string =>
  `ctorch._utils\n_rebuild_tensor_v2\n${tuple(
    of,
    integer(offset),
    tuple(...shape.map(integer)),
    tuple(...strides.map(integer)),
    '\x89',
    'ccollections\nOrderedDict\n)R',
  )}R`;

/** The whole pickle of a value. */
export const pickle = (body: string): string => `\x80\x02${body}.`;

/** torch.save's zip form. `storages`: bytes by key. */
export function torchZip(body: string, storages: Readonly<Record<string, Uint8Array>> = {}): Buffer {
  return zipOf({
    'archive/data.pkl': bytesOf(pickle(body)),
    'archive/byteorder': bytesOf('little'),
    ...Object.fromEntries(Object.entries(storages).map(([key, bytes]) => [`archive/data/${key}`, bytes])),
    'archive/version': bytesOf('3\n'),
  });
}

/** torch.save's older form. `storages`: key, element count and bytes. */
export function torchStream(
  body: string,
  storages: readonly { key: string; elements: number; bytes: Uint8Array }[] = [],
): Buffer {
  return bytesOf(
    pickle('\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'),
    pickle('M\xe9\x03'),
    pickle(dict(text('little_endian'), '\x88')),
    pickle(body),
    pickle(`](${storages.map(({ key }) => text(key)).join('')}e`),
    ...storages.flatMap(({ elements, bytes }) => {
      const count = Buffer.alloc(8);
      count.writeBigInt64LE(BigInt(elements));
      return [count, bytes];
    }),
  );
}

/** A zip archive whose members are stored. A list instead of an object may hold a name twice. */
export function zipOf(
  members: Readonly<Record<string, Uint8Array>> | readonly (readonly [string, Uint8Array])[],
): Buffer {
  const list = isList(members) ? members : Object.entries(members);
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of list) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(bytesOf('PK\x01\x02', [20, 0], common, rest, name));
    const local = bytesOf('PK\x03\x04', common, name, bytes);
    pieces.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(list.length, 4);
  end.writeUInt16LE(list.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return bytesOf(...pieces, central, 'PK\x05\x06', end);
}

function isList(
  members: Readonly<Record<string, Uint8Array>> | readonly (readonly [string, Uint8Array])[],
): members is readonly (readonly [string, Uint8Array])[] {
  return Array.isArray(members);
}

export const floatBytes = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

/** For tests: small wheels, and what is needed of them. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import type { WheelNeed } from '../wheel-set.ts';

export const wheelFile = 'tiny-1.0-py3-none-any.whl';

/** Two members are taken, a large one that does not compress and a small one; the rest stays where it is. */
export const tinyNeed: WheelNeed = {
  project: 'tiny',
  version: '1.0',
  atLeast: '1.0',
  below: '2.0',
  fits: (tag) => tag === 'any',
  destination: (member) => (member.startsWith('tiny/lib/') ? member.slice('tiny/'.length) : undefined),
};

export const libraryBytes = randomBytes(300_000);
const text = (content: string): Buffer => Buffer.from(content);

export const tinyMembers: ReadonlyMap<string, Buffer> = new Map([
  ['tiny/__init__.py', text('print("never taken")\n')],
  ['tiny/lib/libtiny.so', libraryBytes],
  ['tiny/data.bin', randomBytes(400_000)],
  ['tiny/lib/notice.txt', text('notice '.repeat(5000))],
]);

/** A wheel with its record; `spoil` changes what the record says of a member, or leaves it out. */
export function makeWheel(
  members: ReadonlyMap<string, Buffer> = tinyMembers,
  spoil: (member: string, hash: string) => string | undefined = (_, hash) => hash,
): Buffer {
  const record = [...members].flatMap(([name, bytes]) => {
    const hash = spoil(name, createHash('sha256').update(bytes).digest('base64url'));
    return hash === undefined ? [] : [`${name},sha256=${hash},${bytes.length}`];
  });
  return makeZip(new Map([...members, ['tiny-1.0.dist-info/RECORD', text(`${record.join('\n')}\n`)]]));
}

function makeZip(members: ReadonlyMap<string, Buffer>): Buffer {
  const locals: Buffer[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of members) {
    const deflated = deflateRawSync(bytes);
    const stored = deflated.length >= bytes.length;
    const data = stored ? bytes : deflated;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([text('PK\u0003\u0004'), common, text(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    table.push(Buffer.concat([text('PK\u0001\u0002'), Buffer.from([20, 3]), common, rest, text(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(table);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.size, 4);
  end.writeUInt16LE(members.size, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, text('PK\u0005\u0006'), end]);
}

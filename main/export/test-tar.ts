/** For tests: the members of a tar, read with a library other than the reader of imports. */
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

export interface TarMember {
  readonly name: string;
  readonly bytes: Buffer;
}

export async function tarMembers(path: string): Promise<readonly TarMember[]> {
  const members: TarMember[] = [];
  for await (const entry of createReadStream(path).pipe(extract())) {
    members.push({ name: entry.header.name, bytes: await buffer(entry) });
  }
  return members;
}

/** Writes tars with a library other than the one under test. */
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';

export type TarEntry = Partial<Header> & {
  readonly name: string;
  readonly data?: Uint8Array | string;
};

/** The bytes of a tar with the entries in order. */
export async function makeTar(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { data, ...header } of entries) tar.entry(header, data === undefined ? '' : Buffer.from(data));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

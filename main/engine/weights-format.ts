/** Which kind of file the weights lie in, by its first bytes. */
import { basename } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { openToRead } from './files.ts';
import { readRange } from './read-range.ts';

/** First bytes of a pickle: a protocol mark, or in the oldest protocol a name, a mark or a container. */
const pickleStarts = /^[\x80c(\]}I]/;

/** Throws not-found, or invalid-input saying what the file is instead. */
export async function weightsFormat(path: string): Promise<'safetensors' | 'torch'> {
  await using file = await openToRead(path);
  const { size } = await file.stat();
  const start = await readRange(file, 0, Math.min(64, size));
  const text = Buffer.from(start).toString('latin1');
  if (start[8] === 0x7b) return 'safetensors'; // a length of eight bytes, then the brace of a JSON header
  if (text.startsWith('PK') || pickleStarts.test(text)) return 'torch';
  throw notWeights(basename(path), text, size);
}

function notWeights(name: string, start: string, sizeBytes: number): FigscopeError {
  const facts = { file: name, sizeBytes };
  if (sizeBytes === 0) {
    const remedy = 'Download or copy it again.';
    return new FigscopeError('invalid-input', { message: `${name} is empty.`, remedy, facts });
  }
  if (start.startsWith('version https://git-lfs')) {
    return new FigscopeError('invalid-input', {
      message: `${name} is a pointer of Git LFS and not the weights themselves.`,
      remedy: 'Run git lfs pull in that folder, or download the file from its page.',
      facts,
    });
  }
  if (/^\s*</.test(start)) {
    return new FigscopeError('invalid-input', {
      message: `${name} is a web page and not a file of weights.`,
      remedy: 'The download needed a login or another address; download the file itself.',
      facts,
    });
  }
  return new FigscopeError('invalid-input', {
    message: `${name} is neither a safetensors file nor one that torch.save wrote.`,
    remedy: 'Give the file of weights of an open_clip model: .safetensors, .bin or .pt.',
    facts,
  });
}

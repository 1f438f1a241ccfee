/** The tokens of CLIP's byte pair encoding, and the merging of a word's bytes into them. */
import { FigscopeError } from '#app/util/error.ts';

export const bpeSpecialTokens = ['<start_of_text>', '<end_of_text>'] as const;

/** Ids besides those of merges: bytes, bytes at the end of a word, start and end. */
export const bpeFixedTokens = 2 * 256 + bpeSpecialTokens.length;

export const endOfWord = '</w>';

/**
 * The printable character that stands for each byte in a file of merges, in the order of their ids: bytes that print
 * stand for themselves and come first, the others are counted from U+0100 (OpenAI's bytes_to_unicode).
 */
const byteCharacters: ReadonlyMap<string, number> = (() => {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const prints = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  return new Map([
    ...all.filter(prints).map((byte): [string, number] => [String.fromCharCode(byte), byte]),
    ...all
      .filter((byte) => !prints(byte))
      .map((byte, index): [string, number] => [String.fromCharCode(256 + index), byte]),
  ]);
})();

/** By byte. */
const byteIds: readonly number[] = [...byteCharacters.values()].reduce<number[]>((ids, byte, id) => {
  ids[byte] = id;
  return ids;
}, []);

export interface MergeTable {
  /** `tokens[id]`; bytes are spelt with the characters of byteCharacters. */
  readonly tokens: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** By pairKey: how early the pair is merged, and the id it becomes. */
  readonly mergeOf: ReadonlyMap<number, Merge>;
}

export interface Merge {
  readonly rank: number;
  readonly id: number;
}

const pairKey = (left: number, right: number): number => left * 2 ** 26 + right;

/** Throws invalid-input when a merge joins what there is not. */
export function mergeTable(merges: readonly string[]): MergeTable {
  const bytes = [...byteCharacters.keys()];
  const tokens = [...bytes, ...bytes.map((byte) => byte + endOfWord)];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const mergeOf = new Map<number, Merge>();
  merges.forEach((merge, rank) => {
    const [left, right, ...rest] = merge.split(' ').map((symbol) => idOf.get(symbol));
    if (left === undefined || right === undefined || rest.length > 0) throw damagedMerge(merge, rank);
    const joined = merge.replace(' ', '');
    tokens.push(joined);
    idOf.set(joined, tokens.length - 1);
    mergeOf.set(pairKey(left, right), { rank, id: tokens.length - 1 });
  });
  for (const special of bpeSpecialTokens) {
    tokens.push(special);
    idOf.set(special, tokens.length - 1);
  }
  return { tokens, idOf, mergeOf };
}

function damagedMerge(merge: string, rank: number): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `Merge ${rank + 1} of the vocabulary, '${merge}', does not join two tokens before it.`,
    remedy: 'Use the file of merges that came with the model, or bpe_simple_vocab_16e6.txt.gz of CLIP.',
    facts: { merge, rank },
  });
}

/** The ids of one word, which has at least one byte. */
export function mergeBytes(bytes: Uint8Array, mergeOf: ReadonlyMap<number, Merge>): readonly number[] {
  const ids = Array.from(bytes, (byte) => byteIds[byte]!);
  ids.push(ids.pop()! + 256);
  for (;;) {
    let first: Merge | undefined;
    for (let at = 1; at < ids.length; at++) {
      const merge = mergeOf.get(pairKey(ids[at - 1]!, ids[at]!));
      if (merge !== undefined && (first === undefined || merge.rank < first.rank)) first = merge;
    }
    if (first === undefined) return ids;
    mergeAll(ids, first, mergeOf);
  }
}

/** Replaces every pair that becomes `merge`, from the left. */
function mergeAll(ids: number[], merge: Merge, mergeOf: ReadonlyMap<number, Merge>): void {
  let kept = 0;
  for (let at = 0; at < ids.length; at++) {
    const isPair = at + 1 < ids.length && mergeOf.get(pairKey(ids[at]!, ids[at + 1]!)) === merge;
    ids[kept++] = isPair ? merge.id : ids[at]!;
    if (isPair) at += 1;
  }
  ids.length = kept;
}

/**
 * Captions as keys that equal and similar ones share.
 *
 * Similar: MinHash over pairs of neighbouring words (A. Broder, "On the resemblance and containment of documents",
 * 1997), in bands (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3.4): `bands` keys of `bandRows`
 * minima each. Two captions whose sets of word pairs have the Jaccard similarity J share a key with the probability
 * 1 - (1 - J^4)^6: 0.96 at 0.8, 0.998 at 0.9, 0.32 at 0.5. What shares a key is compared word for word afterwards.
 */
export const bands = 6;
const bandRows = 4;
/** Shorter captions ("Chest radiograph of the patient") are alike without having anything to do with each other. */
export const nearWords = 10;
/** Jaccard similarity of two captions from which they count as nearly the same; see DECISIONS.md. */
export const nearSimilarity = 0.8;

/** Words in lower case without punctuation, and without a number of the figure in front. */
export function wordsOf(caption: string): string[] {
  const text = caption.normalize('NFKC').toLowerCase();
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isNumbered =
    /^(?:fig|figs|figure|figures|table|scheme)$/.test(words[0] ?? '') && /^\d+\p{L}?$/u.test(words[1] ?? '');
  return isNumbered && words.length > 2 ? words.slice(2) : words;
}

/** [equal high, equal low, band 0 .. band 5]; zeros for a caption without words, zero bands for a short one. */
export function captionKeys(caption: string, into: Uint32Array): void {
  into.fill(0);
  const words = wordsOf(caption);
  if (words.length === 0) return;
  const text = words.join(' ');
  into[0] = hashOf(text, 0x811c9dc5);
  into[1] = hashOf(text, 0x2f0b4c47) | 1;
  if (words.length < nearWords) return;
  minima.fill(0xffffffff);
  let previous = hashOf(words[0] ?? '', 0x811c9dc5);
  for (let at = 1; at < words.length; at += 1) {
    const current = hashOf(words[at] ?? '', 0x811c9dc5);
    const pair = mixed(Math.imul(previous, 0x9e3779b1) ^ current);
    for (let row = 0; row < minima.length; row += 1) {
      const value = (Math.imul(pair, factors[row] ?? 1) + (offsets[row] ?? 0)) >>> 0;
      const scattered = (value ^ (value >>> 15)) >>> 0;
      if (scattered < (minima[row] ?? 0)) minima[row] = scattered;
    }
    previous = current;
  }
  for (let band = 0; band < bands; band += 1) {
    let key = band + 1;
    for (let row = 0; row < bandRows; row += 1)
      key = mixed(Math.imul(key, 0x85ebca6b) ^ (minima[band * bandRows + row] ?? 0));
    into[2 + band] = (key | 1) >>> 0;
  }
}

const minima = new Uint32Array(bands * bandRows);
const factors = Uint32Array.from(minima, (_, row) => mixed(row * 2 + 1) | 1);
const offsets = Uint32Array.from(minima, (_, row) => mixed(row * 2 + 2));

/** FNV-1a over UTF-16 units, scattered. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

/** The last steps of MurmurHash3: every bit of the input moves every bit of the output. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Jaccard similarity of two captions: shared pairs of neighbouring words over all of them, 0..1. */
export function captionSimilarity(one: string, other: string): number {
  const [a, b] = [wordPairs(one), wordPairs(other)];
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared += 1;
  return shared / (a.size + b.size - shared);
}

function wordPairs(caption: string): Set<string> {
  const words = wordsOf(caption);
  return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`));
}

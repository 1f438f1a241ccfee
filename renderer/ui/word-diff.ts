/** What changed between two texts, word by word, for histories and edited captions. */

export interface DiffPiece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Longer texts are shown as one whole replacement: the table below grows with the product of their lengths. */
const comparedWords = 1200;

/** Pieces in reading order; joined without the added ones they give `before`, without the removed ones `after`. */
export function wordDiff(before: string, after: string): readonly DiffPiece[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const left = words(before);
  const right = words(after);
  if (left.length > comparedWords || right.length > comparedWords)
    return merged([removed(before), added(after)]);
  const width = right.length + 1;
  // common[i * width + j]: length of the longest common sequence of left[i..] and right[j..].
  const common = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] =
        left[i] === right[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const pieces: DiffPiece[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const leftWord = left[i];
    const rightWord = right[j];
    if (leftWord !== undefined && leftWord === rightWord) {
      pieces.push({ kind: 'same', text: leftWord });
      i++;
      j++;
    } else if (
      leftWord !== undefined &&
      (rightWord === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      pieces.push(removed(leftWord));
      i++;
    } else if (rightWord !== undefined) {
      pieces.push(added(rightWord));
      j++;
    }
  }
  return merged(pieces);
}

/** Words with the space that follows them, so that the pieces join without a loss. */
const words = (text: string): readonly string[] => text.match(/^\s+|\S+\s*/g) ?? [];

const removed = (text: string): DiffPiece => ({ kind: 'removed', text });
const added = (text: string): DiffPiece => ({ kind: 'added', text });

function merged(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const out: DiffPiece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last?.kind === piece.kind) out[out.length - 1] = { kind: last.kind, text: last.text + piece.text };
    else if (piece.text !== '') out.push(piece);
  }
  return out;
}

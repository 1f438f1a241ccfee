/** Offsets of cleaned text, mapped back to the text it was made from. */

/** How far ahead a difference is looked across; HTML character references are at most this long. */
const reach = 40;

export interface SourceOffsets {
  /** Where a span of the cleaned text that starts at `offset` starts in the source. */
  start(offset: number): number;
  /** Where a span that ends before `offset` ends in the source. */
  end(offset: number): number;
}

/**
 * Maps UTF-16 offsets of `cleaned` to offsets of `source`. Cleaning changes little and locally (quotes,
 * entities, white space), so equal stretches are walked together, white space that was dropped is passed over however
 * long it is, and each other difference is bridged to the nearest place where three characters agree again. Exact where
 * the texts agree, near by where they differ: good enough to draw a line, never used for ids.
 */
export function sourceOffsets(source: string, cleaned: string): SourceOffsets {
  if (source === cleaned) return { start: (offset) => offset, end: (offset) => offset };
  const map = new Uint32Array(cleaned.length + 1);
  let at = 0;
  let from = 0;
  while (at < cleaned.length) {
    if (from < source.length && source[from] === cleaned[at]) {
      map[at++] = from++;
      continue;
    }
    if (from < source.length && isSpace(source[from])) {
      // A space stands for the whole run; before it, or at the start, nothing does.
      if (isSpace(cleaned[at])) map[at++] = from;
      from++;
      continue;
    }
    const [skipCleaned, skipSource] = nearestAgreement(source, from, cleaned, at);
    for (let i = 0; i < skipCleaned; i++) map[at++] = from;
    from = Math.min(source.length, from + skipSource);
  }
  map[cleaned.length] = from;
  return {
    // White space that cleaning trimmed or collapsed lies between spans, not in them.
    start(offset) {
      let start = map[offset];
      while (start < source.length && /\s/.test(source[start])) start++;
      return start;
    },
    end(offset) {
      let end = map[offset];
      while (offset > 0 && end > map[offset - 1] + 1 && /\s/.test(source[end - 1])) end--;
      return end;
    },
  };
}

const isSpace = (character: string): boolean => /\s/.test(character);

/** Fewest characters to skip on both sides until three characters (or the rest) agree. */
function nearestAgreement(source: string, from: number, cleaned: string, at: number): [number, number] {
  for (let total = 1; total <= reach; total++) {
    for (let skipCleaned = 0; skipCleaned <= total; skipCleaned++) {
      const wanted = cleaned.slice(at + skipCleaned, at + skipCleaned + 3);
      const start = from + total - skipCleaned;
      // Fewer than three are left: then all that is left of the source must agree, else anything would.
      const agree = wanted.length === 3 ? source.startsWith(wanted, start) : rest(source, start) === wanted;
      if (agree) return [skipCleaned, total - skipCleaned];
    }
  }
  return [1, 1];
}

/** The source from an offset on, without the white space at its end, which cleaning trims. */
const rest = (source: string, start: number): string => source.slice(start, start + 2 * reach).trimEnd();

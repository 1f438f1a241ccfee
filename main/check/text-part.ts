/**
 * The text index against the captions. FTS5 has a check of its own, but it holds the write lock of the corpus while it
 * reads everything; here rows are asked for by their whole caption as a phrase, which only reads.
 */
import { numberOf, textOf } from '#main/store/cells.ts';
import { budgetOf, type OpenContext } from './context.ts';
import { partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';
import { restore } from './remedies.ts';

/** Rows that even a full check compares at most: a question about common words costs up to milliseconds. */
const comparedAtMost = 100_000;
const rowsAtATime = 50;
/** Beyond this many rows a caption is not asked for as one phrase, but by its longest words, which are the rarer ones. */
const phrasesUpTo = 20_000;
const askedWords = 6;

export async function* checkTextIndex(context: OpenContext): AsyncGenerator<Step> {
  checkCounts(context);
  yield* compareRows(context);
}

/** As many documents as figures: FTS5 keeps a row of sizes for each. */
function checkCounts({ database, findings }: OpenContext): void {
  // In one statement: both sides of the comparison are of one moment, whoever writes.
  const row = database
    .prepare(
      `SELECT coalesce(max(id), -1) + 1 AS last, coalesce(min(id), 0) AS first,
         (SELECT coalesce(max(id), -1) + 1 FROM figure) AS rows FROM fts_docsize`,
    )
    .get();
  const documents = numberOf(row?.['last']) - numberOf(row?.['first']);
  const rows = numberOf(row?.['rows']);
  if (documents === rows) return;
  findings.note({
    part: 'text-index',
    severity: 'error',
    message: `The text index has ${things(documents, 'caption')} and the corpus ${things(rows, 'figure')}.`,
    remedy: restore,
    count: Math.abs(rows - documents),
  });
}

async function* compareRows(context: OpenContext): AsyncGenerator<Step> {
  const { database, rows, signal, findings } = context;
  const captions = database.prepare('SELECT id, caption FROM figure WHERE id BETWEEN ? AND ?');
  const indexed = database.prepare('SELECT 1 FROM fts WHERE fts MATCH ? AND rowid = ?');
  const sizes = database.prepare('SELECT sz FROM fts_docsize WHERE id = ?');
  const isIndexed = (id: number, caption: string): boolean => {
    const size = sizes.get(id)?.['sz'];
    if (!(size instanceof Uint8Array) || !isSize(tokensIn(size), caption)) return false;
    const question = questionOf(caption, rows > phrasesUpTo);
    return question === undefined || indexed.get(question, id) !== undefined;
  };
  // Once more on its own: somebody may have edited it between the two questions.
  const isOutOfStep = (id: number): boolean => {
    const [now] = captions.all(id, id);
    return now !== undefined && !isIndexed(id, textOf(now['caption']));
  };
  const different = new Tally();
  const slices = Math.ceil(rows / rowsAtATime);
  const budget = new Budget(budgetOf(context));
  const most = Math.min(rows, comparedAtMost);
  let looked = 0;
  for (const slice of spread(slices)) {
    if (budget.isSpent || looked >= most) break;
    const first = slice * rowsAtATime;
    for (const row of captions.all(first, first + rowsAtATime - 1)) {
      const id = numberOf(row['id']);
      looked += 1;
      if (!isIndexed(id, textOf(row['caption'])) && isOutOfStep(id)) different.add(`row ${id}`);
    }
    yield { detail: `Text index: ${partOf(looked, most, 'caption')}`, fraction: looked / most };
    await breathe(signal);
  }
  findings.look(`Captions held against the text index: ${partOf(looked, rows, 'caption')}.`);
  if (different.count === 0) return;
  findings.note({
    part: 'text-index',
    severity: 'error',
    message: `The text index is out of step with ${things(different.count, 'caption')}: searches miss them, or find them by old words.`,
    remedy: restore,
    ...different.found,
  });
}

/** A caption as a question that its own row must answer; undefined when it has nothing that is indexed. */
function questionOf(caption: string, isLarge: boolean): string | undefined {
  const words = (caption.match(/[^\s\0]+/gu) ?? []).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return undefined;
  if (!isLarge) return quoted(caption.replaceAll('\0', ' '));
  const longest = [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, askedWords);
  return longest.map(quoted).join(' ');
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The first number of a document's sizes, one for each column: big-endian, seven bits to a byte. */
function tokensIn(size: Uint8Array): number {
  let value = 0;
  for (const byte of size) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return value;
}

/**
 * Whether a caption can have that many words in the index: a phrase is also found in a longer text. Its tokenizer knows
 * Unicode 6.1 and takes a few letters for separators that are none any more, hence the leeway.
 */
function isSize(tokens: number, caption: string): boolean {
  const words = caption.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)?.length ?? 0;
  return Math.abs(words - tokens) <= Math.max(3, 0.2 * words);
}

/** `blobs/`: every image that a row counts on is there; what lies there belongs to a row. */
import { createHash } from 'node:crypto';
import { opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, numberOf } from '#main/store/cells.ts';
import { blobPath } from '#main/store/blobs.ts';
import { budgetOf, type OpenContext } from './context.ts';
import { partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';
import { importAgain } from './remedies.ts';

/** A temporary file that nobody has touched for this long was left by a process that is gone. */
const abandonedMs = 60 * 60 * 1000;
const sliceRows = 500;

export async function* checkBlobs(context: OpenContext): AsyncGenerator<Step> {
  for await (const { detail, fraction } of wantedBlobs(context)) yield { detail, fraction: 0.6 * fraction };
  for await (const { detail, fraction } of foundBlobs(context))
    yield { detail, fraction: 0.6 + 0.4 * fraction };
}

async function* wantedBlobs(context: OpenContext): AsyncGenerator<Step> {
  const { database, folder, rows, depth, signal, findings } = context;
  const select = database.prepare(
    "SELECT id, sha256, size_bytes FROM figure WHERE id BETWEEN ? AND ? AND source_kind = 'blob'",
  );
  const missing = new Tally();
  const wrong = new Tally();
  const budget = new Budget(budgetOf(context));
  let looked = 0;
  let blobs = 0;
  for (const slice of spread(Math.ceil(rows / sliceRows))) {
    if (budget.isSpent) break;
    const first = slice * sliceRows;
    for (const row of select.all(first, first + sliceRows - 1)) {
      const sha256 = Buffer.from(bytesOf(row['sha256'])).toString('hex');
      const state = await blobState(blobPath(folder, sha256), sha256, numberOf(row['size_bytes']), depth);
      blobs += 1;
      const example = `row ${numberOf(row['id'])}: blobs/${sha256.slice(0, 2)}/${sha256.slice(0, 12)}...`;
      if (state === 'missing') missing.add(example);
      if (state === 'wrong') wrong.add(example);
      if (depth === 'full') await breathe(signal);
    }
    looked += Math.min(sliceRows, rows - first);
    yield { detail: `Kept images: ${partOf(looked, rows, 'row')}`, fraction: looked / rows };
    await breathe(signal);
  }
  const how = depth === 'full' ? 'read and hashed' : 'by their size';
  findings.look(
    `Images kept in the corpus (${how}): ${things(blobs, 'file')} of ${partOf(looked, rows, 'row')}.`,
  );
  const note = (tally: Tally, message: string): void => {
    if (tally.count > 0)
      findings.note({ part: 'blobs', severity: 'error', message, remedy: importAgain, ...tally.found });
  };
  note(
    missing,
    `${things(missing.count, 'image')} kept in the corpus ${missing.count === 1 ? 'is' : 'are'} missing.`,
  );
  note(
    wrong,
    `${things(wrong.count, 'image')} kept in the corpus ${wrong.count === 1 ? 'is' : 'are'} not what was kept: the content was changed or cut off.`,
  );
}

async function blobState(
  path: string,
  sha256: string,
  sizeBytes: number,
  depth: OpenContext['depth'],
): Promise<'missing' | 'wrong' | 'right'> {
  try {
    if (depth === 'quick') return (await stat(path)).size === sizeBytes ? 'right' : 'wrong';
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex') === sha256
      ? 'right'
      : 'wrong';
  } catch {
    return 'missing';
  }
}

/** What lies in the folder and belongs to nobody: a waste of space, nothing worse. */
async function* foundBlobs(context: OpenContext): AsyncGenerator<Step> {
  const { database, folder, signal, findings } = context;
  // The index holds the first six bytes of every hash.
  const known = database.prepare(
    "SELECT 1 FROM figure WHERE substr(sha256, 1, 6) = substr(?1, 1, 6) AND sha256 = ?1 AND source_kind IN ('blob', 'remote') LIMIT 1",
  );
  const orphans = new Tally();
  const temporary = new Tally();
  const budget = new Budget(budgetOf(context));
  let looked = 0;
  for (let prefix = 0; prefix < 256 && !budget.isSpent; prefix += 1) {
    const name = prefix.toString(16).padStart(2, '0');
    for await (const file of filesOf(join(folder, 'blobs', name))) {
      looked += 1;
      const path = join('blobs', name, file);
      if (/^[0-9a-f]{64}$/.test(file)) {
        if (!known.get(Buffer.from(file, 'hex')) && (await isOld(join(folder, path)))) orphans.add(path);
      } else if (await isOld(join(folder, path))) temporary.add(path);
      if (looked % 500 === 0) await breathe(signal);
      if (budget.isSpent) break;
    }
    yield { detail: `Kept images: ${things(looked, 'file')}`, fraction: prefix / 256 };
  }
  if (budget.isSpent) findings.look(`Files in blobs: ${things(looked, 'file')}, not all.`);
  const note = (tally: Tally, message: string, remedy: string): void => {
    if (tally.count > 0)
      findings.note({ part: 'blobs', severity: 'warning', message, remedy, ...tally.found });
  };
  const left = 'They only take space: delete them while nothing is imported into this corpus.';
  note(
    orphans,
    `${things(orphans.count, 'kept image')} ${orphans.count === 1 ? 'belongs' : 'belong'} to no figure.`,
    left,
  );
  note(
    temporary,
    `${things(temporary.count, 'file')} of imports that were cut off ${temporary.count === 1 ? 'lies' : 'lie'} beside the kept images.`,
    left,
  );
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) if (entry.isFile()) yield entry.name;
  } catch (thrown) {
    // No image with such a hash was ever kept.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return;
    throw thrown;
  }
}

/** A running import writes a blob before its row. */
const isOld = async (path: string): Promise<boolean> =>
  Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()) > abandonedMs;

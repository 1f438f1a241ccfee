/** Images that stayed where they were imported from: still there, and still the same? */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { bytesOf, numberOf, textOf } from '#main/store/cells.ts';
import { sourceAt } from '#main/store/image-location.ts';
import { readImageBytes } from '#main/images/read-image.ts';
import { budgetOf, type OpenContext } from './context.ts';
import { partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';

const sliceRows = 100;
const quickImages = 20_000;

const putBack =
  'Put the files back where they were, or import them again from where they are now: known figures are then found there.';

export async function* checkImages(context: OpenContext): AsyncGenerator<Step> {
  const { database, folder, rows, depth, signal, findings } = context;
  const select = database.prepare(
    `SELECT id, sha256, size_bytes, source_kind, source_path, source_offset, source_size FROM figure
     WHERE id BETWEEN ? AND ? AND source_kind IN ('file', 'tar')`,
  );
  const missing = new Tally();
  const changed = new Tally();
  const sizes = new Map<string, number | undefined>();
  const budget = new Budget(budgetOf(context));
  let [looked, images] = [0, 0];
  for (const slice of spread(Math.ceil(rows / sliceRows))) {
    if (budget.isSpent || (depth === 'quick' && images >= quickImages)) break;
    const first = slice * sliceRows;
    // Tars are few and asked for again and again; folders of files must not fill the memory.
    if (sizes.size > 10_000) sizes.clear();
    for (const row of select.all(first, first + sliceRows - 1)) {
      const sha256 = Buffer.from(bytesOf(row['sha256'])).toString('hex');
      const source = sourceAt(folder, sha256, [
        row['source_kind'],
        row['source_path'],
        row['source_offset'],
        row['source_size'],
      ]);
      if (source.kind !== 'file' && source.kind !== 'tar') continue;
      images += 1;
      if (!sizes.has(source.path)) sizes.set(source.path, await sizeOf(source.path));
      const sizeBytes = sizes.get(source.path);
      const example = `row ${numberOf(row['id'])}: ${textOf(row['source_path'])}`;
      if (sizeBytes === undefined) missing.add(example);
      else if (
        source.kind === 'tar'
          ? sizeBytes < source.offset + source.sizeBytes
          : sizeBytes !== numberOf(row['size_bytes'])
      )
        changed.add(`${example} has another size`);
      else if (depth === 'full') {
        if ((await hashOf(source, folder)) !== sha256) changed.add(`${example} has another content`);
        await breathe(signal);
      }
    }
    looked += Math.min(sliceRows, rows - first);
    yield { detail: `Images outside the corpus: ${partOf(looked, rows, 'row')}`, fraction: looked / rows };
    await breathe(signal);
  }
  const how = depth === 'full' ? 'read and hashed' : 'by their size';
  findings.look(
    `Images outside the corpus (${how}): ${things(images, 'image')} of ${partOf(looked, rows, 'row')}.`,
  );
  const note = (tally: Tally, message: string): void => {
    if (tally.count > 0)
      findings.note({ part: 'images', severity: 'error', message, remedy: putBack, ...tally.found });
  };
  note(
    missing,
    `${things(missing.count, 'image')} outside the corpus ${missing.count === 1 ? 'is' : 'are'} not there any more.`,
  );
  note(
    changed,
    `${things(changed.count, 'image')} outside the corpus ${changed.count === 1 ? 'is' : 'are'} not the one that was imported.`,
  );
}

const sizeOf = async (path: string): Promise<number | undefined> =>
  (await stat(path).catch(() => undefined))?.size;

async function hashOf(
  source: Parameters<typeof readImageBytes>[0],
  folder: string,
): Promise<string | undefined> {
  const bytes = await readImageBytes(source, folder).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

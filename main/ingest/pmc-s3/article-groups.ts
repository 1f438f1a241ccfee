/** The articles of a data set that a selection names, one after another, each with its versions. */
import type { PmcSelection } from '#app/contract/imports.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { ArticleVersion, DataSet } from './data-set.ts';
import { countTable, findInventory, openTable, readTable } from './inventory.ts';

export interface ArticleGroup {
  readonly pmcid: string;
  /** Undefined for an article that was asked for by name: not looked up yet. */
  readonly versions?: readonly ArticleVersion[];
}

/** What the walk tells while it goes. */
export interface WalkNews {
  /** What is under way, in words: the download of an inventory. */
  say(detail: string): void;
  /** Rows or articles that there are in all, as far as known. */
  total(units: number): void;
}

/**
 * Without a list of PMCIDs, everything that the inventory names, or every folder of a data set on this machine. Rows of
 * one article stand together in an inventory.
 */
export async function* articleGroups(
  dataSet: DataSet,
  pmcids: readonly string[],
  news: WalkNews,
  signal: AbortSignal,
): AsyncGenerator<ArticleGroup> {
  if (pmcids.length > 0) {
    news.total(pmcids.length);
    for (const pmcid of pmcids) yield { pmcid };
  } else yield* grouped(everyVersion(dataSet, news, signal));
}

async function* everyVersion(
  dataSet: DataSet,
  news: WalkNews,
  signal: AbortSignal,
): AsyncGenerator<ArticleVersion> {
  const inventory = await findInventory(dataSet);
  if (!inventory) {
    const versions = dataSet.everything();
    if (!versions) throw withoutInventory(dataSet);
    yield* versions;
    return;
  }
  const totalBytes = inventory.files.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  let rows = 0;
  for (const file of inventory.files) {
    const say = (arrivedBytes: number): void =>
      news.say(`inventory of ${inventory.date}: ${share(doneBytes + arrivedBytes, totalBytes)}`);
    const table = await openTable(dataSet, file, say);
    doneBytes += file.sizeBytes ?? 0;
    rows += await countTable(table.path, signal);
    // Of several tables only those at hand were counted; the others are about as long.
    if (file === inventory.files.at(-1)) news.total(rows);
    yield* readTable(table.path, inventory.columns, signal);
    await table.release();
  }
}

const share = (bytes: number, total: number): string =>
  `${(bytes / 1e6).toFixed(1)} ${total > 0 ? `of ${(total / 1e6).toFixed(1)} ` : ''}MB`;

async function* grouped(versions: AsyncIterable<ArticleVersion>): AsyncGenerator<ArticleGroup> {
  let pmcid = '';
  let group: ArticleVersion[] = [];
  for await (const version of versions) {
    if (version.pmcid !== pmcid && group.length > 0) {
      yield { pmcid, versions: group };
      group = [];
    }
    ({ pmcid } = version);
    group.push(version);
  }
  if (group.length > 0) yield { pmcid, versions: group };
}

/** Whether any version changed on or after the day; versions whose date nobody told count. */
export function isSince(versions: readonly ArticleVersion[], since: PmcSelection['since']): boolean {
  if (since === undefined || versions.length === 0) return true;
  return versions.some(
    ({ lastModified }) => lastModified === undefined || lastModified.slice(0, 10) >= since,
  );
}

/** `PMC123` of `PMC123`, `pmc123.2` or `123`; undefined for anything else. */
export function parsePmcid(text: string): string | undefined {
  const digits = /^(?:PMC)?0*([1-9]\d{0,8})(?:\.\d+)?$/i.exec(text.trim())?.[1];
  return digits === undefined ? undefined : `PMC${digits}`;
}

function withoutInventory({ name }: DataSet): FigscopeError {
  return new FigscopeError('not-found', {
    message: `${name} has no inventory of its articles.`,
    remedy:
      'Check the address of the data set (figscope config get pmcUrl), or name the articles with --pmcids.',
    facts: { host: name },
  });
}

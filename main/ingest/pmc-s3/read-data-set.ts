/**
 * A PMC article data set (layout of 2026) to items of the stream: inventory or list, selection, parallel download,
 * parsing, images. Items come in the order of the inventory, whatever arrives first.
 */
import type { IngestItem } from '#app/domain/figure.ts';
import { pmcSelection } from '#app/contract/imports.ts';
import { mapOrdered } from '#app/util/ordered.ts';
import { Bandwidth } from '#main/net/bandwidth.ts';
import type { ReadContext } from '../options.ts';
import { rejected, type RejectionCode } from '../rejections.ts';
import { articleGroups, type ArticleGroup, isSince, parsePmcid } from './article-groups.ts';
import { knownIdentity } from './choose-version.ts';
import type { DataSet } from './data-set.ts';
import { FinishedArticles, type KnownArticle, type Tag, tagOf } from './finished-articles.ts';
import { isAddress, openDataSet } from './open-data-set.ts';
import { readArticleOf, type ReadArticle } from './read-article.ts';
import { RunCounts } from './run-counts.ts';
import type { Unselected } from './unselected.ts';
import { whileWaiting } from './while-waiting.ts';

/** Articles begun per request at a time: enough that one slow article does not hold up the others. */
const articlesPerRequest = 4;

/** What one article became, in order. */
interface Outcome {
  readonly group: ArticleGroup;
  readonly read?: ReadArticle | undefined;
  /** Of an article that was read before. */
  readonly known?: KnownArticle | undefined;
}

/**
 * Reads a data set. `context.source` is its address, or `selection.baseUrl` when that is given and the source is no
 * address itself. Articles that `options.memory` knows unchanged are not fetched again.
 *
 * @throws {FigscopeError} `unavailable` when the server is down altogether, `not-found` without an inventory,
 * `cancelled`, and what the blob sink throws.
 */
export async function* readDataSet(context: ReadContext): AsyncGenerator<IngestItem> {
  const { options } = context;
  const selection = options.selection ?? pmcSelection.parse({});
  const stop = new AbortController();
  let failure: unknown;
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const counts = new RunCounts();
  const base = isAddress(context.source) ? context.source : (selection.baseUrl ?? context.source);
  const dataSet = await openDataSet(base, {
    concurrency: selection.concurrency,
    ...(selection.bandwidth === undefined ? {} : { bandwidth: new Bandwidth(selection.bandwidth) }),
    ...options.network,
    onPause: (reason, pauseMs) => counts.pause(reason, pauseMs),
    signal,
    blobSink: options.blobSink,
    workFolder: options.memory?.folder,
  });
  const finished = openMemory(options.memory);
  const pmcids = selection.pmcids.flatMap((text) => parsePmcid(text) ?? []);
  for (const text of selection.pmcids)
    if (parsePmcid(text) === undefined)
      yield rejected(context.source, text, 'row-malformed', 'This is no PMCID.');
  if (selection.pmcids.length > 0 && pmcids.length === 0) return;

  const run = new Run(dataSet, finished, { ...context, options: { ...options, selection, signal } });
  const groups = run.chosen(articleGroups(dataSet, [...new Set(pmcids)], counts, signal), counts);
  const outcomes = mapOrdered(groups, selection.concurrency * articlesPerRequest, async (outcome) => {
    try {
      return outcome.known ? outcome : await run.read(outcome.group);
    } catch (thrown) {
      // The others must not go on being patient with a server that is down.
      failure ??= thrown;
      stop.abort();
      throw thrown;
    }
  });
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let figures = 0;
  try {
    while (figures < limit) {
      const next = yield* whileWaiting(outcomes.next(), () => counts.progress());
      if (next.done === true) break;
      const outcome = next.value;
      const unselected = (outcome.known ?? outcome.read)?.unselected;
      counts.count(outcome.group.pmcid, unselected, outcome.known !== undefined);
      for (const item of run.itemsOf(outcome, pmcids.length > 0)) {
        yield item;
        if (item.kind === 'figure') figures += 1;
        if (figures >= limit) break;
      }
      figures += outcome.known?.figures ?? 0;
      // Only now have all its items been taken; what is cut off by the limit is not finished.
      if (figures < limit || outcome.read === undefined) run.finish(outcome);
      yield* counts.dueProgress();
    }
  } catch (thrown) {
    // What was begun before the failure ends as cancelled, and comes first.
    throw failure ?? thrown;
  } finally {
    stop.abort();
    await outcomes.return(undefined).catch(() => undefined);
  }
  yield* counts.summary(context.source);
}

function openMemory(memory: ReadContext['options']['memory']): FinishedArticles | undefined {
  if (!memory) return undefined;
  const finished = new FinishedArticles(memory.folder, { isWritten: memory.onStored !== undefined });
  memory.onStored?.(() => finished.flush());
  return finished;
}

/** What holds for all articles of one import. */
class Run {
  readonly #dataSet: DataSet;
  readonly #finished: FinishedArticles | undefined;
  readonly #context: ReadContext;
  /** Where images are after this import, and where they may be instead: from any other place they are taken. */
  readonly #places: readonly [string, ...string[]];
  readonly #selection: string;

  constructor(dataSet: DataSet, finished: FinishedArticles | undefined, context: ReadContext) {
    this.#dataSet = dataSet;
    this.#finished = finished;
    this.#context = context;
    const { selection, licenses = [], minSidePx = 0, minCaptionWords = 0 } = context.options;
    const { address, isRemote } = dataSet;
    const isFetched = isRemote && selection?.images !== 'lazy';
    this.#places = isFetched ? ['fetched'] : isRemote ? [address, 'fetched'] : [address];
    const types = selection?.types ?? [];
    this.#selection = JSON.stringify([[...licenses].sort(), [...types].sort(), minSidePx, minCaptionWords]);
  }

  /** The articles that the selection names. Those that are known are not begun. */
  async *chosen(groups: AsyncIterable<ArticleGroup>, counts: RunCounts): AsyncGenerator<Outcome> {
    const { selection, limit } = this.#context.options;
    const isListed = (selection?.pmcids ?? []).length > 0;
    const most = selection?.articles ?? Number.POSITIVE_INFINITY;
    let articles = 0;
    for await (const group of groups) {
      const { pmcid, versions } = group;
      if (versions && !isSince(versions, selection?.since)) {
        counts.unselect('date');
        continue;
      }
      const identity = versions && knownIdentity(versions);
      const known = identity === undefined ? undefined : this.#find(pmcid, identity);
      articles += 1;
      // Nothing to tell and nothing to count: millions of these are passed over quickly.
      if (known && known.rejections.length === 0 && limit === undefined && !isListed)
        counts.passOver(known.unselected);
      else yield { group, ...(known && { known }) };
      if (articles >= most) return;
    }
  }

  async read({ pmcid, ...found }: ArticleGroup): Promise<Outcome> {
    const versions = found.versions ?? (await this.#dataSet.versions(pmcid));
    const group = { pmcid, versions };
    if (!isSince(versions, this.#context.options.selection?.since))
      return { group, read: { items: [], identity: undefined, verdict: 'again', unselected: 'date' } };
    if (versions.length === 0) {
      const message = `${pmcid} is not in the data set.`;
      const items = [rejected(this.#context.source, pmcid, 'download-failed', message)];
      return { group, read: { items, identity: undefined, verdict: 'again' } };
    }
    let known: Outcome['known'];
    const isKnown = (identity: string): boolean => {
      known = this.#find(pmcid, identity);
      return known !== undefined;
    };
    const read = await readArticleOf(this.#dataSet, { pmcid, versions, isKnown }, this.#context);
    return { group, read, known };
  }

  /** What the caller is told of an article; what was asked for by name and is not taken is told too. */
  itemsOf({ group, read, known }: Outcome, isListed: boolean): readonly IngestItem[] {
    const { source } = this.#context;
    const told = known?.rejections.map(({ item, code, message }) => rejected(source, item, code, message));
    const items = told ?? read?.items ?? [];
    const unselected = (known ?? read)?.unselected;
    if (!isListed || unselected === undefined) return items;
    const { code, message } = whyNot(unselected);
    return [...items, rejected(source, group.pmcid, code, message)];
  }

  /** Notes an article whose items have all been taken. */
  finish({ group, read }: Outcome): void {
    if (!read || read.identity === undefined || read.verdict === 'again') return;
    const rejections = read.items.flatMap((item) => (item.kind === 'rejected' ? [item.rejection] : []));
    this.#finished?.note({
      pmcid: group.pmcid,
      tag: this.#tags(read.identity, this.#places[0])[read.verdict === 'lasting' ? 0 : 1],
      figures: read.items.filter(({ kind }) => kind === 'figure').length,
      unselected: read.unselected,
      rejections: rejections.map(({ item, code, message }) => ({ item, code, message })),
    });
  }

  /** Images that were fetched are not left on the server again; those that were left there are fetched when asked. */
  #find(pmcid: string, identity: string): KnownArticle | undefined {
    const tags = this.#places.flatMap((place) => this.#tags(identity, place));
    return this.#finished?.find(pmcid, tags);
  }

  /** For every selection, and for this one. */
  #tags(identity: string, place: string): readonly [Tag, Tag] {
    return [tagOf(identity, place), tagOf(identity, place, this.#selection)];
  }
}

function whyNot(reason: Unselected): { readonly code: RejectionCode; readonly message: string } {
  switch (reason) {
    case 'no figures':
      return { code: 'no-figures', message: 'The article has no figures.' };
    case 'licence':
      return { code: 'license-excluded', message: 'The licence of the article was not asked for.' };
    case 'article type':
      return { code: 'not-selected', message: 'The type of the article was not asked for.' };
    case 'date':
      return { code: 'not-selected', message: 'The article has not changed since the day that was given.' };
  }
}

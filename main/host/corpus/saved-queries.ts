/** Named views of a corpus, in `saved-queries.json` beside it. */
import { join } from 'node:path';
import * as z from 'zod';
import type { HostContract } from '#app/contract/index.ts';
import { savedQuery, type SavedQuery } from '#app/domain/saved-query.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { readJson, writeJson } from '../files.ts';
import type { CorpusService } from './corpus-service.ts';

interface Saved {
  readonly queries: SavedQuery[];
}

const savedFile = z.object({ queries: z.array(savedQuery) });

export class SavedQueries {
  readonly #corpora: CorpusService;
  readonly #live = new Map<string, LiveValue<Saved>>();
  /** Changes of one corpus take turns: each reads what the one before wrote. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(corpora: CorpusService) {
    this.#corpora = corpora;
  }

  handlers(): Pick<
    Handlers<HostContract>,
    'savedQueries.watch' | 'savedQueries.save' | 'savedQueries.remove'
  > {
    const watch = this.#watch.bind(this);
    return {
      'savedQueries.watch': ({ corpus }, { signal }) => watch(corpus, signal),
      'savedQueries.save': ({ corpus, query }) =>
        this.#change(corpus, (queries) => {
          const saved = { ...query, createdAt: new Date().toISOString() };
          const place = queries.findIndex(({ id }) => id === query.id);
          return place < 0 ? [...queries, saved] : queries.with(place, saved);
        }),
      'savedQueries.remove': ({ corpus, id }) =>
        this.#change(corpus, (queries) => queries.filter((query) => query.id !== id)),
    };
  }

  async *#watch(corpus: string, signal: AbortSignal): AsyncGenerator<Saved> {
    yield* (await this.#of(corpus)).watch(signal);
  }

  async #change(corpus: string, change: (queries: readonly SavedQuery[]) => SavedQuery[]): Promise<Saved> {
    const mine = this.#changes.then(async () => {
      const live = await this.#of(corpus);
      const queries = change((await this.#read(corpus)).queries);
      await writeJson(this.#path(corpus), { queries });
      live.set({ queries });
      return { queries };
    });
    this.#changes = mine.catch(() => undefined);
    return mine;
  }

  async #of(corpus: string): Promise<LiveValue<Saved>> {
    const known = this.#live.get(corpus);
    if (known) return known;
    const saved = await this.#read(corpus);
    const made = this.#live.get(corpus) ?? new LiveValue<Saved>(saved);
    this.#live.set(corpus, made);
    return made;
  }

  async #read(corpus: string): Promise<Saved> {
    return (await readJson(this.#path(corpus), savedFile)) ?? { queries: [] };
  }

  #path(corpus: string): string {
    return join(this.#corpora.folder(corpus), 'saved-queries.json');
  }
}

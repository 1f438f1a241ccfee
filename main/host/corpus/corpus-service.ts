/** Corpora of one home: which there are, opening them, and passing questions on to their data workers. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataContract, HostContract } from '#app/contract/index.ts';
import { corpusName, corpusSummary, type CorpusSummary } from '#app/domain/corpus.ts';
import type { Client, Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { folderBytes, readJson, writeJson } from '../files.ts';
import type { Home } from '../home.ts';
import type { WorkerSet } from '../worker-set.ts';
import { Openings } from './openings.ts';

export const sampleCorpus = 'sample';

type CorpusHandlers = Pick<
  Handlers<HostContract>,
  Extract<keyof HostContract, `corpus.${string}` | `curation.${string}`>
>;

export class CorpusService {
  readonly #home: Home;
  readonly #workers: WorkerSet;
  readonly #openings = new Openings();
  readonly #revisions = new Map<string, LiveValue<{ revision: number }>>();
  readonly live = new LiveValue<{ corpora: CorpusSummary[] }>({ corpora: [] });
  /** Makes the sample corpus when it is asked for and not there; set by the host. */
  makeSample: () => Promise<unknown> = () => Promise.resolve();

  constructor(home: Home, workers: WorkerSet) {
    this.#home = home;
    this.#workers = workers;
  }

  folder(name: string): string {
    return join(this.#home.corpora, corpusName.parse(name));
  }

  async exists(name: string): Promise<boolean> {
    return stat(join(this.folder(name), 'summary.json')).then(
      () => true,
      () => false,
    );
  }

  /** A corpus that can be asked. The sample makes itself; any other name must exist. */
  async open(name: string): Promise<Client<DataContract>> {
    if (!(await this.exists(name))) {
      if (name === sampleCorpus) await this.makeSample();
      else if (!(await this.#recover(name))) throw await this.#unknown(name);
    }
    return this.#data(name);
  }

  async #data(name: string): Promise<Client<DataContract>> {
    const worker = await this.#workers.data(name);
    this.#openings.follow(name, worker);
    return worker;
  }

  async list(): Promise<CorpusSummary[]> {
    const entries = await readdir(this.#home.corpora, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of names) await this.#recover(name).catch(() => false);
    const found = await Promise.all(
      names.map((name) =>
        readJson(join(this.#home.corpora, name, 'summary.json'), corpusSummary).catch(() => undefined),
      ),
    );
    return found.filter((summary) => summary !== undefined);
  }

  /**
   * Rows whose import was cut off before it could be listed, by a kill or a full disk, are a corpus all the same. The
   * sample is not: it is drawn to its end first.
   */
  async #recover(name: string): Promise<boolean> {
    const isThere = (file: string) => stat(join(this.#home.corpora, name, file)).catch(() => undefined);
    if (name === sampleCorpus || !corpusName.safeParse(name).success) return false;
    if ((await isThere('summary.json')) || !(await isThere('corpus.db'))) return false;
    await this.#summarise(name);
    return true;
  }

  /** Reads the corpus anew after rows, captions or vectors changed, and tells everyone who watches. */
  async changed(name: string): Promise<CorpusSummary> {
    const { summary, revision } = await this.#summarise(name);
    this.#revision(name).set({ revision });
    this.live.set({ corpora: await this.list() });
    return summary;
  }

  /** Writes `summary.json`. */
  async #summarise(name: string): Promise<{ summary: CorpusSummary; revision: number }> {
    const data = await this.#data(name);
    const { revision } = await data['data.refresh']({});
    const summary = await data['data.summary']({});
    await writeJson(join(this.folder(name), 'summary.json'), {
      ...summary,
      sizeBytes: await folderBytes(this.folder(name)),
    });
    return { summary, revision };
  }

  async start(): Promise<void> {
    this.live.set({ corpora: await this.list() });
  }

  async remove(name: string): Promise<{ freedBytes: number }> {
    if (!(await stat(this.folder(name)).catch(() => undefined))) throw await this.#unknown(name);
    await this.#workers.closeData(name);
    const freedBytes = await folderBytes(this.folder(name));
    await rm(this.folder(name), { recursive: true, force: true });
    this.live.set({ corpora: await this.list() });
    return { freedBytes };
  }

  handlers(): CorpusHandlers {
    const ask = (corpus: string) => this.open(corpus);
    const wrote = <T extends { revision: number }>(corpus: string, answer: T): T => {
      this.#revision(corpus).set({ revision: answer.revision });
      return answer;
    };
    return {
      'corpus.list': async () => ({ corpora: await this.list() }),
      'corpus.watch': (_, { signal }) => this.live.watch(signal),
      'corpus.openings': (_, { signal }) => this.#openings.live.watch(signal),
      'corpus.stats': async ({ corpus }, { signal }) => {
        const stats = await (await ask(corpus))['data.stats']({}, { signal });
        return { ...stats, sizeBytes: await folderBytes(this.folder(corpus)) };
      },
      'corpus.remove': ({ corpus }) => this.remove(corpus),
      'corpus.query': async ({ corpus, query, facets }, { signal }) =>
        (await ask(corpus))['data.query']({ query, facets }, { signal }),
      'corpus.page': async ({ corpus, ...page }, { signal }) =>
        (await ask(corpus))['data.page'](page, { signal }),
      'corpus.ids': async ({ corpus, ...part }, { signal }) =>
        (await ask(corpus))['data.ids'](part, { signal }),
      'corpus.position': async ({ corpus, ...place }, { signal }) =>
        (await ask(corpus))['data.position'](place, { signal }),
      'corpus.values': async ({ corpus, ...what }, { signal }) =>
        (await ask(corpus))['data.values'](what, { signal }),
      'corpus.figure': async ({ corpus, figure }, { signal }) =>
        (await ask(corpus))['data.figure']({ figure }, { signal }),
      'corpus.changes': ({ corpus }, { signal }) => this.#revision(corpus).watch(signal),
      'curation.apply': async ({ corpus, ...edit }) =>
        wrote(corpus, await (await ask(corpus))['data.curate'](edit)),
      'curation.applyToMatching': async function* ({ corpus, ...change }, { signal }) {
        const data = await ask(corpus);
        let finished = false;
        try {
          for await (const update of data['data.curateMatching'](change, { signal })) {
            if (update.curated) wrote(corpus, update.curated);
            finished = update.curated !== undefined;
            yield update;
          }
        } finally {
          // Stopped in the middle: what is done by then is news as well.
          if (!finished) wrote(corpus, await data['data.refresh']({}));
        }
      },
      'curation.undo': async ({ corpus, ...what }) =>
        wrote(corpus, await (await ask(corpus))['data.undo'](what)),
      'curation.redo': async ({ corpus, by }) =>
        wrote(corpus, await (await ask(corpus))['data.redo']({ by })),
      'curation.history': async ({ corpus, figure }) => (await ask(corpus))['data.history']({ figure }),
    };
  }

  #revision(name: string): LiveValue<{ revision: number }> {
    let revision = this.#revisions.get(name);
    if (!revision) {
      revision = new LiveValue({ revision: 0 });
      this.#revisions.set(name, revision);
    }
    return revision;
  }

  async #unknown(name: string): Promise<FigscopeError> {
    const known = (await this.list()).map((corpus) => corpus.name);
    return new FigscopeError('not-found', {
      message: `There is no corpus ${name}.`,
      remedy:
        known.length === 0
          ? `Make it with: figscope import SOURCE --corpus ${name}`
          : `Choose one of: ${known.join(', ')}; or make it with: figscope import SOURCE --corpus ${name}`,
      facts: { corpus: name, known },
    });
  }
}

/** What a window asks of a corpus, again and again with other arguments, and how long an answer may take. */
import { facetFields, type CorpusQuery, type FacetField, type Sort } from '#app/domain/corpus.ts';
import type { DataContract } from '#app/contract/data-worker.ts';
import type { Client } from '#app/rpc/define.ts';
import { makeVocabulary } from '../synth/vocabulary.ts';
import { randomIntegers } from '../test-corpus.ts';

export interface Question {
  readonly what: string;
  readonly rounds: number;
  /** 95 of 100 answers should come within this many milliseconds; absent: shown only. */
  readonly barMs?: number;
  readonly ask: (round: number) => Promise<unknown>;
}

const pageRows = 60;
const view = (filter = '', text = '', sort?: Sort): CorpusQuery => ({
  text,
  filter,
  ...(sort ? { sort } : {}),
});

/** Words by how many captions hold them: one in 10,000, one in 400, one in six to one in three. */
const ranksOf = { rare: [60_000, 95_000], mid: [3000, 5000], common: [20, 56] } as const;

/** Every question of the window, in the order in which they are measured. */
export function corpusQuestions(client: Client<DataContract>, rows: number): Question[] {
  const random = randomIntegers(7);
  const words = makeVocabulary();
  /** A word that no earlier question has used, where there are enough. */
  const used = new Set<string>();
  const word = (kind: keyof typeof ranksOf): string => {
    const [from, to] = ranksOf[kind];
    for (let attempt = 0; ; attempt += 1) {
      const chosen = words[from + random(to - from)];
      if (used.has(chosen) && attempt < 50) continue;
      used.add(chosen);
      return chosen;
    }
  };
  const page = (query: CorpusQuery, offset: number) =>
    client['data.page']({ query, offset, limit: pageRows });
  const query = (asked: CorpusQuery, facets: readonly FacetField[] = []) =>
    client['data.query']({ query: asked, facets: [...facets] });
  const textPage = (text: string, filter = '') => page(view(filter, text), 0);
  // Width and height take part so that no round finds the mask of another.
  const fresh = (): string => `width>=${100 + random(900)} height>=${100 + random(900)}`;
  const year = (): number => 2002 + random(23);
  const barOf = { page: 20, filter: 300, text: 200, common: 500 };

  const filters: readonly (readonly [string, () => string])[] = [
    ['year', () => `year>=${year()} ${fresh()}`],
    ['licence', () => `license:CC-BY-NC,CC0 ${fresh()}`],
    ['modality', () => `modality:mri,ct ${fresh()}`],
    ['journal', () => `journal:"Annals of Acrology" ${fresh()}`],
    ['split and year', () => `split:train year:${year()}..2025 ${fresh()}`],
    ['not', () => `-license:CC-BY ${fresh()}`],
  ];
  const sorts: readonly Sort['field'][] = ['id', 'year', 'journal', 'captionLength', 'updated'];
  const phrase = (): string => `"${words[random(12)]} ${words[random(12)]}"`;
  let edits = 0;
  const curate = (change: Parameters<Client<DataContract>['data.curate']>[0]['change']) =>
    client['data.curate']({ figures: [random(rows)], change, by: 'bench' });

  return [
    {
      what: 'page at a random place',
      rounds: 60,
      barMs: barOf.page,
      ask: () => page(view(), random(rows - 60)),
    },
    {
      what: 'page at a random place, by journal',
      rounds: 60,
      barMs: barOf.page,
      ask: () => page(view('', '', { field: 'journal', direction: 'asc' }), random(rows - 60)),
    },
    {
      what: 'page at a random place, filtered',
      rounds: 60,
      barMs: barOf.page,
      ask: () => page(view('license:CC-BY'), random(Math.floor(rows / 2))),
    },
    ...filters.map(([name, filter]) => ({
      what: `filter: ${name}`,
      rounds: 12,
      barMs: barOf.filter,
      ask: () => query(view(filter())),
    })),
    ...sorts.map((field) => ({
      what: `sort by ${field}, first page`,
      rounds: 8,
      barMs: barOf.filter,
      ask: (round: number) =>
        page(view(fresh(), '', { field, direction: round % 2 === 0 ? 'asc' : 'desc' }), 0),
    })),
    ...facetFields.map((field) => ({
      what: `facet ${field}`,
      rounds: 8,
      barMs: barOf.filter,
      ask: () => query(view(), [field]),
    })),
    { what: 'all seven facets', rounds: 8, barMs: barOf.filter, ask: () => query(view(), facetFields) },
    {
      what: 'facet journal under a new filter',
      rounds: 12,
      barMs: barOf.filter,
      ask: () => query(view(`${fresh()} license:CC-BY`), ['journal']),
    },
    {
      what: 'all seven facets under a new filter',
      rounds: 12,
      ask: () => query(view(`${fresh()} license:CC-BY year>=2015`), facetFields),
    },
    {
      what: 'text: rare word, count',
      rounds: 20,
      barMs: barOf.text,
      ask: () => query(view('', word('rare'))),
    },
    { what: 'text: rare word, first page', rounds: 20, barMs: barOf.text, ask: () => textPage(word('rare')) },
    {
      what: 'text: middling word, count',
      rounds: 20,
      barMs: barOf.text,
      ask: () => query(view('', word('mid'))),
    },
    {
      what: 'text: middling word, first page',
      rounds: 20,
      barMs: barOf.text,
      ask: () => textPage(word('mid')),
    },
    {
      what: 'text: next page with highlights',
      rounds: 20,
      barMs: barOf.page,
      ask: (round) => page(view('', words[3500]), pageRows * (1 + Math.max(0, round))),
    },
    {
      what: 'text: common word, count',
      rounds: 10,
      barMs: barOf.common,
      ask: (round) => query(view('', `${word('common')} -${words[70_000 + round + 9]}`)),
    },
    {
      what: 'text: common word, first page (bounded)',
      rounds: 10,
      barMs: barOf.common,
      ask: (round) => textPage(`${word('common')} -${words[71_000 + round + 9]}`),
    },
    {
      what: 'text: plain common word, first page (bounded)',
      rounds: 10,
      barMs: barOf.common,
      ask: () => textPage(word('common')),
    },
    {
      what: 'text: common and middling',
      rounds: 10,
      barMs: barOf.common,
      ask: () => textPage(`${word('common')} ${word('mid')}`),
    },
    {
      what: 'text: two common words',
      rounds: 10,
      barMs: barOf.common,
      ask: () => textPage(`${word('common')} ${word('common')}`),
    },
    {
      what: 'text: phrase with a common word',
      rounds: 10,
      barMs: barOf.common,
      ask: () => textPage(`"${words[random(20)]} ${word('common')}"`),
    },
    { what: 'text: phrase of the smallest words', rounds: 5, ask: () => textPage(phrase()) },
    {
      what: 'text: middling word with all facets',
      rounds: 10,
      barMs: barOf.filter,
      ask: () => query(view('', word('mid')), facetFields),
    },
    {
      what: 'text: common word with all facets',
      rounds: 6,
      ask: () => query(view('', word('common')), facetFields),
    },
    {
      what: 'text: common word under a filter, first page',
      rounds: 6,
      ask: () => textPage(word('common'), `year>=${year()}`),
    },
    {
      what: 'position of a figure, by year',
      rounds: 20,
      barMs: barOf.filter,
      ask: () =>
        client['data.position']({
          query: view('', '', { field: 'year', direction: 'desc' }),
          figure: random(rows),
        }),
    },
    {
      what: 'values of journal that begin with letters',
      rounds: 20,
      barMs: barOf.filter,
      ask: (round) =>
        client['data.values']({ field: 'journal', prefix: 'ajlo'[Math.abs(round) % 4], limit: 20 }),
    },
    {
      what: 'one figure',
      rounds: 40,
      barMs: barOf.page,
      ask: () => client['data.figure']({ figure: random(rows) }),
    },
    {
      what: 'ids of all that match, whole list',
      rounds: 3,
      ask: () => client['data.ids']({ query: view('license:CC-BY') }),
    },
    { what: 'statistics', rounds: 3, ask: () => client['data.stats']({}) },
    {
      what: 'curation: status of a figure, durable',
      rounds: 30,
      ask: (round) => curate({ kind: 'status', status: round % 2 === 0 ? 'accepted' : 'rejected' }),
    },
    {
      what: 'curation: caption of a figure, durable',
      rounds: 10,
      ask: () => curate({ kind: 'caption', caption: `Caption of the benchmark, edit ${(edits += 1)}.` }),
    },
  ];
}

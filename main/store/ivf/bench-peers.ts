/** LanceDB and usearch as sides of the benchmark, where FIGSCOPE_PEERS names a node_modules folder that has them. */
import { join } from 'node:path';
import { float16ToFloat } from '#app/ml/half-floats.ts';
import { ExactIndex } from '../exact-index.ts';
import { type FilterName, filters, kinds, numberOf, passes, readQueries } from './bench-data.ts';
import {
  folderBytes,
  halvesOf,
  peak,
  peer,
  resident,
  type SideAnswers,
  type SideInput,
  type SideReport,
  time,
} from './bench-sides.ts';

// The little of their interfaces that is used; they are no dependencies.
interface Lance {
  connect(path: string): Promise<{ createTable(name: string, data: object): Promise<LanceTable> }>;
  readonly Index: { ivfRq(options: object): object };
}
interface LanceTable {
  add(data: object): Promise<unknown>;
  createIndex(column: string, options: object): Promise<void>;
  waitForIndex(names: string[], seconds: number): Promise<void>;
  search(vector: number[]): LanceQuery;
}
interface LanceQuery {
  distanceType(kind: string): LanceQuery;
  nprobes(count: number): LanceQuery;
  refineFactor(factor: number): LanceQuery;
  where(filter: string): LanceQuery;
  select(columns: string[]): LanceQuery;
  limit(k: number): LanceQuery;
  toArray(): Promise<{ readonly id: number }[]>;
}
type Type = object;
interface Arrow {
  readonly Float16: new () => Type;
  readonly Int32: new () => Type;
  readonly Field: new (name: string, type: Type, isNullable: boolean) => object;
  readonly FixedSizeList: new (length: number, field: object) => Type;
  readonly Struct: new (fields: object[]) => Type;
  readonly Schema: new (fields: object[]) => object;
  readonly RecordBatch: new (schema: object, data: object) => object;
  readonly Table: new (schema: object, batches: object[]) => object;
  makeData(of: object): object;
}

const rowsPerBatch = 25_000;
const wheres: Record<FilterName, string> = {
  all: '',
  tenth: 'tenth = 0',
  hundredth: 'hundredth = 0',
  few: 'few = 1',
};

function lanceBatch(arrow: Arrow, input: SideInput, first: number, count: number): object {
  const { dimension, rows } = input;
  const item = new arrow.Field('item', new arrow.Float16(), false);
  const vectorType = new arrow.FixedSizeList(dimension, item);
  const column = (of: (row: number) => number) =>
    arrow.makeData({
      type: new arrow.Int32(),
      data: Int32Array.from({ length: count }, (_none, row) => of(first + row)),
    });
  const data = halvesOf(input, first, count);
  const child = arrow.makeData({ type: new arrow.Float16(), length: data.length, data });
  const children = [
    column((row) => row),
    column((row) => numberOf(row) % 10),
    column((row) => numberOf(row) % 100),
    column((row) => (passes('few', row, rows) ? 1 : 0)),
    arrow.makeData({ type: vectorType, length: count, child }),
  ];
  const names = ['id', 'tenth', 'hundredth', 'few', 'vector'];
  const fields = names.map(
    (name) => new arrow.Field(name, name === 'vector' ? vectorType : new arrow.Int32(), false),
  );
  const schema = new arrow.Schema(fields);
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length: count, children });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, struct)]);
}

export async function lancedb(input: SideInput): Promise<SideReport> {
  const lance = peer<Lance>('@lancedb/lancedb');
  const arrow = peer<Arrow>('apache-arrow');
  const path = join(input.folder, 'lance');
  const database = await lance.connect(path);
  const startedAt = performance.now();
  let table: LanceTable | undefined;
  for (let first = 0; first < input.rows; first += rowsPerBatch) {
    const batch = lanceBatch(arrow, input, first, Math.min(rowsPerBatch, input.rows - first));
    if (table) await table.add(batch);
    else table = await database.createTable('vectors', batch);
  }
  if (!table) throw new Error('There are no rows.');
  const numPartitions = Math.max(64, Math.min(1024, Math.round(Math.sqrt(input.rows))));
  const config = lance.Index.ivfRq({ numPartitions, distanceType: 'cosine' });
  await table.createIndex('vector', { config });
  await table.waitForIndex(['vector_idx'], 600);
  const buildSeconds = (performance.now() - startedAt) / 1000;
  const buildPeakBytes = peak();
  const open = table;
  const answers: SideAnswers[] = [];
  for (const [probes, refine] of [
    [20, 5],
    [40, 10],
    [120, 20],
  ] as const) {
    for (const filter of filters)
      for (const kind of kinds) {
        const about = { side: 'lancedb', setting: `nprobes ${probes}, refine ${refine}`, filter, kind };
        const ask = async (query: Float32Array, k: number): Promise<number[]> => {
          let asked = open
            .search([...query])
            .distanceType('cosine')
            .nprobes(probes)
            .refineFactor(refine);
          if (wheres[filter] !== '') asked = asked.where(wheres[filter]);
          return (await asked.select(['id', '_distance']).limit(k).toArray()).map(({ id }) => id);
        };
        answers.push(await time(input, { ...about, k: 10 }, ask));
      }
  }
  return {
    buildSeconds,
    buildPeakBytes,
    bytes: folderBytes(path) - input.rows * input.dimension * 2,
    answers,
    residentBytes: resident(),
  };
}

interface Usearch {
  readonly Index: new (
    config: object,
  ) => {
    add(keys: BigUint64Array, vectors: Float32Array[], threads: number): void;
    search(vector: Float32Array, k: number, threads: number): { readonly keys: BigUint64Array };
    save(path: string): void;
  };
}

/** Only so many rows: it inserts about 2,000 a second, keeps everything in memory, and knows no filter. */
const mostUsearchRows = 20_000;

export async function usearch(input: SideInput): Promise<SideReport> {
  const { Index } = peer<Usearch>('usearch');
  const rows = Math.min(input.rows, mostUsearchRows);
  const index = new Index({
    dimensions: input.dimension,
    metric: 'ip',
    quantization: 'f16',
    connectivity: 16,
    expansion_add: 128,
    expansion_search: 512,
    multi: false,
  });
  const startedAt = performance.now();
  for (let first = 0; first < rows; first += 1000) {
    const count = Math.min(1000, rows - first);
    const values = float16ToFloat(halvesOf(input, first, count));
    const vectors = Array.from({ length: count }, (_none, row) =>
      values.slice(row * input.dimension, (row + 1) * input.dimension),
    );
    index.add(
      BigUint64Array.from(vectors, (_vector, row) => BigInt(first + row)),
      vectors,
      2,
    );
  }
  const buildSeconds = (performance.now() - startedAt) / 1000;
  const answers: SideAnswers[] = [];
  for (const kind of kinds) {
    const about = {
      side: 'usearch',
      setting: `f16, M 16, ef 512, ${rows.toLocaleString('en')} rows`,
      filter: 'all',
      kind,
      k: 10,
    } as const;
    answers.push(await time(input, about, (query, k) => Array.from(index.search(query, k, 1).keys, Number)));
  }
  const residentBytes = resident();
  using exact = new ExactIndex(input.folder, 'image', input.dimension, rows);
  const recalls = answers.map((answer) => ({ ...answer, recall: recallAgainst(exact, input, answer) }));
  return { buildSeconds, buildPeakBytes: peak(), rows, answers: recalls, residentBytes };
}

function recallAgainst(exact: ExactIndex, input: SideInput, { kind, k, rows }: SideAnswers): number {
  const recalls = readQueries(input.folder, kind, input.dimension).map((vector, query) => {
    const wanted = [...exact.search({ vector, k, mask: undefined }).ids];
    return wanted.filter((row) => rows[query].includes(row)).length / wanted.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

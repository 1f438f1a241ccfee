/** LanceDB as a side of the benchmark, where FIGSCOPE_PEERS names a node_modules folder that has it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FilterName, filters, kinds, numberOf, passes } from './bench-data.ts';
import {
  folderBytes,
  halvesOf,
  peak,
  peer,
  resident,
  type SideAnswers,
  askedKs,
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
  minimumNprobes(count: number): LanceQuery;
  /** 0: no limit, where a filter leaves too few. */
  maximumNprobes(count: number): LanceQuery;
  bypassVectorIndex(): LanceQuery;
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

type Setting =
  | { readonly kind: 'exact' }
  | { readonly kind: 'index'; readonly least: number; readonly most: number; readonly refine: number };
const fixed = (probes: number, refine: number): Setting => ({
  kind: 'index',
  least: probes,
  most: probes,
  refine,
});
/** Fixed numbers of partitions, open ones that go on where a filter leaves too few, and no index at all. */
const settings: readonly Setting[] = [
  fixed(20, 5),
  { kind: 'index', least: 20, most: 0, refine: 10 },
  { kind: 'index', least: 80, most: 0, refine: 40 },
  { kind: 'exact' },
  fixed(40, 10),
  { kind: 'index', least: 160, most: 0, refine: 80 },
  fixed(10, 5),
  fixed(120, 20),
];
/** Of its time; a setting that was begun is finished. */
const askingShare = 0.7;

function nameOf(setting: Setting): string {
  if (setting.kind === 'exact') return 'bypassing its index';
  const { least, most, refine } = setting;
  return `nprobes ${least}${most === least ? '' : ' and more'}, refine ${refine}`;
}

function configured(query: LanceQuery, setting: Setting): LanceQuery {
  if (setting.kind === 'exact') return query.bypassVectorIndex();
  const { least, most, refine } = setting;
  // The largest number first: the least one may not be above it.
  const probed = least === most ? query.nprobes(least) : query.maximumNprobes(most).minimumNprobes(least);
  return probed.refineFactor(refine);
}

export async function lancedb(input: SideInput): Promise<SideReport> {
  const lance = peer<Lance>('@lancedb/lancedb');
  const arrow = peer<Arrow>('apache-arrow');
  const path = join(input.folder, 'lance');
  rmSync(path, { recursive: true, force: true });
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
  // Those that reach most come early: ratios are taken to the fastest that was asked.
  const unasked = new Set(settings);
  for (const setting of settings) {
    if (performance.now() - startedAt > 1000 * askingShare * input.limitSeconds) break;
    unasked.delete(setting);
    for (const filter of filters)
      for (const kind of kinds)
        for (const k of askedKs) {
          const about = { side: 'lancedb', setting: nameOf(setting), filter, kind, k };
          const ask = async (query: Float32Array): Promise<number[]> => {
            const asked = configured(open.search([...query]).distanceType('cosine'), setting);
            const filtered = wheres[filter] === '' ? asked : asked.where(wheres[filter]);
            const found = await filtered.select(['id', '_distance']).limit(k).toArray();
            return found.map(({ id }) => id);
          };
          answers.push(await time(input, about, ask, setting.kind === 'exact' ? 5 : Infinity));
        }
  }
  const names = [...unasked].map(nameOf);
  return {
    ...(names.length > 0 ? { facts: [`lancedb: no time left for ${names.join(' and ')}`] } : {}),
    buildSeconds,
    buildPeakBytes,
    bytes: folderBytes(path) - input.rows * input.dimension * 2,
    answers,
    residentBytes: resident(),
  };
}

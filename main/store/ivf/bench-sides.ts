/** The sides of the benchmark of vector search, each in a process of its own: what they build, and how they answer. */
import { createRequire } from 'node:module';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readVectorState } from '../embedding-folder.ts';
import { ExactIndex } from '../exact-index.ts';
import { VectorFile } from '../vector-file.ts';
import {
  type FilterName,
  filters,
  kinds,
  neighbours,
  passes,
  type QueryKind,
  readQueries,
} from './bench-data.ts';
import { buildSide } from './build-side.ts';
import { openIndexFile } from './index-file.ts';
import { IvfIndex } from './ivf-index.ts';

export interface SideAnswers {
  readonly side: string;
  readonly setting: string;
  readonly filter: FilterName;
  readonly kind: QueryKind;
  readonly k: number;
  /** [queries][k] rows, best first. */
  readonly rows: number[][];
  readonly milliseconds: number[];
  /** Of the same queries when they were asked for the first time. */
  readonly firstMilliseconds: number[];
  /** Where a side looked at other rows than the rest: its own recall@k. */
  readonly recall?: number;
}

export interface SideReport {
  /** What there is to say beside the table. */
  readonly facts?: readonly string[];
  readonly buildSeconds?: number;
  readonly buildPeakBytes?: number;
  readonly bytes?: number;
  readonly rows?: number;
  readonly answers: readonly SideAnswers[];
  readonly residentBytes: number;
}

export interface SideInput {
  readonly folder: string;
  readonly rows: number;
  readonly dimension: number;
  /** A side that takes longer is stopped. */
  readonly limitSeconds: number;
}

export const askedKs = [10, neighbours] as const;

type Ask = (
  query: Float32Array<ArrayBuffer>,
  k: number,
  filter: FilterName,
) => Promise<ArrayLike<number>> | ArrayLike<number>;

/** Asks every query of a kind twice: what is on the disk has been read by then, as in a window that is in use. */
async function time(
  { folder, dimension }: SideInput,
  about: Omit<SideAnswers, 'rows' | 'milliseconds' | 'firstMilliseconds'>,
  ask: Ask,
  most = Infinity,
): Promise<SideAnswers> {
  const queries = readQueries(folder, about.kind, dimension).slice(0, most);
  const round = async () => {
    const rows: number[][] = [];
    const milliseconds: number[] = [];
    for (const query of queries) {
      const startedAt = performance.now();
      const found = await ask(query, about.k, about.filter);
      milliseconds.push(performance.now() - startedAt);
      rows.push(Array.from(found));
    }
    return { rows, milliseconds };
  };
  const { milliseconds: firstMilliseconds } = await round();
  return { ...about, ...(await round()), firstMilliseconds };
}

const resident = (): number => process.memoryUsage.rss();
const peak = (): number => process.resourceUsage().maxRSS * 1024;

function masksOf(rows: number): Map<FilterName, Uint8Array | undefined> {
  return new Map(
    filters.map((filter) => [
      filter,
      filter === 'all'
        ? undefined
        : Uint8Array.from({ length: rows }, (_none, row) => (passes(filter, row, rows) ? 1 : 0)),
    ]),
  );
}

export function mustBe<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There are no vectors.');
  return value;
}

/** Every question of the benchmark. */
export async function askIndex(input: SideInput, side: string, index: IvfIndex): Promise<SideAnswers[]> {
  const masks = masksOf(input.rows);
  const answers: SideAnswers[] = [];
  const ask: Ask = (vector, k, filter) => index.search({ vector, k, mask: masks.get(filter) }).ids;
  for (const filter of filters)
    for (const kind of kinds)
      for (const k of askedKs) answers.push(await time(input, { side, setting: '', filter, kind, k }, ask));
  return answers;
}

export async function buildOurs({ folder }: SideInput): Promise<SideReport> {
  const state = mustBe(readVectorState(folder));
  const startedAt = performance.now();
  const options = { folder, side: 'image', state, seed: 0, threads: 2, grownFrom: undefined } as const;
  await buildSide({ ...options, signal: new AbortController().signal, tell: () => undefined });
  return {
    buildSeconds: (performance.now() - startedAt) / 1000,
    buildPeakBytes: peak(),
    bytes: statSync(join(folder, 'image.ivf')).size,
    answers: [],
    residentBytes: resident(),
  };
}

export async function askOurs(input: SideInput): Promise<SideReport> {
  const { folder, rows, dimension } = input;
  const state = readVectorState(folder);
  const file = state && openIndexFile(folder, 'image', state);
  if (!file) throw new Error('There is no index.');
  using index = new IvfIndex({ folder, side: 'image', dimension, rows, file });
  return { answers: await askIndex(input, 'figscope', index), residentBytes: resident() };
}

/** Five queries each: every vector is compared. */
export async function askExact(input: SideInput): Promise<SideReport> {
  const { folder, rows, dimension } = input;
  using exact = new ExactIndex(folder, 'image', dimension, rows);
  const ask: Ask = (vector, k) => exact.search({ vector, k, mask: undefined }).ids;
  const answers: SideAnswers[] = [];
  for (const kind of kinds)
    for (const k of askedKs)
      answers.push(await time(input, { side: 'exact', setting: '', filter: 'all', kind, k }, ask, 5));
  return { answers, residentBytes: resident() };
}

export function halvesOf(
  { folder, dimension }: SideInput,
  first: number,
  count: number,
): Uint16Array<ArrayBuffer> {
  using file = new VectorFile(folder, 'image', dimension);
  const halves = new Uint16Array(count * dimension);
  file.readHalves(first, new Uint8Array(halves.buffer));
  return halves;
}

/** From a node_modules folder that is none of ours. */
export function peer<T>(name: string): T {
  const load = createRequire(join(process.env['FIGSCOPE_PEERS'] ?? '', 'package.json'));
  const loaded: T = load(name);
  return loaded;
}

export const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

export { peak, resident, time };

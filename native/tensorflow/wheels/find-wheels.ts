/** Where the wheels of a set come from: a folder, an index, or pip. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { FigscopeError } from '#app/util/error.ts';
import type { WheelNeed } from '../wheel-set.ts';
import type { ByteSource } from './byte-source.ts';
import { HttpClient } from './http.ts';
import { projectFiles } from './package-index.ts';
import { type PipConfiguration, readPipConfiguration } from './pip-configuration.ts';
import { findPip, pipDownload, wheelIn } from './pip-download.ts';
import { RemoteWheel } from './remote-wheel.ts';
import { bestWheel } from './wheel-name.ts';

export interface WheelOrigin {
  /** A simple index; default: pip's. */
  readonly wheelIndex?: string | undefined;
  /** A folder with wheels; nothing is asked of the network then. */
  readonly from?: string | undefined;
  /** Waits between attempts; a test has shorter ones. */
  readonly retryDelaysMs?: readonly number[];
  /** A connection that says nothing for so long is given up; a test has less patience. */
  readonly idleTimeoutMs?: number;
}

export interface FindHooks {
  readonly signal: AbortSignal;
  readonly received: (bytes: number) => void;
  readonly working: (on: string) => void;
}

export type FoundWheel = readonly [WheelNeed, ByteSource];

/**
 * A source for every need, in its order.
 * @param folder for what has to be kept between attempts
 * @throws FigscopeError `not-found` naming what is missing where, `unavailable` where there is no way to fetch anything
 */
export async function findWheels(
  needs: readonly WheelNeed[],
  folder: string,
  origin: WheelOrigin,
  hooks: FindHooks,
): Promise<{ wheels: FoundWheel[] } & Disposable> {
  await mkdir(folder, { recursive: true });
  const nothing = { [Symbol.dispose]: () => undefined };
  const { from } = origin;
  if (from !== undefined) return { wheels: await inFolder(needs, from), ...nothing };
  const pip = readPipConfiguration({
    platform: process.platform,
    homeFolder: homedir(),
    environment: process.env,
  });
  const indexes = indexesOf(origin.wheelIndex, pip);
  if (indexes.length === 0) return { wheels: await throughPip(needs, folder, hooks), ...nothing };
  const { certificates, proxy } = pip;
  const { idleTimeoutMs } = origin;
  const client = new HttpClient({
    signal: hooks.signal,
    ...(certificates ? { certificates } : {}),
    ...(proxy ? { proxy } : {}),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  });
  try {
    const wheels = await onIndexes(needs, indexes, client, folder, origin, hooks);
    return { wheels, [Symbol.dispose]: () => client.close() };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Empty where pip alone knows. Throws invalid-input for an index that is no http address. */
function indexesOf(named: string | undefined, pip: PipConfiguration): string[] {
  const indexes =
    named === undefined
      ? pip.noIndex || pip.indexUrl === undefined
        ? []
        : [pip.indexUrl, ...pip.extraIndexUrls]
      : [named];
  const wrong = indexes.find((index) => !URL.canParse(index) || !/^https?:$/.test(new URL(index).protocol));
  if (wrong === undefined) return indexes;
  throw new FigscopeError('invalid-input', {
    message: `${wrong} is not the address of a package index.`,
    remedy: 'Name one that begins with https:// as pip takes it, or a folder with the wheels with --from.',
  });
}

async function inFolder(needs: readonly WheelNeed[], from: string): Promise<FoundWheel[]> {
  if (!existsSync(from)) {
    throw new FigscopeError('not-found', {
      message: `There is no folder ${from}.`,
      remedy: 'Name the folder that the wheels lie in with --from.',
    });
  }
  const found: FoundWheel[] = [];
  for (const need of needs) {
    const wheel = await wheelIn(from, need);
    if (!wheel) throw missing(needs, need, `in ${from}`);
    found.push([need, wheel]);
  }
  return found;
}

async function onIndexes(
  needs: readonly WheelNeed[],
  indexes: readonly string[],
  client: HttpClient,
  folder: string,
  { retryDelaysMs }: WheelOrigin,
  { signal, received, working }: FindHooks,
): Promise<FoundWheel[]> {
  const options = { folder, signal, received, ...(retryDelaysMs ? { retryDelaysMs } : {}) };
  const found: FoundWheel[] = [];
  for (const need of needs) {
    working(`looking for ${need.project}`);
    let best: ByteSource | undefined;
    for (const index of indexes) {
      const file = bestWheel(need, await projectFiles(client, index, need.project));
      best = file && new RemoteWheel(file, client, options);
      if (best) break;
    }
    if (!best) throw missing(needs, need, 'on the package index');
    found.push([need, best]);
  }
  return found;
}

async function throughPip(
  needs: readonly WheelNeed[],
  folder: string,
  { signal, received, working }: FindHooks,
): Promise<FoundWheel[]> {
  const pip = await findPip();
  if (!pip) {
    throw new FigscopeError('unavailable', {
      message: 'No package index is known: pip has none in its configuration, and pip itself is not here.',
      remedy: 'Name an index with --wheel-index (or PIP_INDEX_URL), or a folder with the wheels with --from.',
    });
  }
  const found: FoundWheel[] = [];
  for (const need of needs) {
    working(`pip downloads ${need.project} ${need.version}`);
    let before = 0;
    const arrived = (bytes: number) => {
      received(Math.max(0, bytes - before));
      before = Math.max(before, bytes);
    };
    found.push([need, await pipDownload(pip, need, folder, { signal, arrived })]);
  }
  return found;
}

const missing = (
  needs: readonly WheelNeed[],
  { project, version }: WheelNeed,
  where: string,
): FigscopeError =>
  new FigscopeError('not-found', {
    message: `There is no wheel of ${project} ${version} for this machine ${where}.`,
    remedy: `The wheels needed are: ${needs.map((need) => `${need.project} ${need.version}`).join(', ')}.`,
  });

/**
 * TensorFlow's libraries for this machine: found, fetched, proven, connected to tfjs-node, tried, and only then put in
 * their place. Everything up to there lies in a folder of its own, and the next attempt goes on with it.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { buildBinding, type Compiler, findCompiler } from './build-binding.ts';
import { lockInstallation } from './installation-lock.ts';
import {
  findTensorFlow,
  folderBytes,
  type Manifest,
  removeOtherInstallations,
  type TensorFlowInstallation,
  unfinishedFolder,
} from './installation.ts';
import { bindingFile, installationName, manifestFile, tensorFlowVersion } from './layout.ts';
import { hasNvidiaDevice } from './nvidia-devices.ts';
import { tryLoading } from './try-loading.ts';
import { installedBytes, wheelSet } from './wheel-set.ts';
import { needRoom, type ProvidedWheel, provideMembers } from './wheels/provide-members.ts';

export interface InstallOptions {
  readonly enginesFolder: string;
  /** `auto`: the CUDA set where an NVIDIA device is found. */
  readonly cuda: 'auto' | 'yes' | 'no';
  /** A simple package index (PEP 503/691); default: what pip is configured with, else pip itself. */
  readonly wheelIndex?: string | undefined;
  /** A folder with the wheels; nothing is asked of the network then. */
  readonly from?: string | undefined;
}

export interface InstallHooks {
  readonly signal: AbortSignal;
  /** In bytes over the network; the total comes as soon as it is known. */
  readonly progress: (progress: Progress) => void;
}

/**
 * Answers the installation, which may have been there already. Another set (CPU, CUDA) that was there is replaced.
 * @throws FigscopeError `unsupported` where TensorFlow has nothing for this machine, `unavailable` without a compiler,
 * an index or a connection, `storage-full`, `conflict` while another process installs, `cancelled`
 */
export async function installTensorFlow(
  { enginesFolder, cuda: wanted, ...origin }: InstallOptions,
  hooks: InstallHooks,
): Promise<TensorFlowInstallation> {
  const cuda = wanted === 'yes' || (wanted === 'auto' && (await hasNvidiaDevice()));
  const needs = wheelSet({ platform: process.platform, arch: process.arch, glibc: glibcVersion() }, cuda);
  const present = findTensorFlow(enginesFolder);
  if (present?.version === tensorFlowVersion && present.cuda === cuda) return present;
  // Asked before hundreds of megabytes are fetched.
  const binding = prebuiltBinding(origin.from) ?? (await findCompiler());
  const root = unfinishedFolder(enginesFolder, cuda, tensorFlowVersion);
  await mkdir(enginesFolder, { recursive: true });
  // What exactly is still missing is known once the wheels are; whether it can fit at all, already.
  if (!existsSync(root)) await needRoom(enginesFolder, installedBytes(cuda));
  await using _lock = await lockInstallation(enginesFolder);
  if (process.platform === 'darwin') {
    const detail = 'macOS has not been tried: the self-test decides whether TensorFlow is used';
    hooks.progress({ done: 0, unit: 'bytes', detail });
  }
  await mkdir(root, { recursive: true });
  try {
    const wheels = await provideMembers(needs, { root, pieces: join(root, 'pieces'), ...origin, ...hooks });
    await connect(root, binding, hooks);
    return await finish(root, { enginesFolder, cuda, wheels });
  } catch (error) {
    // Kept for the next attempt, unless nothing has arrived.
    if ((await folderBytes(root)) === 0) await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** The binding for this machine that somebody put beside the wheels. */
function prebuiltBinding(from: string | undefined): string | undefined {
  const file = from && join(from, `tfjs_binding-${process.platform}-${process.arch}.node`);
  return file && existsSync(file) ? file : undefined;
}

async function connect(
  root: string,
  binding: string | Compiler,
  { signal, progress }: InstallHooks,
): Promise<void> {
  const working = (detail: string) => progress({ done: 0, unit: 'bytes', detail });
  if (typeof binding === 'string') await copyFile(binding, join(root, bindingFile));
  else {
    working('compiling the connection to tfjs-node');
    await buildBinding(root, binding, signal);
  }
  working('trying whether it loads');
  const version = await tryLoading(root, signal);
  if (version === tensorFlowVersion) return;
  throw new FigscopeError('unavailable', {
    message: `The libraries say that they are TensorFlow ${version}, not ${tensorFlowVersion}.`,
    remedy: 'Remove them with: figscope engine remove tensorflow, then install them from another place.',
  });
}

async function finish(
  root: string,
  { enginesFolder, cuda, wheels }: { enginesFolder: string; cuda: boolean; wheels: ProvidedWheel[] },
): Promise<TensorFlowInstallation> {
  await rm(join(root, 'build'), { recursive: true, force: true });
  const bytes = await folderBytes(root);
  const platform = `${process.platform}-${process.arch}`;
  const installedAt = new Date().toISOString();
  const content: Manifest = { version: tensorFlowVersion, cuda, platform, bytes, installedAt, wheels };
  await writeFlushed(join(root, manifestFile), `${JSON.stringify(content, undefined, 2)}\n`);
  const folder = join(enginesFolder, installationName(tensorFlowVersion, cuda));
  // Only one that is damaged can be there.
  await rm(folder, { recursive: true, force: true });
  await rename(root, folder);
  await removeOtherInstallations(enginesFolder, folder);
  return { folder, version: tensorFlowVersion, cuda, bytes };
}

async function writeFlushed(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w');
  await file.writeFile(text);
  await file.sync();
}

/** Of the C library that Node runs on; undefined on other systems than Linux, and on Linux with another library. */
function glibcVersion(): string | undefined {
  // Looking names up in the network takes seconds.
  Reflect.set(process.report, 'excludeNetwork', true);
  const report: unknown = process.report.getReport();
  const header =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  const version =
    typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header
      ? header.glibcVersionRuntime
      : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** The data folder: where everything of one person lives, and the proof that only one host works on it. */
import { constants } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { announce, readAnnouncement, withdraw, type HostRecord } from './announcement.ts';

export type { HostRecord } from './announcement.ts';

/** `--home`, else FIGSCOPE_HOME, else the platform's folder for application data. */
export function resolveHome(argument: string | undefined): string {
  const chosen = argument ?? process.env['FIGSCOPE_HOME'];
  if (chosen) return resolve(chosen);
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Figscope');
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Figscope');
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'figscope');
  }
}

/** Paths of one home. Making one touches no file. */
export class Home {
  readonly folder: string;
  readonly corpora: string;
  readonly models: string;
  readonly runs: string;
  readonly uploads: string;
  /** Optional engines and what their tests found; FIGSCOPE_ENGINES shares them between homes. */
  readonly engines: string;
  /** Prepared graphs, which can be made again at any time; FIGSCOPE_GRAPH_CACHE as above. */
  readonly graphCache: string;
  readonly settingsFile: string;
  readonly hostFile: string;

  constructor(folder: string) {
    this.folder = folder;
    this.corpora = join(folder, 'corpora');
    this.models = join(folder, 'models');
    this.runs = join(folder, 'runs');
    this.uploads = join(folder, 'uploads');
    this.engines = process.env['FIGSCOPE_ENGINES'] || join(folder, 'engines');
    this.graphCache = process.env['FIGSCOPE_GRAPH_CACHE'] || join(folder, 'cache', 'graphs');
    this.settingsFile = join(folder, 'settings.json');
    this.hostFile = join(folder, 'host.json');
  }

  /** Creates the folders. `permission-denied` with a remedy when the place cannot be written. */
  async prepare(): Promise<void> {
    try {
      for (const folder of [this.corpora, this.models, this.runs, this.uploads]) {
        await mkdir(folder, { recursive: true });
        await access(folder, constants.W_OK);
      }
    } catch (error) {
      throw cannotPrepare(this.folder, error);
    }
  }

  /** The host that works on this home right now, if there is one. */
  runningHost(): Promise<HostRecord | undefined> {
    return readAnnouncement(this.hostFile);
  }

  /** Announces this process as the host of the home; `conflict` while another one lives. */
  async claim(record: HostRecord): Promise<void> {
    const other = await announce(this.hostFile, record);
    if (!other) return;
    throw new FigscopeError('conflict', {
      message: `Figscope is already running on ${this.folder} (process ${other.pid}).`,
      remedy: `Open ${new URL(other.url).origin} in that window, stop it first, or choose another folder with --home.`,
      facts: { pid: other.pid, home: this.folder },
    });
  }

  /** Takes the announcement back, only if it is this process's own; synchronous so that exit handlers can call it. */
  release(): void {
    withdraw(this.hostFile);
  }

  async clearUploads(): Promise<void> {
    await rm(this.uploads, { recursive: true, force: true });
    await mkdir(this.uploads, { recursive: true });
  }
}

function cannotPrepare(home: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    const detail = {
      message: `Figscope may not write in ${home}.`,
      remedy: 'Give yourself write permission there, or choose another folder with --home.',
      facts: { home },
    };
    return new FigscopeError('permission-denied', detail, { cause: error });
  }
  if (['ENOTDIR', 'EEXIST'].includes(code)) {
    const detail = {
      message: `${home} cannot hold the data: a file is where a folder is needed.`,
      remedy: 'Choose another folder with --home.',
      facts: { home },
    };
    return new FigscopeError('invalid-input', detail, { cause: error });
  }
  return error;
}

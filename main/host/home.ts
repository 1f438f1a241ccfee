/** The data folder: where everything of one person lives, and the proof that only one host works on it. */
import { constants, readFileSync, rmSync } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { readJson, writeJson } from './files.ts';

export const hostRecord = z.object({ pid: z.number().int(), url: z.string(), secret: z.string() });
export type HostRecord = z.infer<typeof hostRecord>;

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
  readonly settingsFile: string;
  readonly hostFile: string;

  constructor(folder: string) {
    this.folder = folder;
    this.corpora = join(folder, 'corpora');
    this.models = join(folder, 'models');
    this.runs = join(folder, 'runs');
    this.uploads = join(folder, 'uploads');
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
      const denied =
        error instanceof Error &&
        'code' in error &&
        ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
      if (!denied) throw error;
      throw new FigscopeError(
        'permission-denied',
        {
          message: `Figscope may not write in ${this.folder}.`,
          remedy: 'Give yourself write permission there, or choose another folder with --home.',
          facts: { home: this.folder },
        },
        { cause: error },
      );
    }
  }

  /** The host that works on this home right now, if there is one. */
  async runningHost(): Promise<HostRecord | undefined> {
    const record = await readJson(this.hostFile, hostRecord).catch(() => undefined);
    return record && isAlive(record.pid) ? record : undefined;
  }

  /** Announces this process as the host of the home; `conflict` while another one lives. */
  async claim(record: HostRecord): Promise<void> {
    const other = await this.runningHost();
    if (other && other.pid !== process.pid) {
      throw new FigscopeError('conflict', {
        message: `Figscope is already running on ${this.folder} (process ${other.pid}).`,
        remedy: `Open ${new URL(other.url).origin} in that window, stop it first, or choose another folder with --home.`,
        facts: { pid: other.pid, home: this.folder },
      });
    }
    await writeJson(this.hostFile, record, 0o600);
  }

  /** Takes the announcement back, only if it is this process's own; synchronous so that exit handlers can call it. */
  release(): void {
    try {
      const { pid } = hostRecord.parse(JSON.parse(readFileSync(this.hostFile, 'utf8')));
      if (pid === process.pid) rmSync(this.hostFile, { force: true });
    } catch {
      // Nothing to take back.
    }
  }

  async clearUploads(): Promise<void> {
    await rm(this.uploads, { recursive: true, force: true });
    await mkdir(this.uploads, { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

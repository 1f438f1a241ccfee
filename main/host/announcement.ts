/** `host.json`: how the one host of a home makes itself known, and how others tell that it is still there. */
import { readFileSync, rmSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import * as z from 'zod';
import { readJson, writeJson } from './files.ts';

export const hostRecord = z.object({ pid: z.number().int(), url: z.string(), secret: z.string() });
export type HostRecord = z.infer<typeof hostRecord>;

/** A host on this machine that does not even accept a connection for so long is busy, not gone. */
const acceptTimeoutMs = 2_000;

/** The host that the file speaks of, if it is alive; a file left behind by one that was killed counts for nothing. */
export async function readAnnouncement(path: string): Promise<HostRecord | undefined> {
  const record = await readJson(path, hostRecord).catch(() => undefined);
  if (!record || !isAlive(record.pid)) return undefined;
  // Process numbers come back, soon after a restart of the machine: the address decides.
  return record.pid === process.pid || (await accepts(record.url)) ? record : undefined;
}

/** Writes the announcement; answers the other host when there is one already. One of many at once succeeds. */
export async function announce(path: string, record: HostRecord): Promise<HostRecord | undefined> {
  const mine = `${path}.${process.pid}.tmp`;
  await writeJson(mine, record, 0o600);
  try {
    for (;;) {
      if (await linked(mine, path)) return undefined;
      const other = await readAnnouncement(path);
      if (other && other.pid !== process.pid) return other;
      await takeAway(path);
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Removes this process's own announcement; synchronous so that exit handlers can call it. */
export function withdraw(path: string): void {
  try {
    const { pid } = hostRecord.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (pid === process.pid) rmSync(path, { force: true });
  } catch {
    // Nothing to take back.
  }
}

/** Gives the file a second name, which only one process can do; false when the name is taken. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // A file system without second names: then the last one to write wins.
    await rename(from, to);
    return true;
  }
}

/** Of several that find an old announcement one takes it away; what is not old any more is put back. */
async function takeAway(path: string): Promise<void> {
  const aside = `${path}.${process.pid}.old`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const other = await readAnnouncement(aside);
  if (other && other.pid !== process.pid) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Whether a process of that number runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function accepts(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port) });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(acceptTimeoutMs, () => answer(true));
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

/** One set-up at a time per checkout: a lock file with its owner's pid, kept fresh, taken over when the owner is gone. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, say } from './say.mjs';

const heartbeatMs = 5_000;
/** An owner that has not been seen for so long is gone, whatever its pid says (pids are used again). */
const abandonedMs = 120_000;
const pollMs = 200;

/**
 * Runs `work` while no other process of this checkout does.
 * @template T @param {() => Promise<T>} work @param {string} [directory] @returns {Promise<T>}
 */
export async function withSetupLock(work, directory = join(root, '.cache')) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'setup.lock');
  let told = false;
  while (!tryCreate(path)) {
    if (isAbandoned(path)) takeAway(path);
    else {
      if (!told) say('Waiting for another figscope command to finish setting up ...');
      told = true;
      await delay(pollMs);
    }
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function tryCreate(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

export function isAbandoned(path) {
  try {
    const { mtimeMs } = statSync(path);
    const pid = Number(readFileSync(path, 'utf8'));
    return Date.now() - mtimeMs > abandonedMs || (pid > 0 && !isAlive(pid));
  } catch {
    return false; // Gone between the two looks: the next try to create it decides.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two waiters may both see an abandoned lock; only the one that holds the breaker may remove it, after another look. */
function takeAway(path) {
  const breaker = `${path}.breaker`;
  if (!tryCreate(breaker)) {
    if (isAbandoned(breaker)) rmSync(breaker, { force: true });
    return;
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder was cleaned away under us; the work goes on.
  }
}

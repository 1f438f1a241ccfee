/** For tests: a small disk of its own, which only the system's administrator on Linux can make. */
import { execFileSync } from 'node:child_process';

export const canMount: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    // In a mount namespace of its own: tells whether it is allowed, and leaves nothing.
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export interface SmallDisk extends Disposable {
  /** Options of tmpfs: `size=64m`. */
  resize(options: string): void;
}

/** Mounts an empty disk at an existing folder; what lay there is hidden until it is disposed. */
export function mountSmallDisk(folder: string, options: string): SmallDisk {
  const mount = (all: string): void =>
    void execFileSync('mount', ['-t', 'tmpfs', '-o', all, 'tmpfs', folder]);
  mount(options);
  return {
    resize: (more) => mount(`remount,${more}`),
    [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]),
  };
}

/** Whoever serves this home already, else this process. */
import { hostContract, type HostContract } from '#app/contract/index.ts';
import { toFigscopeError } from '#app/util/error.ts';
import type { Home } from '#main/host/home.ts';
import { attach, type OpenHost } from './attach.ts';
import { openHostHere, type HostHereOptions } from './host-here.ts';

export interface SomeHost extends OpenHost<HostContract> {
  /** True when another process is the host. */
  readonly attached: boolean;
}

export async function openSomeHost(home: Home, options: HostHereOptions): Promise<SomeHost> {
  try {
    return await joinOrHost(home, options);
  } catch (thrown) {
    // A host that was just ending, or one that began at the same moment: a second look settles it.
    if (!['unavailable', 'conflict'].includes(toFigscopeError(thrown).code)) throw thrown;
    return joinOrHost(home, options);
  }
}

async function joinOrHost(home: Home, options: HostHereOptions): Promise<SomeHost> {
  const running = await home.runningHost();
  if (running) return { ...(await attach(running, hostContract)), attached: true };
  return { ...(await openHostHere(home, options)), attached: false };
}

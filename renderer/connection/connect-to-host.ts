/** The page's link to its host: over Electron's port where there is one, else over a WebSocket to the page's server. */
import '#app/rpc/without-eval.ts';
import { contractVersion, type HostContract, hostContract } from '#app/contract/index.ts';
import type { Transport } from '#app/rpc/transport.ts';
import { FigscopeError } from '#app/util/error.ts';
import { findBridge, openPort } from './host-bridge.ts';
import { type Link, openLink } from './link.ts';
import { openSocket } from './socket-transport.ts';

/** Called once for a page. The link lives as long as the page. */
export function connectToHost(): Link<HostContract> {
  const bridge = findBridge(window);
  const link = openLink({
    contract: hostContract,
    version: String(contractVersion),
    open: (signal) => (bridge ? openPort(window, bridge, signal) : openPageSocket()),
  });
  // Timers of a page that is not shown run late; when it is shown again nobody should wait for one.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && link.state.kind !== 'lost') link.retry();
  });
  return link;
}

async function openPageSocket(): Promise<Transport> {
  const address = new URL('/rpc', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  try {
    return await openSocket(address);
  } catch (error) {
    throw (await isRefused()) ? refused() : error;
  }
}

/** A browser does not say why a socket was refused; the server says it to a request. */
async function isRefused(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).status === 403;
  } catch {
    return false;
  }
}

const refused = (): FigscopeError =>
  new FigscopeError('permission-denied', {
    message: 'Figscope has been started again since this page was opened.',
    remedy: 'Open it from the address that it shows now.',
  });

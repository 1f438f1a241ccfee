/** The command line as its own host, when no Figscope is open on this home. */
import { contractVersion, hostContract, type HostContract } from '#app/contract/index.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serve } from '#app/rpc/peer.ts';
import { openHost, type Host } from '#main/host/host.ts';
import type { Home } from '#main/host/home.ts';
import { createHostWorkers } from '#main/host/host-workers.ts';
import { findInstallation } from '#main/host/installation.ts';
import { type HostServer, serveHost } from '#main/server/serve-host.ts';
import type { OpenHost } from './attach.ts';
import type { Output } from './output.ts';

export interface HostHereOptions {
  /** CPU threads of an engine; 0: all cores. */
  readonly threads: number;
  /** Written into host.json, so that other commands and the window join this process. */
  readonly announced: boolean;
  readonly output: Output;
}

/** How long those who joined may take to read their last answer ("stopped at step 4") and leave. */
const goodbyeMs = 2_000;
const pollMs = 50;

/** @throws FigscopeError `conflict` when it was to be announced and another host was quicker. */
export async function openHostHere(
  home: Home,
  { threads, announced, output }: HostHereOptions,
): Promise<OpenHost<HostContract>> {
  const installation = findInstallation();
  const workers = createHostWorkers({ home: home.folder, installation, threads });
  const { version, resources } = installation;
  const host = await openHost({ home: home.folder, shell: 'browser', version, resources, workers, threads });
  const joined = announced ? await announce(home, host) : undefined;
  const [ours, theirs] = memoryTransportPair();
  const options = { version: String(contractVersion) };
  serve(ours, hostContract, host.handlers, options);
  const client = connect(theirs, hostContract, options);
  return {
    client,
    close: async (interrupted) => {
      await joined?.leave(interrupted, output);
      await host.close();
      client.close();
    },
  };
}

/** Serves the host to whoever finds it in host.json. */
async function announce(home: Home, host: Host) {
  let connections = 0;
  let server: HostServer | undefined;
  try {
    server = await serveHost(host, {
      host: '127.0.0.1',
      port: 0,
      onConnections: (count) => {
        connections = count;
      },
    });
    await home.claim({ pid: process.pid, url: server.origin, secret: server.secret });
  } catch (error) {
    await server?.close();
    await host.close();
    throw error;
  }
  const started = server;
  process.once('exit', () => home.release());
  return {
    /** Waits for work that others began here, lets them go, and closes. */
    leave: async (interrupted: AbortSignal, output: Output): Promise<void> => {
      const isDone = () => !host.busy || interrupted.aborted;
      // What this command began itself may need a moment to be over.
      await until(isDone, goodbyeMs);
      if (!isDone()) output.note('Work that another command began here goes on first. Ctrl-C stops it.');
      await until(isDone);
      home.release();
      await until(() => connections === 0, goodbyeMs);
      await started.close();
    },
  };
}

/** Resolves when it is so, or when that takes too long. */
async function until(isSo: () => boolean, limitMs = Number.POSITIVE_INFINITY): Promise<void> {
  const startedAt = performance.now();
  while (!isSo() && performance.now() - startedAt < limitMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

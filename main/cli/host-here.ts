/** The command line as its own host, when no Figscope is open on this home. */
import { setTimeout as sleep } from 'node:timers/promises';
import { contractVersion, hostContract, type HostContract } from '#app/contract/index.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serve } from '#app/rpc/peer.ts';
import { openHost } from '#main/host/host.ts';
import type { Home } from '#main/host/home.ts';
import { createHostWorkers } from '#main/host/host-workers.ts';
import { findInstallation } from '#main/host/installation.ts';
import { serveHost } from '#main/server/serve-host.ts';
import type { OpenHost } from './attach.ts';

const goodbyeMs = 150;

export interface HostHereOptions {
  readonly threads?: string;
  /** Written into host.json, so that other commands and the window join this process. */
  readonly announced: boolean;
}

export async function openHostHere(
  home: Home,
  { threads, announced }: HostHereOptions,
): Promise<OpenHost<HostContract>> {
  const installation = findInstallation();
  const workers = createHostWorkers({
    home: home.folder,
    installation,
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  });
  const { version, resources } = installation;
  const host = await openHost({ home: home.folder, shell: 'browser', version, resources, workers });
  const [ours, theirs] = memoryTransportPair();
  const options = { version: String(contractVersion) };
  serve(ours, hostContract, host.handlers, options);
  const client = connect(theirs, hostContract, options);
  const server = announced ? await serveHost(host, { host: '127.0.0.1', port: 0 }) : undefined;
  if (server) await home.claim({ pid: process.pid, url: server.origin, secret: server.secret });
  return {
    client,
    close: async () => {
      // Answers to others who joined ("stopped at step 4") are on their way still.
      if (server) await sleep(goodbyeMs);
      await server?.close();
      await host.close();
      client.close();
    },
  };
}

/** The command line as a client of a Figscope that is open already. */
import { WebSocket } from 'ws';
import { contractVersion } from '#app/contract/index.ts';
import { connect, type Connection } from '#app/rpc/peer.ts';
import type { Contract } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { HostRecord } from '#main/host/home.ts';
import { socketTransport } from '#main/server/socket-transport.ts';

export interface OpenHost<C extends Contract> {
  readonly client: Connection<C>;
  /** Work that others began in this process is waited for, unless Ctrl-C has come or comes. */
  readonly close: (interrupted: AbortSignal) => Promise<void>;
}

/** Connects to the host that announced itself in this home. */
export async function attach<C extends Contract>(
  { url, secret }: HostRecord,
  contract: C,
): Promise<OpenHost<C>> {
  const address = new URL('/rpc', url);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, {
    headers: { authorization: `Bearer ${secret}` },
    perMessageDeflate: false,
  });
  const client = connect(socketTransport(socket), contract, { version: String(contractVersion) });
  try {
    await client.ready;
  } catch (error) {
    throw new FigscopeError(
      'unavailable',
      {
        message: `Figscope is open at ${new URL(url).origin} but does not answer.`,
        remedy: 'Close it, or choose another folder with --home.',
      },
      { cause: error },
    );
  }
  return {
    client,
    close: async () => {
      client.close();
      await client.closed;
    },
  };
}

/** The browser's way to the host: a WebSocket to the server of the page. */
import { openWebSocket } from '#app/rpc/web-socket-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';

/**
 * Works with the global WebSocket of browsers and of Node.
 * @throws FigscopeError `unavailable` when the server cannot be reached or refuses.
 */
export const openSocket = (url: string | URL): Promise<Transport> => openWebSocket(new WebSocket(url));

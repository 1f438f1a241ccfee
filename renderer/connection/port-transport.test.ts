import { describeTransport } from '#app/rpc/transport-suite.ts';
import { portTransport } from './port-transport.ts';

describeTransport('a message port', () => {
  const { port1, port2 } = new MessageChannel();
  return { left: portTransport(port1), right: portTransport(port2) };
});

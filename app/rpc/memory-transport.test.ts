import { memoryTransportPair } from './memory-transport.ts';
import { describeTransport } from './transport-suite.ts';

describeTransport('memory', () => {
  const [left, right] = memoryTransportPair();
  return { left, right };
});

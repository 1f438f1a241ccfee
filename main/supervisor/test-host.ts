/** A host process for the test of orphans: starts a worker, prints its pid, and waits to be killed. */
import { connect } from '#app/rpc/peer.ts';
import { nodeLauncher } from './node-launcher.ts';
import { testWorkerContract } from './test-worker.ts';

const worker = nodeLauncher().start(new URL('./test-worker.ts', import.meta.url));
const client = connect(worker.transport, testWorkerContract);
await client.ready;
if (process.env['TEST_HOST_BLOCKS'] === 'yes') void client['test.block']({ forMs: 60_000 });
// Answered in order: the worker has begun to block when this line is out, or will before the kill can arrive.
process.stdout.write(`${worker.pid}\n`);

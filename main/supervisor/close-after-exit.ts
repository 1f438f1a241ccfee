/** Lets a lost worker be reported with its exit record, which is known a moment after its pipe has closed. */
import { createInbox, type Transport } from '#app/rpc/transport.ts';
import type { WorkerProcess } from './launcher.ts';

/** A process that has closed its pipe is of no use any more; it gets this long to end by itself. */
const lingerMs = 2000;

/** The worker's transport, except that its end is told when the process has ended. */
export function closeAfterExit(worker: WorkerProcess, exited: Promise<unknown>): Transport {
  const { transport } = worker;
  const inbox = createInbox();
  transport.onFrame(inbox.deliver);
  transport.onClose(() => {
    const kill = setTimeout(() => worker.kill('SIGKILL'), lingerMs);
    void exited.then(() => clearTimeout(kill));
  });
  void exited.then(() => inbox.close('The worker has ended.'));
  return {
    send: (frame) => transport.send(frame),
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close: () => transport.close(),
    ...(transport.whenWritable ? { whenWritable: transport.whenWritable } : {}),
  };
}

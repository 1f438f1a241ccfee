/** Entry of a thread that builds a vector index. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorRecord } from '#app/util/error.ts';
import { buildSettings, buildTask } from '#main/store/ivf/build-messages.ts';
import { BuildThread } from '#main/store/ivf/build-thread.ts';

let thread: BuildThread | undefined;

parentPort?.on('message', (message: unknown) => {
  try {
    thread ??= new BuildThread(buildSettings.parse(workerData));
    parentPort?.postMessage(thread.run(buildTask.parse(message)));
  } catch (thrown) {
    parentPort?.postMessage({ error: errorRecord(thrown) });
  }
});

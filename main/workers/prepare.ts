/**
 * Entry of a preparation thread: reads, decodes and resizes images while the thread that asked for them is inside an
 * engine, which blocks its event loop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { errorRecord } from '#app/util/error.ts';
import { prepareImage } from '#main/images/prepare-image.ts';
import { type Prepared, preparationOrder, preparationSettings } from './compute/preparation-messages.ts';
import { readImageBytes } from '#main/images/read-image.ts';

const { corpusFolder, preprocessing } = preparationSettings.parse(workerData);

/** Decoding waits in the pool of the library: while one image is decoded another is resized. */
const atOnce = 3;
const waiting: unknown[] = [];
let working = 0;

async function prepare(message: unknown): Promise<void> {
  const { id, source } = preparationOrder.parse(message);
  try {
    const bytes = await readImageBytes(source, corpusFolder);
    const { pixels } = await prepareImage(bytes, preprocessing, 'exact');
    // A buffer of its own, given away instead of copied.
    const own = pixels.buffer instanceof ArrayBuffer ? new Float32Array(pixels.buffer) : pixels.slice();
    answer({ id, pixels: own }, [own.buffer]);
  } catch (thrown) {
    answer({ id, reason: errorRecord(thrown).message }, []);
  }
}

const answer = (prepared: Prepared, given: ArrayBuffer[]): void => parentPort?.postMessage(prepared, given);

function workOn(): void {
  while (working < atOnce && waiting.length > 0) {
    working += 1;
    void prepare(waiting.shift()).finally(() => {
      working -= 1;
      workOn();
    });
  }
}

parentPort?.on('message', (message: unknown) => {
  waiting.push(message);
  workOn();
});

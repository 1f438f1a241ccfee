/** Entry of the thread that makes the texts of synthetic rows, ahead of the thread that writes them. */
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { TextMaker } from './text-maker.ts';

const order = z.object({ first: z.number().int(), rows: z.number().int() });
const texts = new TextMaker(z.number().int().parse(workerData));

parentPort?.on('message', (message: unknown) => {
  const { first, rows } = order.parse(message);
  const { bytes, ends } = texts.batch(first, rows);
  parentPort?.postMessage({ bytes, ends }, [bytes.buffer, ends.buffer]);
});

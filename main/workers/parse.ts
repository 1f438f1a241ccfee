/** Entry of a thread that parses article documents. */
import { parentPort } from 'node:worker_threads';
import { answerOrder, parseOrder } from '#main/ingest/jats/parse-messages.ts';

parentPort?.on('message', (message: unknown) => {
  parentPort?.postMessage(answerOrder(parseOrder.parse(message)));
});

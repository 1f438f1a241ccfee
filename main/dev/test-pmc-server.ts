/** For end-to-end tests: a small article data set of PMC's layout on a local server that misbehaves on demand. */
import { smallDataSet } from '#main/ingest/pmc-s3/test-data-set.ts';
import { startTestServer, type TestServer } from '#main/ingest/pmc-s3/test-server.ts';

export interface PmcServer extends AsyncDisposable {
  readonly url: string;
  /** Names its objects: `PMC101.1/PMC101-g001.jpg`. */
  readonly server: () => TestServer;
  /** Nothing answers any more. */
  close(): Promise<void>;
  /** At the same address as before. */
  openAgain(): Promise<void>;
}

/** Articles PMC101 and on, each of two figures with an image of their own. */
export async function startPmcServer(articles: number): Promise<PmcServer> {
  const { objects, lastModified } = await smallDataSet(articles);
  let server = await startTestServer(objects, { lastModified });
  const { url } = server;
  return {
    url,
    server: () => server,
    close: () => server.close(),
    openAgain: async () => {
      server = await startTestServer(objects, { lastModified, port: Number(new URL(url).port) });
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Every address that the server answers. Access was checked before. */
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { HostForShell } from '../host/host-for-shell.ts';
import { answerBlob, isImageAddress, parseBlobAddress } from './blob-route.ts';
import { errorAnswer } from './error-answer.ts';
import { commonHeaders, pageHeaders } from './content-security.ts';
import { type StaticFiles, staticFile } from './static-files.ts';
import { parseUploadAddress } from './upload-route.ts';

export interface RouteContext {
  readonly host: Pick<HostForShell, 'blob' | 'preview' | 'receive'>;
  readonly files: StaticFiles;
}

/** A short answer in words. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      ...commonHeaders,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end(response.req.method === 'HEAD' ? undefined : `${text}\n`);
}

export async function route(
  { host, files }: RouteContext,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const upload = parseUploadAddress(url);
  if (upload !== undefined) {
    if (request.method !== 'PUT') return notAllowed(response, 'PUT');
    return receiveUpload(host, upload.grant, upload.relativePath, request, response);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed(response, 'GET, HEAD');
  if (isImageAddress(url)) return sendBlob(host, url, request, response);
  const file = staticFile(files, url.pathname);
  if (file !== undefined) {
    response.writeHead(200, {
      ...pageHeaders,
      'content-type': file.type,
      'content-length': String(file.bytes.byteLength),
      'cache-control': file.cacheControl,
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
    return;
  }
  if (url.pathname === '/') return answerText(response, 503, 'The window is not built. Run: npm run build');
  answerText(response, 404, 'There is nothing at this address.');
}

function notAllowed(response: ServerResponse, methods: string): void {
  response.setHeader('allow', methods);
  answerText(response, 405, `Use ${methods} here.`);
}

async function sendBlob(
  host: Pick<HostForShell, 'blob' | 'preview'>,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = parseBlobAddress(url);
  if (address === undefined) return answerText(response, 404, 'This is not the address of an image.');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { range, 'if-none-match': ifNoneMatch } = request.headers;
  const method = request.method ?? 'GET';
  const answer = await answerBlob(host, address, { method, range, ifNoneMatch }, gone.signal);
  if (answer === undefined) return answerText(response, 404, 'There is no such image.');
  response.writeHead(answer.status, answer.headers);
  if (answer.bytes === undefined) response.end();
  else await pipeline(createReadStream(answer.path, answer.bytes), response);
}

async function receiveUpload(
  host: Pick<HostForShell, 'receive'>,
  grant: string,
  relativePath: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { sizeBytes } = await host.receive(grant, relativePath, request);
  answerJson(response, 201, { grant, sizeBytes });
}

export function answerJson(response: ServerResponse, status: number, value: object): void {
  response
    .writeHead(status, { ...commonHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}

/** Tells the browser what went wrong, if it is still there to be told. */
export function answerError(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = errorAnswer(thrown);
  answerJson(response, status, body);
}

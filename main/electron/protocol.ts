/** `figscope://app/`: the page and the images from one origin, so that 'self' means all of it and nothing else. */
import { createReadStream } from 'node:fs';
import { protocol, type Session } from 'electron';
import type { HostForShell } from '../host/host-for-shell.ts';
import { answerBlob, isImageAddress, parseBlobAddress } from '../server/blob-route.ts';
import { commonHeaders, pageHeaders } from '../server/content-security.ts';
import { errorAnswer } from '../server/error-answer.ts';
import { type StaticFiles, staticFile } from '../server/static-files.ts';
import { parseUploadAddress } from '../server/upload-route.ts';

const scheme = 'figscope';
export const appOrigin = `${scheme}://app`;

/** Once, and before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

export function handleScheme(
  session: Session,
  files: StaticFiles,
  host: Pick<HostForShell, 'blob' | 'preview' | 'receive'>,
): void {
  session.protocol.handle(scheme, (request) => answer(files, host, request).catch(refused));
}

async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array, void, undefined> {
  if (body !== null) for await (const chunk of body) yield chunk;
}

/** In the words of the other shell: a picture that cannot be shown says why. */
function refused(thrown: unknown): Response {
  const { status, body } = errorAnswer(thrown);
  return Response.json(body, { status, headers: { ...commonHeaders, 'cache-control': 'no-store' } });
}

const empty = (status: number): Response => new Response(null, { status, headers: commonHeaders });

async function answer(
  files: StaticFiles,
  host: Pick<HostForShell, 'blob' | 'preview' | 'receive'>,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  if (url.host !== 'app') return empty(404);
  const upload = parseUploadAddress(url);
  if (upload !== undefined && request.method === 'PUT') {
    // What has no path to grant: a pasted image.
    const { sizeBytes } = await host.receive(upload.grant, upload.relativePath, chunksOf(request));
    return Response.json({ grant: upload.grant, sizeBytes }, { status: 201, headers: commonHeaders });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return empty(405);
  if (isImageAddress(url)) return image(url, host, request);
  const file = staticFile(files, url.pathname);
  if (file === undefined) return empty(404);
  const headers = { ...pageHeaders, 'content-type': file.type, 'cache-control': file.cacheControl };
  return new Response(request.method === 'HEAD' ? null : file.bytes, { headers });
}

async function image(
  url: URL,
  host: Pick<HostForShell, 'blob' | 'preview'>,
  request: Request,
): Promise<Response> {
  const address = parseBlobAddress(url);
  if (address === undefined) return empty(404);
  const found = await answerBlob(
    host,
    address,
    {
      method: request.method,
      range: request.headers.get('range') ?? undefined,
      ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
    },
    request.signal,
  );
  if (found === undefined) return empty(404);
  const { status, headers, bytes, path } = found;
  return new Response(bytes ? webStream(path, bytes) : null, { status, headers });
}

function webStream(
  path: string,
  bytes: { start: number; end: number },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = createReadStream(path, bytes).iterator();
  // Pulled by hand: Readable.toWeb raises an uncaught error when the page cancels at the wrong moment.
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** How a file answers a request, with ranges and validators, independent of who carries it (HTTP or Electron). */
import { stat } from 'node:fs/promises';

export interface FileRequest {
  readonly method: string;
  readonly range: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes `start` to `end` of the file, both included; absent when nothing is to be sent. */
  readonly bytes?: { readonly start: number; readonly end: number };
}

/**
 * @param path absolute path of a file
 * @param etag changes when the content does, in quotes
 * @throws what `stat` throws when there is no such file
 */
export async function answerWithFile(path: string, etag: string, request: FileRequest): Promise<FileAnswer> {
  const { size } = await stat(path);
  const headers = { 'accept-ranges': 'bytes', etag };
  if (request.ifNoneMatch === etag) return { status: 304, headers };
  const range = parseRange(request.range, size);
  if (range === 'unsatisfiable') {
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' },
    };
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const sized = {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  };
  const hasBody = request.method !== 'HEAD' && size > 0;
  return { status: range ? 206 : 200, headers: sized, ...(hasBody ? { bytes: { start, end } } : {}) };
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One range of a Range header (RFC 9110, 14.1.2); several, or other units, are answered with the whole file. */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return undefined; // Not a valid range: ignored.
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}

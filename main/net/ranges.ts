/** Answers to requests for the rest of a file. */

/** The headers that ask for what is missing, if the server still has the file with that tag. */
export function rangeHeaders(fromByte: number, etag: string | undefined): Readonly<Record<string, string>> {
  if (fromByte === 0) return {};
  return { range: `bytes=${fromByte}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };
}

/** Whether the answer is the rest that was asked for; a server may send everything instead. */
export function continues({ status, headers }: Response, fromByte: number): boolean {
  const [, start] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  return fromByte > 0 && status === 206 && Number(start) === fromByte;
}

/** Only a strong tag may go with If-Range. */
export function strongTag({ headers }: Response): string | undefined {
  const tag = headers.get('etag');
  return tag === null || tag.startsWith('W/') ? undefined : tag;
}

/** A tag without its quotes and marks; '' for none. */
export const plainTag = (tag: string | null | undefined): string =>
  (tag ?? '').replace(/^W\//, '').replaceAll('"', '');

/** Length of the whole file, of which the answer may be a part; undefined when the server does not tell. */
export function wholeLength({ headers }: Response): number | undefined {
  const [, total] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const text = total ?? headers.get('content-length');
  return text === null ? undefined : Number(text);
}

/** Which kind of table of captioned images a file is, told from how it begins. */
import { decodeText } from '../text-encoding.ts';
import { knownFields } from './fields.ts';
import { beginsAsParquet } from './parquet/parquet-file.ts';

/**
 * `separated`: CSV or TSV with a header; `json-lines`: an object with image and caption a line; `pipeline`: an article
 * a line, as the pipeline released with BiomedCLIP writes; `coco`: one JSON object of images and annotations; `parquet`: whatever its columns are.
 */
export type TableKind = 'separated' | 'json-lines' | 'pipeline' | 'coco' | 'parquet';

/** Bytes that are enough to tell. */
export const tableHeadBytes = 64 * 1024;

/** The kind of a table by its first bytes; undefined when it is none. */
export function tableKind(head: Uint8Array): TableKind | undefined {
  if (beginsAsParquet(head)) return 'parquet';
  const text = decodeText(head).trimStart();
  if (!text.startsWith('{')) return tableSeparator(firstLine(head)) === undefined ? undefined : 'separated';
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  if (/"figures"\s*:\s*\[/.test(line) && /"fig_caption"|"pmc"|"pmid"/.test(line)) return 'pipeline';
  if (/"(?:images|annotations)"\s*:\s*\[/.test(text)) return 'coco';
  const names = [...line.matchAll(/"([^"\\]+)"\s*:/g)].map((match) => match[1] ?? '');
  const fields = knownFields(names);
  return fields.has('image') && fields.has('caption') ? 'json-lines' : undefined;
}

/** The separator of a header line that names an image and a caption column; undefined when it does not. */
export function tableSeparator(headerLine: string): ',' | '\t' | ';' | undefined {
  for (const separator of ['\t', ',', ';'] as const) {
    const names = headerLine.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    const fields = knownFields(names);
    if (names.length >= 2 && fields.has('image') && fields.has('caption')) return separator;
  }
  return undefined;
}

/** The first line of a text. */
export function firstLine(head: Uint8Array): string {
  return (decodeText(head).split(/\r?\n/, 1)[0] ?? '').trim();
}

/** The JSON that PMC's article dataset (2026 layout) keeps beside the XML: `PMC1.1/PMC1.1.json`. */
import * as z from 'zod';
import { licenseFrom } from '../license.ts';
import type { FileIndex } from '../file-index.ts';
import type { SourceFile } from '../tree.ts';
import type { PackageMetadata } from './article.ts';
import { baseName } from '../file-names.ts';

const text = z.union([z.string(), z.number()]).nullish();
const metadataFile = z.object({
  pmcid: z.string(),
  pmid: text,
  doi: text,
  title: text,
  license_code: text,
  is_retracted: z.union([z.boolean(), z.string()]).nullish(),
});

const maxMetadataBytes = 16 * 1024 * 1024;

/** The metadata of the document, or nothing when there is no such file or it is something else. */
export async function readPackageMetadata(document: SourceFile, files: FileIndex): Promise<PackageMetadata> {
  const name = document.name.replace(/\.n?xml$/i, '.json');
  const [file] = files.exact([name, baseName(name)]);
  if (!file || file.sizeBytes > maxMetadataBytes) return {};
  try {
    return packageMetadata(JSON.parse(Buffer.from(await file.read()).toString('utf8')));
  } catch {
    return {};
  }
}

/** Reads the fields that matter; a licence code nobody knows is left to the XML. */
export function packageMetadata(json: unknown): PackageMetadata {
  const parsed = metadataFile.safeParse(json);
  if (!parsed.success) return {};
  const { pmcid, pmid, doi, title, license_code: licenseCode, is_retracted: retracted } = parsed.data;
  const digits = /^(?:PMC)?(\d+)/i.exec(pmcid)?.[1];
  const license = licenseFrom(asText(licenseCode));
  const pmidText = asText(pmid);
  const doiText = asText(doi);
  const titleText = asText(title);
  return {
    ...(digits !== undefined && { pmcid: `PMC${digits}` }),
    ...(pmidText !== undefined && { pmid: pmidText }),
    ...(doiText !== undefined && { doi: doiText }),
    ...(titleText !== undefined && { title: titleText }),
    ...(license !== undefined && { license }),
    ...(retracted != null && { retracted: retracted === true || /^(?:yes|true)$/i.test(String(retracted)) }),
  };
}

function asText(value: string | number | null | undefined): string | undefined {
  const trimmed = value == null ? '' : String(value).trim();
  return trimmed === '' ? undefined : trimmed;
}

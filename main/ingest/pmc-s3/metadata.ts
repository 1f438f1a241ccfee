/** The metadata of one version of an article: `metadata/PMC123.1.json`. */
import * as z from 'zod';
import type { PackageMetadata } from '../jats/article.ts';
import { packageMetadata } from '../jats/package-metadata.ts';
import { type ArticleVersion, besideKey, collectedKey, type DataSet } from './data-set.ts';
import { ObjectFailure } from './failures.ts';

const maxMetadataBytes = 16 * 2 ** 20;

const flag = z.union([z.boolean(), z.string(), z.number()]).nullish();
const versionFile = z.object({
  pmcid: z.string(),
  is_manuscript: flag,
  xml_url: z.string().nullish(),
  media_urls: z.union([z.array(z.string()), z.string()]).nullish(),
});

/** An object of the data set that the metadata name. */
export interface NamedObject {
  readonly key: string;
  readonly md5: string | undefined;
}

export interface VersionMetadata {
  readonly version: number;
  /** Tag of the metadata as they were read. */
  readonly etag: string;
  readonly article: PackageMetadata;
  readonly isManuscript: boolean;
  readonly xml: NamedObject;
  readonly media: readonly NamedObject[];
}

/** Reads the metadata of a version, wherever they are. Throws ObjectFailure. */
export async function readVersion(dataSet: DataSet, found: ArticleVersion): Promise<VersionMetadata> {
  const { pmcid, version } = found;
  const keys = new Set([found.key, collectedKey(pmcid, version), besideKey(pmcid, version)]);
  let failure: ObjectFailure | undefined;
  for (const key of keys) {
    try {
      const { bytes, etag } = await dataSet.read(key, { maxBytes: maxMetadataBytes });
      return parseVersion(bytes, etag, found);
    } catch (thrown) {
      if (!(thrown instanceof ObjectFailure) || !thrown.isMissing) throw thrown;
      failure ??= thrown;
    }
  }
  const bare = await bareVersion(dataSet, found);
  if (bare) return bare;
  throw failure ?? new ObjectFailure(`${pmcid}.${version} has no metadata.`, { isMissing: true });
}

/** A folder on this machine may hold the document and the images alone. */
async function bareVersion(
  dataSet: DataSet,
  { pmcid, version }: ArticleVersion,
): Promise<VersionMetadata | undefined> {
  if (dataSet.isRemote) return undefined;
  const folder = `${pmcid}.${version}/`;
  const names = await dataSet.names(folder);
  const document = names.find((name) => /\.n?xml$/i.test(name));
  if (document === undefined) return undefined;
  const media = names.filter((name) => !name.endsWith('/') && name !== document);
  return {
    version,
    etag: names.join('/'),
    article: {},
    isManuscript: false,
    xml: { key: folder + document, md5: undefined },
    media: media.map((name) => ({ key: folder + name, md5: undefined })),
  };
}

function parseVersion(bytes: Uint8Array, etag: string, { pmcid, version }: ArticleVersion): VersionMetadata {
  const name = `${pmcid}.${version}`;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new ObjectFailure(`The metadata of ${name} are no JSON.`, { cause });
  }
  const parsed = versionFile.safeParse(json);
  if (!parsed.success) throw new ObjectFailure(`The metadata of ${name} are not in the known form.`);
  const { is_manuscript: isManuscript, xml_url: xmlUrl, media_urls: mediaUrls } = parsed.data;
  const media = typeof mediaUrls === 'string' ? [mediaUrls] : (mediaUrls ?? []);
  return {
    version,
    etag,
    article: packageMetadata(json),
    isManuscript: isManuscript === true || /^(?:yes|true|1)$/i.test(String(isManuscript)),
    xml: (xmlUrl ? namedObject(xmlUrl) : undefined) ?? { key: `${name}/${name}.xml`, md5: undefined },
    media: media.flatMap((url) => namedObject(url) ?? []),
  };
}

/** `s3://bucket/PMC1.1/figure.jpg?md5=...`; the bucket is the one that is being read, whatever its name. */
export function namedObject(text: string): NamedObject | undefined {
  const [, path, query = ''] =
    /^(?:s3:\/\/[^/]+\/|https?:\/\/[^/]+\/)?([^?#]+)(?:\?([^#]*))?/.exec(text) ?? [];
  if (path === undefined) return undefined;
  const md5 = new URLSearchParams(query).get('md5')?.toLowerCase();
  return { key: path, md5: md5 !== undefined && /^[0-9a-f]{32}$/.test(md5) ? md5 : undefined };
}

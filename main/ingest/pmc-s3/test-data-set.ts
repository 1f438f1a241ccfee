/** For tests: the objects of a data set in PMC's layout of 2026, small or made of real packages. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { article, figure, image } from '../testing/collect.ts';

export const bucket = 'pmc-oa-opendata';

export interface TestVersion {
  readonly xml: string | Uint8Array;
  readonly media?: Readonly<Record<string, Uint8Array>>;
  /** Fields of the metadata that are not the usual ones. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly lastModified?: string;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Objects by key, with the metadata and the inventory that belong to them. */
export class TestDataSet {
  readonly objects = new Map<string, Buffer>();
  readonly lastModified = new Map<string, string>();
  readonly #versions = new Set<string>();

  /** Adds or replaces a version, `PMC1.1`. */
  set(name: string, { xml, media = {}, metadata = {}, lastModified }: TestVersion): void {
    const [pmcid = '', version = '1'] = name.split('.');
    const put = (file: string, content: string | Uint8Array): string => {
      const bytes = Buffer.from(content);
      this.objects.set(`${name}/${file}`, bytes);
      return `s3://${bucket}/${name}/${file}?md5=${md5(bytes)}`;
    };
    const xmlUrl = put(`${name}.xml`, xml);
    const mediaUrls = Object.entries(media).map(([file, bytes]) => put(file, bytes));
    put(`${name}.txt`, 'The text of the article.');
    const json = Buffer.from(
      JSON.stringify({
        pmcid,
        version: Number(version),
        pmid: null,
        doi: null,
        title: 'A title',
        citation: '',
        is_pmc_openaccess: true,
        is_manuscript: false,
        is_historical_ocr: false,
        is_retracted: false,
        license_code: 'CC BY',
        xml_url: xmlUrl,
        pdf_url: null,
        text_url: null,
        media_urls: mediaUrls,
        ...metadata,
      }),
    );
    this.objects.set(`${name}/${name}.json`, json);
    this.objects.set(`metadata/${name}.json`, json);
    this.lastModified.set(`metadata/${name}.json`, lastModified ?? '2026-08-01T00:00:00.000Z');
    this.#versions.add(name);
    this.writeInventory();
  }

  /** The inventory of everything that was set, as of that day. */
  writeInventory(date = '2026-10-01T01-00Z'): void {
    const rows = [...this.#versions]
      .sort((a, b) => (`${a}.json` < `${b}.json` ? -1 : 1))
      .map((name) => {
        const key = `metadata/${name}.json`;
        const tag = md5(this.objects.get(key) ?? Buffer.alloc(0));
        return `"${bucket}","${key}","${this.lastModified.get(key) ?? ''}","${tag}"\n`;
      });
    const folder = `inventory-reports/${bucket}/metadata`;
    const table = gzipSync(rows.join(''));
    const key = `${folder}/data/${md5(table)}.csv.gz`;
    for (const old of this.objects.keys()) if (old.startsWith(`${folder}/data/`)) this.objects.delete(old);
    this.objects.set(key, table);
    const manifest = {
      sourceBucket: bucket,
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, LastModifiedDate, ETag',
      files: [{ key, size: table.length, MD5checksum: md5(table) }],
    };
    this.objects.set(`${folder}/${date}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
    this.objects.set(`${folder}/hive/dt=2026-10-01/symlink.txt`, Buffer.from(key));
  }

  /** The same layout as a folder. */
  async write(folder: string): Promise<void> {
    for (const [key, bytes] of this.objects) {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    }
  }
}

/** An article of so many figures, each with an image of its own. */
export async function smallVersion(
  pmcid: string,
  { figures = 2, metadata = {} }: { figures?: number; metadata?: Readonly<Record<string, unknown>> } = {},
): Promise<TestVersion> {
  const number = Number(pmcid.slice(3));
  const names = Array.from({ length: figures }, (_, index) => `${pmcid}-g00${index + 1}`);
  const body = names
    .map((name, index) =>
      figure(`F${index + 1}`, { href: name, caption: `Figure ${index + 1} of ${pmcid}.` }),
    )
    .join('');
  const media: Record<string, Uint8Array> = {};
  for (const [index, name] of names.entries())
    media[`${name}.jpg`] = await image('jpeg', {
      width: 16 + (number % 64),
      height: 12 + index,
      red: number % 256,
    });
  media[`${pmcid}-s001.xlsx`] = Buffer.from('a supplement');
  return { xml: article(body, { pmcid: pmcid.slice(3) }), media, metadata };
}

/** So many small articles. */
export async function smallDataSet(articles: number, firstPmcid = 101): Promise<TestDataSet> {
  const dataSet = new TestDataSet();
  for (let number = firstPmcid; number < firstPmcid + articles; number++)
    dataSet.set(`PMC${number}.1`, await smallVersion(`PMC${number}`));
  return dataSet;
}

/** Real packages under PMCIDs of their own: folders with one document and its images. */
export async function addRealPackages(dataSet: TestDataSet, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of (await readdir(folder)).sort()) {
    const files = await filesBelow(join(folder, entry));
    const document = files.find((file) => /\.n?xml$/.test(file));
    if (document === undefined) continue;
    const name = `PMC${9_000_001 + names.length}.1`;
    const media: Record<string, Uint8Array> = {};
    for (const file of files)
      if (file !== document) media[file.split('/').at(-1) ?? file] = await readFile(file);
    dataSet.set(name, { xml: await readFile(document), media, metadata: { license_code: null } });
    names.push(name);
  }
  return names;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

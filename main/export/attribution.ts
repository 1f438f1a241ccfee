/** ATTRIBUTION.csv: whom the figures of an export are owed to, an article a line. */
import type { Corpus } from '#main/store/corpus.ts';
import { articlesOf } from '#main/store/attribution.ts';
import type { ExportFiles } from './export-files.ts';
import { csvLine } from './formats/csv.ts';

export const attributionName = 'ATTRIBUTION.csv';

/** Writes the file and returns how many articles it names. */
export async function writeAttribution(
  files: ExportFiles,
  corpus: Corpus,
  ids: Iterable<number>,
): Promise<number> {
  const part = await files.part(
    attributionName,
    'key,title,journal,year,doi,pmcid,license,license_text,retracted,figures\n',
  );
  let articles = 0;
  for (const { article, figures } of articlesOf(corpus, ids)) {
    const { key, title, journal, year, doi, pmcid, license, licenseText, retracted } = article;
    await part.append(
      csvLine([key, title, journal, year, doi, pmcid, license, licenseText, String(retracted), figures]),
    );
    articles += 1;
  }
  await files.finish(attributionName);
  return articles;
}

/** ATTRIBUTION.csv: whom the figures of an export are owed to, an article a line. */
import { setImmediate } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';
import type { Corpus } from '#main/store/corpus.ts';
import { articlesOf } from '#main/store/attribution.ts';
import type { ExportFiles } from './export-files.ts';
import { csvLine } from './formats/csv.ts';

export const attributionName = 'ATTRIBUTION.csv';

/** Writes the file and returns how many articles it names. Throws cancelled. */
export async function writeAttribution(
  files: ExportFiles,
  corpus: Corpus,
  ids: Iterable<number>,
  signal: AbortSignal,
): Promise<number> {
  const part = await files.part(
    attributionName,
    'key,title,journal,year,doi,pmcid,license,license_text,retracted,figures\n',
  );
  let articles = 0;
  for (const attributed of articlesOf(corpus, ids)) {
    if (!attributed) {
      await setImmediate();
      if (signal.aborted) throw new FigscopeError('cancelled', 'The export was cancelled.');
      continue;
    }
    const { article, figures } = attributed;
    const { key, title, journal, year, doi, pmcid, license, licenseText, retracted } = article;
    await part.append(
      csvLine([key, title, journal, year, doi, pmcid, license, licenseText, String(retracted), figures]),
    );
    articles += 1;
  }
  await files.finish(attributionName);
  return articles;
}

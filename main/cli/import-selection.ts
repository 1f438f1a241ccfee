/** The flags of `figscope import` for PMC's article data set. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { pmcSelection, type PmcSelection } from '#app/contract/imports.ts';
import { FigscopeError } from '#app/util/error.ts';
import { parseChoice, readOptionFile } from './parse.ts';
import { numberOption, textOption } from './verb.ts';

const imageChoices = ['fetch', 'lazy'] as const;

export function addSelectionOptions(command: Command): Command {
  return command
    .option('--base-url <url>', 'pmc-s3: address or folder of the data set; default: the setting pmcUrl')
    .option('--since <date>', 'pmc-s3: only articles that changed on or after this day, YYYY-MM-DD')
    .option(
      '--types <types>',
      'pmc-s3: only these article types, by comma: research-article, case-report, ...',
    )
    .option('--pmcids <file>', 'pmc-s3: only the articles named in this file, one PMCID a line')
    .option('--articles <n>', 'pmc-s3: articles to look at, at most')
    .option('--images <how>', 'pmc-s3: fetch copies images, lazy leaves them on the server', 'fetch')
    .option('--concurrency <n>', 'pmc-s3: requests at the same time', '8')
    .option('--bandwidth <n>', 'pmc-s3: bytes per second over all requests, as 500k or 2M');
}

/** What the flags ask for. */
export async function readSelection(options: Record<string, unknown>): Promise<PmcSelection> {
  const baseUrl = textOption(options, 'baseUrl');
  const since = textOption(options, 'since');
  const articles = numberOption(options, 'articles');
  const pmcids = textOption(options, 'pmcids');
  const bandwidth = textOption(options, 'bandwidth');
  const parsed = pmcSelection.safeParse({
    ...(baseUrl === undefined ? {} : { baseUrl: addressOf(baseUrl) }),
    ...(since === undefined ? {} : { since: parseDay('--since', since) }),
    types: words(textOption(options, 'types')),
    ...(pmcids === undefined ? {} : { pmcids: await readPmcids(pmcids) }),
    ...(articles === undefined ? {} : { articles }),
    images: parseChoice('--images', textOption(options, 'images') ?? 'fetch', imageChoices),
    concurrency: numberOption(options, 'concurrency') ?? 8,
    ...(bandwidth === undefined ? {} : { bandwidth: parseBandwidth('--bandwidth', bandwidth) }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FigscopeError('invalid-input', {
    message: `--${String(issue?.path[0] ?? 'articles')}: ${issue?.message ?? 'is not valid'}.`,
    remedy: 'See: figscope import --help',
  });
}

/** A path is meant from where the command was given; the host may run elsewhere. */
const addressOf = (text: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : resolve(text));

const words = (text: string | undefined): string[] =>
  (text ?? '').split(/[\s,]+/).filter((word) => word !== '');

async function readPmcids(path: string): Promise<string[]> {
  const lines = (await readOptionFile('--pmcids', path)).split(/\r?\n/);
  const pmcids = lines.flatMap((line) => words(line.replace(/#.*/, '')));
  if (pmcids.length > 0) return pmcids;
  throw new FigscopeError('invalid-input', {
    message: `--pmcids: ${path} names no article.`,
    remedy: 'Write one PMCID on each line, such as PMC13900.',
    facts: { path },
  });
}

/** `2026-10-01`. */
export function parseDay(option: string, text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime());
  if (isDay && date.toISOString().startsWith(text)) return text;
  throw new FigscopeError('invalid-input', {
    message: `${option} needs a day as YYYY-MM-DD, not ${text}.`,
    remedy: `For example: ${option} 2026-01-31`,
  });
}

/** Bytes per second of `250000`, `250k` or `2.5M`. */
export function parseBandwidth(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(number) * (unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1e3 : 1e6));
  if (number !== '' && bytes >= 1) return bytes;
  throw new FigscopeError('invalid-input', {
    message: `${option} needs bytes per second, not ${text}.`,
    remedy: `For example: ${option} 500k or ${option} 2M`,
  });
}

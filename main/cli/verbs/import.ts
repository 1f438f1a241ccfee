/** figscope import SOURCE... --corpus NAME */
import { importFormats, type PmcSelection } from '#app/contract/imports.ts';
import { licenseCodes } from '#app/domain/figure.ts';
import type { ImportReport } from '#app/domain/job.ts';
import { table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { listOption, numberOption, textOption, withSession, type AddVerb } from '../verb.ts';
import { addSelectionOptions, readSelection } from '../import-selection.ts';
import { parseChoice, parseNumbers } from '../parse.ts';

/** Rejections shown without --json; the rest is counted. */
const shown = 20;
const duplicateChoices = ['keep', 'skip'] as const;

export const addImport: AddVerb = (program, outcome) => {
  const command = program
    .command('import <source...>')
    .description('build or extend a corpus; running it again adds nothing twice')
    .requiredOption('--corpus <name>', 'corpus to write into')
    .option('--format <format>', `what the sources are: ${importFormats.join(', ')} (default: auto)`)
    .option('--licenses <codes>', `only these, by comma: ${licenseCodes.join(', ')}`)
    .option('--split <shares>', 'train,dev,test; articles are drawn, never figures', '0.9,0.05,0.05')
    .option('--seed <n>', 'seed of the split', '0')
    .option('--min-side <px>', 'leave out images whose shorter side has fewer pixels', '0')
    .option('--min-words <n>', 'leave out captions with fewer words', '0')
    .option(
      '--duplicates <what>',
      'keep, or skip figures whose image and caption are in the corpus already',
      'keep',
    )
    .option('--limit <n>', 'figures to take at most')
    .option('--dry-run', 'read and judge everything, and write nothing');
  addSelectionOptions(command).action(
    withSession(
      outcome,
      async ({ client, output, follow }, sources, options) => {
        const limit = numberOption(options, 'limit');
        const licenses = listOption(options, 'licenses').flatMap((codes) => codes.split(','));
        const selection = await readSelection(options);
        const { job } = await client['import.start']({
          sources: sources.map((path) => ({ kind: 'path' as const, path })),
          corpus: textOption(options, 'corpus') ?? '',
          format: parseChoice(
            '--format',
            textOption(options, 'format') ?? usualFormat(selection),
            importFormats,
          ),
          selection,
          licenses: licenses.map((code) => parseChoice('--licenses', code, licenseCodes)),
          split: parseNumbers('--split', textOption(options, 'split') ?? '', 3),
          dryRun: options['dryRun'] === true,
          minSidePx: numberOption(options, 'minSide') ?? 0,
          minCaptionWords: numberOption(options, 'minWords') ?? 0,
          duplicates: parseChoice(
            '--duplicates',
            textOption(options, 'duplicates') ?? 'keep',
            duplicateChoices,
          ),
          seed: numberOption(options, 'seed') ?? 0,
          ...(limit === undefined ? {} : { limit }),
        });
        await follow(job);
        const report = await client['import.report']({ job });
        const rejected = report.rejected
          .slice(0, shown)
          .map(({ item, code, message }) => [item, code, message]);
        const more = report.rejected.length - rejected.length;
        output.result(
          report,
          [
            summary(report, options['dryRun'] === true),
            ...(report.rejected.length > 0
              ? [`Not taken: ${reasons(report.rejectedBy)}`, table(['item', 'code', 'why'], rejected)]
              : []),
            ...(more > 0 ? [`... and ${more.toLocaleString('en')} more; --json lists them all`] : []),
          ].join('\n'),
        );
        // What the selection left out was not wanted, hence not refused.
        const refused = report.rejected.some(({ code }) => code !== 'not-selected');
        return refused ? exitCodes.someRejected : exitCodes.done;
      },
      { lasting: true },
    ),
  );
};

function summary(report: ImportReport, dryRun: boolean): string {
  const { corpus, pairs, articles, totals, seconds, nowLocal = 0 } = report;
  const what = `${pairs.toLocaleString('en')} pairs of ${articles.toLocaleString('en')} articles`;
  const all = totals.pairs.toLocaleString('en');
  return dryRun
    ? `An import would add ${what} to ${corpus}, which would have ${all}. Nothing was written.`
    : `${what} added to ${corpus} in ${seconds.toFixed(1)} s; it has ${all} now.${nowLocalText(nowLocal)}`;
}

/** Figures whose images were left on the server by an earlier import. */
function nowLocalText(count: number): string {
  if (count === 0) return '';
  const figures = count === 1 ? 'figure that was' : 'figures that were';
  return ` ${count.toLocaleString('en')} ${figures} on the server ${count === 1 ? 'is' : 'are'} now local.`;
}

/** `12 too-small, 3 duplicate`, the most frequent first. */
function reasons(rejectedBy: ImportReport['rejectedBy']): string {
  return Object.entries(rejectedBy)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count.toLocaleString('en')} ${code}`)
    .join(', ');
}

/** Whoever names the address of a data set means one. */
const usualFormat = ({ baseUrl }: PmcSelection): string => (baseUrl === undefined ? 'auto' : 'pmc-s3');

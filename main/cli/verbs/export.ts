/** figscope export NAME --format F --out FOLDER */
import { resolve } from 'node:path';
import { defaultShardFigures, exportFormats, restrictedIn, type ExportResult } from '#app/domain/export.ts';
import { licenseCodes, splitNames } from '#app/domain/figure.ts';
import { formatBytes, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';

/** Figures left out that are shown without --json. */
const shown = 20;

export const addExport: AddVerb = (program, outcome) => {
  program
    .command('export <name>')
    .description('write a corpus as files for other programs, with manifest.json and ATTRIBUTION.csv')
    .requiredOption('--format <format>', exportFormats.join(', '))
    .requiredOption('--out <folder>', 'a new or empty folder; the same command goes on after an interruption')
    .option('--filter <filter>', "only what matches, for example 'year>=2015 -status:rejected'")
    .option('--text <words>', 'only captions with these words')
    .option('--split <names>', `only these, by comma: ${splitNames.join(', ')}`)
    .option('--licenses <codes>', `only these, by comma: ${licenseCodes.join(', ')}`)
    .option('--shard-figures <n>', 'figures per WebDataset shard', String(defaultShardFigures))
    .option('--dry-run', 'count, and write nothing')
    .action(
      withSession(
        outcome,
        async ({ client, output, follow }, [corpus], options) => {
          const out = resolve(textOption(options, 'out') ?? '');
          const dryRun = options['dryRun'] === true;
          const { job } = await client['export.start']({
            corpus,
            format: parseChoice('--format', textOption(options, 'format') ?? '', exportFormats),
            out,
            filter: textOption(options, 'filter') ?? '',
            text: textOption(options, 'text') ?? '',
            splits: byComma(options, 'split').map((name) => parseChoice('--split', name, splitNames)),
            licenses: byComma(options, 'licenses').map((code) =>
              parseChoice('--licenses', code, licenseCodes),
            ),
            shardFigures: numberOption(options, 'shardFigures') ?? defaultShardFigures,
            dryRun,
          });
          await follow(job);
          const result = await client['export.report']({ job });
          output.result(result, described(result, out, dryRun));
          return result.skippedCount > 0 ? exitCodes.someRejected : exitCodes.done;
        },
        { lasting: true },
      ),
    );
};

const byComma = (options: Record<string, unknown>, name: string): string[] =>
  (textOption(options, name) ?? '').split(',').filter((part) => part !== '');

function described(result: ExportResult, out: string, dryRun: boolean): string {
  const { figures, files, bytes, byLicense, skipped, skippedCount } = result;
  const count = (value: number): string => value.toLocaleString('en');
  const listed = skipped.slice(0, shown).map(({ figure, code, message }) => [figure, code, message]);
  return [
    dryRun
      ? `An export would hold ${count(figures)} figures with ${formatBytes(bytes)} of images. Nothing was written.`
      : `${count(figures)} figures in ${count(files)} files, ${formatBytes(bytes)}, in ${out}`,
    ...(figures > 0 ? [table(['licence', 'figures'], Object.entries(byLicense))] : []),
    ...(restrictedIn(byLicense) > 0
      ? [
          `${count(restrictedIn(byLicense))} figures are under licences that forbid altered copies, allow mining alone or are not known: look at ATTRIBUTION.csv before you pass them on.`,
        ]
      : []),
    ...(skippedCount > 0
      ? [`Not exported: ${count(skippedCount)}`, table(['figure', 'code', 'why'], listed)]
      : []),
    ...(skippedCount > listed.length
      ? [`... and ${count(skippedCount - listed.length)} more; skipped.csv lists them all`]
      : []),
  ].join('\n');
}

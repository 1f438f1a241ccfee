/** figscope evaluate retrieval NAME */
import { splitNames } from '#app/domain/figure.ts';
import type { RecallReport } from '#app/domain/search.ts';
import { computeOf, withPrecision } from '../compute-options.ts';
import { formatShare, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { textOption, withSession, type AddVerb } from '../verb.ts';

export const addEvaluate: AddVerb = (program, outcome) => {
  const evaluate = program.command('evaluate').description('judge a model');
  withPrecision(evaluate.command('retrieval <name>'))
    .description('cross-modal retrieval over a split, exact, both directions')
    .requiredOption('--model <name>', 'see: figscope model list')
    .option('--split <split>', splitNames.join(', '), 'test')
    .action(
      withSession(outcome, async ({ client, output }, [corpus], options) => {
        const report = await client['retrieval.evaluate']({
          corpus,
          model: textOption(options, 'model') ?? '',
          split: parseChoice('--split', textOption(options, 'split') ?? 'test', splitNames),
          compute: computeOf(options),
        });
        const { worst, ...numbers } = report;
        output.result(
          {
            ...numbers,
            worst: worst.map(({ figure, imageToTextRank, textToImageRank }) => ({
              figure: figure.id,
              imageToTextRank,
              textToImageRank,
            })),
          },
          `${table(['', 'R@1', 'R@5', 'R@10', 'median', 'MRR'], [row('image to text', report.imageToText), row('text to image', report.textToImage)])}\nexact, pool of ${report.pool} pairs, 95 % bootstrap intervals with --json`,
        );
        return exitCodes.done;
      }),
    );
};

const row = (title: string, report: RecallReport): (string | number)[] => [
  title,
  formatShare(report.r1),
  formatShare(report.r5),
  formatShare(report.r10),
  report.medianRank,
  formatShare(report.mrr),
];

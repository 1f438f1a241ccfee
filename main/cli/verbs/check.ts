/** figscope check NAME */
import { checkDepths, leakKinds, type CheckReport, type Problem } from '#app/domain/check.ts';
import { table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { withSession, type AddVerb } from '../verb.ts';

/** Leaks shown without --json; the rest is counted. */
const shown = 20;

export const addCheck: AddVerb = (program, outcome) => {
  const [quick, full] = checkDepths;
  program
    .command('check <name>')
    .description('integrity of a corpus, leaks between its splits, duplicates; changes nothing')
    .option('--full', 'read every image, vector and page; else what fits into about a minute')
    .option('--no-leakage', 'do not look for leaks and duplicates')
    .action(
      withSession(outcome, async ({ client, output, follow }, [corpus], options) => {
        const { job } = await client['check.start']({
          corpus,
          depth: options['full'] === true ? full : quick,
          leakage: options['leakage'] !== false,
        });
        await follow(job);
        const report = await client['check.report']({ job });
        output.result(report, inWords(report));
        return report.ok ? exitCodes.done : exitCodes.failed;
      }),
    );
};

function inWords(report: CheckReport): string {
  const { corpus, problems, looked, seconds } = report;
  const verdict =
    problems.length === 0
      ? `Nothing of ${corpus} is damaged.`
      : `${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in ${corpus}${report.ok ? ', none of which loses anything' : ''}.`;
  return [
    verdict,
    ...problems.map(problemInWords),
    leakageInWords(report),
    '',
    `Looked at in ${seconds.toFixed(1)} s:`,
    ...looked.map((sentence) => `  ${sentence}`),
  ].join('\n');
}

function problemInWords({ part, severity, message, remedy, examples }: Problem): string {
  const named = examples.slice(0, 3).map((example) => `  ${example}`);
  const more = examples.length > named.length ? ['  ...'] : [];
  return ['', `${severity} in ${part}: ${message}`, ...named, ...more, `  -> ${remedy}`].join('\n');
}

function leakageInWords({ leakage, leakCounts, duplicates }: CheckReport): string {
  const kinds = leakKinds.filter((kind) => leakCounts[kind]);
  const twins = `Figures with a twin anywhere: ${count(duplicates.images)} by image, ${count(duplicates.captions)} by caption.`;
  if (kinds.length === 0) return `\nNothing leaks between splits. ${twins}`;
  const rows = leakage
    .slice(0, shown)
    .map(({ kind, figures, splits, similarity }) => [
      kind,
      ...figures,
      splits.join(' and '),
      similarity ?? '',
    ]);
  return [
    '',
    `Leaks between splits: ${kinds.map((kind) => `${count(leakCounts[kind] ?? 0)} ${kind}`).join(', ')}. ${twins}`,
    table(['kind', 'figure', 'figure', 'splits', 'similarity'], rows),
    ...(leakage.length > shown ? ['... --json lists more'] : []),
  ].join('\n');
}

const count = (value: number): string => value.toLocaleString('en');

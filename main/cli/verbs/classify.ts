/** figscope classify PATH... */
import type { Classification } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';
import { computeOf, withPrecision } from '../compute-options.ts';
import { formatShare } from '../format.ts';
import { openOptionFile, parseChoice, readOptionFile } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { listOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addClassify: AddVerb = (program, outcome) => {
  withPrecision(program.command('classify <path...>'))
    .description('zero-shot classification of image files and folders')
    .requiredOption('--model <name>', 'see: figscope model list')
    .option('--labels <labels>', 'by comma')
    .option('--labels-file <file>', 'one label per line')
    .option('--template <template...>', 'a sentence with {} for the label', ['this is a photo of {}'])
    .option('--prepare <how>', 'display (orientation and window applied) or exact', 'display')
    .option('--out <file>', 'also write a CSV table')
    .action(
      withSession(outcome, async ({ client, output, signal }, paths, options) => {
        const labels = await readLabels(options);
        const items: Classification[] = [];
        const request = {
          model: textOption(options, 'model') ?? '',
          sources: paths.map((path) => ({ kind: 'path' as const, path })),
          labels,
          templates: listOption(options, 'template'),
          prepare: parseChoice('--prepare', textOption(options, 'prepare') ?? 'display', [
            'display',
            'exact',
          ] as const),
          compute: computeOf(options),
        };
        const out = textOption(options, 'out');
        await using table = out === undefined ? undefined : await openOptionFile('--out', out);
        for await (const item of client['classify.run'](request, { signal })) {
          items.push(item);
          output.line(item, describe(item));
        }
        await table?.writeFile(toCsv(items, labels));
        return items.some((item) => item.error) ? exitCodes.someRejected : exitCodes.done;
      }),
    );
};

async function readLabels(options: Record<string, unknown>): Promise<string[]> {
  const file = textOption(options, 'labelsFile');
  const text =
    file === undefined
      ? (textOption(options, 'labels') ?? '').split(',')
      : (await readOptionFile('--labels-file', file)).split('\n');
  const labels = text.map((label) => label.trim()).filter((label) => label !== '');
  if (labels.length > 0) return labels;
  throw new FigscopeError('invalid-input', {
    message: 'There is no label to choose from.',
    remedy: 'Give --labels a,b,c or --labels-file FILE.',
  });
}

function describe({ path, results, error }: Classification): string {
  if (!results) return `${path}: ${error?.message ?? 'not classified'}`;
  const best = [...results].sort((a, b) => a.rank - b.rank).slice(0, 3);
  return `${path}: ${best.map(({ label, probability, cosine }) => `${label} ${(100 * probability).toFixed(1)}% (cosine ${formatShare(cosine, 4)})`).join(', ')}`;
}

function toCsv(items: readonly Classification[], labels: readonly string[]): string {
  const quote = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const header = [
    'path',
    'label',
    ...labels.map((label) => `cosine ${label}`),
    ...labels.map((label) => `probability ${label}`),
    'error',
  ];
  const rows = items.map(({ path, results = [], error }) => {
    const of = (label: string) => results.find((result) => result.label === label);
    const first = results.find(({ rank }) => rank === 1)?.label ?? '';
    return [
      path,
      first,
      ...labels.map((label) => String(of(label)?.cosine ?? '')),
      ...labels.map((label) => String(of(label)?.probability ?? '')),
      error?.message ?? '',
    ];
  });
  return `${[header, ...rows].map((row) => row.map(quote).join(',')).join('\n')}\n`;
}

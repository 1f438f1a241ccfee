/** figscope query NAME: browse as the grid does. */
import { facetFields, sortFields, type Sort } from '#app/domain/corpus.ts';
import { oneLine, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addQuery: AddVerb = (program, outcome) => {
  program
    .command('query <name>')
    .description('rows of a corpus by words and filter')
    .option('--text <words>', 'words in the caption')
    .option('--filter <filter>', "for example 'year>=2015 license:CC-BY modality:mri'")
    .option('--sort <field>', `${sortFields.join(', ')}, with :asc or :desc`)
    .option('--limit <n>', 'rows to show', '60')
    .option('--offset <n>', 'rows to skip', '0')
    .option('--facets <fields>', `counts by comma: ${facetFields.join(', ')}`)
    .action(
      withSession(outcome, async ({ client, output }, [corpus], options) => {
        const startedAt = performance.now();
        const sort = parseSort(textOption(options, 'sort'));
        const query = {
          text: textOption(options, 'text') ?? '',
          filter: textOption(options, 'filter') ?? '',
          ...(sort ? { sort } : {}),
        };
        const facets = (textOption(options, 'facets') ?? '')
          .split(',')
          .filter(Boolean)
          .map((field) => parseChoice('--facets', field, facetFields));
        const found = await client['corpus.query']({ corpus, query, facets });
        const limit = numberOption(options, 'limit') ?? 60;
        const { rows } = await client['corpus.page']({
          corpus,
          query,
          offset: numberOption(options, 'offset') ?? 0,
          limit: Math.max(1, Math.min(1024, limit)),
        });
        const kept = limit === 0 ? [] : rows;
        output.result(
          {
            total: found.total,
            ...(found.rankedWithin === undefined ? {} : { rankedWithin: found.rankedWithin }),
            ids: kept.map(({ id }) => id),
            rows: kept,
            facets: found.facets,
            milliseconds: performance.now() - startedAt,
          },
          [
            `${found.total.toLocaleString('en')} figures`,
            table(
              ['row', 'figure', 'year', 'modality', 'caption'],
              kept.map((row) => [
                row.id,
                `${row.articleKey}/${row.figureId}`,
                String(row.year ?? ''),
                row.modality ?? '',
                oneLine(row.caption, 80),
              ]),
            ),
            ...Object.entries(found.facets).map(
              ([field, values]) =>
                `\n${table(
                  [field, 'figures'],
                  values.map(({ value, count }) => [value, count]),
                )}`,
            ),
          ].join('\n'),
        );
        return exitCodes.done;
      }),
    );
};

function parseSort(text: string | undefined): Sort | undefined {
  if (text === undefined) return undefined;
  const [field, direction = 'asc'] = text.split(':');
  return {
    field: parseChoice('--sort', field, sortFields),
    direction: parseChoice('--sort', direction, ['asc', 'desc']),
  };
}

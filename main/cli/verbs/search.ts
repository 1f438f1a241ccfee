/** figscope search NAME: retrieval by words, meaning, image or example. */
import { directions, searchModes, type SearchQuery } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';
import { computeOf, withPrecision } from '../compute-options.ts';
import { formatShare, oneLine, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';
import { figureReference } from './corpus.ts';

export const addSearch: AddVerb = (program, outcome) => {
  withPrecision(program.command('search <name>'))
    .description('find figures by text, image or example')
    .option('--text <query>', 'words or a sentence')
    .option('--image <path>', 'an image file')
    .option('--like <figure>', 'a figure of the corpus')
    .option('--mode <mode>', searchModes.join(', '), 'semantic')
    .option('--direction <direction>', directions.join(', '))
    .option('--filter <filter>', 'search only what matches')
    .option('--model <name>', 'default: the newest embedding of the corpus')
    .option('-k <n>', 'hits', '20')
    .option('--exact', 'compare with every vector')
    .action(
      withSession(outcome, async ({ client, output }, [corpus], options) => {
        const direction = textOption(options, 'direction');
        const model = textOption(options, 'model');
        const found = await client['retrieval.search']({
          corpus,
          query: parseQuery(options),
          mode: parseChoice('--mode', textOption(options, 'mode') ?? 'semantic', searchModes),
          ...(direction === undefined
            ? {}
            : { direction: parseChoice('--direction', direction, directions) }),
          filter: textOption(options, 'filter') ?? '',
          k: numberOption(options, 'k') ?? 20,
          ...(model === undefined ? {} : { model }),
          compute: computeOf(options),
        });
        const hits = found.hits.map(({ figure, rank, cosine, matched }) => ({
          figure: figure.id,
          reference: `${figure.articleKey}/${figure.figureId}`,
          rank,
          ...(cosine === undefined ? {} : { cosine }),
          lexical: matched.includes('lexical'),
          caption: figure.caption,
        }));
        const { exact, pool, hidden, embedding, truePairRank, milliseconds } = found;
        output.result(
          {
            hits,
            exact,
            pool,
            hidden,
            ...(embedding ? { embedding } : {}),
            ...(truePairRank === undefined ? {} : { truePairRank }),
            milliseconds,
          },
          [
            table(
              ['rank', 'cosine', 'figure', 'caption'],
              hits.map((hit) => [
                hit.rank,
                hit.cosine === undefined ? '' : formatShare(hit.cosine, 4),
                hit.reference,
                oneLine(hit.caption, 90),
              ]),
            ),
            `${exact ? 'exact' : 'approximate'} over ${pool.toLocaleString('en')} figures${embedding ? `, ${embedding.model}` : ''}, ${milliseconds.toFixed(0)} ms`,
          ].join('\n'),
        );
        return exitCodes.done;
      }),
    );
};

function parseQuery(options: Record<string, unknown>): SearchQuery {
  const text = textOption(options, 'text');
  const image = textOption(options, 'image');
  const like = textOption(options, 'like');
  const given = [text, image, like].filter((value) => value !== undefined).length;
  if (given !== 1) {
    throw new FigscopeError('invalid-input', {
      message: 'A search starts from exactly one of --text, --image and --like.',
      remedy: "For example: figscope search sample --text 'chest radiograph'",
    });
  }
  if (text !== undefined) return { kind: 'text', text };
  if (image !== undefined) return { kind: 'image', source: { kind: 'path', path: image } };
  return { kind: 'like', figure: figureReference(like ?? '') };
}

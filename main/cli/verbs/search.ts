/** figscope search NAME: retrieval by words, meaning, image or example. */
import {
  directions,
  searchModes,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
} from '#app/domain/search.ts';
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
    .option('--exact', 'compare with every vector, also where an index would answer')
    .option('--no-collapse', 'list figures with the same image or caption one by one')
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
          exact: options['exact'] === true,
          collapse: options['collapse'] !== false,
          ...(model === undefined ? {} : { model }),
          compute: computeOf(options),
        });
        const { hits: _, ...facts } = found;
        const hits = found.hits.map(jsonHit);
        output.result({ hits, ...facts }, [...hitTable(found), ...provenance(found)].join('\n'));
        return exitCodes.done;
      }),
    );
};

const jsonHit = ({ figure, rank, cosine, matched, sideRanks, copies }: SearchHit) => ({
  figure: figure.id,
  reference: `${figure.articleKey}/${figure.figureId}`,
  rank,
  ...(cosine === undefined ? {} : { cosine }),
  lexical: matched.includes('lexical'),
  ...(sideRanks ? { sideRanks } : {}),
  ...(copies.length > 0 ? { copies } : {}),
  ...(figure.retracted ? { retracted: true } : {}),
  caption: figure.caption,
});

function hitTable({ hits }: SearchResult): string[] {
  if (hits.length === 0) return ['Nothing was found.'];
  const bySides = hits.some(({ sideRanks }) => sideRanks);
  const heads = ['rank', 'cosine', ...(bySides ? ['words', 'meaning'] : []), 'figure', 'caption'];
  return [
    table(
      heads,
      hits.map(({ rank, cosine, sideRanks, figure, copies }) => [
        rank,
        cosine === undefined ? '' : formatShare(cosine, 4),
        ...(bySides ? [sideRanks?.lexical ?? '', sideRanks?.semantic ?? ''] : []),
        `${figure.articleKey}/${figure.figureId}`,
        [
          ...(figure.retracted ? ['[retracted]'] : []),
          ...(copies.length > 0 ? [`[+${copies.length}]`] : []),
          oneLine(figure.caption, 90),
        ].join(' '),
      ]),
    ),
  ];
}

/** Where the numbers come from, and what is not among the hits. */
function provenance(found: SearchResult): string[] {
  const {
    exact,
    recallEstimate,
    recallK = 10,
    pool,
    embedding,
    truePairRank,
    rankedWithin,
    milliseconds,
  } = found;
  const compared = exact
    ? 'exact'
    : `approximate${recallEstimate === undefined ? '' : `, recall@${recallK} about ${formatShare(recallEstimate, 3)}`}`;
  const count = (value: number): string => value.toLocaleString('en');
  return [
    [
      `${compared} over ${count(pool)} figures`,
      ...(embedding ? [embedding.model] : []),
      ...(truePairRank === undefined ? [] : [`own pair at rank ${count(truePairRank)}`]),
      ...(rankedWithin === undefined
        ? []
        : [`words ranked within the newest ${count(rankedWithin)} matches`]),
      `${milliseconds.toFixed(0)} ms`,
    ].join(', '),
    ...found.hidden.map(({ reason, count: hidden }) => `${count(hidden)} not shown: ${reason}`),
    ...found.notes,
  ];
}

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

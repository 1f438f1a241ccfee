/** figscope corpus list | stats | show | remove | synth */
import type { FigureDetail } from '#app/domain/corpus.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatBytes, table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { numberOption, withSession, type AddVerb } from '../verb.ts';

export const addCorpus: AddVerb = (program, outcome) => {
  const corpus = program.command('corpus').description('list, describe and remove corpora');

  corpus
    .command('list')
    .description('corpora of this home')
    .action(
      withSession(outcome, async ({ client, output }) => {
        // A fresh home has the sample, once somebody looks.
        await client['corpus.stats']({ corpus: 'sample' });
        const { corpora } = await client['corpus.list']({});
        const rows = corpora.map(({ name, articles, pairs, sizeBytes, embeddings }) => [
          name,
          articles,
          pairs,
          formatBytes(sizeBytes),
          embeddings.map(({ model }) => model).join(', '),
        ]);
        output.result({ corpora }, table(['corpus', 'articles', 'pairs', 'size', 'embeddings'], rows));
        return exitCodes.done;
      }),
    );

  corpus
    .command('stats <name>')
    .description('counts by split, licence, year and modality')
    .action(
      withSession(outcome, async ({ client, output }, [name]) => {
        const stats = await client['corpus.stats']({ corpus: name });
        const section = (title: string, counts: Record<string, number>) =>
          table([title, 'pairs'], Object.entries(counts));
        const { p50, p90, p99, unit } = stats.captionTokens;
        output.result(
          stats,
          [
            `${stats.pairs.toLocaleString('en')} pairs of ${stats.articles.toLocaleString('en')} articles, ${formatBytes(stats.sizeBytes)}`,
            `captions: half have up to ${p50} ${unit}, 90 % up to ${p90}, 99 % up to ${p99}`,
            section('split', stats.bySplit),
            section('modality', stats.byModality),
            section('licence', stats.byLicense),
            section('year', stats.byYear),
          ].join('\n\n'),
        );
        return exitCodes.done;
      }),
    );

  corpus
    .command('show <name> <figure>')
    .description('everything about one figure: a row id, ARTICLE/figure-id or sha256:...')
    .action(
      withSession(outcome, async ({ client, output }, [name, figure]) => {
        const detail = await client['corpus.figure']({ corpus: name, figure: figureReference(figure) });
        const { image, ...rest } = detail;
        output.result({ ...rest, image: { ...image, bytes: image.sizeBytes } }, describeFigure(detail));
        return exitCodes.done;
      }),
    );

  corpus
    .command('remove <name>')
    .description('delete a corpus with its edits and vectors; originals outside the home stay')
    .option('--dry-run', 'say what would be deleted')
    .action(
      withSession(outcome, async ({ client, output }, [name], options) => {
        const { corpora } = await client['corpus.list']({});
        const found = corpora.find((candidate) => candidate.name === name);
        if (!found)
          throw new FigscopeError('not-found', {
            message: `There is no corpus ${name}.`,
            remedy: 'See: figscope corpus list',
          });
        if (options['dryRun'] === true) {
          output.result(
            { corpus: name, wouldFreeBytes: found.sizeBytes },
            `Would delete ${name}: ${found.pairs} pairs, ${formatBytes(found.sizeBytes)}.`,
          );
          return exitCodes.done;
        }
        const { freedBytes } = await client['corpus.remove']({ corpus: name });
        output.result({ corpus: name, freedBytes }, `Deleted ${name}, ${formatBytes(freedBytes)} freed.`);
        return exitCodes.done;
      }),
    );

  corpus
    .command('synth <name>')
    .description('make a corpus of invented rows, for work on speed at scale; interrupted, it goes on')
    .requiredOption('--rows <n>', 'how many rows')
    .option('--seed <n>', 'the same seed makes the same rows (default 0)')
    .option('--vectors <d>', 'also vectors of so many values for every image and text')
    .action(
      withSession(outcome, async ({ client, output, follow }, [name], options) => {
        const [rows, seed, vectors] = ['rows', 'seed', 'vectors'].map((option) =>
          numberOption(options, option),
        );
        const { job } = await client['synth.start']({
          corpus: name,
          rows: rows ?? 0,
          ...(seed === undefined ? {} : { seed }),
          ...(vectors === undefined ? {} : { vectors }),
        });
        await follow(job);
        const made = await client['synth.report']({ job });
        output.result(
          made,
          `${made.rows.toLocaleString('en')} rows in ${name}, ${formatBytes(made.bytes)}, ${made.seconds.toFixed(1)} s.`,
        );
        return exitCodes.done;
      }),
    );
};

/** Row ids are numbers; everything else names an article's figure or a hash. */
export const figureReference = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

function describeFigure(detail: FigureDetail): string {
  const { article, image, curation } = detail;
  return [
    `${detail.label ?? detail.figureId}  ${article.title}`,
    `${article.key}/${detail.figureId} · row ${detail.id} · ${detail.split} · ${curation.status}${curation.tags.length > 0 ? ` · ${curation.tags.join(', ')}` : ''}`,
    [article.journal, article.year, article.license, article.retracted ? 'RETRACTED' : undefined]
      .filter((part) => part !== undefined)
      .join(' · '),
    `${image.format} ${image.width} × ${image.height}, ${formatBytes(image.sizeBytes)}, sha256:${image.sha256}`,
    '',
    detail.caption,
    ...(curation.captionEdited ? ['', `As published: ${detail.originalCaption}`] : []),
    ...detail.mentions.map((mention) => `\n› ${mention.text}`),
  ].join('\n');
}

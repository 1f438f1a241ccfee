/** figscope embed NAME */
import type { HostContract } from '#app/contract/index.ts';
import type { Client } from '#app/rpc/define.ts';
import { computeOf, withPrecision } from '../compute-options.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addEmbed: AddVerb = (program, outcome) => {
  withPrecision(program.command('embed <name>'))
    .description('embed a corpus and build its index; running it again continues where it stopped')
    .requiredOption('--model <name>', 'see: figscope model list')
    .option('--side <sides>', 'image, text or both by comma', 'image,text')
    .option('--batch <n>', 'images or texts at a time', '32')
    .action(
      withSession(
        outcome,
        async ({ client, output, follow }, [corpus], options) => {
          const startedAt = performance.now();
          const sides = (textOption(options, 'side') ?? '')
            .split(',')
            .map((side) => parseChoice('--side', side, ['image', 'text'] as const));
          const { job, embedding } = await client['embed.start']({
            corpus,
            model: textOption(options, 'model') ?? '',
            sides,
            batch: numberOption(options, 'batch') ?? 32,
            compute: computeOf(options),
          });
          const ended = await follow(job);
          const seconds = (performance.now() - startedAt) / 1000;
          const after = await vectorsOf(client, corpus);
          const count = (side: 'images' | 'texts') => after.get(embedding)?.[side] ?? 0;
          output.result(
            {
              embedding,
              images: count('images'),
              texts: count('texts'),
              // What an earlier run had made does not count as this one's speed.
              imagesPerSecond: ended.embedded?.imagesPerSecond ?? 0,
              textsPerSecond: ended.embedded?.textsPerSecond ?? 0,
              seconds,
            },
            `${embedding}: ${ended.result ?? 'done'}`,
          );
          return exitCodes.done;
        },
        { lasting: true },
      ),
    );
};

/** Vectors of every embedding of a corpus, by the embedding's id. */
async function vectorsOf(client: Client<HostContract>, corpus: string) {
  const { corpora } = await client['corpus.list']({});
  const embeddings = corpora.find(({ name }) => name === corpus)?.embeddings ?? [];
  return new Map(embeddings.map((embedding) => [embedding.id, embedding]));
}

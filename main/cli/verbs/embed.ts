/** figscope embed NAME, figscope encode */
import * as z from 'zod';
import type { HostContract } from '#app/contract/index.ts';
import type { Client } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatShare } from '../format.ts';
import { parseChoice, readOptionJson } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { listOption, numberOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addEmbed: AddVerb = (program, outcome) => {
  program
    .command('embed <name>')
    .description('embed a corpus; running it again continues where it stopped')
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
          const before = await vectorsOf(client, corpus);
          const { job, embedding } = await client['embed.start']({
            corpus,
            model: textOption(options, 'model') ?? '',
            sides,
            batch: numberOption(options, 'batch') ?? 32,
          });
          const ended = await follow(job);
          const seconds = (performance.now() - startedAt) / 1000;
          const after = await vectorsOf(client, corpus);
          const count = (side: 'images' | 'texts') => after.get(embedding)?.[side] ?? 0;
          // What an earlier run had made already does not count as this one's speed.
          const rate = (side: 'images' | 'texts') =>
            (count(side) - (before.get(embedding)?.[side] ?? 0)) / seconds;
          output.result(
            {
              embedding,
              images: count('images'),
              texts: count('texts'),
              imagesPerSecond: rate('images'),
              textsPerSecond: rate('texts'),
              seconds,
            },
            `${embedding}: ${ended.result ?? 'done'}`,
          );
          return exitCodes.done;
        },
        { lasting: true },
      ),
    );

  program
    .command('encode')
    .description('raw embeddings, L2-normalised')
    .requiredOption('--model <name>', 'see: figscope model list')
    .option('--image <path...>', 'image files')
    .option('--text <text...>', 'texts')
    .option('--tokens <file>', 'JSON [[int]]: rows of token ids')
    .option('--prepare <how>', 'exact (as open_clip and Pillow) or display', 'exact')
    .option('--precision <precision>', 'fp32', 'fp32')
    .action(
      withSession(outcome, async ({ client, output }, _, options) => {
        parseChoice('--precision', textOption(options, 'precision') ?? 'fp32', ['fp32'] as const);
        const tokens = textOption(options, 'tokens');
        const encoded = await client['models.encode']({
          model: textOption(options, 'model') ?? '',
          images: listOption(options, 'image').map((path) => ({ kind: 'path' as const, path })),
          texts: listOption(options, 'text'),
          tokens: tokens === undefined ? [] : await readTokens(tokens),
          prepare: parseChoice('--prepare', textOption(options, 'prepare') ?? 'exact', [
            'exact',
            'display',
          ] as const),
        });
        output.result(
          encoded,
          encoded.embeddings.map((row) => row.map((x) => formatShare(x, 6)).join(' ')).join('\n'),
        );
        return exitCodes.done;
      }),
    );
};

/** Vectors of every embedding of a corpus, by the embedding's id. */
async function vectorsOf(client: Client<HostContract>, corpus: string) {
  const { corpora } = await client['corpus.list']({});
  const embeddings = corpora.find(({ name }) => name === corpus)?.embeddings ?? [];
  return new Map(embeddings.map((embedding) => [embedding.id, embedding]));
}

async function readTokens(path: string): Promise<number[][]> {
  const parsed = z.array(z.array(z.number().int().min(0))).safeParse(await readOptionJson('--tokens', path));
  if (parsed.success) return parsed.data;
  throw new FigscopeError('invalid-input', {
    message: `${path} is not a JSON list of lists of token ids.`,
    remedy: 'For example: [[2, 57, 3]]',
  });
}

/** figscope encode */
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { computeOf, withPrecision } from '../compute-options.ts';
import { formatShare } from '../format.ts';
import { parseChoice, readOptionJson } from '../parse.ts';
import { exitCodes } from '../session.ts';
import { listOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addEncode: AddVerb = (program, outcome) => {
  withPrecision(program.command('encode'))
    .description('raw embeddings, L2-normalised')
    .requiredOption('--model <name>', 'see: figscope model list')
    .option('--image <path...>', 'image files')
    .option('--text <text...>', 'texts')
    .option('--tokens <file>', 'JSON [[int]]: rows of token ids')
    .option('--prepare <how>', 'exact (as open_clip and Pillow) or display', 'exact')
    .action(
      withSession(outcome, async ({ client, output }, _, options) => {
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
          compute: computeOf(options),
        });
        output.result(
          encoded,
          encoded.embeddings.map((row) => row.map((x) => formatShare(x, 6)).join(' ')).join('\n'),
        );
        return exitCodes.done;
      }),
    );
};

async function readTokens(path: string): Promise<number[][]> {
  const parsed = z.array(z.array(z.number().int().min(0))).safeParse(await readOptionJson('--tokens', path));
  if (parsed.success) return parsed.data;
  throw new FigscopeError('invalid-input', {
    message: `${path} is not a JSON list of lists of token ids.`,
    remedy: 'For example: [[2, 57, 3]]',
  });
}

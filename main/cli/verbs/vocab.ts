/** figscope vocab train NAME */
import { resolve } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { exitCodes } from '../session.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';

export const addVocab: AddVerb = (program, outcome) => {
  const vocab = program.command('vocab').description('vocabularies of text towers');

  vocab
    .command('train <name>')
    .description('learn a WordPiece vocabulary from the training split of a corpus')
    .requiredOption('--size <n>', 'entries, special tokens included')
    .requiredOption('--out <file>', 'where to write it: a new file, one token a line')
    .action(
      withSession(outcome, async ({ client, output, signal }, [corpus], options) => {
        const startedAt = performance.now();
        const out = resolve(textOption(options, 'out') ?? '');
        const size = numberOption(options, 'size') ?? 0;
        const chunks = client['vocabulary.train']({ corpus, size, out }, { signal });
        for await (const { progress, learnt } of chunks) {
          output.progress({ title: `Vocabulary of ${corpus}`, progress });
          if (learnt === undefined) continue;
          const { entries, captions } = learnt;
          const seconds = (performance.now() - startedAt) / 1000;
          output.result(
            { corpus, entries, captions, out, seconds },
            `${entries.toLocaleString('en')} entries from ${captions.toLocaleString('en')} captions in ${out}`,
          );
          return exitCodes.done;
        }
        throw new FigscopeError('unavailable', {
          message: 'The vocabulary was not finished.',
          remedy: 'Start it again.',
        });
      }),
    );
};

/** figscope curate set | tag | undo | history */
import { curationStatuses } from '#app/domain/figure.ts';
import type { CurationChange } from '#app/domain/curation.ts';
import { FigscopeError } from '#app/util/error.ts';
import { oneLine, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes, type Session } from '../session.ts';
import { listOption, textOption, withSession, type AddVerb } from '../verb.ts';
import { figureReference } from './corpus.ts';

export const addCurate: AddVerb = (program, outcome) => {
  const curate = program.command('curate').description('edit captions, status and tags, with history');

  curate
    .command('set <name> <figure>')
    .description('status or caption of a figure')
    .option('--status <status>', curationStatuses.join(', '))
    .option('--caption <text>', 'the new caption')
    .action(
      withSession(outcome, async (session, [corpus, figure], options) => {
        const changes = settings(options);
        if (changes.length === 0)
          throw new FigscopeError('invalid-input', {
            message: 'There is nothing to set.',
            remedy: 'Give --status or --caption.',
          });
        return apply(session, corpus, figure, changes);
      }),
    );

  curate
    .command('tag <name> <figure>')
    .description('add and remove tags')
    .option('--add <tag...>', 'tags to add')
    .option('--remove <tag...>', 'tags to remove')
    .action(
      withSession(outcome, async (session, [corpus, figure], options) => {
        const change = {
          kind: 'tags' as const,
          add: listOption(options, 'add'),
          remove: listOption(options, 'remove'),
        };
        if (change.add.length + change.remove.length === 0)
          throw new FigscopeError('invalid-input', {
            message: 'There is no tag to add or remove.',
            remedy: 'Give --add or --remove.',
          });
        return apply(session, corpus, figure, [change]);
      }),
    );

  curate
    .command('undo <name> [figure]')
    .description('take back the last action, of that figure when given')
    .action(
      withSession(outcome, async ({ client, output }, [corpus, figure]) => {
        const { annotator } = await client['settings.get']({});
        const undone = await client['curation.undo']({
          corpus,
          by: annotator,
          ...(figure === undefined ? {} : { figure: figureReference(figure) }),
        });
        output.result(
          { summary: undone.summary, figures: undone.figures.map(({ id }) => id), revision: undone.revision },
          undone.summary,
        );
        return exitCodes.done;
      }),
    );

  curate
    .command('history <name> <figure>')
    .description('every edit of a figure')
    .action(
      withSession(outcome, async ({ client, output }, [corpus, figure]) => {
        const { entries } = await client['curation.history']({ corpus, figure: figureReference(figure) });
        output.result(
          { entries },
          table(
            ['when', 'who', 'what', 'before', 'after'],
            entries.map(({ at, by, field, before, after }) => [
              at,
              by,
              field,
              oneLine(before, 40),
              oneLine(after, 40),
            ]),
          ),
        );
        return exitCodes.done;
      }),
    );
};

function settings(options: Record<string, unknown>): CurationChange[] {
  const status = textOption(options, 'status');
  const caption = textOption(options, 'caption');
  return [
    ...(status === undefined
      ? []
      : [{ kind: 'status' as const, status: parseChoice('--status', status, curationStatuses) }]),
    ...(caption === undefined ? [] : [{ kind: 'caption' as const, caption }]),
  ];
}

async function apply(
  { client, output }: Session,
  corpus: string,
  figure: string,
  changes: CurationChange[],
): Promise<number> {
  const { annotator } = await client['settings.get']({});
  const applied = [];
  for (const change of changes) {
    applied.push(
      await client['curation.apply']({ corpus, figures: [figureReference(figure)], change, by: annotator }),
    );
  }
  const last = applied[applied.length - 1];
  const [row] = last.figures;
  const summary = applied.map((step) => step.summary).join('; ');
  output.result(
    {
      summary,
      figure: row.id,
      status: row.status,
      tags: row.tags,
      caption: row.caption,
      revision: last.revision,
    },
    summary,
  );
  return exitCodes.done;
}

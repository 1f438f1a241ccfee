/** figscope runs list | show | tail | stop | resume | export | remove */
import { exportFormats } from '#app/domain/model.ts';
import { formatBytes, table } from '../format.ts';
import { followRun, printChunk } from '../follow-run.ts';
import { exitCodes } from '../session.ts';
import { numberOption, withSession, type AddVerb } from '../verb.ts';
import { exportModel } from './model-transfer.ts';

export const addRuns: AddVerb = (program, outcome) => {
  const runs = program.command('runs').description('training runs of this home');

  runs
    .command('list')
    .description('every run, newest first')
    .action(
      withSession(outcome, async ({ client, output }) => {
        const { runs: found } = await client['runs.list']({});
        const rows = found.map((run) => [
          run.id,
          run.corpus,
          run.status,
          run.step,
          run.steps,
          run.last ? run.last.loss.toFixed(3) : '',
        ]);
        output.result(
          { runs: found },
          found.length === 0
            ? 'No run yet. Start one with: figscope train sample'
            : table(['run', 'corpus', 'status', 'step', 'steps', 'loss'], rows),
        );
        return exitCodes.done;
      }),
    );

  runs
    .command('show <run>')
    .description('configuration, status, segments and checkpoints')
    .action(
      withSession(outcome, async ({ client, output }, [id]) => {
        const run = await client['runs.show']({ run: id });
        output.result(
          run,
          [
            `${run.id}: ${run.status} at step ${run.step} of ${run.steps}, ${run.parameters.toLocaleString('en')} parameters, ${run.trainPairs.toLocaleString('en')} pairs of ${run.corpus}`,
            table(
              ['key', 'value'],
              Object.entries(run.config).map(([key, value]) => [key, String(value)]),
            ),
            table(
              ['from step', 'to step', 'on', 'ended'],
              run.segments.map(({ fromStep, toStep, compute, ended }) => [
                fromStep,
                toStep,
                compute ? `${compute.engine} ${compute.device} ${compute.precision}` : '',
                ended ?? '',
              ]),
            ),
            ...run.segments.flatMap(({ fromStep, note }) => (note ? [`from step ${fromStep}: ${note}`] : [])),
            `checkpoints: ${run.checkpoints.join(', ') || 'none'}`,
          ].join('\n\n'),
        );
        return exitCodes.done;
      }),
    );

  runs
    .command('tail <run>')
    .description('its metrics as lines')
    .option('--follow', 'go on until the run ends')
    .option('--after <step>', 'only later steps', '0')
    .action(
      withSession(outcome, async (session, [id], options) => {
        const afterStep = numberOption(options, 'after') ?? 0;
        if (options['follow'] === true) return followRun(session, id, afterStep);
        const { step, status } = await session.client['runs.show']({ run: id });
        const over = status !== 'running' && status !== 'stopping' && status !== 'queued';
        // Nothing yet: waiting for more is what --follow is for.
        if (!over && step <= afterStep) return exitCodes.done;
        for await (const chunk of session.client['runs.metrics']({ run: id, afterStep })) {
          printChunk(session, chunk);
          if (!over && (chunk.step.at(-1) ?? 0) >= step) break;
        }
        return exitCodes.done;
      }),
    );

  runs
    .command('stop <run>')
    .description('finish the step, write a checkpoint, stop')
    .action(
      withSession(outcome, async ({ client, output }, [id]) => {
        const run = await client['runs.stop']({ run: id });
        output.result(run, `Run ${run.id} is ${run.status} at step ${run.step}.`);
        return exitCodes.done;
      }),
    );

  runs
    .command('resume <run>')
    .description('go on from the last checkpoint and follow')
    .action(
      withSession(
        outcome,
        async (session, [id]) => {
          const { step } = await session.client['runs.resume']({ run: id });
          session.output.line({ run: id }, `Run ${id}`);
          return followRun(session, id, step);
        },
        { lasting: true },
      ),
    );

  runs
    .command('export <run>')
    .description('write the weights of a checkpoint for another program')
    .requiredOption('--format <format>', exportFormats.join(', '))
    .requiredOption('--out <folder>', 'a new or an empty folder')
    .option('--step <n>', 'checkpoint; default: the newest')
    .option('--dry-run', 'say what would be written')
    .action(
      withSession(outcome, (session, [id], options) => {
        const step = numberOption(options, 'step');
        return exportModel(session, step === undefined ? `run:${id}` : `run:${id}@${step}`, options);
      }),
    );

  runs
    .command('remove <run>')
    .description('delete a run with its checkpoints')
    .option('--dry-run', 'say what would be deleted')
    .action(
      withSession(outcome, async ({ client, output }, [id], options) => {
        if (options['dryRun'] === true) {
          const { step, checkpoints } = await client['runs.show']({ run: id });
          const text = `Would delete ${id}: ${step} steps, ${checkpoints.length} checkpoints.`;
          output.result({ run: id, step, checkpoints }, text);
          return exitCodes.done;
        }
        const { freedBytes } = await client['runs.remove']({ run: id });
        output.result({ run: id, freedBytes }, `Deleted ${id}, ${formatBytes(freedBytes)} freed.`);
        return exitCodes.done;
      }),
    );
};

/** figscope train NAME */
import { runConfig, runConfigFields, type RunOverrides, runOverrides } from '#app/domain/run-config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { engineAndDevice } from '../compute-options.ts';
import { parseAssignments, readOptionJson } from '../parse.ts';
import { listOption, numberOption, textOption, withSession, type AddVerb } from '../verb.ts';
import { followRun } from '../follow-run.ts';

export const addTrain: AddVerb = (program, outcome) => {
  program
    .command('train <name>')
    .description('start a training run on a corpus and follow it')
    .option('--preset <preset>', 'nano, tiny, ...', 'nano')
    .option('--config <file>', 'JSON with the keys below')
    .option('--set <key=value...>', 'overrides, see below')
    .option('--from <model>', 'start from these weights')
    .option('--steps <n>', 'optimizer steps')
    .option('--precision <precision>', 'fp32 or bf16, which needs TensorFlow')
    .addHelpText('after', `\nKeys of --set and --config:\n${describeKeys()}`)
    .action(
      withSession(
        outcome,
        async (session, [corpus], options) => {
          const steps = numberOption(options, 'steps');
          const precision = textOption(options, 'precision');
          const file = textOption(options, 'config');
          const set = {
            ...(file === undefined ? {} : await readConfig(file)),
            ...checked(parseAssignments('--set', listOption(options, 'set'))),
            ...(steps === undefined ? {} : checked({ steps })),
            ...engineAndDevice(options),
            ...(precision === undefined ? {} : checked({ precision })),
          };
          const from = textOption(options, 'from');
          const { run } = await session.client['runs.start']({
            corpus,
            preset: textOption(options, 'preset') ?? 'nano',
            set,
            ...(from === undefined ? {} : { from }),
          });
          session.output.line({ run }, `Run ${run}`);
          return followRun(session, run, 0);
        },
        { lasting: true },
      ),
    );
};

async function readConfig(path: string): Promise<RunOverrides> {
  const content = await readOptionJson('--config', path);
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return checked({ ...content });
  throw new FigscopeError('invalid-input', {
    message: `${path} is not a JSON object.`,
    remedy: 'For example: {"batchSize": 64}',
  });
}

/** Keys that do not exist are refused here, where the spelling can be shown. */
function checked(values: Record<string, unknown>): RunOverrides {
  const known = Object.keys(runConfigFields);
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new FigscopeError('invalid-input', {
      message: `There is no run configuration key ${unknown}.`,
      remedy: `The keys are: ${known.join(', ')}.`,
    });
  }
  const parsed = runOverrides.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FigscopeError('invalid-input', {
    message: `${issue.path.join('.')}: ${issue.message}.`,
    remedy: 'See the keys with: figscope train --help',
  });
}

function describeKeys(): string {
  const { model: _, batchSize: __, ...initial } = runConfig.parse({ model: '', batchSize: 1 });
  const defaults = new Map<string, string | number>(Object.entries(initial));
  return Object.entries(runConfigFields)
    .map(([key, field]) => {
      const value = defaults.get(key);
      return `  ${key.padEnd(16)} ${field.description ?? ''}${value === undefined ? '' : ` (${value})`}`;
    })
    .join('\n');
}

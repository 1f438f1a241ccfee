/** figscope engine list | install tensorflow | remove tensorflow | test */
import { resolve } from 'node:path';
import type { EngineReport } from '#app/domain/engine.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatBytes, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes, type Session } from '../session.ts';
import { type AddVerb, textOption, withSession } from '../verb.ts';

export const addEngine: AddVerb = (program, outcome) => {
  const engine = program.command('engine').description('what computes: engines and devices of this machine');

  engine
    .command('list')
    .description('engines with their version, device, size and last self-test')
    .action(
      withSession(outcome, async ({ client, output }) => {
        const { engines } = await client['engines.list']({});
        output.result({ engines }, describeEngines(engines));
        return exitCodes.done;
      }),
    );

  engine
    .command('test')
    .description('the numeric self-test of every installed engine, anew')
    .action(
      withSession(outcome, async ({ client, output }) => {
        const { engines } = await client['engines.test']({});
        output.result({ engines }, describeEngines(engines));
        return engines.every(({ installed, ok }) => !installed || ok) ? exitCodes.done : exitCodes.failed;
      }),
    );

  engine
    .command('install <engine>')
    .description('fetch TensorFlow’s libraries for this machine; called again, it goes on where it stopped')
    .option('--cuda <choice>', 'libraries for NVIDIA devices: auto, yes or no', 'auto')
    .option('--wheel-index <url>', 'a simple package index (default: pip’s)')
    .option('--from <folder>', 'a folder with the wheels, for machines without a network')
    .action(withSession(outcome, (session, [name], options) => install(session, name, options)));

  engine
    .command('remove <engine>')
    .description('delete an installed engine')
    .action(
      withSession(outcome, async ({ client, output }, [name]) => {
        const { freedBytes } = await client['engines.remove']({ engine: installable(name) });
        output.result({ engine: name, freedBytes }, `Removed; ${formatBytes(freedBytes)} are free again.`);
        return exitCodes.done;
      }),
    );
};

async function install(
  { client, output, follow }: Session,
  name: string,
  options: Record<string, unknown>,
): Promise<number> {
  const wheelIndex = textOption(options, 'wheelIndex');
  const from = textOption(options, 'from');
  const { job } = await client['engines.install']({
    engine: installable(name),
    cuda: parseChoice('--cuda', textOption(options, 'cuda') ?? 'auto', ['auto', 'yes', 'no'] as const),
    ...(wheelIndex === undefined ? {} : { wheelIndex }),
    // The host may work in another folder.
    ...(from === undefined ? {} : { from: resolve(from) }),
  });
  const { result } = await follow(job);
  const { engines } = await client['engines.list']({});
  output.result({ engines }, `${result ? `${result}\n` : ''}${describeEngines(engines)}`);
  return exitCodes.done;
}

/** The other engines are part of the product. */
function installable(name: string): 'tensorflow' {
  if (name === 'tensorflow') return name;
  throw new FigscopeError('invalid-input', {
    message: `${name} can be neither installed nor removed.`,
    remedy: 'Only tensorflow can; ONNX Runtime is part of Figscope.',
  });
}

function describeEngines(engines: readonly EngineReport[]): string {
  const rows = engines.map((engine) => [
    engine.name,
    engine.version || '-',
    engine.device || '-',
    engine.precision.join(', ') || '-',
    engine.bytes > 0 ? formatBytes(engine.bytes) : '-',
    engine.installed ? (engine.ok ? 'ok' : 'failed') : 'not installed',
    engine.chosenFor.join(', '),
  ]);
  const notes = engines.flatMap(({ name, reason, remedy }) =>
    reason ? [`${name}: ${[reason, remedy].filter(Boolean).join(' ')}`] : [],
  );
  return [
    table(['engine', 'version', 'device', 'precision', 'size', 'self-test', 'used for'], rows),
    ...notes,
  ].join('\n');
}

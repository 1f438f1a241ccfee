/** figscope model download | export: models from the hub, and models for other programs. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportFormats } from '#app/domain/model.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatBytes, table } from '../format.ts';
import { parseChoice } from '../parse.ts';
import { exitCodes, type Session } from '../session.ts';
import { textOption, withSession, type Outcome } from '../verb.ts';

export function addModelTransfer(model: Command, outcome: Outcome): void {
  model
    .command('download [id]')
    .description('fetch a model from the hub, or go on with it; without a name, what is known')
    .option('--revision <revision>', 'branch, tag or commit, or sha256: and the hash of the weights')
    .option('--name <name>', 'what to call it; default: its name on the hub')
    .option('--folder <folder>', 'keep the files there; default: in the home until they are imported')
    .option('--dry-run', 'say what would be fetched')
    .action(withSession(outcome, download, { lasting: true }));

  model
    .command('export <name>')
    .description('write a model for another program')
    .requiredOption('--format <format>', exportFormats.join(', '))
    .requiredOption('--out <folder>', 'a new or an empty folder')
    .option('--dry-run', 'say what would be written')
    .action(withSession(outcome, (session, [name], options) => exportModel(session, name, options)));
}

async function download(
  session: Session,
  [id]: readonly string[],
  options: Record<string, unknown>,
): Promise<number> {
  const { client, output, follow } = session;
  if (id === undefined) return listKnown(session);
  const revision = textOption(options, 'revision');
  const name = textOption(options, 'name');
  const folder = textOption(options, 'folder');
  const request = {
    id,
    ...(revision === undefined ? {} : { revision }),
    ...(name === undefined ? {} : { name }),
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
  };
  if (options['dryRun'] === true) {
    const plan = await client['models.downloadPlan'](request);
    const rows = plan.files.map((file) => [
      file.name,
      file.from,
      formatBytes(file.sizeBytes),
      file.presentBytes > 0 ? formatBytes(file.presentBytes) : '',
    ]);
    output.result(
      plan,
      `${table(['file', 'from', 'size', 'there already'], rows)}\nWould fetch ${formatBytes(plan.bytes)} into ${plan.folder}, as ${plan.name}.`,
    );
    return exitCodes.done;
  }
  const started = await client['models.download'](request);
  await follow(started.job);
  const { models } = await client['models.list']({});
  const installed = models.find((model) => model.name === started.name);
  if (!installed) throw new FigscopeError('not-found', `The model ${started.name} is gone already.`);
  output.result(
    installed,
    `Downloaded ${installed.name}: ${installed.parameters.toLocaleString('en')} parameters, ${formatBytes(installed.sizeBytes)}.\n${installed.source}; licence: ${installed.license}`,
  );
  return exitCodes.done;
}

async function listKnown({ client, output }: Session): Promise<number> {
  const { models } = await client['models.known']({});
  const rows = models.flatMap((model) =>
    model.revisions.map((revision) => [
      model.name,
      revision.revision.slice(0, 19),
      formatBytes(revision.sizeBytes),
      revision.title,
      model.license,
    ]),
  );
  output.result(
    { models },
    `${table(['model', 'revision', 'size', '', 'licence'], rows)}\nAny other: figscope model download owner/name`,
  );
  return exitCodes.done;
}

/** `figscope model export`, and `runs export` with the weights of a run. */
export async function exportModel(
  { client, output }: Session,
  model: string,
  options: Record<string, unknown>,
): Promise<number> {
  const format = parseChoice('--format', textOption(options, 'format') ?? '', exportFormats);
  const out = resolve(textOption(options, 'out') ?? '');
  const dryRun = options['dryRun'] === true;
  const { folder, files, bytes } = await client['models.export']({ model, format, out, dryRun });
  const rows = files.map((file) => [file.name, formatBytes(file.sizeBytes)]);
  output.result(
    { model, format, folder, files, bytes, ...(dryRun ? { dryRun } : {}) },
    `${table(['file', 'size'], rows)}\n${dryRun ? 'Would write' : 'Wrote'} ${formatBytes(bytes)} to ${folder}`,
  );
  return exitCodes.done;
}

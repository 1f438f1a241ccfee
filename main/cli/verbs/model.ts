/** figscope model list | show | import | keep | remove; download and export are in model-transfer.ts */
import { resolve } from 'node:path';
import type { ModelDetail } from '#app/domain/model.ts';
import { formatBytes, table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { showingTensors } from '../tensor-table.ts';
import { numberOption, textOption, withSession, type AddVerb } from '../verb.ts';
import { addModelTransfer } from './model-transfer.ts';

export const addModel: AddVerb = (program, outcome) => {
  const model = program.command('model').description('installed models');

  model
    .command('list')
    .description('the shipped model, imported ones, and the newest checkpoint of every run')
    .action(
      withSession(outcome, async ({ client, output }) => {
        const { models } = await client['models.list']({});
        output.result(
          { models },
          table(
            ['model', 'parameters', 'image', 'context', 'size', 'from'],
            models.map((m) => [
              m.name,
              m.parameters,
              `${m.imageSize} px`,
              m.contextLength,
              formatBytes(m.sizeBytes),
              m.source,
            ]),
          ),
        );
        return exitCodes.done;
      }),
    );

  model
    .command('show <name>')
    .description('configuration, tokenizer, tensors and passport')
    .action(
      withSession(outcome, async ({ client, output }, [name]) => {
        const shown = await client['models.show']({ model: name });
        output.result(shown, describe(shown));
        return exitCodes.done;
      }),
    );

  model
    .command('import <path>')
    .description(
      'a folder as open_clip publishes it (safetensors or torch), a checkpoint epoch_N.pt, or a model of ours',
    )
    .requiredOption('--name <name>', 'what to call it')
    .option('--preset <name>', 'what the weights are, where no open_clip_config.json beside them says so')
    .action(
      withSession(outcome, async ({ client, output }, [path], options) => {
        const preset = textOption(options, 'preset');
        const imported = await showingTensors(output, () =>
          client['models.import']({
            source: { kind: 'path', path: resolve(path) },
            name: textOption(options, 'name') ?? '',
            ...(preset === undefined ? {} : { preset }),
          }),
        );
        output.result(
          imported,
          `Imported ${imported.name}: ${imported.parameters.toLocaleString('en')} parameters.`,
        );
        return exitCodes.done;
      }),
    );

  model
    .command('keep <run>')
    .description('keep the weights of a run as a model of its own')
    .requiredOption('--name <name>', 'what to call it')
    .option('--step <n>', 'checkpoint; default: the newest')
    .action(
      withSession(outcome, async ({ client, output }, [run], options) => {
        const step = numberOption(options, 'step');
        const kept = await client['models.keep']({
          run,
          name: textOption(options, 'name') ?? '',
          ...(step === undefined ? {} : { step }),
        });
        output.result(kept, `Kept as ${kept.name}.`);
        return exitCodes.done;
      }),
    );

  model
    .command('remove <name>')
    .description('delete an imported model')
    .option('--dry-run', 'say what would be deleted')
    .action(
      withSession(outcome, async ({ client, output }, [name], options) => {
        if (options['dryRun'] === true) {
          const { sizeBytes } = await client['models.show']({ model: name });
          const text = `Would delete ${name}, ${formatBytes(sizeBytes)}.`;
          output.result({ model: name, wouldFreeBytes: sizeBytes }, text);
          return exitCodes.done;
        }
        const { freedBytes } = await client['models.remove']({ model: name });
        output.result({ model: name, freedBytes }, `Deleted ${name}, ${formatBytes(freedBytes)} freed.`);
        return exitCodes.done;
      }),
    );

  addModelTransfer(model, outcome);
};

function describe(shown: ModelDetail): string {
  const { name, parameters, tensors, sizeBytes, source, license, tokenizer } = shown;
  const count = (value: number) => value.toLocaleString('en');
  return [
    `${name}: ${count(parameters)} parameters in ${tensors.length} tensors, ${formatBytes(sizeBytes)}`,
    `${source}; licence: ${license}`,
    `images ${shown.imageSize} px, ${tokenizer.kind} tokenizer with ${count(tokenizer.vocabularySize)} entries, ${tokenizer.contextLength} tokens, embeddings of ${shown.embedDimension}`,
    '',
    table(['configuration', ''], settingsOf(shown.config)),
    '',
    table(['passport', ''], settingsOf(shown.passport)),
    '',
    table(
      ['tensor', 'shape', 'type'],
      tensors.map((tensor) => [tensor.name, tensor.shape.join(' x ') || 'scalar', tensor.dtype]),
    ),
  ].join('\n');
}

/** Nested settings as rows: `image.width`, 768. */
function settingsOf(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      return settingsOf(inner, `${name}.`);
    return [[name, Array.isArray(inner) ? inner.join(' ') : String(inner)]];
  });
}

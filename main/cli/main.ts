/** The `figscope` command. */
import { Command, CommanderError } from 'commander';
import { FigscopeError } from '#app/util/error.ts';
import { findInstallation } from '#main/host/installation.ts';
import { Output } from './output.ts';
import { plainError } from './plain-error.ts';
import { exitCodeOf, exitCodes } from './session.ts';
import { addCheck } from './verbs/check.ts';
import { addClassify } from './verbs/classify.ts';
import { addCorpus } from './verbs/corpus.ts';
import { addCurate } from './verbs/curate.ts';
import { addDoctor } from './verbs/doctor.ts';
import { addEmbed } from './verbs/embed.ts';
import { addEncode } from './verbs/encode.ts';
import { addEngine } from './verbs/engine.ts';
import { addEvaluate } from './verbs/evaluate.ts';
import { addExport } from './verbs/export.ts';
import { addImport } from './verbs/import.ts';
import { addModel } from './verbs/model.ts';
import { addQuery } from './verbs/query.ts';
import { addRuns } from './verbs/runs.ts';
import { addSearch } from './verbs/search.ts';
import { addServe } from './verbs/serve.ts';
import { addConfig } from './verbs/config.ts';
import { addTrain } from './verbs/train.ts';
import { addVocab } from './verbs/vocab.ts';
import type { Outcome } from './verb.ts';

/** An older Node fails somewhere in the middle, in words that help nobody. */
function nodeProblem(): FigscopeError | undefined {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 16)) return undefined;
  return new FigscopeError('unsupported', {
    message: `Figscope needs Node 22.16 or newer; this is ${process.version}.`,
    remedy: 'Install a newer Node, or use: npm run -s figscope --',
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const problem = nodeProblem();
  if (problem) {
    new Output({ json: argv.includes('--json'), quiet: false }).error(problem);
    return exitCodes.failed;
  }
  const outcome: Outcome = { exitCode: exitCodes.done };
  const program = new Command('figscope')
    .description('Research workbench for biomedical vision-language models')
    .version(findInstallation().version)
    .option('--home <folder>', 'data folder (FIGSCOPE_HOME; default: the platform’s)')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .option('--device <device>', 'auto, cpu, gpu or gpu:N')
    .option('--engine <engine>', 'auto, onnxruntime or tensorflow; see: figscope engine list')
    .option('--threads <n>', 'threads of the engine')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const add of [
    addServe,
    addDoctor,
    addConfig,
    addEngine,
    addImport,
    addExport,
    addCorpus,
    addQuery,
    addSearch,
    addCurate,
    addModel,
    addEmbed,
    addEncode,
    addTrain,
    addVocab,
    addRuns,
    addCheck,
    addClassify,
    addEvaluate,
  ])
    add(program, outcome);
  const json = argv.includes('--json');
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome.exitCode;
  } catch (thrown) {
    // Help and version end here too, with code 0. Commander has printed its sentence already.
    if (thrown instanceof CommanderError) {
      if (json && thrown.exitCode !== 0)
        process.stdout.write(
          `${JSON.stringify({ error: { code: 'invalid-input', message: thrown.message.replace(/^error: /, ''), detail: {} } })}\n`,
        );
      return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
    }
    const error = plainError(thrown);
    new Output({ json, quiet: false }).error(error);
    return exitCodeOf(error);
  }
}

// Reading `figscope ... | head` to its end is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exitCodes.failed),
);
process.exitCode = await main(process.argv.slice(2));

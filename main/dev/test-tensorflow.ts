/**
 * `npm run test:tensorflow`: installs TensorFlow into .cache/engines, then holds it to everything ONNX Runtime is held
 * to: the numbers of the engines, and training that is killed, damaged and resumed. Arguments are those of
 * `figscope engine install tensorflow` that say where it comes from: --wheel-index URL, --from FOLDER.
 */
import { parseArgs } from 'node:util';
import { errorRecord } from '#app/util/error.ts';
import { installTensorFlow } from '../../native/tensorflow/install-tensorflow.ts';
import { testEnginesFolder } from './test-engines.ts';
import { runVitest } from './test-vitest.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Gates, and what of them TensorFlow has to do with. */
const suites = [
  { gate: 'numeric', paths: ['main/engine'] },
  {
    gate: 'host',
    paths: ['main/cli/kill-training.test.ts', 'main/cli/damaged-checkpoints.test.ts'],
  },
] as const;

async function install(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({
    args: [...args],
    options: { 'wheel-index': { type: 'string' }, from: { type: 'string' } },
  });
  let told = '';
  const { folder, version, cuda } = await installTensorFlow(
    { enginesFolder: testEnginesFolder, cuda: 'auto', wheelIndex: values['wheel-index'], from: values.from },
    {
      signal: new AbortController().signal,
      progress: ({ done, total, detail }) => {
        const share = total ? `${Math.floor((10 * done) / total) * 10} %` : '';
        const line = `${detail} ${share}`;
        if (line !== told) process.stderr.write(`${line}\n`);
        told = line;
      },
    },
  );
  return `TensorFlow ${version} (${cuda ? 'CUDA' : 'CPU'}) in ${folder}`;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    say(await install(args));
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    process.stderr.write(`figscope: ${message}${remedy ? ` ${remedy}` : ''}\n`);
    return 1;
  }
  process.env['FIGSCOPE_ENGINES'] = testEnginesFolder;
  process.env['FIGSCOPE_TEST_ENGINE'] = 'tensorflow';
  let failed = 0;
  for (const { gate, paths } of suites) {
    say(`\n== ${gate}, on TensorFlow`);
    const { counts, failures } = await runVitest(gate, paths);
    failed += counts.failed;
    for (const failure of failures) say(`FAILED: ${failure}\n`);
    say(`${gate}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));

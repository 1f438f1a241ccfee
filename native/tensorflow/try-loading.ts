/** Loads a fresh installation in a process of its own: what the dynamic linker or the processor refuses shows there. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FigscopeError } from '#app/util/error.ts';
import { bindingFile } from './layout.ts';
import { explainLoadFailure } from './load-failure.ts';

const program = `
const binding = require(process.argv[1]);
process.stdout.write('loaded ' + binding.TF_Version);
process.reallyExit(0);
`;

/** Answers TensorFlow's version. Throws unsupported where this machine cannot run it, else unavailable. */
export async function tryLoading(root: string, signal: AbortSignal): Promise<string> {
  const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' };
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--eval', program, '--', join(root, bindingFile)],
      { env: environment, signal, timeout: 300_000 },
    );
    const version = /loaded (\S+)/.exec(stdout)?.[1];
    if (version === undefined) throw explainLoadFailure(stdout);
    return version;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FigscopeError) throw error;
    if (
      error instanceof Error &&
      'signal' in error &&
      (error.signal === 'SIGILL' || error.signal === 'SIGABRT')
    ) {
      throw new FigscopeError('unsupported', {
        message: 'TensorFlow stopped at once: this processor lacks instructions that it needs (AVX).',
        remedy: 'Go on with ONNX Runtime: --engine onnxruntime',
      });
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw explainLoadFailure(said);
  }
}

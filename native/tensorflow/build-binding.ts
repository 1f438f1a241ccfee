/**
 * The native add-on of tfjs-node, compiled against the libraries of this installation with one call of a C++ compiler.
 * It needs nothing of Node but the headers of its stable interface, so one build serves every Node and Electron.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FigscopeError } from '#app/util/error.ts';
import { bindingFile, libraryFolder } from './layout.ts';
import { headerFolder } from './wheel-set.ts';

/** A compiler in words: ['g++'], ['python3', '-m', 'ziglang', 'c++']. */
export type Compiler = readonly string[];

/** The compiler that CXX names, else the first of the usual ones that runs. Throws unavailable without any. */
export async function findCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<Compiler> {
  const named = environment['CXX']?.split(/\s+/).filter(Boolean) ?? [];
  const candidates = named.length > 0 ? [named] : [['c++'], ['g++'], ['clang++']];
  for (const compiler of candidates) {
    try {
      const [file, ...leading] = compiler;
      await promisify(execFile)(file, [...leading, '--version'], { env: environment, timeout: 120_000 });
      return compiler;
    } catch {
      // Not this one.
    }
  }
  throw new FigscopeError('unavailable', {
    message:
      named.length > 0
        ? `The C++ compiler that CXX names does not run: ${named.join(' ')}.`
        : 'There is no C++ compiler, and a small part of TensorFlow’s connection to Figscope has to be compiled.',
    remedy: compilerRemedy(),
  });
}

const compilerRemedy = (): string =>
  process.platform === 'darwin'
    ? 'Install one with: xcode-select --install'
    : 'Install one (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++), or with Python: pip install ziglang, then CXX="python3 -m ziglang c++"; and run the same command again.';

/** Compiles into `root`, an installation whose libraries and headers are there. Throws unavailable with the compiler's words. */
export async function buildBinding(root: string, compiler: Compiler, signal: AbortSignal): Promise<void> {
  const build = join(root, 'build');
  const require = createRequire(import.meta.url);
  const tfjsNode = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const nodeHeaders = dirname(require.resolve('node-api-headers/package.json'));
  // Copies, because in a packaged application the originals lie in an archive that no compiler can read.
  await mkdir(build, { recursive: true });
  await cp(join(tfjsNode, 'binding'), join(build, 'binding'), {
    recursive: true,
  });
  await cp(join(nodeHeaders, 'include'), join(build, 'node'), { recursive: true });
  const [file, ...leading] = compiler;
  try {
    await promisify(execFile)(file, [...leading, ...compilerArguments(root, build)], {
      signal,
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const first = said.split('\n').find((line) => /error|fatal/i.test(line)) ?? said.split('\n')[0];
    throw new FigscopeError('unavailable', {
      message: `The C++ compiler ${compiler.join(' ')} failed: ${first.trim().slice(0, 300)}`,
      remedy: 'Name another compiler with C++17 in CXX, and run the same command again.',
      facts: { said: said.slice(-4000) },
    });
  }
}

function compilerArguments(root: string, build: string): string[] {
  const mac = process.platform === 'darwin';
  const libraries = join(root, libraryFolder);
  return [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-DNAPI_VERSION=8',
    '-DNODE_GYP_MODULE_NAME=tfjs_binding',
    '-DBUILDING_NODE_EXTENSION',
    `-I${join(build, 'node')}`,
    `-I${build}`,
    `-I${join(root, headerFolder)}`,
    join(build, 'binding', 'tfjs_backend.cc'),
    join(build, 'binding', 'tfjs_binding.cc'),
    '-o',
    join(root, bindingFile),
    // The libraries are found beside the add-on, wherever the installation is moved to.
    ...(mac
      ? [
          join(libraries, 'libtensorflow_cc.2.dylib'),
          join(libraries, 'libtensorflow_framework.2.dylib'),
          '-undefined',
          'dynamic_lookup',
          '-Wl,-rpath,@loader_path',
        ]
      : [
          `-L${libraries}`,
          '-l:libtensorflow_cc.so.2',
          '-l:libtensorflow_framework.so.2',
          '-Wl,-rpath,$ORIGIN',
        ]),
  ];
}

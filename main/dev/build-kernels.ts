/**
 * Makes the WebAssembly of native/kernels from its source: node main/dev/build-kernels.ts. What it writes is committed,
 * so neither a checkout nor an installation needs the compiler; a test compiles again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMemoryStream, main as compile } from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../../native/kernels/', import.meta.url));

/** Every kernel, and the pages of 64 KiB that an instance of it may grow to. */
const maximumPages: Readonly<Record<string, number>> = { resample: 1024, vectors: 16_384 };

/** The module of `native/kernels/<name>.as`. The sources are no TypeScript for any other tool, hence the ending. */
export async function compileKernel(name: string): Promise<Uint8Array> {
  const source = readFileSync(join(folder, `${name}.as`), 'utf8');
  let module: Uint8Array | undefined;
  const options = `--enable simd --runtime stub -O3 --noAssert --initialMemory 1 --maximumMemory ${maximumPages[name]}`;
  const stderr = createMemoryStream();
  const { error } = await compile(['kernel.ts', '-o', 'kernel.wasm', ...options.split(' ')], {
    readFile: (file) => (file === 'kernel.ts' ? source : null),
    writeFile: (_file, contents) => {
      if (typeof contents !== 'string') module = contents;
    },
    listFiles: () => [],
    stderr,
  });
  if (error || module === undefined) throw new Error(`${name}.as: ${stderr.toString()}`, { cause: error });
  return module;
}

/** The source file that carries the module: what is bundled needs no path to a file of its own. */
export const kernelFile = (name: string, module: Uint8Array): string =>
  [
    `/** Made from ${name}.as by main/dev/build-kernels.ts; ${module.length} bytes in base64. */`,
    `export const ${name}Wasm =`,
    `  '${Buffer.from(module).toString('base64')}';`,
    '',
  ].join('\n');

/** Of the file above, from the root of the checkout. */
export const kernelPath = (name: string): string => join(folder, `${name}-wasm.ts`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of Object.keys(maximumPages)) {
    const module = await compileKernel(name);
    writeFileSync(kernelPath(name), kernelFile(name, module));
    process.stdout.write(`${name}: ${module.length} bytes\n`);
  }
}

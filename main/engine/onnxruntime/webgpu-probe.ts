/**
 * Whether ONNX Runtime's WebGPU provider has an adapter that computes. Graphics drivers may abort or hang a process,
 * so the first attempt is made in one of its own.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { OnnxModel } from '../onnx/model.ts';

export type WebGpuProbe =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

const TIME_LIMIT_MS = 30_000;

/** Adds a vector to itself; prints the sum. */
const script = `
const { InferenceSession, Tensor } = require(process.argv[1]);
const graph = Buffer.from(process.argv[2], 'base64');
const x = new Tensor('float32', Float32Array.of(1, 2, 3, 4), [4]);
InferenceSession.create(graph, { executionProviders: ['webgpu'], logSeverityLevel: 3 })
  .then((session) => session.run({ x }))
  .then(({ y }) => console.log('sum ' + y.data.join(' ')))
  .then(() => process.exit(0), (error) => { console.error(String(error)); process.exit(1); });
`;

/** Never throws and never takes the process down; asks the driver once per call. */
export function probeWebGpu(timeLimitMs = TIME_LIMIT_MS, nodePath = process.execPath): Promise<WebGpuProbe> {
  const library = createRequire(import.meta.url).resolve('onnxruntime-node');
  const graph = Buffer.from(doubling()).toString('base64');
  // Electron's executable is Node with this variable.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const options = { timeout: timeLimitMs, killSignal: 'SIGKILL', env } as const;
  return new Promise((resolve) => {
    execFile(nodePath, ['-e', script, library, graph], options, (error, stdout, stderr) => {
      if (stdout.includes('sum 2 4 6 8')) resolve({ ok: true });
      else resolve({ ok: false, reason: reasonOf(error, `${stdout}${stderr}`), detail: stderr.slice(-2000) });
    });
  });
}

function reasonOf(
  error: { readonly killed?: boolean | undefined; readonly signal?: string | null | undefined } | null,
  output: string,
): string {
  if (error?.killed === true) return 'the graphics driver did not answer in time.';
  if (/adapter/i.test(output))
    return 'no adapter. WebGPU found no graphics device with a Vulkan, Metal or Direct3D driver.';
  if (typeof error?.signal === 'string')
    return `the graphics driver ended the process that asked it (${error.signal}).`;
  if (/not available|not supported|unknown/i.test(output))
    return 'this build of ONNX Runtime has no WebGPU provider.';
  if (error === null) return 'the graphics device computes wrongly.';
  return 'WebGPU failed.';
}

/** y = x + x */
function doubling(): Uint8Array {
  const model = new OnnxModel();
  model.inputs.push({ name: 'x', dtype: 'float32', dimensions: [4] });
  model.outputs.push({ name: 'y', dtype: 'float32', dimensions: [4] });
  model.rename(model.node('Add', ['x', 'x']), 'y');
  return model.encode();
}

/**
 * `npm run bench -- prepare [ROUNDS]`: processor time of exact preparation at 224 px over the real figures of the shared
 * data, step by step; the resize with the kernel and with the loops, turn by turn. Their results must be equal.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from '#app/ml/preprocess/normalise.ts';
import { channelsOf, isWide } from '#app/ml/preprocess/raster.ts';
import { planResample8, type Resampling8 } from '#app/ml/preprocess/resample-8.ts';
import { resampleInLoops } from '#app/ml/preprocess/resample-8-loops.ts';
import { evalGeometry, openClipEval } from '#app/ml/preprocess/transform.ts';
import { requireShared } from '#main/dev/shared.ts';
import { createResampleKernel } from '../../native/kernels/resample.ts';
import { type DecodedImage, decodeImage } from './decode-image.ts';

const rounds = Number(process.argv[2] ?? 5);
const imageSize = 224;
const clip = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = requireShared('data/pmc/articles');
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(jpe?g|png|tiff?|gif)$/i.test(path))
  .sort()
  .slice(0, 100)
  .map((path) => join(folder, path));

const spent = new Map<string, number>();
/** Of all threads of this process: the decoder has its own. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
function add(step: string, since: number): void {
  spent.set(step, (spent.get(step) ?? 0) + cpuMs() - since);
}
function timed<Result>(step: string, work: () => Result): Result {
  const since = cpuMs();
  const result = work();
  add(step, since);
  return result;
}

const kernel = createResampleKernel();
if (kernel === undefined) throw new Error('This machine cannot run the kernel.');

function planOf(image: DecodedImage): Resampling8 | undefined {
  if (isWide(image) || image.mode === '1' || image.mode === 'P') return undefined;
  const { target, window } = evalGeometry(image, imageSize);
  const source = { left: 0, top: 0, width: image.width, height: image.height };
  return planResample8(image.data, image.width, channelsOf(image.mode), source, target, window);
}

let images = 0;
let notResampled = 0;
// The first round compiles and fills caches.
for (let round = 0; round <= rounds; round += 1) {
  if (round === 1) spent.clear();
  for (const [index, path] of paths.entries()) {
    const bytes = readFileSync(path);
    const since = cpuMs();
    const decoded = await decodeImage(bytes);
    add('decode', since);
    if (round > 0) images += 1;
    const plan = timed('weights', () => planOf(decoded));
    if (plan === undefined) {
      if (round === 0) notResampled += 1;
      continue;
    }
    const inLoops = (): Uint8Array => timed('resize, loops', () => resampleInLoops(plan));
    const inKernel = (): Uint8Array | undefined => timed('resize, kernel', () => kernel(plan));
    const [first, second] = (round + index) % 2 === 0 ? [inLoops(), inKernel()] : [inKernel(), inLoops()];
    if (!first || !second || Buffer.compare(first, second) !== 0) throw new Error(`${path}: they differ`);
    const pixels = openClipEval(decoded, imageSize);
    timed('normalise', () => normalise(pixels, clip));
  }
}

say(`${paths.length} figures (${notResampled} without a resize of this kind), ${rounds} rounds`);
say('processor ms per image');
for (const [step, ms] of spent) say(`${step.padEnd(16)}${(ms / images).toFixed(3).padStart(8)}`);
const share = (spent.get('resize, loops') ?? 0) / (spent.get('resize, kernel') ?? 1);
say(`the loops take ${share.toFixed(1)} times as long as the kernel`);

/** Which file of a folder holds the weights. */
import { FigscopeError } from '#app/util/error.ts';

/**
 * In the order of preference. A folder of the hub often has the same weights twice; `model.safetensors` and
 * `pytorch_model.bin` may also be Hugging Face's own CLIPModel, with other names inside, so they come last.
 */
const published = [
  'open_clip_model.safetensors',
  'open_clip_pytorch_model.safetensors',
  'open_clip_pytorch_model.bin',
  'model.safetensors',
  'pytorch_model.bin',
];

const weightsLike = /\.(safetensors|bin|pt|pth|ckpt)$/;
const neverWeights = /^(optimizer|scheduler|training_args|rng_state)/;

/** The name of one of `files`. Throws not-found, or invalid-input when it could be any of several. */
export function weightsIn(files: readonly string[]): string {
  const known = published.find((name) => files.includes(name));
  if (known !== undefined) return known;
  const candidates = files.filter((name) => weightsLike.test(name) && !neverWeights.test(name));
  const [only] = candidates;
  if (only === undefined) {
    throw new FigscopeError('not-found', {
      message: 'The folder has no weights.',
      remedy: 'Put open_clip_model.safetensors or open_clip_pytorch_model.bin beside open_clip_config.json.',
      facts: { files: files.slice(0, 50) },
    });
  }
  if (candidates.length === 1) return only;
  throw new FigscopeError('invalid-input', {
    message: `The folder has ${candidates.length} files of weights: ${candidates.slice(0, 5).join(', ')}${candidates.length > 5 ? ', ...' : ''}.`,
    remedy: 'Give the path of the one to import.',
    facts: { candidates },
  });
}

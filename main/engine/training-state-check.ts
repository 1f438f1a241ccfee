/** Whether tensors of a checkpoint are those of the model. */
import { type FloatTensors, sameShape, sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';

/** Throws invalid-input unless every expected tensor is given in its shape. */
export function checkStateTensors(
  expected: Iterable<{ readonly name: string; readonly shape: readonly number[] }>,
  tensors: FloatTensors,
): void {
  for (const { name, shape } of expected) {
    const given = tensors.get(name);
    if (given !== undefined && sameShape(given.shape, shape) && given.data.length === sizeOf(shape)) continue;
    throw new FigscopeError('invalid-input', {
      message: `The training state does not fit the model: ${name} is ${given === undefined ? 'missing' : 'of another shape'}.`,
      remedy: 'Resume with the model configuration that the checkpoint was made with.',
      facts: { tensor: name, expected: shape, found: given?.shape },
    });
  }
}

/** Holds a set of tensors against what a model needs, and says in a table what does not fit. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { sameShape } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface ShapeMismatch {
  readonly tensor: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

export interface ParameterReport {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly misshapen: readonly ShapeMismatch[];
}

type Shaped = ReadonlyMap<string, { readonly shape: readonly number[] }>;

export function compareParameters(config: ModelConfig, tensors: Shaped): ParameterReport {
  const expected = parameterShapes(config);
  return {
    missing: [...expected.keys()].filter((name) => !tensors.has(name)),
    extra: [...tensors.keys()].filter((name) => !expected.has(name)),
    misshapen: [...expected].flatMap(([tensor, shape]) => {
      const found = tensors.get(tensor)?.shape;
      return found === undefined || sameShape(found, shape) ? [] : [{ tensor, expected: shape, found }];
    }),
  };
}

/** Throws invalid-input with the report as facts unless the tensors are exactly the model's parameters. */
export function checkParameters(config: ModelConfig, tensors: Shaped): void {
  const report = compareParameters(config, tensors);
  const { missing, extra, misshapen } = report;
  if (missing.length === 0 && extra.length === 0 && misshapen.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`${missing.length} missing (${first(missing)})`] : []),
    ...(extra.length > 0 ? [`${extra.length} not known (${first(extra)})`] : []),
    ...(misshapen.length > 0
      ? [`${misshapen.length} of another shape (${first(misshapen.map(describe))})`]
      : []),
  ];
  throw new FigscopeError('invalid-input', {
    message: `The weights do not fit the model configuration ${config.name}: ${parts.join(', ')}.`,
    remedy: 'Check that the weights and the configuration come from the same model.',
    facts: { ...report },
  });
}

function first(names: readonly string[]): string {
  const [name = ''] = names;
  return names.length > 1 ? `${name} and ${names.length - 1} more` : name;
}

function describe({ tensor, expected, found }: ShapeMismatch): string {
  return `${tensor} is [${found.join(', ')}] instead of [${expected.join(', ')}]`;
}

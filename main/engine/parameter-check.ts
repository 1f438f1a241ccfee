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

/** A line of the table: what is wrong with one tensor. */
export interface ParameterRow {
  readonly tensor: string;
  readonly problem: 'missing' | 'not known' | 'another shape';
  readonly expected?: readonly number[] | undefined;
  readonly found?: readonly number[] | undefined;
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

/** What travels with an error at most, of each kind. */
const MOST_NAMES = 1000;

/** Names that tell whose file it is when it is not open_clip's. */
const otherLayouts: readonly { readonly names: RegExp; readonly remedy: string }[] = [
  {
    names: /^(vision_model|text_model)\./,
    remedy:
      "These are the names of Hugging Face's CLIPModel: use the open_clip file of the same model (open_clip_model.safetensors or open_clip_pytorch_model.bin).",
  },
  {
    names: /^(bert|encoder|embeddings|blocks|cls_token)\b/,
    remedy: 'This is one tower alone: use the file that holds both, as open_clip publishes it.',
  },
];

/**
 * Throws invalid-input unless the tensors are exactly the model's parameters. Its facts are the report, `counts`, and
 * `rows`, a table of what does not fit.
 */
export function checkParameters(config: ModelConfig, tensors: Shaped): void {
  const report = compareParameters(config, tensors);
  const { missing, extra, misshapen } = report;
  if (missing.length === 0 && extra.length === 0 && misshapen.length === 0) return;
  const expected = parameterShapes(config);
  const parts = [
    ...(missing.length > 0 ? [`${missing.length} missing (${first(missing)})`] : []),
    ...(extra.length > 0 ? [`${extra.length} not known (${first(extra)})`] : []),
    ...(misshapen.length > 0
      ? [`${misshapen.length} of another shape (${first(misshapen.map(describe))})`]
      : []),
  ];
  const kinds: readonly (readonly ParameterRow[])[] = [
    misshapen.map((row) => ({ ...row, problem: 'another shape' })),
    missing.map((tensor) => ({ tensor, problem: 'missing', expected: expected.get(tensor) })),
    extra.map((tensor) => ({ tensor, problem: 'not known', found: tensors.get(tensor)?.shape })),
  ];
  throw new FigscopeError('invalid-input', {
    message: `The weights do not fit the model configuration ${config.name}: of ${expected.size} tensors ${parts.join(', ')}.`,
    remedy:
      otherLayouts.find(({ names }) => extra.some((name) => names.test(name)))?.remedy ??
      'Check that the weights and the configuration come from the same model.',
    facts: {
      missing: missing.slice(0, MOST_NAMES),
      extra: extra.slice(0, MOST_NAMES),
      misshapen,
      counts: { expected: expected.size, found: tensors.size, problems: kinds.flat().length },
      rows: kinds.flatMap((rows) => rows.slice(0, MOST_NAMES)),
    },
  });
}

function first(names: readonly string[]): string {
  const [name = ''] = names;
  return names.length > 1 ? `${name} and ${names.length - 1} more` : name;
}

function describe({ tensor, expected, found }: ShapeMismatch): string {
  return `${tensor} is [${found.join(', ')}] instead of [${expected.join(', ')}]`;
}

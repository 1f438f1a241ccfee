/** The model descriptions that ship with Figscope: resources/models. */
import biomedclip from '#resources/models/biomedclip.json' with { type: 'json' };
import nano from '#resources/models/nano.json' with { type: 'json' };
import tiny from '#resources/models/tiny.json' with { type: 'json' };
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { modelConfig } from './model-config.ts';

export interface ModelPreset {
  readonly config: ModelConfig;
  /** One line for people. */
  readonly title: string;
}

const presets: ReadonlyMap<string, ModelPreset> = new Map(
  [nano, tiny, biomedclip].map((file) => [file.name, { config: modelConfig.parse(file), title: file.title }]),
);

export function modelPresetNames(): string[] {
  return [...presets.keys()];
}

/** Throws not-found with the names there are. */
export function loadModelPreset(name: string): ModelPreset {
  const preset = presets.get(name);
  if (preset !== undefined) return preset;
  throw new FigscopeError('not-found', {
    message: `There is no model description ${name}.`,
    remedy: `Choose one of: ${modelPresetNames().join(', ')}.`,
    facts: { name, known: modelPresetNames() },
  });
}

/** The model descriptions that ship with Figscope: resources/models. */
import biomedclip from '#resources/models/biomedclip.json' with { type: 'json' };
import biomedclipMedium from '#resources/models/biomedclip-vit-m-16.json' with { type: 'json' };
import biomedclipSmall from '#resources/models/biomedclip-vit-s-16.json' with { type: 'json' };
import clip16 from '#resources/models/clip-vit-b-16.json' with { type: 'json' };
import clip32 from '#resources/models/clip-vit-b-32.json' with { type: 'json' };
import nano from '#resources/models/nano.json' with { type: 'json' };
import tiny from '#resources/models/tiny.json' with { type: 'json' };
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { modelConfig } from './model-config.ts';

const files = [nano, tiny, biomedclip, biomedclipSmall, biomedclipMedium, clip32, clip16];

/** The description with the activation of OpenAI's weights; nothing where the towers are not CLIP's own. */
function withQuickGelu(config: ModelConfig): ModelConfig[] {
  const { name, image, text } = config;
  if (image.kind !== 'clip-vit' || text.kind !== 'clip-text') return [];
  const activation = 'quick-gelu';
  return [
    {
      ...config,
      name: `${name}-quickgelu`,
      image: { ...image, activation },
      text: { ...text, activation },
    },
  ];
}

/** By name, open_clip's `-quickgelu` included; the title in each file is for people who read it. */
const presets: ReadonlyMap<string, ModelConfig> = new Map(
  files
    .map((file) => modelConfig.parse(file))
    .flatMap((config) => [config, ...withQuickGelu(config)])
    .map((config) => [config.name, config]),
);

export function modelPresetNames(): string[] {
  return [...presets.keys()];
}

/** Throws not-found with the names there are. */
export function loadModelPreset(name: string): ModelConfig {
  const config = presets.get(name);
  if (config !== undefined) return config;
  throw new FigscopeError('not-found', {
    message: `There is no model description ${name}.`,
    remedy: `Choose one of: ${modelPresetNames().join(', ')}.`,
    facts: { name, known: modelPresetNames() },
  });
}

/** The parameters of a model: open_clip's names and shapes, in its state dict's order. */
import { sizeOf } from '../tensor-data.ts';
import { imageTokenCount, type ModelConfig, textProjectionWidth } from './config.ts';

export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

/** Every parameter of the model by name; buffers such as position_ids are not among them. */
export function parameterShapes(config: ModelConfig): ParameterShapes {
  return new Map<string, readonly number[]>([
    ['logit_scale', []],
    ...imageTowerShapes(config),
    ...textTowerShapes(config),
  ]);
}

export function parameterCount(config: ModelConfig): number {
  let count = 0;
  for (const shape of parameterShapes(config).values()) count += sizeOf(shape);
  return count;
}

type Entry = [name: string, shape: readonly number[]];

function linearShapes(name: string, outputs: number, inputs: number): Entry[] {
  return [
    [`${name}.weight`, [outputs, inputs]],
    [`${name}.bias`, [outputs]],
  ];
}

function normShapes(name: string, width: number): Entry[] {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function imageTowerShapes({ image, embedDim }: ModelConfig): Entry[] {
  const { width, patchSize } = image;
  const trunk = 'visual.trunk';
  const hidden = Math.round(width * image.mlpRatio);
  const blocks = Array.from({ length: image.depth }, (_, depth): Entry[] => {
    const name = `${trunk}.blocks.${depth}`;
    return [
      ...normShapes(`${name}.norm1`, width),
      ...linearShapes(`${name}.attn.qkv`, 3 * width, width),
      ...linearShapes(`${name}.attn.proj`, width, width),
      ...normShapes(`${name}.norm2`, width),
      ...linearShapes(`${name}.mlp.fc1`, hidden, width),
      ...linearShapes(`${name}.mlp.fc2`, width, hidden),
    ];
  });
  return [
    [`${trunk}.cls_token`, [1, 1, width]],
    [`${trunk}.pos_embed`, [1, imageTokenCount(image), width]],
    [`${trunk}.patch_embed.proj.weight`, [width, 3, patchSize, patchSize]],
    [`${trunk}.patch_embed.proj.bias`, [width]],
    ...blocks.flat(),
    ...normShapes(`${trunk}.norm`, width),
    ['visual.head.proj.weight', [embedDim, width]],
  ];
}

function textTowerShapes(config: ModelConfig): Entry[] {
  const { text, embedDim } = config;
  const { width, intermediateSize } = text;
  const embeddings = 'text.transformer.embeddings';
  const layers = Array.from({ length: text.depth }, (_, depth): Entry[] => {
    const name = `text.transformer.encoder.layer.${depth}`;
    return [
      ...linearShapes(`${name}.attention.self.query`, width, width),
      ...linearShapes(`${name}.attention.self.key`, width, width),
      ...linearShapes(`${name}.attention.self.value`, width, width),
      ...linearShapes(`${name}.attention.output.dense`, width, width),
      ...normShapes(`${name}.attention.output.LayerNorm`, width),
      ...linearShapes(`${name}.intermediate.dense`, intermediateSize, width),
      ...linearShapes(`${name}.output.dense`, width, intermediateSize),
      ...normShapes(`${name}.output.LayerNorm`, width),
    ];
  });
  return [
    [`${embeddings}.word_embeddings.weight`, [text.vocabularySize, width]],
    [`${embeddings}.position_embeddings.weight`, [text.positions, width]],
    [`${embeddings}.token_type_embeddings.weight`, [text.tokenTypes, width]],
    ...normShapes(`${embeddings}.LayerNorm`, width),
    ...layers.flat(),
    ['text.proj.0.weight', [textProjectionWidth(config), width]],
    ['text.proj.2.weight', [embedDim, textProjectionWidth(config)]],
  ];
}

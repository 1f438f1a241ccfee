/** The parameters of a model: open_clip's names and shapes, in its state dict's order. */
import { sizeOf } from '../tensor-data.ts';
import {
  type BertTowerConfig,
  type ClipTextTowerConfig,
  imageTokenCount,
  type ModelConfig,
  textProjectionWidth,
} from './config.ts';
import { type BlockNames, clipTextNames, imageTowerNames } from './tower-names.ts';

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

/** Which tower a parameter belongs to; the temperature belongs to neither. */
export function towerOf(name: string): 'image' | 'text' | 'neither' {
  if (name === 'logit_scale') return 'neither';
  return name.startsWith('visual.') ? 'image' : 'text';
}

type Entry = [name: string, shape: readonly number[]];

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

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

/** A pre-norm block with an MLP of `hidden` units. */
function blockShapes(names: BlockNames, width: number, hidden: number): Entry[] {
  return [
    ...normShapes(names.attentionNorm, width),
    [names.qkvWeight, [3 * width, width]],
    [names.qkvBias, [3 * width]],
    ...linearShapes(names.attentionOutput, width, width),
    ...normShapes(names.mlpNorm, width),
    ...linearShapes(names.expand, hidden, width),
    ...linearShapes(names.contract, width, hidden),
  ];
}

function imageTowerShapes({ image, embedDim }: ModelConfig): Entry[] {
  const { kind, width, patchSize, depth } = image;
  const names = imageTowerNames(image);
  const hidden = Math.round(width * image.mlpRatio);
  const isTimm = kind === 'vit';
  // timm keeps an axis of one for the batch where open_clip has none, and its projection is a linear layer.
  const perItem = isTimm ? [1] : [];
  return [
    [names.classToken, [...(isTimm ? [1, 1] : []), width]],
    [names.positions, [...perItem, imageTokenCount(image), width]],
    [names.patchWeight, [width, 3, patchSize, patchSize]],
    ...(names.patchBias === undefined ? [] : [[names.patchBias, [width]] satisfies Entry]),
    ...(names.firstNorm === undefined ? [] : normShapes(names.firstNorm, width)),
    ...range(depth).flatMap((index) => blockShapes(names.block(index), width, hidden)),
    ...normShapes(names.lastNorm, width),
    [names.projection, isTimm ? [embedDim, width] : [width, embedDim]],
  ];
}

function textTowerShapes({ text, embedDim }: ModelConfig): Entry[] {
  return text.kind === 'bert' ? bertShapes(text, embedDim) : clipTextShapes(text, embedDim);
}

function clipTextShapes(text: ClipTextTowerConfig, embedDim: number): Entry[] {
  const { vocabularySize, positions, width, depth, mlpRatio } = text;
  const names = clipTextNames;
  const hidden = Math.round(width * mlpRatio);
  return [
    [names.positions, [positions, width]],
    [names.projection, [width, embedDim]],
    ...range(depth).flatMap((index) => blockShapes(names.block(index), width, hidden)),
    [names.tokens, [vocabularySize, width]],
    ...normShapes(names.lastNorm, width),
  ];
}

function bertShapes(text: BertTowerConfig, embedDim: number): Entry[] {
  const { width, intermediateSize } = text;
  const projectionWidth = textProjectionWidth(embedDim, text);
  const embeddings = 'text.transformer.embeddings';
  const layers = range(text.depth).map((depth): Entry[] => {
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
    ['text.proj.0.weight', [projectionWidth, width]],
    ['text.proj.2.weight', [embedDim, projectionWidth]],
  ];
}

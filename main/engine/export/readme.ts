/** README.txt of every kind of export: what lies there and how another program uses it. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { OPSET } from '../onnx/model.ts';
import { timmName } from './open-clip-description.ts';

const research = 'For research only. The licence of the weights is that of their authors (about.json).';

export function openClipReadme(name: string, { image, text }: ModelConfig, folder: string): string {
  const unnamed = image.kind === 'vit' && timmName(image) === undefined;
  const direct = unnamed
    ? [
        'timm has no ViT of this shape, so open_clip alone cannot build it: vit_config.json has its shape, and load.py',
        'registers it first.',
      ]
    : [
        'Without load.py:',
        '',
        `  model, _, preprocess = open_clip.create_model_and_transforms('local-dir:${folder}')`,
        `  tokenizer = open_clip.get_tokenizer('local-dir:${folder}')`,
        ...(text.kind === 'bert'
          ? [
              '',
              'open_clip_config.json names this folder as text_cfg.hf_model_name: open_clip reads the encoder from there.',
              'Change it after moving the folder; load.py does without.',
            ]
          : []),
      ];
  return lines(
    `${name}, for open_clip 3.3 or newer (with transformers and timm). Nothing is fetched from a network.`,
    '',
    `  import sys; sys.path.insert(0, '${folder}')`,
    '  from load import load',
    '  model, preprocess, tokenizer = load()',
    '',
    ...direct,
    '',
    'Figscope reads the folder too: figscope model import FOLDER --name NAME',
    research,
  );
}

export function ownReadme(name: string): string {
  return lines(
    `${name}, as Figscope keeps it: model.safetensors with the parameter names of open_clip, config.json with the shape of`,
    'the model, tokenizer/ and passport.json (what embeddings made with it can be compared with).',
    '',
    'figscope model import FOLDER --name NAME',
    research,
  );
}

export interface OnnxFacts {
  readonly logitScale: number;
  /** The one file of weights that both towers refer to, where they do not hold them. */
  readonly weightsFile?: string;
}

export function onnxReadme(
  name: string,
  config: ModelConfig,
  { logitScale, weightsFile }: OnnxFacts,
): string {
  const { image, text, embedDim, preprocess, tokenizer } = config;
  const { imageSize } = image;
  const tokens =
    text.kind === 'bert'
      ? [
          `  BERT WordPiece with tokenizer/vocab.txt, ${tokenizer.lowercase ? 'lower case' : 'cased'}: [CLS] words [SEP], cut to ${text.contextLength} ids, padded with 0.`,
          '  Shorter rows give the same features: padding is hidden from attention.',
          '  Captions are cleaned first as open_clip does: ftfy.fix_text, html.unescape twice, white space collapsed.',
        ]
      : [
          `  CLIP byte pairs (open_clip's SimpleTokenizer), cut to ${text.contextLength} ids, padded with 0.`,
          '  Features are those of the end-of-text token, the one with the highest id.',
        ];
  return lines(
    `${name} as two ONNX files, opset ${OPSET}, IR version 9, standard operators only, float32. onnxruntime 1.17 or newer runs them.`,
    ...(weightsFile === undefined ? [] : [`Both files refer to ${weightsFile} and must stay beside it.`]),
    '',
    'image.onnx',
    `  input   images    float32 [batch, 3, ${imageSize}, ${imageSize}]`,
    `  output  features  float32 [batch, ${embedDim}], of length 1`,
    'text.onnx',
    `  input   tokenIds  int32   [batch, tokens], tokens up to ${text.contextLength}`,
    `  output  features  float32 [batch, ${embedDim}], of length 1`,
    '',
    'Images',
    `  RGB, the ${preprocess.resizeMode} side resized to ${preprocess.size} (${preprocess.interpolation}, with antialiasing, as Pillow does), centre crop of ${preprocess.size} x ${preprocess.size},`,
    `  values / 255, minus mean [${preprocess.mean.join(', ')}],`,
    `  divided by std [${preprocess.std.join(', ')}].`,
    'Texts',
    ...tokens,
    'Similarity',
    `  logits = ${logitScale} * image_features @ text_features.T; the factor is also in the files' metadata (logit_scale).`,
    '',
    '  import numpy as np, onnxruntime',
    "  session = onnxruntime.InferenceSession('text.onnx')",
    "  features, = session.run(['features'], {'tokenIds': ids.astype(np.int32)})",
    '',
    'config.json has the shape of the model, passport.json what its embeddings can be compared with.',
    research,
  );
}

const lines = (...texts: readonly string[]): string => `${texts.join('\n')}\n`;

/** The names that timm's and open_clip's vision transformers give to the same parameters. */
import type { ImageTowerConfig } from './config.ts';

/** Parameters of a pre-norm transformer block. Norms and linear layers by their common prefix. */
export interface BlockNames {
  readonly attentionNorm: string;
  readonly qkvWeight: string;
  readonly qkvBias: string;
  readonly attentionOutput: string;
  readonly mlpNorm: string;
  readonly expand: string;
  readonly contract: string;
}

export interface ImageTowerNames {
  readonly classToken: string;
  readonly positions: string;
  /** Convolution [width, 3, patch, patch]. */
  readonly patchWeight: string;
  readonly patchBias?: string;
  /** Norm before the first block. */
  readonly firstNorm?: string;
  readonly block: (depth: number) => BlockNames;
  readonly lastNorm: string;
  /** timm: a linear layer [embedDim, width]. open_clip: a matrix [width, embedDim]. */
  readonly projection: string;
}

function timmBlock(prefix: string): BlockNames {
  return {
    attentionNorm: `${prefix}.norm1`,
    qkvWeight: `${prefix}.attn.qkv.weight`,
    qkvBias: `${prefix}.attn.qkv.bias`,
    attentionOutput: `${prefix}.attn.proj`,
    mlpNorm: `${prefix}.norm2`,
    expand: `${prefix}.mlp.fc1`,
    contract: `${prefix}.mlp.fc2`,
  };
}

/** open_clip's ResidualAttentionBlock, of image and text tower alike. */
function clipBlock(prefix: string): BlockNames {
  return {
    attentionNorm: `${prefix}.ln_1`,
    qkvWeight: `${prefix}.attn.in_proj_weight`,
    qkvBias: `${prefix}.attn.in_proj_bias`,
    attentionOutput: `${prefix}.attn.out_proj`,
    mlpNorm: `${prefix}.ln_2`,
    expand: `${prefix}.mlp.c_fc`,
    contract: `${prefix}.mlp.c_proj`,
  };
}

const timmTower: ImageTowerNames = {
  classToken: 'visual.trunk.cls_token',
  positions: 'visual.trunk.pos_embed',
  patchWeight: 'visual.trunk.patch_embed.proj.weight',
  patchBias: 'visual.trunk.patch_embed.proj.bias',
  block: (depth) => timmBlock(`visual.trunk.blocks.${depth}`),
  lastNorm: 'visual.trunk.norm',
  projection: 'visual.head.proj.weight',
};

const clipTower: ImageTowerNames = {
  classToken: 'visual.class_embedding',
  positions: 'visual.positional_embedding',
  patchWeight: 'visual.conv1.weight',
  firstNorm: 'visual.ln_pre',
  block: (depth) => clipBlock(`visual.transformer.resblocks.${depth}`),
  lastNorm: 'visual.ln_post',
  projection: 'visual.proj',
};

export function imageTowerNames({ kind }: ImageTowerConfig): ImageTowerNames {
  return kind === 'vit' ? timmTower : clipTower;
}

/** open_clip's text tower, whose parameters lie at the root of the model. */
export const clipTextNames = {
  tokens: 'token_embedding.weight',
  positions: 'positional_embedding',
  block: (depth: number): BlockNames => clipBlock(`transformer.resblocks.${depth}`),
  lastNorm: 'ln_final',
  /** A matrix [width, embedDim]. */
  projection: 'text_projection',
} as const;

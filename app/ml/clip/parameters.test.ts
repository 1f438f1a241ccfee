import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import biomedclip from '#resources/models/biomedclip.json' with { type: 'json' };
import clipVitB16 from '#resources/models/clip-vit-b-16.json' with { type: 'json' };
import clipVitB32 from '#resources/models/clip-vit-b-32.json' with { type: 'json' };
import vitM16 from '#resources/models/biomedclip-vit-m-16.json' with { type: 'json' };
import vitS16 from '#resources/models/biomedclip-vit-s-16.json' with { type: 'json' };
import nano from '#resources/models/nano.json' with { type: 'json' };
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { modelConfig } from '#main/engine/model-config.ts';
import { type Distribution, initialDistribution, initialParameters, zeroMoments } from './initialise.ts';
import { adamwScalars, decays } from './optimizer.ts';
import { parameterCount, parameterShapes } from './parameters.ts';

const nanoConfig = modelConfig.parse(nano);

describe('parameterShapes', () => {
  it('counts the parameters of BiomedCLIP part by part', () => {
    // Facts of the paper's model: image tower, its head, text tower, its projection, temperature.
    const counts = { trunk: 0, head: 0, bert: 0, projection: 0, scale: 0 };
    for (const [name, shape] of parameterShapes(modelConfig.parse(biomedclip))) {
      const size = shape.reduce((product, length) => product * length, 1);
      if (name.startsWith('visual.trunk.')) counts.trunk += size;
      else if (name.startsWith('visual.head.')) counts.head += size;
      else if (name.startsWith('text.transformer.')) counts.bert += size;
      else if (name.startsWith('text.proj.')) counts.projection += size;
      else counts.scale += size;
    }
    expect(counts).toEqual({
      trunk: 85_798_656,
      head: 393_216,
      bert: 108_891_648,
      projection: 819_200,
      scale: 1,
    });
  });

  it('counts the parameters of CLIP as open_clip does, and those of the ablation as the paper', () => {
    expect(parameterCount(modelConfig.parse(clipVitB32))).toBe(151_277_313);
    expect(parameterCount(modelConfig.parse(clipVitB16))).toBe(149_620_737);
    const imageTowerMillions = [vitS16, vitM16].map((file) => {
      const shapes = [...parameterShapes(modelConfig.parse(file))];
      const tower = shapes.filter(([name]) => name.startsWith('visual.'));
      return (
        tower.reduce((sum, [, shape]) => sum + shape.reduce((size, length) => size * length, 1), 0) / 1e6
      );
    });
    expect(imageTowerMillions.map(Math.round)).toEqual([22, 39]);
  });

  it('keeps the small model within 1.2 million', () => {
    expect(parameterCount(nanoConfig)).toBeLessThanOrEqual(1_200_000);
  });
});

describe('initialParameters', () => {
  it('has the moments of the distribution that the reference draws from', () => {
    const parameters = [...initialParameters(nanoConfig, 3)];
    const off = parameters.filter(([name, { shape, data }]) => {
      const distribution = initialDistribution(name, shape, nanoConfig);
      const [mean, deviation] = moments(data);
      if (distribution.kind === 'constant')
        return mean !== Math.fround(distribution.value) || deviation !== 0;
      const expected = deviationOf(distribution);
      const meanBar = (4.5 * expected) / Math.sqrt(data.length);
      // The 3e-4 are BERT's padding row, one of 2048, which is zero.
      const deviationBar = 4.5 / Math.sqrt(2 * data.length) + 3e-4;
      return Math.abs(mean) > meanBar || Math.abs(deviation / expected - 1) > deviationBar;
    });
    expect(parameters.length).toBeGreaterThan(80);
    expect(off.map(([name]) => name)).toEqual([]);
  });

  it('draws as timm, Hugging Face and open_clip do', () => {
    const of = (name: string): unknown =>
      initialDistribution(name, parameterShapes(nanoConfig).get(name)!, nanoConfig);
    expect(of('visual.trunk.blocks.0.attn.qkv.weight')).toEqual({ kind: 'normal', deviation: 0.02 });
    expect(of('visual.trunk.blocks.0.attn.qkv.bias')).toEqual({ kind: 'constant', value: 0 });
    expect(of('visual.trunk.norm.weight')).toEqual({ kind: 'constant', value: 1 });
    expect(of('visual.trunk.patch_embed.proj.weight')).toEqual({
      kind: 'uniform',
      bound: 1 / Math.sqrt(192),
    });
    expect(of('visual.trunk.patch_embed.proj.bias')).toEqual({ kind: 'uniform', bound: 1 / Math.sqrt(192) });
    expect(of('visual.trunk.cls_token')).toEqual({ kind: 'normal', deviation: 1e-6 });
    expect(of('visual.head.proj.weight')).toEqual({ kind: 'uniform', bound: 1 / Math.sqrt(96) });
    expect(of('text.proj.2.weight')).toEqual({ kind: 'uniform', bound: 1 / Math.sqrt(112) });
    expect(of('text.transformer.embeddings.word_embeddings.weight')).toEqual({
      kind: 'normal',
      deviation: 0.02,
    });
    expect(of('text.transformer.embeddings.LayerNorm.weight')).toEqual({ kind: 'constant', value: 1 });
    expect(of('logit_scale')).toEqual({ kind: 'constant', value: Math.log(1 / 0.07) });
  });

  it("draws CLIP's own towers as open_clip 3.3 does: standard deviations measured there", () => {
    const config = modelConfig.parse(clipVitB32);
    const measured: Readonly<Record<string, number>> = {
      'visual.class_embedding': 0.03586,
      'visual.positional_embedding': 0.03616,
      'visual.proj': 0.03611,
      'visual.conv1.weight': 0.01042,
      'visual.ln_pre.weight': 0,
      'visual.transformer.resblocks.0.attn.in_proj_weight': 0.02553,
      'visual.transformer.resblocks.0.attn.in_proj_bias': 0,
      'visual.transformer.resblocks.0.attn.out_proj.weight': 0.02082,
      'visual.transformer.resblocks.0.attn.out_proj.bias': 0,
      'visual.transformer.resblocks.0.mlp.c_fc.weight': 0.02083,
      'visual.transformer.resblocks.0.mlp.c_fc.bias': 0.02069,
      'visual.transformer.resblocks.0.mlp.c_proj.weight': 0.01042,
      'visual.transformer.resblocks.0.mlp.c_proj.bias': 0.01029,
      positional_embedding: 0.01003,
      text_projection: 0.04416,
      'transformer.resblocks.0.attn.in_proj_weight': 0.04422,
      'transformer.resblocks.0.attn.out_proj.weight': 0.00902,
      'transformer.resblocks.0.ln_2.bias': 0,
      'transformer.resblocks.0.mlp.c_fc.weight': 0.03126,
      'transformer.resblocks.0.mlp.c_fc.bias': 0.02536,
      'transformer.resblocks.0.mlp.c_proj.weight': 0.009017,
      'transformer.resblocks.0.mlp.c_proj.bias': 0.01283,
      'token_embedding.weight': 0.02,
      'ln_final.weight': 0,
    };
    const off = Object.entries(measured).filter(([name, deviation]) => {
      const drawn = initialDistribution(name, parameterShapes(config).get(name)!, config);
      return Math.abs(deviationOf(drawn) - deviation) > 0.03 * deviation;
    });
    expect(off).toEqual([]);
  });

  it('depends on the seed and the name alone, and starts the padding row at zero', () => {
    const [one, again, other] = [
      initialParameters(nanoConfig, 1),
      initialParameters(nanoConfig, 1),
      initialParameters(nanoConfig, 2),
    ];
    const name = 'text.transformer.embeddings.word_embeddings.weight';
    expect(one.get(name)).toEqual(again.get(name));
    expect(one.get(name)?.data[500]).not.toBe(other.get(name)?.data[500]);
    expect(
      one
        .get(name)
        ?.data.subarray(0, 128)
        .every((value) => value === 0),
    ).toBe(true);
    expect(zeroMoments(nanoConfig).size).toBe(one.size);
  });
});

describe('AdamW', () => {
  it.skipIf(!sharedPath('golden/tiny-biomedclip'))(
    'leaves out of the decay what open_clip leaves out',
    () => {
      const folder = requireShared('golden/tiny-biomedclip');
      const { parameters } = JSON.parse(readFileSync(`${folder}/state_dict.json`, 'utf8'));
      const { no_decay: noDecay } = JSON.parse(readFileSync(`${folder}/training.json`, 'utf8'));
      const ours = Object.keys(parameters).filter((name) => !decays(name, parameters[name].shape));
      expect(ours.toSorted()).toEqual(noDecay.toSorted());
    },
  );

  it("leaves out of the decay of CLIP's own towers what has one axis", () => {
    const shapes = [...parameterShapes(modelConfig.parse(clipVitB32))];
    const ours = shapes.filter(([name, shape]) => !decays(name, shape)).map(([name]) => name);
    expect(ours).toEqual(shapes.filter(([, shape]) => shape.length < 2).map(([name]) => name));
    expect(ours).toContain('visual.class_embedding');
    expect(ours).not.toContain('visual.positional_embedding');
  });

  it('corrects the bias of the moments', () => {
    const scalars = adamwScalars({ beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 }, 0.01, 1);
    expect(scalars.stepSize).toBeCloseTo(0.1, 12);
    expect(scalars.rootCorrection).toBeCloseTo(1 / Math.sqrt(0.02), 12);
    expect(scalars.decayFactor).toBeCloseTo(0.998, 12);
  });
});

function deviationOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return 0;
    case 'normal':
      return distribution.deviation;
    case 'uniform':
      return distribution.bound / Math.sqrt(3);
  }
}

function moments(values: Float32Array): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

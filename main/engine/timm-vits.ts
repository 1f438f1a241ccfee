/** The VisionTransformers that timm has a name for: resources/models/timm-vit.json. */
import * as z from 'zod';
import file from '#resources/models/timm-vit.json' with { type: 'json' };

const shape = z.object({
  imageSize: z.number(),
  patchSize: z.number(),
  width: z.number(),
  depth: z.number(),
  heads: z.number(),
  mlpRatio: z.number(),
});

/** Shapes by timm's names. */
export const timmVits: Readonly<Record<string, z.infer<typeof shape>>> = z
  .record(z.string(), shape)
  .parse(file);

/** Of every VisionTransformer of timm. */
export const timmEpsilon = 1e-6;
/** torch.nn.LayerNorm's default, which open_clip's own towers keep. */
export const torchEpsilon = 1e-5;

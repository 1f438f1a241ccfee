/** For tests: CLIP's own towers, small, as open_clip describes them. */
import { openClipConfig } from '../open-clip-config.ts';

export const smallClip = openClipConfig.parse({
  model_cfg: {
    embed_dim: 24,
    quick_gelu: true,
    vision_cfg: { image_size: 48, layers: 2, width: 64, head_width: 32, patch_size: 16 },
    text_cfg: { context_length: 77, vocab_size: 49_408, width: 32, heads: 2, layers: 2 },
  },
});

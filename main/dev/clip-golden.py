"""Makes main/engine/clip-golden.safetensors: what open_clip computes with two tiny CLIP models of its own towers.

Usage: python clip-golden.py OUT, with open_clip 3.3 and safetensors installed. Weights come from the formula of
main/engine/test-hash-weights.ts, so that only inputs and results are stored: features, loss and the gradient of every
parameter, computed in float64. The metadata holds each model's open_clip_config.json.
"""
import json, math, sys
import numpy as np
import torch
import open_clip
from open_clip.loss import ClipLoss
from safetensors.numpy import save_file

VOCABULARY, START, END = 64, 62, 63
TOKENS = [[START, *range(5, 15), END], [START, 9, 9, 21, END], [START, END], [START, 40, END, 41, 42, END]]


def model_config(layers, quick_gelu):
    return {
        'embed_dim': 8,
        'quick_gelu': quick_gelu,
        'vision_cfg': {'image_size': 12, 'patch_size': 4, 'layers': layers, 'width': 16, 'head_width': 8,
                       'mlp_ratio': 2},
        'text_cfg': {'context_length': 12, 'vocab_size': VOCABULARY, 'width': 16, 'heads': 2, 'layers': layers,
                     'mlp_ratio': 2},
    }


def scale_of(name, shape):
    if is_norm(name): return 0.1
    if 'class_embedding' in name or 'positional_embedding' in name: return 0.05
    if len(shape) == 1: return 0.02
    if 'token_embedding' in name: return 0.1
    return math.sqrt(3 / math.prod(shape[1:]))


def is_norm(name):
    return '.weight' in name and ('ln_' in name or 'norm' in name)


def hashed(name, shape):
    if name == 'logit_scale': return np.full(shape, math.log(1 / 0.07), np.float32)
    seed = 0x811C9DC5
    for byte in name.encode(): seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over='ignore'):
        x = np.uint32(seed) + np.arange(math.prod(shape), dtype=np.uint32) * np.uint32(0x9E3779B9)
        x ^= x >> np.uint32(16); x *= np.uint32(0x7FEB352D)
        x ^= x >> np.uint32(15); x *= np.uint32(0x846CA68B)
        x ^= x >> np.uint32(16)
    unit = ((x >> np.uint32(8)).astype(np.float64) * 2 - 2.0**24) / 2.0**24
    value = (np.float64(np.float32(scale_of(name, shape))) * unit).astype(np.float32)
    return (np.float32(1) + value if is_norm(name) else value).reshape(shape)


def results(config, images, tokens):
    model = open_clip.CLIP(**config)
    model.load_state_dict({name: torch.from_numpy(hashed(name, tuple(t.shape))) for name, t in model.state_dict().items()})
    model.double()
    image, text, scale = model(images, tokens)
    loss = ClipLoss()(image, text, scale)
    loss.backward()
    found = {'image_features': image, 'text_features': text, 'logits_per_image': scale * image @ text.T, 'loss': loss}
    found |= {f'gradient/{name}': parameter.grad for name, parameter in model.named_parameters()}
    return {name: value.detach().numpy().astype(np.float32) for name, value in found.items()}


if __name__ == '__main__':
    pixels = np.random.default_rng(4).integers(0, 256, (len(TOKENS), 3, 12, 12), dtype=np.uint8)
    images = torch.from_numpy((pixels / 127.5 - 1).astype(np.float32)).double()
    tokens = torch.tensor([row + [0] * (12 - len(row)) for row in TOKENS])
    stored = {'pixels': pixels, 'tokens': tokens.numpy().astype(np.int32)}
    configs = {'gelu': model_config(2, False), 'quick-gelu': model_config(1, True)}
    for kind, config in configs.items():
        stored |= {f'{kind}/{name}': value for name, value in results(config, images, tokens).items()}
    metadata = {kind: json.dumps({'model_cfg': config}) for kind, config in configs.items()}
    save_file(stored, sys.argv[1], metadata=metadata)

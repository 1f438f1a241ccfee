/** load.py of an export for open_clip: what its `local-dir:` needs help with, in Python. */

/**
 * Two things open_clip cannot find by itself: a ViT of a shape that timm has no name for, and the text encoder's
 * configuration after the folder was moved (open_clip_config.json holds a path).
 */
export const openClipLoader = `"""Loads the model in this folder with open_clip (3.3 or newer), wherever the folder lies.

    from load import load
    model, preprocess, tokenizer = load()
"""
import json
import os

import open_clip

HERE = os.path.dirname(os.path.abspath(__file__))


def register_vit(name, path):
    """Makes timm know a ViT that is not one of its named models."""
    from functools import partial

    import timm
    from timm.models import register_model
    from timm.models.vision_transformer import VisionTransformer
    from torch.nn import LayerNorm

    if name in timm.list_models():
        return
    with open(path, encoding="utf-8") as file:
        shape = json.load(file)

    def build(pretrained=False, **options):
        for key in ("pretrained_cfg", "pretrained_cfg_overlay", "cache_dir"):
            options.pop(key, None)
        arguments = {key: shape[key] for key in ("img_size", "patch_size", "embed_dim", "depth", "num_heads", "mlp_ratio")}
        model = VisionTransformer(norm_layer=partial(LayerNorm, eps=shape["norm_eps"]), **arguments, **options)
        model.default_cfg = model.pretrained_cfg = {"pool_size": None}
        return model

    build.__name__ = name
    build.__module__ = "timm.models.vision_transformer"
    register_model(build)


def load(folder=HERE, **options):
    """The model, its preprocessing for evaluation and its tokenizer; options go to open_clip.create_model_and_transforms."""
    folder = os.path.abspath(folder)
    with open(os.path.join(folder, "open_clip_config.json"), encoding="utf-8") as file:
        config = json.load(file)["model_cfg"]
    vit = os.path.join(folder, "vit_config.json")
    if os.path.exists(vit):
        register_vit(config["vision_cfg"]["timm_model_name"], vit)
    if "hf_model_name" in config["text_cfg"]:
        options["text_cfg"] = {**config["text_cfg"], "hf_model_name": folder, "hf_model_pretrained": False}
    model, _, preprocess = open_clip.create_model_and_transforms("local-dir:" + folder, **options)
    return model.eval(), preprocess, open_clip.get_tokenizer("local-dir:" + folder)
`;

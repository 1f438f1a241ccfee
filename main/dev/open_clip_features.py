"""Features and token ids that open_clip gives for folders exported for it, for the tests of the export.

    python open_clip_features.py FOLDER...

Every FOLDER has a folder `case` beside it with images.safetensors (`images` [n, 3, size, size], normalised) and
captions.json; features.safetensors is written there. Folders without vit_config.json are opened by open_clip alone.
"""
import importlib.util
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import open_clip
import torch
from safetensors.torch import load_file, save_file


def opened(folder):
    if not os.path.exists(os.path.join(folder, "vit_config.json")):
        model, _, preprocess = open_clip.create_model_and_transforms("local-dir:" + folder)
        return model.eval(), preprocess, open_clip.get_tokenizer("local-dir:" + folder)
    spec = importlib.util.spec_from_file_location("load", os.path.join(folder, "load.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load()


def main(folders):
    torch.set_num_threads(1)
    for folder in folders:
        case = os.path.join(os.path.dirname(folder), "case")
        model, preprocess, tokenizer = opened(folder)
        images = load_file(os.path.join(case, "images.safetensors"))["images"]
        with open(os.path.join(case, "captions.json"), encoding="utf-8") as file:
            ids = tokenizer(json.load(file))
        with torch.no_grad():
            features = {
                "image_features": model.encode_image(images, normalize=True),
                "text_features": model.encode_text(ids, normalize=True),
                "input_ids": ids,
                "logit_scale": model.logit_scale.exp().reshape(1),
            }
        features = {name: tensor.contiguous() for name, tensor in features.items()}
        save_file(features, os.path.join(case, "features.safetensors"))
        print(folder, preprocess.transforms[0], flush=True)


main(sys.argv[1:])

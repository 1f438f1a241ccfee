"""The open_clip side of the engine benchmark: one JSON command a line on stdin, one JSON answer a line on stdout.

{"op": "prepare", "task": {...}, "threads": N} builds a model with random weights and warms it up; {"op": "run"} does the
work once and answers {"ms": ..., "rssBytes": ...}; {"op": "release"} forgets the task. The model is open_clip's
CustomTextCLIP with a timm trunk and a Hugging Face encoder, made from a Figscope model description; no dropout.
"""
import json
import logging
import os
import resource
import sys
import tempfile
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import open_clip
import timm
import torch
import transformers
from timm.models.vision_transformer import VisionTransformer

transformers.logging.set_verbosity_error()
logging.disable(logging.WARNING)
TRUNK = "figscope_bench_vit"


def register_trunk(image):
    """Gives timm a model of this shape under a name of its own, whatever shapes it knows."""

    def entry(pretrained=False, **options):
        keep = {key: options[key] for key in ("num_classes", "global_pool") if key in options}
        trunk = VisionTransformer(
            img_size=image["imageSize"],
            patch_size=image["patchSize"],
            embed_dim=image["width"],
            depth=image["depth"],
            num_heads=image["heads"],
            mlp_ratio=image["mlpRatio"],
            **keep,
        )
        size = (3, image["imageSize"], image["imageSize"])
        trunk.default_cfg = trunk.pretrained_cfg = {"input_size": size, "architecture": TRUNK}
        return trunk

    entry.__name__ = TRUNK
    entry.__module__ = "timm.models.vision_transformer"
    timm.models.register_model(entry)


def build(config):
    image, text = config["image"], config["text"]
    register_trunk(image)
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": text["vocabularySize"],
        "hidden_size": text["width"],
        "num_hidden_layers": text["depth"],
        "num_attention_heads": text["heads"],
        "intermediate_size": text["intermediateSize"],
        "max_position_embeddings": text["positions"],
        "type_vocab_size": text["tokenTypes"],
        "pad_token_id": 0,
        "attention_probs_dropout_prob": 0.0,
        "hidden_dropout_prob": 0.0,
    }
    model_cfg = {
        "embed_dim": config["embedDim"],
        "vision_cfg": {
            "timm_model_name": TRUNK,
            "timm_model_pretrained": False,
            "timm_pool": "",
            "timm_proj": "linear",
            "image_size": image["imageSize"],
        },
        "text_cfg": {
            "hf_model_name": ".",
            "hf_tokenizer_name": ".",
            "hf_proj_type": "mlp",
            "hf_pooler_type": "cls_last_hidden_state_pooler",
            "context_length": text["contextLength"],
        },
    }
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (
            ("config.json", bert),
            ("open_clip_config.json", {"model_cfg": model_cfg, "preprocess_cfg": {}}),
        ):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(content, file)
        os.chdir(folder)
        try:
            return open_clip.create_model("local-dir:.", load_weights=False, pretrained_text=False)
        finally:
            os.chdir(here)


def images(config, batch):
    side = config["image"]["imageSize"]
    return torch.sin(torch.arange(batch * 3 * side * side, dtype=torch.float32) * 0.37).reshape(batch, 3, side, side)


def texts(config, batch, tokens):
    """Full rows of `tokens` ids, padded to the context length, as open_clip's tokenizer pads them."""
    vocabulary, context = config["text"]["vocabularySize"], config["text"]["contextLength"]
    ids = torch.zeros(batch, context, dtype=torch.long)
    ids[:, :tokens] = 1 + (torch.arange(batch * tokens) * 7919 % (vocabulary - 1)).reshape(batch, tokens)
    return ids


class Task:
    """One prepared piece of work; calling it does it once."""

    def __init__(self, task):
        config = task["config"]
        self.amp = task["precision"] == "bf16"
        self.model = build(config)
        batch = task["batch"]
        if task["kind"] == "train":
            self.prepare_training(config, batch)
        else:
            self.model.eval()
            encode = self.model.encode_image if task["kind"] == "image" else self.model.encode_text
            given = images(config, batch) if task["kind"] == "image" else texts(config, batch, task["tokens"])
            if task.get("compiled"):
                encode = torch.compile(encode)
            self.work = lambda: self.infer(encode, given)

    def infer(self, encode, given):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self.amp):
            return encode(given, normalize=True)

    def prepare_training(self, config, batch):
        self.model.train()
        plain = [(name, p) for name, p in self.model.named_parameters()]
        no_decay = lambda name, p: p.ndim < 2 or "bias" in name or "logit_scale" in name
        groups = [
            {"params": [p for name, p in plain if no_decay(name, p)], "weight_decay": 0.0},
            {"params": [p for name, p in plain if not no_decay(name, p)], "weight_decay": 0.2},
        ]
        optimizer = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.98), eps=1e-6)
        loss_of = open_clip.ClipLoss()
        pixels, ids = images(config, batch), texts(config, batch, config["text"]["contextLength"])

        def step():
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.amp):
                loss = loss_of(
                    self.model.encode_image(pixels, normalize=True),
                    self.model.encode_text(ids, normalize=True),
                    self.model.logit_scale.exp(),
                )
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                self.model.logit_scale.clamp_(0, 4.605170185988092)

        self.work = step

    def __call__(self):
        started = time.perf_counter()
        self.work()
        return (time.perf_counter() - started) * 1000


def memory():
    with open("/proc/self/statm", encoding="ascii") as file:
        rss = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"rssBytes": rss, "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def main():
    answers, sys.stdout = sys.stdout, sys.stderr
    task = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["op"] == "prepare":
                torch.set_num_threads(command["threads"])
                started = time.perf_counter()
                task = Task(command["task"])
                task()
                answer = {"ms": (time.perf_counter() - started) * 1000}
            elif command["op"] == "run":
                answer = {"ms": task()}
            else:
                task, answer = None, {"ms": 0}
            answer.update(memory())
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


main()

"""
What other programs read of an export: open_clip's own pipelines, pyarrow and Hugging Face datasets. Prints one JSON
object; `{"skipped": why}` where this Python has no program to read with. Packages in the folders of
FIGSCOPE_PYTHON_PACKAGES come before its own.
"""
import argparse
import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import json
import os
import sys
import tempfile

sys.path[:0] = [path for path in os.environ.get("FIGSCOPE_PYTHON_PACKAGES", "").split(os.pathsep) if path]


def allow_no_pandas():
    """open_clip_train.data imports pandas, for tables alone: where there is none, an empty module will do."""
    if importlib.util.find_spec("pandas") is None:
        spec = importlib.machinery.ModuleSpec("pandas", None)
        sys.modules["pandas"] = importlib.util.module_from_spec(spec)


def webdataset(data):
    """Every sample as open_clip_train.data.get_wds_dataset makes it for evaluation, with the size from sizes.json."""
    import numpy

    allow_no_pandas()
    import webdataset as wds
    from open_clip_train.data import (
        expand_urls,
        filter_no_caption_or_no_image,
        get_dataset_size,
        log_and_continue,
    )

    size, shards = get_dataset_size(data)
    pipeline = wds.DataPipeline(
        wds.SimpleShardList(expand_urls(data)[0]),
        wds.tarfile_to_samples(handler=log_and_continue),
        wds.select(filter_no_caption_or_no_image),
        wds.decode("pilrgb", handler=log_and_continue),
        wds.rename(image="jpg;png;jpeg;webp", text="txt"),
        wds.to_tuple("__key__", "image", "text", "json"),
    )
    samples = [
        {
            "key": key,
            "size": list(image.size),
            "mean": float(numpy.asarray(image).mean()),
            "text": text,
            "figure": record["figure"],
            "format": record["format"],
        }
        for key, image, text, record in pipeline
    ]
    return {"size": size, "shards": shards, "samples": samples}


def training(data):
    """Text, mean and size of every sample that the loader of open_clip_train for a training gives in one epoch."""
    from packaging.requirements import Requirement

    installed = importlib.metadata.version("webdataset")
    named = [Requirement(text) for text in importlib.metadata.requires("open_clip_torch") or []]
    wanted = [one for one in named if one.name == "webdataset"]
    if not all(one.specifier.contains(installed) for one in wanted):
        open_clip = importlib.metadata.version("open_clip_torch")
        return {"skipped": f"open_clip {open_clip} trains with webdataset {wanted[0].specifier}, here is {installed}"}
    import numpy

    allow_no_pandas()
    from open_clip_train.data import get_wds_dataset

    arguments = argparse.Namespace(
        train_data=data,
        train_num_samples=None,
        train_data_upsampling_factors=None,
        dataset_resampled=False,
        batch_size=1,
        workers=0,
        world_size=1,
        seed=0,
    )

    def facts(image):
        return numpy.array([image.width, image.height, float(numpy.asarray(image).mean())])

    info = get_wds_dataset(arguments, facts, is_train=True, tokenizer=lambda text: [text])
    info.set_epoch(0)
    samples = []
    for images, texts in info.dataloader:
        width, height, mean = [float(value) for value in images[0]]
        samples.append({"text": texts[0], "size": [width, height], "mean": mean})
    return {"webdataset": installed, "size": info.dataloader.num_samples, "samples": samples}


def imagefolder(folder):
    """Rows by split as datasets.load_dataset("imagefolder") gives them, without any network."""
    if importlib.util.find_spec("datasets") is None:
        return {"skipped": "this Python has no package named datasets"}
    with tempfile.TemporaryDirectory() as cache:
        os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=cache)
        import datasets

        datasets.disable_progress_bars()
        loaded = datasets.load_dataset("imagefolder", data_dir=folder, cache_dir=cache)
        splits = {}
        for split, rows in loaded.items():
            plain = rows.cast_column("image", datasets.Image(decode=False))
            splits[split] = [
                {
                    "text": row["text"],
                    "figure": row["figure"],
                    "article": row["article"],
                    "size": list(row["image"].size),
                    "sha256": hashlib.sha256(open(file["image"]["path"], "rb").read()).hexdigest(),
                }
                for row, file in zip(rows, plain)
            ]
        return {"datasets": datasets.__version__, "splits": splits}


def parquet(path):
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    rows = file.read().to_pylist()
    features = json.loads(file.schema_arrow.metadata[b"huggingface"])["info"]["features"]
    return {
        "groups": [file.metadata.row_group(index).num_rows for index in range(file.metadata.num_row_groups)],
        "image": str(file.schema_arrow.field("image").type),
        "features": features["image"],
        "named": list(features) == file.schema_arrow.names,
        "rows": [
            {
                "caption": row["caption"],
                "figure": row["figure"],
                "mentions": row["mentions"],
                "year": row["year"],
                "sha256": hashlib.sha256(row["image"]["bytes"]).hexdigest(),
            }
            for row in rows
        ],
    }


parser = argparse.ArgumentParser()
parser.add_argument("reader", choices=["webdataset", "training", "parquet", "imagefolder"])
parser.add_argument("data")
arguments = parser.parse_args()
json.dump(globals()[arguments.reader](arguments.data), sys.stdout)

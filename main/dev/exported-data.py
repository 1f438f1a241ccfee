"""What other programs read of an export: open_clip's own pipeline of a training, and pyarrow. Prints one JSON object."""
import argparse
import hashlib
import json
import sys


def webdataset(data):
    """Every sample as open_clip_train.data.get_wds_dataset makes it for evaluation, with the size from sizes.json."""
    import importlib.machinery
    import importlib.util

    import numpy

    # open_clip_train.data imports pandas, for tables alone: where there is none, an empty module will do.
    if importlib.util.find_spec("pandas") is None:
        spec = importlib.machinery.ModuleSpec("pandas", None)
        sys.modules["pandas"] = importlib.util.module_from_spec(spec)
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
parser.add_argument("reader", choices=["webdataset", "parquet"])
parser.add_argument("data")
arguments = parser.parse_args()
json.dump(globals()[arguments.reader](arguments.data), sys.stdout)

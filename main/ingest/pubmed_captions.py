"""One side of ingest.bench.ts: pubmed_parser's parse_pubmed_caption over the files named in a list, once per line read.

Says `ready <version>` when loaded, then per line `<cpu seconds> <wall seconds> <figures> <articles that failed>`.
"""

import contextlib
import sys
import time
from importlib.metadata import version

import pubmed_parser

with open(sys.argv[1], encoding="utf-8") as names:
    paths = names.read().splitlines()

print("ready", version("pubmed_parser"), flush=True)
for _ in sys.stdin:
    figures = failed = 0
    cpu, wall = time.process_time(), time.perf_counter()
    for path in paths:
        try:
            with contextlib.redirect_stdout(sys.stderr):
                figures += len(pubmed_parser.parse_pubmed_caption(path) or ())
        except Exception:
            failed += 1
    print(time.process_time() - cpu, time.perf_counter() - wall, figures, failed, flush=True)

"""Published records, where there are any: CLOUDTRAIL_CORPUS names a folder of *.ndjson.gz, a record a line."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = os.environ.get("CLOUDTRAIL_CORPUS", "")

needs_corpus = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="CLOUDTRAIL_CORPUS names no folder of published records"),
]


def published(*beginnings: str) -> Iterator[bytes]:
    """The records of every set whose name begins so; of all sets without a beginning."""
    for path in sorted(Path(CORPUS).glob("*.ndjson.gz")):
        if path.name.startswith(beginnings or ""):
            yield from gzip.decompress(path.read_bytes()).splitlines()

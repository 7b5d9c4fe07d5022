"""Whether time and memory grow faster than the number of records in a log file."""

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

SIZES = (1_000, 10_000, 50_000, 200_000)
REPEATS = 3


def results() -> list[dict[str, Any]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            path = Path(folder) / f"{count}.json.gz"
            path.write_bytes(_log_file(count))
            module = [sys.executable, "-m", "bench.growth", str(path)]
            seconds, peak_kib = map(float, subprocess.check_output(module).split())
            rows.append((count, seconds, peak_kib / 1024))
    (_, first_seconds, first_mb), *_ = rows
    return [
        {
            "records": count,
            "microseconds_a_record": round(seconds / count * 1e6, 2),
            "time_a_record_beside_the_first": round(seconds / count / (first_seconds / SIZES[0]), 2),
            "kb_a_record_above_the_first": round((mb - first_mb) * 1024 / (count - SIZES[0]), 2)
            if count > SIZES[0]
            else 0,
        }
        for count, seconds, mb in rows
    ]


def _log_file(count: int) -> bytes:
    from bench import sample  # noqa: PLC0415  (the measured process must not have it made)

    return sample.log_file(random.Random(7), count)  # noqa: S311


def _deliver(path: str) -> None:
    from bench import product, sample  # noqa: PLC0415
    from bench.memory import peak_kib  # noqa: PLC0415

    objects = {(sample.BUCKET, sample.key(0)): Path(path).read_bytes()}
    group = product.log_group(product.Socket())
    seconds = []
    for _ in range(REPEATS):
        started = process_time()
        product.run(objects, sample.messages(objects), group)
        seconds.append(process_time() - started)
    print(median(seconds), peak_kib())


if __name__ == "__main__":
    _deliver(sys.argv[1])

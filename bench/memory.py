"""Peak memory while a log file of 50 MB is delivered, above a bare interpreter and above the loaded product.

Each figure is the peak resident size of a process of its own, as Linux keeps it (getrusage would give a child the peak
of the process that forked it). Without an argument this module measures; with one it is such a process.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

INFLATED_BYTES = 50_000_000
RECORD_BYTES = 1_500
BARE = "from bench.memory import peak_kib; print(peak_kib())"


def results() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log-file.json.gz"
        path.write_bytes(_log_file())
        bare = int(subprocess.check_output([sys.executable, "-c", BARE]))
        module = [sys.executable, "-m", "bench.memory", str(path)]
        loaded, peak, inflated = map(int, subprocess.check_output(module).split())
    return {
        "inflated_mb": round(inflated / 1e6, 1),
        "peak_above_interpreter_mb": round((peak - bare) / 1024, 1),
        "peak_above_loaded_product_mb": round((peak - loaded) / 1024, 1),
    }


def peak_kib() -> int:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1])


def _log_file() -> bytes:
    from bench import sample  # noqa: PLC0415  (the measured process must not have it made)

    return sample.log_file(random.Random(7), INFLATED_BYTES // RECORD_BYTES)  # noqa: S311


def _deliver(path: str) -> None:
    from bench import product, sample  # noqa: PLC0415
    from lambdas.core.inflate import inflate  # noqa: PLC0415

    objects = {(sample.BUCKET, sample.key(0)): Path(path).read_bytes()}
    group = product.log_group(product.Socket())
    loaded = peak_kib()
    product.run(objects, sample.messages(objects), group)
    peak = peak_kib()
    (compressed,) = objects.values()
    print(loaded, peak, len(inflate(compressed, 2 * INFLATED_BYTES).body))


if __name__ == "__main__":
    _deliver(sys.argv[1])

"""Peak memory while log files are delivered, above a bare interpreter and above the loaded product.

Each figure is the peak resident size of a process of its own, as Linux keeps it (getrusage would give a child the peak
of the process that forked it). The log files are on disk, and fetched from there as from the archive. Without an
argument this module measures; with one it is such a process.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

RECORD_BYTES = 1_500
BARE = "from bench.memory import peak_kib; print(peak_kib())"
# (log files in one invocation, bytes of each when inflated)
CASES = ((1, 50_000_000), (20, 20_000_000))


def results() -> list[dict[str, Any]]:
    from bench.product import SETTINGS  # noqa: PLC0415  (the measured process must load it by itself)

    bare = int(subprocess.check_output([sys.executable, "-c", BARE]))
    rows = []
    for count, size_bytes in CASES:
        with tempfile.TemporaryDirectory() as folder:
            inflated = _write(Path(folder), count, size_bytes)
            module = [sys.executable, "-m", "bench.memory", folder]
            loaded, peak = map(int, subprocess.check_output(module).split())
        budget = SETTINGS.fetched_limit_bytes + SETTINGS.waiting_limit_bytes
        rows.append(
            {
                "log_files": count,
                "inflated_mb_each": round(inflated / 1e6, 1),
                "peak_above_interpreter_mb": round((peak - bare) / 1024, 1),
                "peak_above_loaded_product_mb": round((peak - loaded) / 1024, 1),
                "configured_budget_mb": round((budget + inflated) / 1e6, 1),
            }
        )
    return rows


def peak_kib() -> int:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1])


def _write(folder: Path, count: int, size_bytes: int) -> int:
    """All log files are the same bytes under names of their own. The inflated size of one."""
    import gzip  # noqa: PLC0415

    from bench import sample  # noqa: PLC0415

    body = sample.log_file(random.Random(7), size_bytes // RECORD_BYTES)  # noqa: S311
    for number in range(count):
        (folder / sample.key(number).replace("/", "+")).write_bytes(body)
    return len(gzip.decompress(body))


def _deliver(folder: Path) -> None:
    from bench import product, sample  # noqa: PLC0415
    from lambdas.core.stored_object import StoredObject  # noqa: PLC0415
    from lambdas.memory.ledger import Ledger  # noqa: PLC0415

    class OnDisk:
        def get(self, _bucket: str, key: str, most_bytes: int, _version: str = "") -> StoredObject:
            path = folder / key.replace("/", "+")
            size_bytes = path.stat().st_size
            body = path.read_bytes() if size_bytes <= most_bytes else None
            return StoredObject(body, "v", size_bytes)

    names = sorted(path.name.replace("+", "/") for path in folder.iterdir())
    messages = sample.messages({(sample.BUCKET, name): b"" for name in names})
    product_of_disk = product.deliver(OnDisk(), product.log_group(product.Socket()), Ledger())
    loaded = peak_kib()
    product.checked(product_of_disk, messages)
    print(loaded, peak_kib())


if __name__ == "__main__":
    _deliver(Path(sys.argv[1]))

"""Measures everything, and prints one JSON object. What the figures mean: bench/README.md."""

import json
import platform
import sys

from bench import demo, growth, memory, small_files, start, throughput, verification

MEASURES = {
    "throughput": throughput.results,
    "small_files": small_files.results,
    "growth": growth.results,
    "memory": memory.results,
    "cold_start": start.results,
    "verification": verification.results,
    "demo": demo.results,
}


def main() -> None:
    wanted = sys.argv[1:] or list(MEASURES)
    figures = {name: MEASURES[name]() for name in wanted}
    print(json.dumps({"python": platform.python_version(), "machine": platform.machine(), **figures}, indent=1))


if __name__ == "__main__":
    main()

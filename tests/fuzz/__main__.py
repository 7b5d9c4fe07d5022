"""Fuzzes for as long as it is told, and stops at the first input that breaks a promise. `make fuzz SECONDS=600`.

What it finds is printed as Python, to be kept in tests/fuzz/test_fuzz.py; hypothesis also keeps it, and tries it first.
"""

import argparse
import logging
import sys

from tests.fuzz.run import fuzz
from tests.fuzz.target import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="in all, shared among the targets")
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all of them by default")
    arguments = parser.parse_args()
    logging.disable()
    names = arguments.targets or list(TARGETS)
    for name in names:
        count = fuzz(TARGETS[name], arguments.seconds / len(names))
        print(f"{name}: {count} inputs, no promise broken", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Log files of now, laid into a folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.builder import record

NOW = datetime.now(UTC)


def ago(**period: int) -> str:
    return (NOW - timedelta(**period)).strftime("%Y-%m-%dT%H:%M:%SZ")


def good(number: int, minutes: int = 10, **fields: object) -> bytes:
    return record(ago(minutes=minutes), eventID=str(number), eventCategory="Management", **fields)


GOOD = good(0)


def lay(folder: Path, files: dict[str, bytes]) -> str:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return str(folder)

"""Files that belong together: each is there whole or not at all, and none takes its name before all are whole."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile


def write(contents: Iterable[tuple[Path, Iterable[str]]]) -> None:
    """Raises OSError."""
    written: list[tuple[str, Path]] = []
    try:
        for path, pieces in contents:
            with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as file:
                written.append((file.name, path))
                file.writelines(pieces)
        for name, path in written:
            Path(name).chmod(0o666 & ~_umask())
            os.replace(name, path)  # noqa: PTH105  (what it does to both names is said here)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

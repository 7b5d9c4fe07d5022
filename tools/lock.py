"""Compiles the lock, requirements.txt, and its subsets from pyproject.toml; with --check, only says whether they agree.

A subset holds what one environment needs, pinned and hashed as the lock has it: constraint files keep them together.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILE = (
    *("-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
)
LOCK = "requirements.txt"
LOCKS: dict[str, tuple[str, ...]] = {
    LOCK: ("layer", "cdk", "cloud", "terminal", "dev"),
    "lambdas/requirements.txt": ("layer",),
    "local/requirements.txt": ("cloud",),
    "tools/cdk/node-requirements.txt": ("node",),
    "tools/lint/requirements.txt": ("lint",),
}
SUBSETS = ("lambdas/requirements.txt", "local/requirements.txt")


def compile_into(folder: Path) -> None:
    """Writes every lock below the folder. What the project's own locks pin stays as it is wherever it still fits."""
    for name, groups in LOCKS.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            target.write_bytes((ROOT / name).read_bytes())
        constraints = ["--constraint", str(folder / LOCK)] if name in SUBSETS else []
        wanted = [word for group in groups for word in ("--group", group)]
        command = [sys.executable, *COMPILE, *constraints, *wanted, "pyproject.toml", "--output-file", str(target)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        compile_into(Path(folder))
        compiled = {name: (Path(folder) / name).read_bytes() for name in LOCKS}
    stale = [name for name in LOCKS if not (ROOT / name).exists() or compiled[name] != (ROOT / name).read_bytes()]
    if sys.argv[1:] != ["--check"]:
        # A lock that is written again would have make install everything again.
        for name in stale:
            (ROOT / name).write_bytes(compiled[name])
    elif stale:
        sys.exit(f"{', '.join(stale)}: not what pyproject.toml compiles to; run: make lock")


if __name__ == "__main__":
    main()

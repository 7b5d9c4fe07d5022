"""Builds the Lambda layer out of lambdas/requirements.txt: a folder that holds python/, as Lambda wants a layer.

pip fetches wheels for another platform than this one, so neither Docker nor a compiler is needed. The result is the
same bytes wherever it is built: what pip writes about the machine is removed. Kept below .build/layer, one folder for
each hash of what went in.
"""

import argparse
import hashlib
import platform
import shutil
import struct
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "lambdas" / "requirements.txt"
BUILT = ROOT / ".build" / "layer"
PIP = ("-m", "pip", "install", "-qq", "--require-hashes", "--only-binary=:all:", "--no-compile")

# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html (2013-06-10): e_machine
MACHINES = {"x86_64": 62, "aarch64": 183}
E_MACHINE_AT = 18
# Scripts hold the path of the interpreter, RECORD their hashes, the rest of dist-info how pip was called.
OF_THIS_MACHINE = ("bin", "**/__pycache__", "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED")


class WrongPlatform(Exception):  # noqa: N818  (it is a verdict on a file)
    """A compiled module that the platform could not load."""


@dataclass(frozen=True)
class Platform:
    pip: tuple[str, ...]
    """pip's options for it."""
    machine: int | None
    """ELF's number of the processor; None where compiled modules are not ELF."""
    suffix: str
    """What the file name of a compiled module ends with."""


PLATFORMS = {
    "lambda-arm64": Platform(
        pip=("--platform", "manylinux2014_aarch64", "--implementation", "cp", "--python-version", "3.13"),
        machine=MACHINES["aarch64"],
        suffix=".cpython-313-aarch64-linux-gnu.so",
    ),
    "host": Platform(
        pip=(),
        machine=MACHINES.get(platform.machine()) if sys.platform == "linux" else None,
        suffix=sysconfig.get_config_var("EXT_SUFFIX"),
    ),
}


def layer(target: Platform) -> Path:
    """The folder of the layer for a platform. Raises WrongPlatform."""
    content = REQUIREMENTS.read_bytes() + repr(target).encode()
    folder = BUILT / hashlib.sha256(content).hexdigest()[:16]
    if not folder.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT) as scratch:
            built = Path(scratch) / "layer"
            install(target, built / "python")
            keep(built, folder)
    return folder


def install(target: Platform, folder: Path) -> None:
    command = [sys.executable, *PIP, *target.pip, "--requirement", str(REQUIREMENTS), "--target", str(folder)]
    subprocess.run(command, check=True)
    for pattern in OF_THIS_MACHINE:
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    check(target, folder)


def keep(built: Path, folder: Path) -> None:
    """Moves the layer to its place in one step; another process that was faster has put the same there."""
    try:
        built.rename(folder)
    except OSError:
        if not folder.exists():
            raise


def check(target: Platform, folder: Path) -> None:
    """Raises WrongPlatform when a compiled module is for another processor or another Python."""
    for path in sorted(folder.rglob("*.so")):
        if not path.name.endswith((target.suffix, ".abi3.so")):
            raise WrongPlatform(f"{path}: expected a name that ends with {target.suffix}")
        machine = elf_machine(path)
        if machine != target.machine:
            raise WrongPlatform(f"{path}: expected ELF machine {target.machine}, got {machine}")


def elf_machine(path: Path) -> int | None:
    """The processor that a file was compiled for; None when it is not ELF. Both platforms' ELF is little-endian."""
    header = path.read_bytes()[: E_MACHINE_AT + 2]
    if header[:4] != b"\x7fELF":
        return None
    return int(struct.unpack_from("<H", header, E_MACHINE_AT)[0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.layer", description="Builds the Lambda layer.")
    parser.add_argument("--platform", choices=PLATFORMS, default="host")
    parser.add_argument("out", type=Path, nargs="?", help="a folder to copy the layer to")
    arguments = parser.parse_args()
    folder = layer(PLATFORMS[arguments.platform])
    if arguments.out:
        shutil.copytree(folder, arguments.out, dirs_exist_ok=True)
    print(arguments.out or folder)


if __name__ == "__main__":
    main()

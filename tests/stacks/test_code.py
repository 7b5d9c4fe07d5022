"""What reaches Lambda: the project's modules, and a layer that an arm64 Lambda can load."""

import struct
from pathlib import Path

import pytest

from tests.stacks.synthesis import Synthesis
from tools.layer import PLATFORMS, WrongPlatform, check, elf_machine, layer

ROOT = Path(__file__).resolve().parents[2]
ARM = PLATFORMS["lambda-arm64"]


def asset(synthesis: Synthesis, holds: str) -> Path:
    (folder,) = [folder for folder in synthesis.folder.glob("asset.*") if (folder / holds).is_dir()]
    return folder


def test_the_function_holds_the_projects_modules_and_nothing_else(synthesis: Synthesis) -> None:
    folder = asset(synthesis, "lambdas")
    shipped = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    modules = {path.relative_to(ROOT) for path in (ROOT / "lambdas").rglob("*.py")}
    assert shipped == {path for path in modules if "memory" not in path.parts}
    assert Path("lambdas/deliver/handler.py") in shipped


def test_the_layer_holds_what_the_requirements_name(synthesis: Synthesis) -> None:
    python = asset(synthesis, "python/msgspec") / "python"
    assert {"aws_lambda_powertools", "cryptography", "msgspec", "jmespath"} <= {path.name for path in python.iterdir()}
    assert not list(python.rglob("__pycache__")) + list(python.glob("bin")) + list(python.glob("boto3"))


def test_every_compiled_module_of_the_layer_is_for_arm64_and_python_3_13(synthesis: Synthesis) -> None:
    modules = list(asset(synthesis, "python/msgspec").rglob("*.so"))
    assert {module.name for module in modules} == {
        "_core.cpython-313-aarch64-linux-gnu.so",
        "_cffi_backend.cpython-313-aarch64-linux-gnu.so",
        "_rust.abi3.so",
    }
    assert {elf_machine(module) for module in modules} == {183}


def test_the_layer_of_this_machine_is_another_one() -> None:
    assert layer(PLATFORMS["host"]) != layer(ARM)
    check(PLATFORMS["host"], layer(PLATFORMS["host"]))


def test_a_layer_is_built_once() -> None:
    before = layer(ARM).stat().st_ctime_ns
    assert layer(ARM).stat().st_ctime_ns == before


@pytest.mark.parametrize(
    ("name", "machine", "said"),
    [
        ("_core.cpython-313-aarch64-linux-gnu.so", 62, "expected ELF machine 183, got 62"),
        ("_core.cpython-312-aarch64-linux-gnu.so", 183, "expected a name that ends with .cpython-313-aarch64"),
        ("_core.cpython-313-x86_64-linux-gnu.so", 62, "expected a name that ends with .cpython-313-aarch64"),
    ],
)
def test_a_module_for_another_platform_is_named(tmp_path: Path, name: str, machine: int, said: str) -> None:
    header = b"\x7fELF".ljust(18, b"\0") + struct.pack("<H", machine)
    (tmp_path / name).write_bytes(header)
    with pytest.raises(WrongPlatform) as raised:
        check(ARM, tmp_path)
    assert name in str(raised.value)
    assert said in str(raised.value)


def test_something_that_is_not_elf_is_for_no_machine(tmp_path: Path) -> None:
    (tmp_path / "_core.cpython-313-aarch64-linux-gnu.so").write_bytes(b"\xcf\xfa\xed\xfe")
    with pytest.raises(WrongPlatform, match="got None"):
        check(ARM, tmp_path)

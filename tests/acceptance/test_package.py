"""What is packaged for Lambda, imported by an interpreter that has nothing else but boto3, as Lambda's has."""

import json
import os
import subprocess
from pathlib import Path

from lambdas.deliver.settings import Settings
from local.process import PYTHON
from tests.builder import ACCOUNT, BUCKET

# What Lambda's own Python has too: boto3 and what that needs; and what pip puts into any environment.
RUNTIME = {"boto3", "botocore", "dateutil", "_distutils_hack", "jmespath", "s3transfer", "six", "urllib3"}
IMPORTING = """
import importlib, json, sys
sys.path[:0] = sys.argv[1:]
handler = importlib.import_module("lambdas.deliver.handler")
assert callable(handler.handler)
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
print(json.dumps([file for file in files if file]))
"""
SETTINGS = Settings(
    archive_bucket=BUCKET,
    archive_owner=ACCOUNT,
    log_group="/records",
    home_region="eu-west-1",
    ledger_table="receipts",
    quarantine_bucket="quarantined",
)


def code(assembly: Path) -> Path:
    [folder] = [path.parent for path in assembly.glob("asset.*/lambdas")]
    return folder


def layer(assembly: Path) -> Path:
    """Of the libraries; the other one has the security rules."""
    [library] = assembly.glob("asset.*/python/msgspec")
    return library.parent


def imported(*folders: Path, settings: Settings | None = SETTINGS) -> subprocess.CompletedProcess[str]:
    """By the embedded cloud's interpreter: its environment has boto3 and none of the layer's packages."""
    environment = {"PATH": os.environ["PATH"], "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
    return subprocess.run(
        [PYTHON, "-I", "-B", "-c", IMPORTING, *folders],
        env={**environment, **(settings.environment() if settings else {})},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_package_and_its_layer_import_with_the_settings_of_the_environment(assembly: Path) -> None:
    done = imported(code(assembly), layer(assembly))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_function_needs_nothing_that_neither_the_layer_nor_lambda_has(assembly: Path) -> None:
    files = [Path(file) for file in json.loads(imported(code(assembly), layer(assembly)).stdout)]
    of_the_cloud = [
        file.parts[file.parts.index("site-packages") + 1] for file in files if "site-packages" in file.parts
    ]
    assert {Path(name).stem for name in of_the_cloud} <= RUNTIME


def test_without_the_layer_the_function_fails_and_names_what_is_missing(assembly: Path) -> None:
    done = imported(code(assembly))
    last = done.stderr.splitlines()[-1]
    missing = last.removeprefix("ModuleNotFoundError: No module named ").strip("'").partition(".")[0]
    assert done.returncode == 1
    assert missing in {path.stem for path in layer(assembly).iterdir()}


def test_without_its_settings_the_function_fails_and_names_the_variables(assembly: Path) -> None:
    done = imported(code(assembly), layer(assembly), settings=None)
    assert done.returncode == 1
    assert "ConfigurationError: environment variables TRAILKEEPER_*" in done.stderr.splitlines()[-1]

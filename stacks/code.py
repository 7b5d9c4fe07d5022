"""What goes into Lambda: the project's own modules, the layer of what they need, and that of the security rules."""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.core.security_rule import Rule
from tools.layer import PLATFORMS, keep, layer

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64
RULE_LAYERS = ROOT / ".build" / "rules"
RULES_FILE = "trailkeeper_rules.json"
"""As lambdas.deliver.rule_file looks for it."""

# In git's words: only lambdas/**/*.py, without the adapters that stand in for AWS. A module is imported in Lambda by
# the name that it has here, so the archive begins at the root of the project.
ONLY_LAMBDAS = [
    "/*",
    "!/lambdas",
    "/lambdas/**",
    "!/lambdas/**/",
    "!/lambdas/**/*.py",
    "/lambdas/memory",
    "__pycache__",
]


def modules() -> lambda_.Code:
    return lambda_.Code.from_asset(str(ROOT), exclude=ONLY_LAMBDAS, ignore_mode=IgnoreMode.GIT)


def libraries(scope: Construct) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        "Libraries",
        description="lambdas/requirements.txt",
        code=lambda_.Code.from_asset(str(layer(PLATFORMS["lambda-arm64"]))),
        compatible_runtimes=[RUNTIME],
        compatible_architectures=[ARCHITECTURE],
    )


def security_rules(scope: Construct, rules: Sequence[Rule]) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        "SecurityRules",
        description="The security rules",
        code=lambda_.Code.from_asset(str(rule_layer(rules))),
        compatible_runtimes=[RUNTIME],
        compatible_architectures=[ARCHITECTURE],
    )


def rule_layer(rules: Sequence[Rule]) -> Path:
    """A folder named after what it holds: one file, on the path of Python's modules in Lambda.

    https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html (2026-04-13)
    """
    content = msgspec.json.format(msgspec.json.encode(rules))
    folder = RULE_LAYERS / hashlib.sha256(content).hexdigest()
    if not folder.exists():
        RULE_LAYERS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=RULE_LAYERS) as scratch:
            python = Path(scratch) / "layer" / "python"
            python.mkdir(parents=True)
            (python / RULES_FILE).write_bytes(content)
            keep(python.parent, folder)
    return folder

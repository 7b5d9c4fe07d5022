"""What goes into Lambda: the project's own modules, and the layer of what they need."""

from pathlib import Path

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from tools.layer import PLATFORMS, layer

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64

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

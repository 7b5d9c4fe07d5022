"""Deploy to an embedded cloud what `cdk synth` wrote: the templates as they are, by the cdk command.

The only thing that differs from AWS is the layer's content. The real one holds compiled modules for Lambda's processor
and Python; here the same packages are installed for this machine, in the folder of the copied assembly.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, REGION, Credentials
from local.process import PROJECT

CDK = PROJECT / ".venv" / "bin" / "cdk"
# All that AWS asks of whoever runs the cdk command after bootstrap.
DEPLOYER: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/cdk-*"}],
}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class DeployFailed(RuntimeError):  # noqa: N818
    """The cdk command's own output says why."""


def bootstrap(cloud: EmbeddedCloud, region: str = REGION, account: str = ACCOUNT) -> Credentials:
    """Prepare an account's Region for the cdk command; the answer is a user who may only assume the cdk roles.

    The users of all calls are of the default account, which every other account trusts: each deploys to all accounts.
    """
    trust = ("--trust", ACCOUNT, "--cloudformation-execution-policies", ADMINISTRATOR) if account != ACCOUNT else ()
    _cdk(cloud, cloud.account(account), "bootstrap", f"aws://{account}/{region}", *trust)
    return cloud.user(f"deployer-{account}-{region}", DEPLOYER)


def deploy(cloud: EmbeddedCloud, deployer: Credentials, assembly: Path, stacks: Sequence[str] = ("--all",)) -> None:
    """Deploy stacks of an assembly that `host_assembly` has prepared."""
    _cdk(cloud, deployer, "deploy", *stacks, "--app", str(assembly.resolve()), "--require-approval", "never")


def destroy(cloud: EmbeddedCloud, deployer: Credentials, assembly: Path) -> None:
    """End a deployment; what its stacks keep stays."""
    _cdk(cloud, deployer, "destroy", "--all", "--app", str(assembly.resolve()), "--force")


def synthesize(folder: Path, configuration: Mapping[str, Any] | None = None) -> Path:
    """Write the assembly of the project as it stands, or of another configuration; it takes about ten seconds.

    The other one takes the place of cdk.json's in a copy: a value of `cdk synth --context` is a text, never an object.
    """
    command = [str(CDK), "synth", "--quiet", "--no-notices", "--output", str(folder.resolve())]
    with tempfile.TemporaryDirectory() as copy:
        cdk_json = json.loads((PROJECT / "cdk.json").read_text())
        cdk_json["app"] = shlex.join([sys.executable, str(PROJECT / "app.py")])
        if configuration is not None:
            cdk_json["context"]["trailkeeper"] = configuration
        (Path(copy) / "cdk.json").write_text(json.dumps(cdk_json))
        # jsii leaves its own folder behind when it is interrupted.
        done = subprocess.run(
            command, cwd=copy, env={**_nobody(), "TMPDIR": copy}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise DeployFailed(f"cdk synth\n{done.stdout}{done.stderr}")
    return folder


def _nobody() -> dict[str, str]:
    """This environment without AWS credentials: the cdk command would ask AWS whose they are."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    files = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    return {**own, **files, "AWS_EC2_METADATA_DISABLED": "true"}


def host_assembly(assembly: Path, folder: Path) -> Path:
    """Copy an assembly, with the layer's packages built for this machine."""
    shutil.copytree(assembly, folder)
    for package in list(folder.resolve().glob("asset.*/python/msgspec")):
        asset = package.parents[1]
        shutil.rmtree(asset)
        build = [sys.executable, "-m", "tools.layer", "--platform", "host", str(asset)]
        subprocess.run(build, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return folder


def _cdk(cloud: EmbeddedCloud, credentials: Credentials, *arguments: str) -> None:
    # Not in the project's folder: there the command would synthesize first, and leave an assembly without assets.
    done = subprocess.run(
        [CDK, *arguments, "--no-notices", "--no-color", "--ci"],
        cwd=cloud.running.folder / "home",
        env=cloud.environment(credentials),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DeployFailed(f"cdk {' '.join(arguments)}\n{done.stdout}")

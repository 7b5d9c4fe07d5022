"""Runs a Prowler that is installed elsewhere against a configuration, deployed to an embedded cloud of its own."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import REGION
from local.deploy import bootstrap, deploy, host_assembly, synthesize
from tools.lint.finding import Finding

SERVICES = ("cloudtrail", "cloudwatch", "s3")
# The bucket of the CDK's bootstrap, which is the account's.
NOT_OURS = "cdk-"
# Prowler ends with 3 where a check fails.
OPTIONS = ("--region", REGION, "--no-banner", "--no-color", "--ignore-exit-code-3", "--output-formats", "json-ocsf")


@dataclass(frozen=True)
class Scan:
    version: str
    passed: list[str]
    """The checks of which every finding passes."""
    failed: list[Finding]


def scan(prowler: Path, deployment: str, configuration: Mapping[str, Any]) -> Scan:
    with EmbeddedCloud() as cloud, tempfile.TemporaryDirectory() as folder:
        assembly = host_assembly(synthesize(Path(folder) / "cdk.out", configuration), Path(folder) / "assembly")
        deploy(cloud, bootstrap(cloud), assembly)
        # A trail tells when it has delivered last, once it has.
        cloud.deliver()
        return read(deployment, found(prowler, cloud, Path(folder) / "prowler"))


def found(prowler: Path, cloud: EmbeddedCloud, folder: Path) -> list[Mapping[str, Any]]:
    """Prowler's findings in the Open Cybersecurity Schema: https://schema.ocsf.io/1.5.0/classes/detection_finding."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PROWLER_"))}
    nobody = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    command = [str(prowler), "aws", *OPTIONS, "--output-directory", str(folder), "--output-filename", "found"]
    environment = {**own, **nobody, **cloud.settings()}
    subprocess.run([*command, "--service", *SERVICES], env=environment, stdout=subprocess.DEVNULL, check=True)
    findings: list[Mapping[str, Any]] = json.loads((folder / "found.ocsf.json").read_text())
    return findings


def read(deployment: str, findings: Sequence[Mapping[str, Any]]) -> Scan:
    ours = [finding for finding in findings if not resource(finding).startswith(NOT_OURS)]
    failed = [failure(finding, deployment) for finding in ours if finding["status_code"] != "PASS"]
    seen = {check(finding) for finding in ours}
    version = findings[0]["metadata"]["product"]["version"]
    return Scan(version, sorted(seen - {finding.rule for finding in failed}), failed)


def failure(finding: Mapping[str, Any], deployment: str) -> Finding:
    return Finding(check(finding), resource(finding), finding["status_detail"], (deployment,))


def check(finding: Mapping[str, Any]) -> str:
    name: str = finding["metadata"]["event_code"]
    return name


def resource(finding: Mapping[str, Any]) -> str:
    """Its name; the account's id where the check is of the account."""
    name: str = finding["resources"][0]["name"]
    return name


def listed(prowler: Path) -> list[str]:
    """All checks of the services that this Prowler has."""
    command = [str(prowler), "aws", "--service", *SERVICES, "--list-checks-json", "--no-banner"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    checks: list[str] = json.loads(done.stdout)["aws"]
    return checks

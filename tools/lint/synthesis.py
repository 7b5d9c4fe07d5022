"""Synthesizes every setup in this process, since the CDK takes ten seconds to start, and shows cdk-nag's view of each.

A finding of AwsSolutions that is not acknowledged beside its resource stops the synth, as it stops a deployment. NIST
800-53 r5 is only looked at, as cdk-nag has it:
https://docs.aws.amazon.com/config/latest/developerguide/operational-best-practices-for-nist-800-53_rev_5.html
(2026-04-13).
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App
from cdk_nag import NIST80053R5Checks

from app import build
from stacks.config import load
from tools.lint.finding import Finding
from tools.lint.template import Synthesized

ROOT = Path(__file__).resolve().parents[2]
SYNTHESIZED = ROOT / ".build" / "setups"
# Where a deployment may be anywhere, cfn-lint looks at it as it does by itself.
REGION = "us-east-1"


@dataclass(frozen=True)
class Synthesis(Synthesized):
    acknowledged: frozenset[tuple[str, str]]
    """What AwsSolutions finds and is acknowledged beside its resource, with a reason: rule and resource."""
    nist: list[Finding]


def synthesize(setups: Mapping[str, Mapping[str, Any]]) -> Iterator[Synthesis]:
    """Raises RuntimeError for what cdk-nag has against one of them; jsii knows no other error."""
    shutil.rmtree(SYNTHESIZED, ignore_errors=True)
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    flags = {key: value for key, value in context.items() if key.startswith("@aws-cdk")}
    for setup, configuration in setups.items():
        try:
            yield synthesis(setup, configuration, flags)
        except RuntimeError as error:
            error.add_note(f"in the setup {setup} of tools/setup.py")
            raise


def synthesis(setup: str, configuration: Mapping[str, Any], flags: Mapping[str, Any]) -> Synthesis:
    folder = SYNTHESIZED / setup
    app = App(outdir=str(folder), context=flags)
    build(app, load(configuration))
    return Synthesis(
        setup=setup,
        region=configuration.get("region", REGION),
        templates={stack.stack_name: Path(stack.template_full_path) for stack in app.synth().stacks},
        acknowledged=frozenset(acknowledged(folder)),
        nist=list(nist(app, setup)),
    )


def acknowledged(folder: Path) -> Iterator[tuple[str, str]]:
    (report,) = json.loads((folder / "validation-report.json").read_text())["pluginReports"]
    for finding in report.get("suppressedViolations", ()):
        yield from ((finding["ruleName"], construct["constructPath"]) for construct in finding["violatingConstructs"])


def nist(app: App, setup: str) -> Iterator[Finding]:
    for violation in NIST80053R5Checks().validate_scope(app).violations:
        for resource in violation.violating_resources:
            path = resource.construct_path or ""
            yield Finding(violation.rule_name, path.removesuffix("/Resource"), violation.description, (setup,))

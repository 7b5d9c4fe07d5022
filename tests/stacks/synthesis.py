"""Synthesizes the app, and shows its templates as AWS's documents write policies: whole ARNs, an example account.

A reference to a resource reads as its id without the hash, `Queue`, an attribute as `Queue.Arn`, also across stacks.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App

from app import build
from stacks.config import load
from stacks.config.rule import partition_of

CDK_JSON = json.loads((Path(__file__).resolve().parents[2] / "cdk.json").read_text())
FLAGS = {key: value for key, value in CDK_JSON["context"].items() if key.startswith("@aws-cdk")}
ACCOUNT, REGION = "111122223333", "eu-central-1"
"""Of a stack that names none."""
TRAIL_ARN = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/trailkeeper"
BUCKET_ARN = "arn:aws:s3:::trailkeeper-archive-111122223333-eu-central-1"
QUARANTINE_ARN = "arn:aws:s3:::trailkeeper-quarantine-111122223333-eu-central-1"
ACCESS_LOGS_ARN = "arn:aws:s3:::trailkeeper-access-logs-111122223333-eu-central-1"
LEDGER_ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/trailkeeper-ledger"
ROLE_ARN = "arn:aws:iam::111122223333:role/trailkeeper-deliver-eu-central-1"
TOPIC_ARN = "arn:aws:sns:eu-central-1:111122223333:trailkeeper-notifications"
QUEUE_ARN = "arn:aws:sqs:eu-central-1:111122223333:trailkeeper-notifications"
DEAD_LETTERS_ARN = "arn:aws:sqs:eu-central-1:111122223333:trailkeeper-dead-letters"
TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}

Resources = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Synthesis:
    folder: Path
    templates: dict[str, Any]
    """The templates as they are deployed, by the stack's name."""
    dependencies: dict[str, list[str]]
    """The stacks that are deployed before a stack."""
    environments: dict[str, str]
    """aws://ACCOUNT/REGION of each stack, as the manifest has it."""

    def resources(self, stack: str) -> Resources:
        """The resources of a stack by their ids without the hash, their references in the form told above."""
        found = self.templates[stack]["Resources"]
        pseudo = self._pseudo_parameters(stack)
        return {bare(name): self._plain(resource, pseudo) for name, resource in found.items()}

    def outputs(self, stack: str) -> dict[str, str]:
        """What a stack tells a person, without what it tells other stacks."""
        found = self.templates[stack].get("Outputs", {})
        pseudo = self._pseudo_parameters(stack)
        return {name: self._plain(output["Value"], pseudo) for name, output in found.items() if "Export" not in output}

    def of_type(self, kind: str) -> Resources:
        """The resources of one type, of all stacks."""
        everything = [item for stack in self.templates for item in self.resources(stack).items()]
        found = [(name, resource["Properties"]) for name, resource in everything if resource["Type"] == kind]
        assert len(dict(found)) == len(found), f"two of one name: {[name for name, _ in found]}"
        return dict(found)

    def imports(self, stack: str) -> set[str]:
        """The stacks whose exports a stack imports."""
        names = re.findall(r'"Fn::ImportValue": "([^":]+):', json.dumps(self.templates[stack]))
        return set(names)

    def _pseudo_parameters(self, stack: str) -> dict[str, str]:
        account, region = self.environments[stack].removeprefix("aws://").split("/")
        region = REGION if region.startswith("unknown") else region
        partition = partition_of(region)
        return {
            "AWS::AccountId": ACCOUNT if account.startswith("unknown") else account,
            "AWS::Partition": partition,
            "AWS::Region": region,
            "AWS::URLSuffix": "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com",
        }

    def _plain(self, value: Any, pseudo: dict[str, str]) -> Any:
        told = self._reference(value, pseudo)
        if told is not None:
            return told
        if isinstance(value, dict):
            return {key: self._plain(inner, pseudo) for key, inner in value.items()}
        return [self._plain(inner, pseudo) for inner in value] if isinstance(value, list) else value

    def _reference(self, value: Any, pseudo: dict[str, str]) -> str | None:
        match value:
            case {"Ref": str(name)}:
                return pseudo.get(name) or bare(name)
            case {"Fn::GetAtt": [str(name), attribute]}:
                return f"{bare(name)}.{attribute}"
            case {"Fn::Join": ["", list(parts)]}:
                return "".join(self._plain(part, pseudo) for part in parts)
            case {"Fn::ImportValue": name}:
                return self._reference(self._exports()[name], pseudo)
        return None

    def _exports(self) -> dict[str, Any]:
        outputs = [output for template in self.templates.values() for output in template.get("Outputs", {}).values()]
        return {output["Export"]["Name"]: output["Value"] for output in outputs if "Export" in output}


def bare(name: str) -> str:
    return re.sub(r"[0-9A-F]{8}\Z", "", name)


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    """Of a resource that is a policy."""
    found: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return found


def same(value: Any) -> Any:
    """A policy in one spelling: a list of one is the one, and the order of a list of texts says nothing."""
    if isinstance(value, dict):
        return {key: same(inner) for key, inner in value.items()}
    if isinstance(value, list):
        texts = all(isinstance(each, str) for each in value)
        ordered = sorted(value) if texts else [same(each) for each in value]
        return ordered[0] if texts and len(ordered) == 1 else ordered
    return value


def leaves(value: Any) -> Iterator[Any]:
    """Whatever stands in a template."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from leaves(each)
    if not isinstance(value, dict | list):
        yield value


def synthesize(configuration: dict[str, Any], folder: Path, *, assets: bool = True) -> Synthesis:
    """Without assets the code is not copied into the folder, which a test of templates does not look at."""
    app = App(outdir=str(folder), context=FLAGS | {"aws:cdk:disable-asset-staging": not assets})
    build(app, load(configuration))
    stacks = app.synth().stacks
    return Synthesis(
        folder=folder,
        templates={stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in stacks},
        dependencies={
            stack.stack_name: [before.id for before in stack.dependencies if not before.id.endswith(".assets")]
            for stack in stacks
        },
        environments={stack.stack_name: stack.environment.name for stack in stacks},
    )

"""Synthesizes the app, and shows its templates as AWS's documents write policies: whole ARNs, an example account.

A reference to a resource reads as its id without the hash, `Queue`, an attribute as `Queue.Arn`, also across stacks.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App

from app import build
from stacks.config import load

CDK_JSON = json.loads((Path(__file__).resolve().parents[2] / "cdk.json").read_text())
FLAGS = {key: value for key, value in CDK_JSON["context"].items() if key.startswith("@aws-cdk")}
EXAMPLE = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::URLSuffix": "amazonaws.com",
}
TRAIL_ARN = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/trailkeeper"
BUCKET_ARN = "arn:aws:s3:::trailkeeper-archive-111122223333-eu-central-1"
QUARANTINE_ARN = "arn:aws:s3:::trailkeeper-quarantine-111122223333-eu-central-1"
LEDGER_ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/trailkeeper-ledger"
ROLE_ARN = "arn:aws:iam::111122223333:role/trailkeeper-deliver-eu-central-1"

Resources = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Synthesis:
    folder: Path
    templates: dict[str, Any]
    """The templates as they are deployed, by the stack's name."""
    dependencies: dict[str, list[str]]
    """The stacks that are deployed before a stack."""

    def resources(self, stack: str) -> Resources:
        """The resources of a stack by their ids without the hash, their references in the form told above."""
        found = self.templates[stack]["Resources"]
        return {bare(name): self._plain(resource) for name, resource in found.items()}

    def outputs(self, stack: str) -> dict[str, str]:
        """What a stack tells a person, without what it tells other stacks."""
        found = self.templates[stack].get("Outputs", {})
        return {name: self._plain(output["Value"]) for name, output in found.items() if "Export" not in output}

    def of_type(self, kind: str) -> Resources:
        """The resources of one type, of all stacks."""
        everything = [item for stack in self.templates for item in self.resources(stack).items()]
        found = [(name, resource["Properties"]) for name, resource in everything if resource["Type"] == kind]
        assert len(dict(found)) == len(found), f"two of one name: {[name for name, _ in found]}"
        return dict(found)

    def _plain(self, value: Any) -> Any:
        told = self._reference(value)
        if told is not None:
            return told
        if isinstance(value, dict):
            return {key: self._plain(inner) for key, inner in value.items()}
        return [self._plain(inner) for inner in value] if isinstance(value, list) else value

    def _reference(self, value: Any) -> str | None:
        match value:
            case {"Ref": str(name)}:
                return EXAMPLE.get(name) or bare(name)
            case {"Fn::GetAtt": [str(name), attribute]}:
                return f"{bare(name)}.{attribute}"
            case {"Fn::Join": ["", list(parts)]}:
                return "".join(self._plain(part) for part in parts)
            case {"Fn::ImportValue": name}:
                return self._reference(self._exports()[name])
        return None

    def _exports(self) -> dict[str, Any]:
        outputs = [output for template in self.templates.values() for output in template.get("Outputs", {}).values()]
        return {output["Export"]["Name"]: output["Value"] for output in outputs if "Export" in output}


def bare(name: str) -> str:
    return re.sub(r"[0-9A-F]{8}\Z", "", name)


def synthesize(configuration: dict[str, Any], folder: Path) -> Synthesis:
    app = App(outdir=str(folder), context=FLAGS)
    build(app, load(configuration))
    stacks = app.synth().stacks
    return Synthesis(
        folder=folder,
        templates={stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in stacks},
        dependencies={
            stack.stack_name: [before.id for before in stack.dependencies if not before.id.endswith(".assets")]
            for stack in stacks
        },
    )

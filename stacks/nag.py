"""What cdk-nag finds and is meant, each acknowledged beside its resource with the reason."""

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def accept(scope: IConstruct, rule: str, reason: str) -> None:
    """With the pack's name before the rule's: without it the finding would not be in the report."""
    pack = rule.partition("-")[0]
    Validations.of(scope).acknowledge(Acknowledgment(id=f"{pack}::{rule}", reason=reason))


def accept_wildcard(scope: IConstruct, resource: str, reason: str) -> None:
    """Of one resource, which cdk-nag names as the template would, <REF> for a reference."""
    resolved = Stack.of(scope).resolve(resource)
    parts = resolved["Fn::Join"][1] if isinstance(resolved, dict) else [resolved]
    written = "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)
    accept(scope, f"AwsSolutions-IAM5[Resource::{written}]", reason)

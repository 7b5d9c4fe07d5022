"""What can be seen of a trail, as far as CloudFormation does not set it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trail:
    has_link: bool
    """To a log group of CloudWatch Logs, of its own."""
    recursive_logging: bool | None
    """None where CloudTrail does not tell."""

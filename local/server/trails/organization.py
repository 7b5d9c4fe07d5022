"""An organization: its management account, its members, and who of them administers CloudTrail beside the management.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html (2026-04-13)
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    id: str
    management: str
    members: frozenset[str] = frozenset()
    """Without the management account."""
    administrators: frozenset[str] = frozenset()
    """The members that are registered as CloudTrail's delegated administrators."""

    @property
    def accounts(self) -> frozenset[str]:
        return self.members | {self.management}

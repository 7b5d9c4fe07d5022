"""What a tool finds in the templates of a setup, and which of it is accepted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, order=True)
class Finding:
    rule: str
    resource: str
    """STACK/ID, the id without the hash that the CDK adds."""
    message: str
    setups: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    rule: str
    resources: tuple[str, ...]
    """Patterns as fnmatch has them."""
    reason: str
    setups: frozenset[str] = frozenset()
    """Only in these; in all where there are none."""

    def matching(self, finding: Finding) -> Iterator[str]:
        """The patterns that the finding is an example of."""
        here = not self.setups or self.setups.issuperset(finding.setups)
        if here and finding.rule == self.rule:
            yield from (pattern for pattern in self.resources if fnmatchcase(finding.resource, pattern))


@dataclass(frozen=True)
class Verdict:
    findings: Sequence[Finding]
    unexplained: Sequence[Finding]
    stale: Sequence[tuple[str, str]]
    """The rules and patterns of what is accepted that nothing matches any more."""


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """One for all setups that have it."""
    setups: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for finding in findings:
        setups[finding.rule, finding.resource, finding.message].update(finding.setups)
    return sorted(Finding(*what, setups=tuple(sorted(where))) for what, where in setups.items())


def judged(findings: Sequence[Finding], accepted: Sequence[Accepted]) -> Verdict:
    unexplained = [finding for finding in findings if not reasons(finding, accepted)]
    stale = [
        (row.rule, pattern)
        for row in accepted
        for pattern in row.resources
        if not any(pattern in row.matching(finding) for finding in findings)
    ]
    return Verdict(findings, unexplained, stale)


def reasons(finding: Finding, accepted: Sequence[Accepted]) -> list[str]:
    return [row.reason for row in accepted if any(row.matching(finding))]

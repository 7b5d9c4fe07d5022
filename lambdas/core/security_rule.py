"""The security rules: filter patterns of CloudWatch Logs, each with what it means when a record matches."""

import msgspec


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    """The dimension rule of its metric, and the end of its alarm's name."""
    title: str
    """What it means when a record matches: a sentence without its full stop."""
    pattern: str
    control: str = ""
    """Security Hub's, such as CloudWatch.1."""
    cis: str = ""
    """Of the CIS AWS Foundations Benchmark: 1.2: 3.3; 1.4: 4.3."""


RULES: tuple[Rule, ...] = ()

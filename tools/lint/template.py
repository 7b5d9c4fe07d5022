"""A template of one or more setups, as the tools get it."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.lint.finding import Finding

CDK_HASH = re.compile(r"[0-9A-F]{8}\Z")


@dataclass(frozen=True)
class Template:
    path: Path
    stack: str
    region: str
    setups: tuple[str, ...]
    """All that have this template, byte for byte."""

    def finding(self, rule: str, resource: str, message: str) -> Finding:
        """Of the resource with this id, or of the template as a whole where there is none."""
        name = CDK_HASH.sub("", resource)
        return Finding(rule, f"{self.stack}/{name}" if name else self.stack, message, self.setups)


@dataclass(frozen=True)
class Synthesized:
    setup: str
    region: str
    templates: Mapping[str, Path]
    """By stack."""


def distinct(setups: Iterable[Synthesized]) -> list[Template]:
    """Each template once for a Region, however many setups have it: most differ in one stack."""
    found: dict[tuple[str, str, str], list[tuple[str, Path]]] = {}
    for each in setups:
        for stack, path in each.templates.items():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.setdefault((each.region, stack, content), []).append((each.setup, path))
    return [
        Template(same[0][1], stack, region, tuple(setup for setup, _ in same))
        for (region, stack, _), same in found.items()
    ]

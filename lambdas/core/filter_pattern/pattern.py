"""A filter pattern that was read: what it matches, and what a record has to have for that."""

from collections.abc import Mapping
from typing import Any

from lambdas.core.filter_pattern.evaluate import test_of
from lambdas.core.filter_pattern.need import needs_of
from lambdas.core.filter_pattern.syntax import Condition


class Pattern:
    def __init__(self, text: str, condition: Condition) -> None:
        self.text = text
        self.condition = condition
        self.needs = needs_of(condition)
        """A record matches only where one need of each set holds; empty where every record has to be looked at."""
        self._test = test_of(condition)

    def matches(self, record: Mapping[str, Any]) -> bool:
        """Of a record as msgspec or json decodes it; never raises."""
        return self._test(record)

"""Reads a filter pattern: by descent, one function a rule of the grammar.

    pattern    = "{" some "}"
    some       = every { "||" every }
    every      = term { "&&" term }
    term       = "(" some ")" | selector ( "IS" "NULL|TRUE|FALSE" | "NOT" "EXISTS" | operator value )

Selectors and values are read in modules of their own. Limits:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html and
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html (2026-04-13).
"""

import re
from collections.abc import Callable

from lambdas.core.filter_pattern.pattern import Pattern
from lambdas.core.filter_pattern.scan import InvalidPattern, Scan
from lambdas.core.filter_pattern.selector import read_selector
from lambdas.core.filter_pattern.syntax import (
    Comparison,
    Condition,
    Every,
    Expression,
    Operator,
    Predicate,
    Some,
    State,
    Step,
    Wildcard,
)
from lambdas.core.filter_pattern.value import read_value

PATTERN_LIMIT_CHARACTERS = 1024
WILDCARDS_LIMIT = 3
EXPRESSIONS_LIMIT = 2
NESTING_LIMIT = 50
"""Of parentheses; AWS names no limit."""
_OPERATOR = re.compile(r"!=|<=|>=|=|<|>")
_STATE = re.compile(r"(IS|NOT)[ \t\r\n]+([A-Za-z]+)")
_WORD = re.compile(r"[A-Za-z]+")


def parse(text: str) -> Pattern:
    """Raises InvalidPattern."""
    _check_characters(text)
    scan = Scan(text)
    scan.skip_space()
    if not scan.take_text("{"):
        raise _not_json(scan)
    condition = _Reader(scan).some(0)
    if not scan.take_text("}"):
        raise scan.unexpected("&&, || or }")
    scan.skip_space()
    if scan.offset < len(text):
        raise scan.unexpected("nothing after the }")
    return Pattern(text, condition)


def _check_characters(text: str) -> None:
    if len(text) > PATTERN_LIMIT_CHARACTERS:
        raise InvalidPattern(
            PATTERN_LIMIT_CHARACTERS, f"a pattern has at most 1,024 characters, and this one {len(text):,}"
        )
    surrogate = re.search(r"[\ud800-\udfff]", text)
    if surrogate:
        raise InvalidPattern(surrogate.start(), "half a character: a lone surrogate")


def _not_json(scan: Scan) -> InvalidPattern:
    if scan.take_text("["):
        scan.offset -= 1
        return scan.refusal("a space-delimited pattern: a record is JSON, so begin with {")
    return scan.refusal("not a JSON pattern, which begins with {: terms match no field of a record")


class _Reader:
    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._wildcards = 0
        self._expressions = 0

    def some(self, depth: int) -> Condition:
        terms = self._joined("||", lambda: self._every(depth))
        return terms[0] if len(terms) == 1 else Some(terms)

    def _every(self, depth: int) -> Condition:
        terms = self._joined("&&", lambda: self._term(depth))
        return terms[0] if len(terms) == 1 else Every(terms)

    def _joined(self, joint: str, read: Callable[[], Condition]) -> tuple[Condition, ...]:
        terms = [read()]
        while self._scan.take_text(joint):
            terms.append(read())
        return tuple(terms)

    def _term(self, depth: int) -> Condition:
        scan = self._scan
        scan.skip_space()
        if not scan.take_text("("):
            return self._test()
        if depth == NESTING_LIMIT:
            raise scan.refusal(f"more than {NESTING_LIMIT} parentheses within one another", scan.offset - 1)
        condition = self.some(depth + 1)
        if not scan.take_text(")"):
            raise scan.unexpected("&&, || or )")
        scan.skip_space()
        return condition

    def _test(self) -> Condition:
        steps = self._selector()
        self._scan.skip_space()
        test = self._state(steps) or self._comparison(steps)
        self._scan.skip_space()
        return test

    def _selector(self) -> tuple[Step, ...]:
        offset = self._scan.offset
        steps = read_selector(self._scan)
        count = sum(isinstance(step, Wildcard) for step in steps)
        self._wildcards += count
        if count > 1:
            raise self._scan.refusal("a selector has at most 1 wildcard", offset)
        if self._wildcards > WILDCARDS_LIMIT:
            raise self._scan.refusal(f"a pattern has at most {WILDCARDS_LIMIT} selectors with a wildcard", offset)
        return steps

    def _state(self, steps: tuple[Step, ...]) -> State | None:
        scan, offset = self._scan, self._scan.offset
        found = scan.take(_STATE)
        if found is None:
            return None
        predicate = f"{found[1]} {found[2]}"
        if predicate not in list(Predicate):
            raise scan.refusal(f"{predicate} is not in the language: {', '.join(Predicate)} are", offset)
        return State(steps, Predicate(predicate))

    def _comparison(self, steps: tuple[Step, ...]) -> Comparison:
        scan, offset = self._scan, self._scan.offset
        operator = scan.take(_OPERATOR)
        if operator is None:
            raise self._no_operator()
        scan.skip_space()
        value = read_value(scan, Operator(operator[0]))
        self._expressions += isinstance(value, Expression)
        if self._expressions > EXPRESSIONS_LIMIT:
            raise scan.refusal(f"a pattern has at most {EXPRESSIONS_LIMIT} regular expressions", offset)
        return Comparison(steps, Operator(operator[0]), value)

    def _no_operator(self) -> InvalidPattern:
        scan, offset = self._scan, self._scan.offset
        word = scan.take(_WORD)
        if word is None:
            return scan.unexpected("one of = != < <= > >= or IS NULL, IS TRUE, IS FALSE, NOT EXISTS")
        return scan.refusal(f"{word[0]} is not in the language: {', '.join(Predicate)} are", offset)

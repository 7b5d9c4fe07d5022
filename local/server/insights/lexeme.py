"""The words of Logs Insights QL.

A slash begins a regular expression after `like` and `=~`, and in the command `parse`; elsewhere it divides.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html (2026-04-13)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from local.server.insights.malformed import MalformedQuery


class Kind(StrEnum):
    NAME = "name"
    STRING = "string"
    REGEX = "regex"
    DURATION = "duration"
    NUMBER = "number"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Lexeme:
    kind: Kind
    text: str
    """Without its quotes."""
    start: int
    end: int
    is_quoted: bool = False
    """A name in backticks, which is no keyword."""

    def is_word(self, *words: str) -> bool:
        return self.kind is Kind.NAME and not self.is_quoted and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind is Kind.SIGN and self.text in signs


SPACE = re.compile(r"(?:\s|#[^\n]*)+")
REGEX = re.compile(r"/((?:[^/\\\n]|\\.)+)/")
# Without a special character but @ and the dot; any other name stands in backticks.
FORMS = (
    (Kind.NAME, re.compile(r"[@A-Za-z_][@A-Za-z0-9_.]*")),
    (Kind.NAME, re.compile(r"`([^`\n]+)`")),
    (Kind.STRING, re.compile(r'"((?:[^"\\]|\\.)*)"')),
    (Kind.STRING, re.compile(r"'((?:[^'\\]|\\.)*)'")),
    (Kind.DURATION, re.compile(r"\d+(?:ms|mo|s|m|h|d|w)(?![A-Za-z0-9_])")),
    (Kind.NUMBER, re.compile(r"\d+(?:\.\d+)?(?![A-Za-z0-9_])")),
    (Kind.SIGN, re.compile(r"!=|<=|>=|=~|[|()\[\],=<>+*/^%-]")),
)


def lexemes(text: str) -> list[Lexeme]:
    """Raises MalformedQuery."""
    return list(_cut(text))


def _cut(text: str) -> Iterator[Lexeme]:
    position, command, before = 0, "", ""
    while True:
        space = SPACE.match(text, position)
        position = space.end() if space else position
        if position == len(text):
            yield Lexeme(Kind.END, "", position, position)
            return
        found = _next(text, position, is_regex=command == "parse" or before in {"like", "=~"})
        command = "" if found.is_sign("|") else command or found.text.lower()
        before = found.text.lower() if found.kind in {Kind.NAME, Kind.SIGN} and not found.is_quoted else ""
        position = found.end
        yield found


def _next(text: str, position: int, *, is_regex: bool) -> Lexeme:
    if is_regex and (regex := REGEX.match(text, position)):
        return Lexeme(Kind.REGEX, regex[1], position, regex.end())
    for kind, form in FORMS:
        if found := form.match(text, position):
            inner = found[1] if form.groups else found[0]
            written = re.sub(r"\\(.)", r"\1", inner) if kind is Kind.STRING else inner
            return Lexeme(kind, written, position, found.end(), is_quoted=bool(form.groups))
    raise MalformedQuery(f"unexpected symbol found {text[position]}", position, position + 1)

"""Reads lexemes one after the other."""

from collections.abc import Callable
from typing import NoReturn, TypeVar

from local.server.insights.lexeme import Kind, Lexeme, lexemes
from local.server.insights.malformed import MalformedQuery

Read = TypeVar("Read")


class Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self._lexemes = lexemes(text)
        self._position = 0

    @property
    def next(self) -> Lexeme:
        return self._lexemes[self._position]

    def take(self, *kinds: Kind) -> Lexeme:
        """Raises MalformedQuery where the next is of none of the kinds."""
        found = self.next
        if found.kind not in kinds:
            self.refuse(f"expected a {' or '.join(kinds)}")
        self._position += found.kind is not Kind.END
        return found

    def skip_sign(self, *signs: str) -> str:
        """The sign, or nothing where the next is none of them."""
        found = self.next
        self._position += found.is_sign(*signs)
        return found.text if found.is_sign(*signs) else ""

    def skip_word(self, *words: str) -> str:
        found = self.next
        self._position += found.is_word(*words)
        return found.text.lower() if found.is_word(*words) else ""

    def expect_sign(self, sign: str) -> None:
        if not self.skip_sign(sign):
            self.refuse(f"expected {sign}")

    def expect_word(self, word: str) -> None:
        if not self.skip_word(word):
            self.refuse(f"expected {word}")

    def listed(self, read: Callable[[], Read]) -> tuple[Read, ...]:
        """One or more, with commas between."""
        found = [read()]
        while self.skip_sign(","):
            found.append(read())
        return tuple(found)

    def written_since(self, start: int) -> str:
        return self.text[start : self._lexemes[self._position - 1].end]

    def refuse(self, message: str, at: Lexeme | None = None) -> NoReturn:
        found = at or self.next
        told = f", not {self.text[found.start : found.end] or 'the end of the query'}"
        raise MalformedQuery(message + told, found.start, found.end)

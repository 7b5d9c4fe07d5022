"""A place in the text of a filter pattern, which moves on, and the error that names it."""

import re

SHOWN_LENGTH = 20
_SPACE = re.compile(r"[ \t\r\n]*")


class InvalidPattern(ValueError):  # noqa: N818  (what it says is what the pattern is)
    """Tells the offset, from 0, and what is not understood there."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"offset {offset}: {reason}")
        self.offset = offset
        self.reason = reason


class Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.offset = 0

    def skip_space(self) -> None:
        self.take(_SPACE)

    def take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """What the expression matches right here, and goes behind it."""
        found = expression.match(self.text, self.offset)
        if found:
            self.offset = found.end()
        return found

    def take_text(self, text: str) -> bool:
        is_here = self.text.startswith(text, self.offset)
        self.offset += len(text) if is_here else 0
        return is_here

    def refusal(self, reason: str, offset: int | None = None) -> InvalidPattern:
        return InvalidPattern(self.offset if offset is None else offset, reason)

    def unexpected(self, expected: str) -> InvalidPattern:
        rest = self.text[self.offset : self.offset + SHOWN_LENGTH]
        got = f'"{rest}"' if rest else "the end of the pattern"
        return self.refusal(f"expected {expected}, got {got}")

"""Sets of characters, of which a regular expression's single characters and classes consist."""

import string

import msgspec

WORD = frozenset(string.ascii_letters + string.digits + "_")
DIGITS = frozenset(string.digits)
SPACES = frozenset(" \t\n\r\f\v")


class Characters(msgspec.Struct, frozen=True):
    members: frozenset[str]
    is_inverted: bool = False
    """All characters but the members."""

    def __contains__(self, character: str) -> bool:
        return (character in self.members) != self.is_inverted

    def __or__(self, other: "Characters") -> "Characters":
        match self.is_inverted, other.is_inverted:
            case False, False:
                return Characters(self.members | other.members)
            case True, True:
                return Characters(self.members & other.members, is_inverted=True)
            case True, False:
                return Characters(self.members - other.members, is_inverted=True)
            case _:
                return other | self

    def __invert__(self) -> "Characters":
        return Characters(self.members, not self.is_inverted)


ANY = Characters(frozenset(), is_inverted=True)
CLASSES = {
    "d": Characters(DIGITS),
    "D": ~Characters(DIGITS),
    "s": Characters(SPACES),
    "S": ~Characters(SPACES),
    "w": Characters(WORD),
    "W": ~Characters(WORD),
}
"""By what follows the backslash."""


def between(first: str, last: str) -> Characters:
    return Characters(frozenset(map(chr, range(ord(first), ord(last) + 1))))

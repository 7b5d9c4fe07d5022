"""Whether a text is like one with wildcards: each * stands for any text, the empty one too; all else for itself."""

from collections.abc import Callable


def is_like(written: str) -> Callable[[str], bool]:
    first, *others = written.split("*")
    if not others:
        return first.__eq__
    *middle, last = others
    length = len(first) + len(last)

    def is_it(text: str) -> bool:
        if len(text) < length or not (text.startswith(first) and text.endswith(last)):
            return False
        return _hold(middle, text, len(first), len(text) - len(last))

    return is_it


def _hold(parts: list[str], text: str, start: int, end: int) -> bool:
    """Whether the parts follow one another within; the leftmost of each leaves most room for the next."""
    for part in parts:
        found = text.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True

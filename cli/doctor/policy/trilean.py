"""Yes, no, and what cannot be told: None."""

from collections.abc import Iterable

Trilean = bool | None


def all_of(verdicts: Iterable[Trilean]) -> Trilean:
    found = set(verdicts)
    if False in found:
        return False
    return None if None in found else True


def any_of(verdicts: Iterable[Trilean]) -> Trilean:
    found = set(verdicts)
    if True in found:
        return True
    return None if None in found else False

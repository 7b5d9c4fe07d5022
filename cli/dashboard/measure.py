"""Numbers as a person reads them, by the unit that an axis or a label names in words."""

from collections.abc import Callable

MINUTE, HOUR, DAY = 60, 3600, 86_400
_DURATIONS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"))
_THOUSANDS = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))
_EXACT_BELOW = 10_000

Written = Callable[[float], str]


def seconds(value: float) -> str:
    """In the largest of which it is two, or just some."""
    for one, name in _DURATIONS:
        if abs(value) >= 2 * one or (value and value % one == 0):
            return f"{plain(value / one)} {name}"
    return f"{plain(value)} s"


def milliseconds(value: float) -> str:
    return f"{plain(value)} ms" if abs(value) < 1000 else seconds(value / 1000)  # noqa: PLR2004  (a second)


def bytes_(value: float) -> str:
    for least, name in _THOUSANDS:
        if abs(value) >= least:
            return f"{plain(value / least)} {name}B"
    return f"{plain(value)} B"


def money(value: float) -> str:
    return f"{value:,.2f}" if abs(value) >= 0.01 or not value else f"{value:.2g}"  # noqa: PLR2004  (a cent)


def count(value: float) -> str:
    """Exact up to a point, so that two of them can be compared."""
    if abs(value) < _EXACT_BELOW:
        return plain(value)
    return next(f"{plain(value / least)}{name}" for least, name in _THOUSANDS if abs(value) >= least)


def whole(value: float) -> str:
    """Exact, however large it is."""
    return f"{value:,.0f}" if float(value).is_integer() else plain(value)


def plain(value: float) -> str:
    """With three digits that say something."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"


_BY_WORD: dict[str, Written] = {"milliseconds": milliseconds, "seconds": seconds, "bytes": bytes_, "usd": money}
_SUFFIX = " (s)"


def of_axis(unit: str) -> Written:
    return next((written for word, written in _BY_WORD.items() if word in unit.lower()), count)


def of_label(label: str) -> tuple[str, Written]:
    """The label without what its end says of its unit, and how its number is written."""
    if label.endswith(_SUFFIX):
        return label.removesuffix(_SUFFIX), seconds
    return label, next((written for word, written in _BY_WORD.items() if word in label.lower()), whole)

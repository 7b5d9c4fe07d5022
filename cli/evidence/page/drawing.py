"""The chain as a picture: a line a Region and day, a cell an hour. A state has a letter, a mark and a colour."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from xml.etree import ElementTree as ET

from cli.evidence.chain_rows import DAY_S, Group, Picture, Row, columns, days, picture
from cli.evidence.coverage import Span, rank, whole_state
from cli.evidence.page.element import section, tag
from cli.evidence.page.table import table
from cli.terminal import counted
from cli.verification.proven import Proven
from cli.verification.report import CLAIMS
from lambdas.core.chain import at
from lambdas.core.digest_key import HOUR_S
from lambdas.core.proof import Hour, State

LETTERS = {State.VALID: "V", State.INVALID: "I", State.MISSING: "M", State.UNDECIDED: "U", None: "-"}
_MEANINGS = {
    State.VALID: "valid: the digest, and each log file that it lists",
    State.INVALID: "invalid: the digest or a log file of it is not what CloudTrail signed",
    State.MISSING: "missing: the digest, or a log file that it lists, is not there",
    State.UNDECIDED: "undecided: something could not be read, or nothing proves it",
    None: "no digest: before the chain's start or after its end, so nothing is proven",
}
_LABEL, _CELL, _LINE = 108, 18, 18
_WIDTH = _LABEL + 24 * _CELL
_LONGEST_LABEL = 16
# What is drawn into a cell beside its letter: paths in its own measure.
_MARKS = {State.MISSING: "M1 16L16 1", State.UNDECIDED: "M1 7L7 1M1 16L16 1M10 16L16 10"}


def drawing(proven: Proven, asked: Span) -> ET.Element:
    drawn = picture(proven.proof.chains, asked)
    title = f"The chain, hour by hour ({proven.proof.claim.value})"
    if not drawn.groups:
        return section(title, tag("p", "There is no digest to draw."))
    intro = f"Of the claim that {CLAIMS[proven.proof.claim]}. Hours are of UTC; a cell shows the worst of an hour."
    return section(title, tag("p", intro), _legend(), *_groups(drawn), *_rest(drawn))


def _legend() -> ET.Element:
    entries = [
        tag("li", tag("svg", _cell(state, 0, 0, ""), viewBox="0 0 18 18", class_="sample"), f" {told}")
        for state, told in _MEANINGS.items()
    ]
    return tag("ul", *entries, class_="legend")


def _groups(drawn: Picture) -> Iterator[ET.Element]:
    for group in drawn.groups:
        chain = group.chain
        kind = ", digests that were backfilled" if chain.is_backfill else ""
        yield tag("h3", f"Account {chain.account}, trail {chain.trail} (home Region {chain.home_region}){kind}")
        yield from _days(group, drawn)


def _days(group: Group, drawn: Picture) -> Iterator[ET.Element]:
    """Days without any digest follow one another in one line."""
    has_digest = {at_s // DAY_S * DAY_S for row in group.rows for at_s in row.hours}
    for is_there, some in groupby(days(drawn.drawn), lambda day_s: day_s in has_digest):
        found = list(some)
        if is_there:
            yield from (_day(group.rows, day_s, drawn.asked) for day_s in found)
        else:
            yield tag("p", f"{_date(found[0])} to {_date(found[-1])}: no digest in any Region.", class_="none")


def _date(day_s: int) -> str:
    return f"{datetime.fromtimestamp(day_s, UTC):%Y-%m-%d}"


def _day(rows: Sequence[Row], day_s: int, asked: Span) -> ET.Element:
    height = (len(rows) + 1) * _LINE
    drawn = tag("svg", viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=f"{_date(day_s)}, hour by hour")
    drawn.append(tag("text", _date(day_s), x=0, y=13, class_="date"))
    for hour in range(24):
        drawn.append(tag("text", f"{hour:02}", x=_LABEL + hour * _CELL + _CELL / 2, y=13, class_="hour"))
    for line, row in enumerate(rows, 1):
        drawn.extend(_line(row, columns(row, day_s, asked), day_s, line * _LINE))
    return tag("figure", drawn)


def _line(row: Row, hours: Sequence[int], day_s: int, y: int) -> Iterator[ET.Element]:
    region = row.chain.region
    label = region if len(region) <= _LONGEST_LABEL else f"{region[: _LONGEST_LABEL - 1]}…"
    yield tag("text", tag("title", region), label, x=0, y=y + 13, class_="region")
    for at_s in hours:
        found = row.hours.get(at_s, [])
        state = max((whole_state(hour) for hour in found), key=rank, default=None)
        told = "\n".join(map(_told, found)) or f"{at(at_s)} to {at(at_s + HOUR_S)}: no digest"
        yield _cell(state, _LABEL + (at_s - day_s) // HOUR_S * _CELL, y, f"{region}, {told}")


def _cell(state: State | None, x: int, y: int, told: str) -> ET.Element:
    made = tag("g", transform=f"translate({x} {y})", class_=f"cell {state.value if state else 'none'}")
    if told:
        made.append(tag("title", told))
    made.append(tag("rect", x=1, y=1, width=_CELL - 2, height=_LINE - 2))
    if mark := _MARKS.get(state) if state else None:
        made.append(tag("path", d=mark))
    made.append(tag("text", LETTERS[state], x=_CELL / 2, y=13))
    return made


def _told(hour: Hour) -> str:
    listed = ", ".join(
        f"{getattr(hour.log_files, state.value):,} {state.value}"
        for state in State
        if getattr(hour.log_files, state.value)
    )
    return f"{at(hour.start_s)} to {at(hour.end_s)}: digest {hour.state.value}; log files: {listed or 'none'}"


def _rest(drawn: Picture) -> Iterator[ET.Element]:
    if not drawn.rest:
        return
    shown = sum(len(group.rows) for group in drawn.groups)
    yield tag(
        "p",
        f"The {counted(shown, 'chain')} above are the worst of {shown + len(drawn.rest):,}. The others are not drawn; "
        "their hours are counted here, and the JSON tells each.",
    )
    found = [hour for row in drawn.rest for hours in row.hours.values() for hour in hours]
    by_state = {state: sum(whole_state(hour) is state for hour in found) for state in State}
    cells = [[f"{len(drawn.rest):,}", *(f"{count:,}" for count in by_state.values())]]
    yield table(("Chains not drawn", *(f"hours {state.value}" for state in State)), cells, class_="numbers")

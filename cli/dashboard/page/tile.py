"""Alarms as tiles: the state by word, mark and colour; the first one, which is what the others are about, is large."""

from xml.etree import ElementTree as ET

from cli.dashboard.reading import Reading
from cli.evidence.moment import utc
from cli.evidence.page.element import tag
from cli.status.alarm import ALARM, INSUFFICIENT, OK, Alarm

PREFIX = "trailkeeper-"
NOT_THERE = "NOT THERE"
_LOOKS = {
    OK: ("ok", "M3 8.5L6.5 12L13 4.5"),
    ALARM: ("alarm", "M8 2.5V9.5M8 12V13.5"),
    INSUFFICIENT: ("unsure", "M5 5.5A3 3 0 1 1 8 9V10M8 12V13.5"),
    NOT_THERE: ("unsure", "M4 4L12 12M12 4L4 12"),
}
_WORDS = {INSUFFICIENT: "NO DATA YET"}


def tiles(reading: Reading) -> ET.Element:
    first, *others = reading.alarms
    on = [each for each in others if _state(each[1]) == ALARM]
    rest = [each for each in others if _state(each[1]) != ALARM]
    return tag("div", _headline(*first), tag("ul", *(_tile(*each) for each in (*on, *rest)), class_="tiles"))


def _state(alarm: Alarm | None) -> str:
    if alarm is None:
        return NOT_THERE
    return alarm.state if alarm.state in _LOOKS else INSUFFICIENT


def _mark(state: str) -> ET.Element:
    return tag("svg", tag("path", d=_LOOKS[state][1]), viewBox="0 0 16 16", class_="mark", aria_hidden="true")


def _headline(name: str, alarm: Alarm | None) -> ET.Element:
    state = _state(alarm)
    since = f"since {utc(alarm.since_s)}" if alarm and alarm.since_s else "in this account and Region"
    words = tag("span", tag("b", _WORDS.get(state, state)), tag("small", f"{_short(name)}, {since}"))
    return tag("p", _mark(state), words, class_=f"headline {_LOOKS[state][0]}")


def _tile(name: str, alarm: Alarm | None) -> ET.Element:
    state = _state(alarm)
    word = "" if state == OK else f" {_WORDS.get(state, state)}"
    parts: list[ET.Element | str] = [_mark(state), tag("span", _short(name), tag("b", word or " OK"))]
    if state == ALARM and alarm and alarm.description:
        parts.append(tag("p", alarm.description))
    return tag("li", *parts, class_=_LOOKS[state][0])


def _short(name: str) -> str:
    return name.removeprefix(PREFIX)

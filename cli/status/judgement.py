"""What a situation means: the answer to each question, what has to be done, and the exit code."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from cli.status.alarm import ALARM, INSUFFICIENT, OK, Alarm
from cli.status.situation import PREFIX, Situation
from stacks.alarm_row import RUNBOOK, Question
from stacks.alarm_table import BY_NAME

_MEASURED = "-measured"
"""At the end of the name of an alarm of which another one of that name is composed."""
_QUESTIONS = {f"{PREFIX}{question.value}": question for question in Question}


class Verdict(StrEnum):
    OK = "ok"
    ALARM = "alarm"
    UNDECIDED = "undecided"


EXIT_CODES = {Verdict.OK: 0, Verdict.ALARM: 1, Verdict.UNDECIDED: 2}


class Answer(StrEnum):
    OK = "OK"
    ALARM = "ALARM"
    UNKNOWN = "UNKNOWN"


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that is on, and what its row of the table says."""

    name: str
    since_s: int
    what: str
    affected: str = ""
    first: str = ""
    runbook: str = ""


def answers(situation: Situation) -> dict[Question, Answer]:
    by_name = {alarm.name: alarm.state for alarm in situation.alarms or ()}
    words = {OK: Answer.OK, ALARM: Answer.ALARM}
    return {question: words.get(by_name.get(name, ""), Answer.UNKNOWN) for name, question in _QUESTIONS.items()}


def raised(situation: Situation) -> Iterator[Raised]:
    """Without those that another one explains, and the questions themselves."""
    for alarm in situation.alarms or ():
        if alarm.state == ALARM and not alarm.name.endswith(_MEASURED) and alarm.name not in _QUESTIONS:
            yield _raised(alarm)


def without_data(situation: Situation) -> list[str]:
    """The alarms that cannot tell yet."""
    return [
        alarm.name.removeprefix(PREFIX)
        for alarm in situation.alarms or ()
        if alarm.state == INSUFFICIENT and not alarm.name.endswith(_MEASURED) and alarm.name not in _QUESTIONS
    ]


def not_well(situation: Situation) -> dict[str, list[str]]:
    """What is wrong, by Region."""
    found = {each.region: list(each.wrongs(situation.config)) for each in situation.regions}
    return {region: wrongs for region, wrongs in found.items() if wrongs}


def verdict(situation: Situation) -> Verdict:
    """Nothing is well only because nobody could be asked."""
    if any(raised(situation)) or not_well(situation) or Answer.ALARM in answers(situation).values():
        return Verdict.ALARM
    return Verdict.UNDECIDED if Answer.UNKNOWN in answers(situation).values() else Verdict.OK


def _raised(alarm: Alarm) -> Raised:
    short = alarm.name.removeprefix(PREFIX)
    row = BY_NAME.get(short)
    if row is None:
        return Raised(name=short, since_s=alarm.since_s, what=alarm.description or alarm.reason)
    return Raised(
        name=short,
        since_s=alarm.since_s,
        what=row.what,
        affected=row.affected,
        first=row.first,
        runbook=alarm.description.rpartition("Runbook: ")[2] or f"{RUNBOOK}#{row.name}",
    )

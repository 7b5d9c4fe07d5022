"""A situation for a person and for a program; text from AWS is made harmless."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.dashboard import measure
from cli.evidence.moment import utc
from cli.status import judgement
from cli.status.flow import rows
from cli.status.judgement import Answer, Raised
from cli.status.region import InRegion
from cli.status.situation import Situation
from cli.terminal import counted, visible
from stacks import name

STYLES = {Answer.OK: "bold green", Answer.ALARM: "bold red", Answer.UNKNOWN: "bold yellow"}
_SUBJECTS = {
    "complete": "every record is delivered, filtered or in quarantine",
    "fresh": "records come soon, and somebody looks",
    "proven": "digests prove what was delivered",
}


def as_json(situation: Situation) -> dict[str, Any]:
    wrongs = judgement.not_well(situation)
    return {
        "verdict": judgement.verdict(situation).value,
        "account": situation.place.account,
        "region": situation.place.region,
        "at": _iso(situation.at_s),
        "questions": {each.value: answer.value for each, answer in judgement.answers(situation).items()},
        "alarms": [_alarm_json(each) for each in judgement.raised(situation)],
        "alarms_without_data": judgement.without_data(situation),
        "trail": name.trail_arn(situation.place, situation.config),
        "regions": [_region_json(each, wrongs.get(each.region, [])) for each in situation.regions],
        "numbers": dict(situation.numbers),
        "untold": list(situation.untold),
    }


def _alarm_json(raised: Raised) -> dict[str, Any]:
    told = {key: getattr(raised, key) for key in ("what", "affected", "first", "runbook")}
    return {"name": raised.name, "since": _iso(raised.since_s), **told}


def _region_json(found: InRegion, wrongs: list[str]) -> dict[str, Any]:
    status = found.status
    times = {
        "delivered": status.delivered_s if status else None,
        "notified": status.notified_s if status else None,
        "digest": status.signed_s if status else None,
    }
    return {
        "region": found.region,
        "is_logging": status.is_logging if status else None,
        **{key: _iso(at_s) if at_s else None for key, at_s in times.items()},
        "wrong": wrongs,
        "untold": found.untold,
    }


def _iso(at_s: float) -> str | None:
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}" if at_s else None


def shown(situation: Situation) -> RenderableType:
    at = situation.place
    head = Text(visible(f"account {at.account}, Region {at.region}, {utc(situation.at_s)}"), style="dim")
    return Group(
        head, _answers(situation), *_alarms(situation), *_trail(situation), *_numbers(situation), *_rest(situation)
    )


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _answers(situation: Situation) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for question, answer in judgement.answers(situation).items():
        table.add_row(
            Text(question.value), Text(answer.value, style=STYLES[answer]), Text(_SUBJECTS[question.value], style="dim")
        )
    return table


def _alarms(situation: Situation) -> Iterator[RenderableType]:
    for raised in judgement.raised(situation):
        since = f"since {utc(raised.since_s)}, {measure.seconds(situation.at_s - raised.since_s)}"
        yield Text(f"\n{visible(raised.name)}", style="bold red").append(f"  {since}", style="not bold dim")
        grid = _grid()
        for lead in ("what", "affected", "first", "runbook"):
            if told := getattr(raised, lead):
                grid.add_row(Text(f"  {lead}", style="dim"), Text(visible(told)))
        yield grid
    if silent := judgement.without_data(situation):
        yield Text(f"\n{counted(len(silent), 'alarm')} without data: {visible(', '.join(silent))}", style="yellow")


def _trail(situation: Situation) -> Iterator[RenderableType]:
    yield Text(f"\ntrail {visible(name.trail_arn(situation.place, situation.config))}", style="bold")
    wrongs = judgement.not_well(situation)
    unasked = [each for each in situation.regions if each.untold]
    grid = _grid()
    for region, told in wrongs.items():
        grid.add_row(Text(f"  {visible(region)}", style="red"), Text(visible("; ".join(told)), style="red"))
    well = len(situation.regions) - len(wrongs) - len(unasked)
    grid.add_row(Text("  well"), Text(counted(well, "Region")))
    if unasked:
        regions = ", ".join(each.region for each in unasked)
        told_why = f"{regions}: {unasked[0].untold}"
        grid.add_row(Text("  not asked", style="yellow"), Text(visible(told_why), style="yellow"))
    yield grid


def _numbers(situation: Situation) -> Iterator[RenderableType]:
    if not situation.numbers:
        return
    yield Text("\nlast 24 hours, and now", style="bold")
    grid = _grid()
    for title, told in rows(situation.numbers):
        grid.add_row(Text(f"  {title}", style="dim"), Text(told))
    yield grid


def _rest(situation: Situation) -> Iterator[RenderableType]:
    for each in situation.untold:
        yield Text(f"\ncould not be asked: {visible(each)}", style="yellow")

"""The project's own dashboard in worlds of its own: what a page has to show."""

import json
from collections.abc import Mapping
from typing import Any

from cli.dashboard.command import gather
from cli.dashboard.page.document import Shown
from cli.dashboard.reading import Range
from stacks.alarm_row import Question
from stacks.alarm_table import alarms
from stacks.config import Config
from stacks.dashboard_table import body
from stacks.name import At
from tests.unit.cli.fake_cloudwatch import NOW_S, FakeCloudWatch, Values, lively

PLACE = At("aws", "111122223333", "eu-west-1")
SPAN = Range(NOW_S - 24 * 3600, NOW_S)


def own_body(config: Config | None = None) -> str:
    return json.dumps(body(PLACE, config or Config()))


def alarm_states(**states: str) -> dict[str, str]:
    """All OK, but for those that are told, with _ for -; a question is on where an alarm of it is."""
    rows = {row.alarm_name: states.get(row.name.replace("-", "_"), "OK") for row in alarms(Config())}
    questions = {
        f"trailkeeper-{question.value}": "ALARM"
        if any(rows[row.alarm_name] == "ALARM" for row in alarms(Config()) if row.question is question)
        else "OK"
        for question in Question
    }
    return questions | rows


def descriptions() -> dict[str, str]:
    return {row.alarm_name: row.description for row in alarms(Config())}


def cloudwatch(values: Values = lively, states: Mapping[str, str] | None = None, **more: Any) -> FakeCloudWatch:
    held = {"body": own_body(), "described": descriptions(), **more}
    return FakeCloudWatch(values=values, alarms=alarm_states() if states is None else states, **held)


def shown(of: FakeCloudWatch, span: Range = SPAN) -> Shown:
    return gather("trailkeeper", lambda _: of, span)


def nothing(_metric: str, _at: float) -> None:
    """No metric has any data."""


def one_point(_metric: str, at: float) -> float | None:
    return 5.0 if at == SPAN.from_s + 12 * 3600 else None


def with_gaps(metric: str, at: float) -> float | None:
    return lively(metric, at) if int(at) // 3600 % 4 else None


WORLDS = {
    "nothing yet": cloudwatch(nothing, {}),
    "one point": cloudwatch(one_point),
    "a day": cloudwatch(),
    "gaps": cloudwatch(with_gaps),
    "alarms": cloudwatch(states=alarm_states(trail_stopped="ALARM", messages_late="ALARM", findings_severe="ALARM")),
    "many Regions": cloudwatch(searched=[f"ap-southeast-{number}" for number in range(34)]),
    "nothing can be read": cloudwatch(refused="GetMetricData"),
}

"""What goes wrong with a deployment raises its alarm and no other, is told once, and ends when it is mended."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from stacks.alarm_table import BY_NAME, alarms
from stacks.config import within
from tests.acceptance.estate import REGION, Estate
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.health_trouble import CONFIGURATION, HOURS, Trouble
from tests.acceptance.watched_health import Episode, WatchedHealth

Lived = dict[str, Any]
Step = Callable[[Trouble], object]


def nothing(trouble: Trouble) -> None:
    """It is over by itself."""


ALL: Mapping[str, tuple[Step, Step]] = {
    "findings-severe": (Trouble.tamper, Trouble.restore_version),
    "log-files-not-written": (Trouble.close_archive, Trouble.open_archive),
    "quarantined": (Trouble.poison, nothing),
    "notifications-not-published": (Trouble.block_topic, Trouble.open_topic),
    "watch-silent": (Trouble.end_watch, Trouble.begin_watch),
    "dead-letters": (Trouble.name_what_is_not_there, Trouble.put_it_there_and_redrive),
    "deliver-failing": (Trouble.forbid_delivery, Trouble.permit_delivery),
    "trail-changed": (Trouble.change_trail, Trouble.restore_selectors),
    "trail-stopped": (Trouble.stop_trail, Trouble.start_trail),
}
"""By the alarm that each raises: what happens, and what mends it."""
SHORT = "findings-severe,log-files-not-written,quarantined,watch-silent,trail-stopped,notifications-not-published"
ASKED = os.environ.get("TROUBLES", "")
TROUBLES = {alarm: ALL[alarm] for alarm in (ASKED.split(",") if ASKED not in {"", "short"} else SHORT.split(","))}
pytestmark = pytest.mark.skipif(not ASKED, reason="TROUBLES names none: make troubles")
EACH = pytest.mark.parametrize("alarm", TROUBLES)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One story: each trouble begins when the one before is mended."""
    with EmbeddedCloud(digest_interval_seconds=86_400, digest_hours=HOURS) as cloud:
        folder = tmp_path_factory.mktemp("health")
        estate = Estate(cloud, folder)
        estate.deploy(CONFIGURATION)
        health = WatchedHealth(cloud)
        trouble = Trouble(cloud, estate, health)
        (folder / "cdk.json").write_text(json.dumps({"context": {"trailkeeper": CONFIGURATION}}))
        with health.looks():
            yield dict(_live(trouble, health, folder))


def _live(trouble: Trouble, health: WatchedHealth, folder: Path) -> Iterator[tuple[str, Any]]:
    trouble.sign(HOURS - 2)
    health.well()
    yield "known", set(health.names())
    yield "status", trouble.command("status", "--json", "--config", str(folder / "cdk.json"))
    yield "page", _page(trouble, folder / "dashboard.html")
    yield "notices", _try_to_stop(trouble, health)
    for alarm, (do, mend) in TROUBLES.items():
        begin, end = partial(do, trouble), partial(mend, trouble)
        yield alarm, health.episode(alarm, begin, end, holds=mend is not nothing)
        if alarm == "trail-stopped":
            trouble.stop_trail()
            eventually(lambda: "trail-stopped" in health.seen().alarms)
            yield "status of a stopped trail", trouble.command("status", "--config", str(folder / "cdk.json"))
            trouble.start_trail()


def _page(trouble: Trouble, place: Path) -> str:
    code, told = trouble.command("dashboard", "--out", str(place))
    assert code == 0, told
    return place.read_text()


def _try_to_stop(trouble: Trouble, health: WatchedHealth) -> list[Mapping[str, str]]:
    """Twice, by somebody who may not."""
    harmless = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
    nobody = trouble.cloud.user("nobody", {"Version": "2012-10-17", "Statement": [harmless]})
    for _ in range(2):
        cloudtrail = trouble.cloud.client("cloudtrail", nobody)
        assert error_code(cloudtrail.stop_logging, Name="trailkeeper") == "AccessDeniedException"
        trouble.called()
        eventually(lambda: trouble.estate.streams_with(trouble.call))
    return eventually(lambda: [each for each in health.notices() if "user/nobody" in each["text"]])


@EACH
def test_a_trouble_raises_its_alarm_and_no_other(lived: Lived, alarm: str) -> None:
    episode: Episode = lived[alarm]
    assert (episode.while_on.alarms, episode.alarms) == (frozenset({alarm}), {alarm})


@EACH
def test_it_is_an_answer_to_one_question_and_to_no_other(lived: Lived, alarm: str) -> None:
    assert lived[alarm].while_on.questions == {BY_NAME[alarm].question}


@EACH
def test_it_is_told_once_and_its_end_where_that_says_something(lived: Lived, alarm: str) -> None:
    row, episode = BY_NAME[alarm], lived[alarm]
    expected = [] if row.is_told_otherwise else [alarm]
    assert (episode.told("ALARM"), episode.told("OK")) == (expected, [] if row.is_event else expected)


@pytest.mark.parametrize("alarm", [alarm for alarm in TROUBLES if not BY_NAME[alarm].is_told_otherwise])
def test_its_message_says_what_happened_what_to_do_first_and_where_to_read_on(lived: Lived, alarm: str) -> None:
    row, text = BY_NAME[alarm], lived[alarm].messages[0]["AlarmDescription"]
    assert all(each in text for each in (row.what, row.affected, row.first, f"docs/runbook.md#{alarm}"))


@EACH
def test_all_is_well_when_it_is_mended(lived: Lived, alarm: str) -> None:
    assert (lived[alarm].after.alarms, lived[alarm].seen[-1].questions) == (frozenset(), frozenset())


def test_every_alarm_of_the_table_is_deployed(lived: Lived) -> None:
    assert {row.name for row in alarms(within({"trailkeeper": CONFIGURATION}))} <= lived["known"]


@pytest.mark.parametrize(
    "part", ["Did what: cloudtrail.amazonaws.com StopLogging, refused: AccessDenied", "Account: 000000000000",
             "Region: us-east-1", "From where: 127.0.0.1", "When: 20", "Records: https://", "To what: "],
)  # fmt: skip
def test_a_notice_says_who_did_what_to_what_where_when_and_from_where(lived: Lived, part: str) -> None:
    assert all(part in each["text"] for each in lived["notices"])


def test_the_same_rule_and_actor_are_told_once_in_the_quiet_time(lived: Lived) -> None:
    rules = [each["text"].partition("\n")[0] for each in lived["notices"]]
    assert rules
    assert len(rules) == len(set(rules))


def test_status_says_that_all_is_well(lived: Lived) -> None:
    code, told = lived["status"]
    assert (code, json.loads(told)["verdict"]) == (0, "ok")


def test_status_names_the_alarm_and_the_regions_of_a_stopped_trail(lived: Lived) -> None:
    code, told = lived["status of a stopped trail"]
    assert code == 1
    assert all(each in told for each in ("trail-stopped", REGION))


def test_the_dashboards_page_has_what_was_delivered(lived: Lived) -> None:
    assert "records read" in lived["page"].casefold()

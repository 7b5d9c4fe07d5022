"""`trailkeeper verify` beside `aws cloudtrail validate-logs` on the same archives: never valid where that is not, and
more found where that is blind.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import validator
from bench.archive_answer import ServedArchive
from bench.archive_endpoint import ArchiveEndpoint
from tests.acceptance.validate_logs import Judgement, of_validate_logs, of_verify
from tests.acceptance.validation_scenario import SCENARIOS, VALID, Scenario

AT_A_TIME = 4


@dataclass(frozen=True)
class Both:
    theirs: Judgement
    ours: Judgement


def judge(scenario: Scenario, archive: ServedArchive, url: str, access_key: str, home: Path) -> Both:
    trail = scenario.trail
    environment = validator.environment(url, access_key, home, trail.region)
    account = trail.account if trail.organization else ""
    asked = (archive, scenario.start, scenario.end, account)
    return Both(
        of_validate_logs(validator.validate_logs(*asked), environment), of_verify(validator.verify(*asked), environment)
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Both]:
    """All of them, some at a time, as most of the time goes into starting the commands."""
    home = tmp_path_factory.mktemp("home")
    archives = {f"scenario{number}": scenario.archive() for number, scenario in enumerate(SCENARIOS.values())}
    with ArchiveEndpoint(archives, latency_ms=0) as endpoint, ThreadPoolExecutor(AT_A_TIME) as pool:
        begun = {
            name: pool.submit(judge, scenario, archive, endpoint.url, access_key, home)
            for (name, scenario), (access_key, archive) in zip(SCENARIOS.items(), archives.items(), strict=True)
        }
        return {name: each.result() for name, each in begun.items()}


@pytest.fixture(params=SCENARIOS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_validate_logs_says_what_the_scenario_tells(judged: Mapping[str, Both], name: str) -> None:
    assert judged[name].theirs.verdict == SCENARIOS[name].theirs, judged[name].theirs.stderr


def test_verify_is_never_valid_where_validate_logs_is_not(judged: Mapping[str, Both], name: str) -> None:
    both = judged[name]
    assert both.theirs.verdict == VALID or both.ours.verdict != VALID, both


def test_verify_is_valid_where_validate_logs_is_and_is_not_blind(judged: Mapping[str, Both], name: str) -> None:
    both = judged[name]
    assert both.theirs.verdict != VALID or SCENARIOS[name].is_blind or both.ours.verdict == VALID, both.ours


def test_verify_finds_what_was_done(judged: Mapping[str, Both], name: str) -> None:
    ours = judged[name].ours
    assert ours.verdict == SCENARIOS[name].ours, ours
    assert {finding["code"] for finding in ours.told["findings"]} == SCENARIOS[name].codes


def test_of_two_digests_deleted_in_a_row_validate_logs_misses_one_and_verify_misses_both(
    judged: Mapping[str, Both],
) -> None:
    both = judged["two digests deleted in a row"]
    assert [line.partition("INVALID: ")[2] for line in both.theirs.told] == ["not found"]
    assert both.ours.told["digests"]["missing"] == 2

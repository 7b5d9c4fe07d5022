from typing import Any

import pytest

from lambdas.core import finding as f
from lambdas.core.finding import CODES
from tests.builder import BUCKET
from tests.unit import chain_case, digest_case, log_file_case
from tests.unit.proof_case import Case, Scenario, scenarios

SCENARIOS = scenarios(chain_case, digest_case, log_file_case)
OF_DIGESTS = ("digest-", "chain-", "public-key", "log-file-", "hash-")
# They take a clock, a range, a listing or receipts: who has those gives them.
OF_THE_USE_CASES = {
    f.DIGEST_LATE,
    f.DIGEST_OVERDUE,
    f.DIGEST_UNREADABLE,
    f.CHAIN_ABSENT,
    f.DIGEST_PREMATURE,
    f.LOG_FILE_OF_NO_FAMILY,
    f.LOG_FILE_UNPROVEN,
    f.CHAIN_ENDED,
    f.LOG_FILE_REWRITTEN,
    f.LOG_FILE_UNLISTED,
}


def named(scenario: Any) -> str:
    return f"{scenario.__module__.rpartition('.')[2]}.{scenario.__name__}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_what_becomes_of_an_archive_is_found_and_nothing_else(scenario: Scenario) -> None:
    case = Case()
    expected = scenario(case)
    found = [(finding.code.name, finding.object.removeprefix(f"{case.archive.bucket}/")) for finding in case.found]
    assert sorted(found) == sorted(expected)


def test_every_code_of_digests_and_their_log_files_has_a_scenario() -> None:
    of_the_core = {code for code in CODES if code.name.startswith(OF_DIGESTS)} - OF_THE_USE_CASES
    assert {code for scenario in SCENARIOS for code, _ in scenario(Case())} == {code.name for code in of_the_core}


def test_a_finding_says_whose_it_is_and_since_when() -> None:
    case = Case()
    case.archive.remove(case.log_files[1])
    (finding,) = case.found
    assert finding.object == f"{BUCKET}/{case.log_files[1]}"
    assert (finding.account, finding.region) == ("111122223333", "eu-west-1")
    assert finding.since_s == case.archive.stored_digest(case.digests[1]).key.end_s

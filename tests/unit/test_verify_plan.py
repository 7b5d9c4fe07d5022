"""What the hourly schedule makes of the archive's folders."""

import json
import logging

import msgspec
import pytest

from lambdas.verify.plan import plan
from lambdas.verify.verify import Verify
from tests.verification import FOLDER, Verification, deployed

SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
ACCOUNT_1, ACCOUNT_2 = "111122223333", "222233334444"
PREFIXES: dict[str, tuple[tuple[str, ...], list[str], list[str]]] = {
    "one account": (("",), [f"AWSLogs/{ACCOUNT_1}/CloudTrail/x"], [f"AWSLogs/{ACCOUNT_1}/"]),
    "an organization beside its management account": (
        ("",),
        [f"AWSLogs/{ACCOUNT_1}/x", f"AWSLogs/o-exampleorgid/{ACCOUNT_2}/x"],
        [f"AWSLogs/{ACCOUNT_1}/", f"AWSLogs/o-exampleorgid/{ACCOUNT_2}/"],
    ),
    "a prefix and one before": (
        ("audit", ""),
        [f"audit/AWSLogs/{ACCOUNT_1}/x", f"AWSLogs/{ACCOUNT_2}/x", f"other/AWSLogs/{ACCOUNT_2}/x"],
        [f"AWSLogs/{ACCOUNT_2}/", f"audit/AWSLogs/{ACCOUNT_1}/"],
    ),
    "what is no account's": (("",), ["AWSLogs/1234/x", "AWSLogs/o-no/x", "AWSLogs/aws-controltower/x"], []),
}


@pytest.mark.parametrize(("prefixes", "keys", "planned"), PREFIXES.values(), ids=PREFIXES)
def test_each_account_that_the_archive_has_a_folder_of_gets_a_message(
    prefixes: tuple[str, ...], keys: list[str], planned: list[str]
) -> None:
    verification = Verification()
    verification.archive.objects |= dict.fromkeys(keys, b"")
    settings = msgspec.structs.replace(verification.settings, key_prefixes=prefixes)
    verify = Verify(settings, verification.world, logging.getLogger("verify"))
    assert verify.handle(SCHEDULED, "request", lambda: 900_000, lambda *_: None) == {}
    assert [json.loads(body)["account_folder"] for body in verification.accounts.bodies] == planned


def planned(verification: Verification, *prefixes: str) -> list[str]:
    settings = msgspec.structs.replace(verification.settings, key_prefixes=prefixes or ("",))
    plan(verification.world, settings)
    return [json.loads(body)["account_folder"] for body in verification.accounts.bodies]


def test_an_account_whose_folder_is_deleted_is_planned_still_and_its_digests_are_missed() -> None:
    verification, chain = deployed()
    verification.run()
    verification.archive.remove(*chain.digests, *chain.log_files)
    verification.pass_hours(4)
    assert planned(verification) == [FOLDER]
    verification.run(*verification.accounts.bodies)
    assert {"digest-missing", "digest-overdue"} <= {code for code, _ in verification.codes()}


def test_an_account_below_a_prefix_that_is_no_more_configured_is_not_planned() -> None:
    verification, _ = deployed()
    verification.run()
    assert planned(verification, "audit") == []

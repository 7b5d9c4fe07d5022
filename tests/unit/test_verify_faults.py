"""verify where something does not answer, or is in the way: no Region takes another with it, and nothing is dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from lambdas.core.error import ConfigurationError, NotRestored, PipelineError, Unavailable
from lambdas.core.metric import DIGESTS_VERIFIED
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.stored_object import StoredObject, StoredVersion
from lambdas.memory.ledger import Receipts
from lambdas.memory.logs import LogGroup
from tests.digest_builder import HOUR, START, Chain, Trail
from tests.verification import Verification, account_message, name_of

REGIONS = ("eu-west-1", "us-east-1")


@dataclass
class Ledger:
    """Whose receipts of one Region do not answer."""

    verification: Verification
    error: type[PipelineError]

    def between(self, folder: str, first: str, last: str) -> Iterator[Receipt | UnreadableReceipt]:
        if "us-east-1" in folder:
            raise self.error(f"table ledger: {folder}")
        return Receipts(self.verification.receipts).between(folder, first, last)


@dataclass
class LogFiles:
    error: type[PipelineError]

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        raise self.error(f"log file {bucket}/{key} {version}: not of {most_bytes}")


def deployed(*regions: str) -> tuple[Verification, list[Chain]]:
    verification = Verification()
    chains = [verification.archive.add_chain(Trail(region=region), log_files=(1, 1, 1)) for region in regions]
    verification.deliver(*(key for chain in chains for key in chain.log_files))
    verification.clock.now_s -= 2 * 3600
    return verification, chains


def test_a_region_that_cannot_be_verified_leaves_the_others_alone_and_comes_again() -> None:
    verification, _ = deployed(*REGIONS)
    verification.others["receipts"] = Ledger(verification, Unavailable)
    invocation = verification.run()
    assert (list(invocation.failed), invocation.counts[DIGESTS_VERIFIED]) == (["0"], 4)
    assert [region for _, region in verification.table.states] == ["eu-west-1"]
    verification.others.clear()
    assert verification.run().failed == {}
    assert {region for _, region in verification.table.states} == set(REGIONS)


def test_what_a_person_has_to_change_is_raised_after_the_other_regions() -> None:
    verification, _ = deployed(*REGIONS)
    verification.others["receipts"] = Ledger(verification, ConfigurationError)
    with pytest.raises(ConfigurationError, match="table ledger"):
        verification.run()
    assert [region for _, region in verification.table.states] == ["eu-west-1"]


def test_a_failure_fails_every_message_that_names_the_account() -> None:
    verification, _ = deployed(*REGIONS)
    verification.others["receipts"] = Ledger(verification, Unavailable)
    assert list(verification.run(account_message(), account_message()).failed) == ["0", "1"]


READ = {NotRestored: "log-file-not-restored", Unavailable: "log-file-unreadable"}


@pytest.mark.parametrize(("error", "code"), READ.items(), ids=READ.values())
def test_a_log_file_that_has_to_be_read_and_cannot_be_is_told_and_fails_nothing(
    error: type[PipelineError], code: str
) -> None:
    verification, (chain,) = deployed("eu-west-1")
    key = chain.log_files[1]
    verification.versions[key] = [StoredVersion(key, version, is_latest=False) for version in ("new", "old")]
    verification.others["log_files"] = LogFiles(error)
    assert verification.run().failed == {}
    assert verification.told() == {(code, "open", name_of(key)): 1}


def test_a_finding_that_could_not_be_told_is_told_by_the_next_attempt() -> None:
    verification, (chain,) = deployed("eu-west-1")
    verification.archive.remove(chain.log_files[1])
    verification.others["findings"] = LogGroup(fails={f"{chain.trail.account}_eu-west-1": [Unavailable("no answer")]})
    assert list(verification.run().failed) == ["0"]
    assert verification.table.states[chain.trail.folder, "eu-west-1"].findings == {}
    verification.others.clear()
    verification.run()
    assert verification.told() == {("log-file-missing", "open", name_of(chain.log_files[1])): 1}


class Refusing(LogGroup):
    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        super().put(stream, events)
        return [Refusal(0, 1, "too-old")]


def test_a_line_that_the_log_group_leaves_out_is_no_told_finding() -> None:
    verification, (chain,) = deployed("eu-west-1")
    verification.archive.remove(chain.log_files[1])
    verification.others["findings"] = Refusing()
    assert list(verification.run().failed) == ["0"]


def test_a_digest_that_comes_late_and_is_not_the_one_that_the_next_names_is_told() -> None:
    verification, (chain,) = deployed("eu-west-1")
    key = chain.digests[1]
    body, kept = verification.archive.objects.pop(key), verification.archive.metadata[key]
    verification.run()
    verification.archive.objects[key], verification.archive.metadata[key] = body, kept
    verification.archive.rewrite(key, logFiles=[])
    verification.pass_hours()
    verification.run()
    assert ("chain-broken", "open", name_of(key)) in verification.told()


def test_a_chain_that_was_backfilled_is_a_chain_of_its_own_and_never_overdue() -> None:
    verification, (chain,) = deployed("eu-west-1")
    generated = START + 4 * HOUR
    backfilled = verification.archive.add_chain(chain.trail, log_files=(1, 1), generated=generated)
    verification.deliver(*backfilled.log_files)
    verification.archive.extend(chain, log_files=[0] * 9)
    verification.pass_hours(9)
    counts = verification.run().counts
    assert (counts[DIGESTS_VERIFIED], verification.lines()) == (14, [])
    assert len(verification.table.states[chain.trail.folder, "eu-west-1"].heads) == 2

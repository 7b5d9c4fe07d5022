"""In what order findings are told and remembered, where one of the places does not take them."""

import logging

import pytest

from lambdas.core import finding as f
from lambdas.core.chain_state import RegionState
from lambdas.core.error import ConfigurationError, PipelineError, Unavailable
from lambdas.core.finding import Finding
from lambdas.core.finding_text import Untold
from lambdas.memory.topic import Topic
from lambdas.verify.book import Book
from lambdas.verify.invocation import Invocation
from tests.builder import ACCOUNT, BUCKET
from tests.digest_builder import Chain
from tests.verification import FOLDER, Verification, deployed, name_of

NOW_S = 1_795_435_200


class Broken(Topic):
    """Takes what it is told before it breaks."""

    def __init__(self, error: type[PipelineError], takes: int = 0) -> None:
        super().__init__()
        self.attempts = 0
        self._error, self._takes = error, takes

    def publish(self, subject: str, text: str) -> None:
        self.attempts += 1
        if self.attempts > self._takes:
            raise self._error("topic alarms")
        super().publish(subject, text)


def without_log_files() -> tuple[Verification, Chain]:
    verification, chain = deployed(2, 2, 2)
    verification.archive.remove(*chain.log_files[:3])
    verification.clock.now_s -= 2 * 3600
    return verification, chain


@pytest.mark.parametrize("error", [ConfigurationError, Unavailable])
def test_a_topic_that_fails_fails_nothing_else_and_is_told_once_it_answers(error: type[PipelineError]) -> None:
    verification, chain = without_log_files()
    broken = Broken(error)
    verification.others["topic"] = broken
    for _ in range(3):
        assert verification.run().failed == {}
    (state,) = verification.table.states.values()
    assert [head.key for head in state.heads.values()] == chain.digests[-1:]
    missing = [("log-file-missing", "open", name_of(key)) for key in chain.log_files[:3]]
    assert (verification.told(), broken.attempts) == (dict.fromkeys(missing, 1), 3)
    verification.others.clear()
    for _ in range(2):
        verification.run()
    assert (len(verification.topic.messages), len(verification.lines())) == (3, 3)


def test_only_what_the_topic_did_not_take_is_told_to_it_again() -> None:
    verification, _ = without_log_files()
    verification.others["topic"] = broken = Broken(Unavailable, takes=1)
    verification.run()
    verification.others.clear()
    verification.run()
    texts = [text for _, text in [*broken.messages, *verification.topic.messages]]
    assert len(texts) == len(set(texts)) == 3


def test_a_count_of_further_findings_that_the_topic_does_not_take_fails_nothing() -> None:
    verification, chain = deployed(5, 5, 5)
    verification.archive.remove(*chain.log_files)
    verification.others["topic"] = Broken(ConfigurationError, takes=10)
    assert verification.run().failed == {}


@pytest.fixture
def book() -> Book:
    invocation = Invocation(logging.getLogger("verify"), requeue_limit=0)
    return Book(Verification().world, FOLDER, RegionState(), invocation, NOW_S)


def found(number: int, what: str) -> Finding:
    return Finding(f.DIGEST_MALFORMED, f"{BUCKET}/{number}", what, ACCOUNT, "eu-west-1", NOW_S)


@pytest.mark.parametrize(("what", "many"), [("\U0001f4a3" * 2_000, 200), ("short", 10_001)], ids=["bytes", "number"])
def test_lines_are_told_in_as_many_requests_as_their_bytes_and_number_want(book: Book, what: str, many: int) -> None:
    for number in range(many):
        book.found(found(number, what))
    book.flush()
    (stream,) = book.world.findings.streams.values()  # type: ignore[attr-defined]
    assert len(stream) == many


def test_a_finding_that_is_mended_before_it_is_told_leaves_the_topic_alone(book: Book) -> None:
    one = found(1, "gone")
    book.found(one)
    book.mended(book.state.findings[one.id])
    book.flush()
    known = book.state.findings[one.id]
    assert (known.is_open, isinstance(known, Untold)) == (False, False)
    assert book.world.topic.messages == []  # type: ignore[attr-defined]

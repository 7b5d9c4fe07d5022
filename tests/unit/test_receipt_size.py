"""The size in a receipt is that of the object whose version stands there."""

import msgspec

from lambdas.core.receipt import Receipt, State
from lambdas.memory.archive import Archive, version_of
from tests.builder import BUCKET, key, log_file, record
from tests.pipeline import SETTINGS, Pipeline

GOOD = log_file(record(eventID="1"), record(eventID="2"))
OTHER = log_file(record(eventID="3"))


def in_flight(pipeline: Pipeline, version: str, size_bytes: int) -> None:
    """Puts into the ledger what an attempt has left behind that had accounted for one record."""
    name = f"{BUCKET}/{key()}"
    receipt = Receipt(log_file=name, version=version, state=State.IN_FLIGHT, revision=1, size_bytes=size_bytes)
    pipeline.ledger.receipts[name] = msgspec.structs.replace(receipt, next_record=1, read=1, delivered=1)


def test_a_delivered_log_file_has_its_objects_size() -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.run_keys(key())
    assert (pipeline.receipt().state, pipeline.receipt().size_bytes) == (State.DELIVERED, len(GOOD))


def test_what_is_too_large_to_be_held_has_its_size_all_the_same() -> None:
    settings = msgspec.structs.replace(SETTINGS, inflated_limit_bytes=len(GOOD) - 1)
    pipeline = Pipeline({key(): GOOD}, settings=settings)
    pipeline.run_keys(key())
    assert (pipeline.receipt().state, pipeline.receipt().size_bytes) == (State.REJECTED, len(GOOD))


def test_what_is_missing_has_no_size_until_it_is_there() -> None:
    pipeline = Pipeline()
    pipeline.run_keys(key())
    assert pipeline.receipt().size_bytes == 0
    pipeline.files[key()] = GOOD
    pipeline.run_keys(key())
    assert pipeline.receipt().size_bytes == len(GOOD)


def test_what_is_rewritten_while_it_is_delivered_keeps_the_size_of_what_is_delivered() -> None:
    pipeline, first = Pipeline(), version_of(GOOD)
    in_flight(pipeline, first, len(GOOD))
    pipeline.archive = Archive({(BUCKET, key()): OTHER}, {(BUCKET, key(), first): GOOD})
    pipeline.run_keys(key())
    assert (pipeline.receipt().version, pipeline.receipt().size_bytes) == (first, len(GOOD))


def test_what_is_gone_while_it_is_delivered_keeps_the_size_that_was_told() -> None:
    pipeline = Pipeline({key(): GOOD})
    in_flight(pipeline, "gone", 700)
    pipeline.run_keys(key())
    assert (pipeline.receipt().state, pipeline.receipt().size_bytes) == (State.REJECTED, 700)

"""What has been put right comes out of quarantine: the same path, once more."""

import json

import msgspec
import pytest

from lambdas.core import metric
from lambdas.core.receipt import State
from lambdas.core.window import OutOfRange
from lambdas.memory.archive import version_of
from lambdas.memory.logs import LogGroup
from tests.builder import BUCKET, key, log_file, record
from tests.pipeline import QUARANTINE, SETTINGS, Pipeline

OLD = record("2020-01-01T00:00:00Z", eventID="old")
NEW = record(eventID="new")
STRICT = msgspec.structs.replace(SETTINGS, out_of_range=OutOfRange.QUARANTINE)


def redrive(*names: str) -> str:
    return json.dumps({"quarantine": names})


@pytest.fixture
def quarantined() -> Pipeline:
    """With one record in quarantine that would be delivered now."""
    pipeline = Pipeline({key(): log_file(NEW, OLD, b"null")}, settings=STRICT)
    pipeline.run_keys(key())
    pipeline.settings = SETTINGS
    return pipeline


def test_records_that_can_be_delivered_now_are_and_the_others_stay_in_quarantine(quarantined: Pipeline) -> None:
    (name,) = quarantined.quarantine.objects
    found = quarantined.run(redrive(name))
    assert not found.failed
    assert quarantined.texts() == [NEW.decode(), OLD.decode()]
    ((again, body),) = quarantined.quarantine.objects.items()
    assert again == name.replace(".ndjson", "-again.ndjson")
    entry = msgspec.json.decode(body)
    assert (entry["log_file"], entry["position"], entry["record"]) == (f"{BUCKET}/{key()}", 2, "null")


def test_a_redriven_object_has_a_receipt_of_its_own(quarantined: Pipeline) -> None:
    (name,) = quarantined.quarantine.objects
    before = quarantined.receipt()
    quarantined.run(redrive(name))
    receipt = quarantined.ledger.receipts[f"{QUARANTINE}/{name}"]
    assert (receipt.read, receipt.delivered, receipt.quarantined) == (2, 1, {"not-an-object": 1})
    assert quarantined.receipt() == before


def test_an_object_that_is_redriven_twice_is_delivered_once(quarantined: Pipeline) -> None:
    (name,) = quarantined.quarantine.objects
    kept = quarantined.quarantine.objects[name]
    quarantined.run(redrive(name))
    assert quarantined.run(redrive(name)).counts[metric.LOG_FILES_REPEATED] == 1
    quarantined.quarantine.objects[name] = kept  # as if it had not been deleted yet
    assert quarantined.run(redrive(name)).counts[metric.LOG_FILES_REPEATED] == 1
    assert name not in quarantined.quarantine.objects
    assert quarantined.texts() == [NEW.decode(), OLD.decode()]


def test_a_rejected_log_file_that_is_whole_again_is_delivered_and_leaves_the_quarantine() -> None:
    pipeline = Pipeline({key(): b"junk"})
    pipeline.run_keys(key())
    (name,) = pipeline.quarantine.objects
    pipeline.files[key()] = log_file(NEW)
    assert not pipeline.run(redrive(name)).failed
    assert pipeline.texts() == [NEW.decode()]
    assert pipeline.receipt().state is State.DELIVERED
    assert not pipeline.quarantine.objects


def test_a_rejected_log_file_that_is_still_bad_stays_in_quarantine() -> None:
    pipeline = Pipeline({key(): b"junk"})
    pipeline.run_keys(key())
    objects = dict(pipeline.quarantine.objects)
    assert pipeline.run(redrive(*objects)).counts[metric.LOG_FILES_REJECTED] == 1
    assert pipeline.quarantine.objects == objects


def test_a_pointer_that_is_not_in_quarantine_any_more_is_done() -> None:
    found = Pipeline().run(redrive("log-files/gone.json"))
    assert not found.failed
    assert found.counts[metric.LOG_FILES_REPEATED] == 1


def test_a_pointer_to_a_log_file_that_has_been_delivered_since_leaves_the_quarantine() -> None:
    pipeline = Pipeline()
    pipeline.run_keys(key())
    (pointer,) = pipeline.quarantine.objects
    pipeline.files[key()] = log_file(NEW)
    pipeline.run_keys(key())
    assert pointer in pipeline.quarantine.objects
    pipeline.run(redrive(pointer))
    assert not pipeline.quarantine.objects
    assert pipeline.texts() == [NEW.decode()]


def test_every_pointer_to_a_log_file_leaves_with_it() -> None:
    pipeline = Pipeline({key(): b"junk"})
    pipeline.run_keys(key())
    (pointer,) = pipeline.quarantine.objects
    pipeline.quarantine.objects["log-files/another.json"] = pipeline.quarantine.objects[pointer]
    pipeline.files[key()] = log_file(NEW)
    pipeline.run(redrive(*pipeline.quarantine.objects))
    assert not pipeline.quarantine.objects


def test_other_junk_under_a_rejected_key_has_a_pointer_of_its_own() -> None:
    pipeline = Pipeline({key(): b"junk"})
    pipeline.run_keys(key())
    (first,) = pipeline.quarantine.objects
    pipeline.files[key()] = b"other junk"
    pipeline.run(redrive(first))
    (second,) = map(msgspec.json.decode, pipeline.quarantine.objects.values())
    assert second["version"] == pipeline.receipt().version == version_of(b"other junk")


def test_other_bytes_than_were_delivered_are_not_redriven() -> None:
    pipeline = Pipeline({key(): log_file(NEW)})
    pipeline.run_keys(key())
    pipeline.files[key()] = log_file(OLD)
    pipeline.run_keys(key())
    pointers = dict(pipeline.quarantine.objects)
    found = pipeline.run(redrive(*pointers))
    assert (found.counts[metric.NOTIFICATIONS_IGNORED], found.counts[metric.OBJECTS_REWRITTEN]) == (1, 0)
    assert pipeline.quarantine.objects == pointers
    assert pipeline.texts() == [NEW.decode()]


def test_a_redriven_object_that_is_large_is_read_by_itself(quarantined: Pipeline) -> None:
    quarantined.settings = msgspec.structs.replace(SETTINGS, fetched_limit_bytes=100)
    assert not quarantined.run(redrive(*quarantined.quarantine.objects)).failed
    assert quarantined.texts() == [NEW.decode(), OLD.decode()]


FORGED = {
    "no name of the quarantine's": ("elsewhere/x", b"{}"),
    "another bucket's log file": (
        "log-files/x.json",
        b'{"bucket":"other","key":"k","version":"","reason":"r","detail":"d"}',
    ),
    "no entry": ("log-files/x.json", b"hello"),
    "a name that is no records object's": ("records/x.ndjson", b""),
    "records of a foreign key": ("records/trail-logs/passwords/v/000000000.ndjson", b"{}"),
    "records of a foreign bucket": (f"records/other/{key()}/v/000000000.ndjson", b"{}"),
    "a digest's records": (
        f"records/{BUCKET}/{key().replace('/CloudTrail/', '/CloudTrail-Digest/')}/v/000000000.ndjson",
        b"{}",
    ),
}


@pytest.mark.parametrize(("name", "body"), FORGED.values(), ids=FORGED)
def test_a_redrive_passes_the_same_gate_as_all_else(name: str, body: bytes) -> None:
    pipeline = Pipeline()
    pipeline.quarantine.objects[name] = body
    found = pipeline.run(redrive(name))
    assert not found.failed
    assert found.counts[metric.MESSAGES_QUARANTINED] == 1
    assert not pipeline.ledger.receipts


def test_records_of_another_log_file_than_the_name_says_are_not_delivered(quarantined: Pipeline) -> None:
    (name,) = quarantined.quarantine.objects
    forged = quarantined.quarantine.objects.pop(name)
    elsewhere = name.replace("AbCdEf0123456789", "Elsewhere0000000")
    quarantined.quarantine.objects[elsewhere] = forged
    assert quarantined.run(redrive(elsewhere)).counts[metric.LOG_FILES_REJECTED] == 1
    assert quarantined.texts() == [NEW.decode()]


def test_a_line_that_no_quarantine_has_written_makes_the_whole_object_a_rejected_one() -> None:
    pipeline = Pipeline({key(): log_file(b"null")})
    pipeline.run_keys(key())
    (name,) = pipeline.quarantine.objects
    pipeline.quarantine.objects[name] += b"hello\n"
    before = dict(pipeline.quarantine.objects)
    found = pipeline.run(redrive(name))
    assert found.counts[metric.LOG_FILES_REJECTED] == 1
    assert pipeline.quarantine.objects == before


def test_redriven_records_go_to_the_stream_of_their_log_file(quarantined: Pipeline) -> None:
    quarantined.group = LogGroup()
    quarantined.run(redrive(*quarantined.quarantine.objects))
    assert quarantined.texts() == [OLD.decode()]

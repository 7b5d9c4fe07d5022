"""`trailkeeper quarantine`, its calls answered by moto; and `inspect` over S3."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.command import main
from lambdas.core import quarantine
from tests.builder import ACCOUNT, BUCKET, key, log_file, record
from tests.integration.test_cli_deployment import deployed

BUCKET_OF_QUARANTINE = "trailkeeper-quarantine"
VERSION = "v1"
HOSTILE = "\x1b[31m{"

RECORDS = quarantine.records_name(f"{BUCKET}/{key()}", VERSION, 0)
LOG_FILE = quarantine.log_file_name(f"{BUCKET}/{key('b')}", VERSION)
MESSAGE = quarantine.message_name("m-1")
OBJECTS = {
    RECORDS: quarantine.lines(
        [
            quarantine.Quarantined.of(f"{BUCKET}/{key()}", VERSION, 3, "not-json", HOSTILE.encode() + b"x" * 100_000),
            quarantine.Quarantined.of(f"{BUCKET}/{key()}", VERSION, 5, "not-utf-8", b"\xff"),
        ]
    ),
    LOG_FILE: quarantine.written(
        quarantine.RejectedLogFile(BUCKET, key("b"), VERSION, "malformed-log-file", "not gzip")
    ),
    MESSAGE: quarantine.written(quarantine.RejectedMessage("m-1", "unknown-shape", ("text that is no JSON",), "hello")),
}


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    for bucket in (BUCKET, BUCKET_OF_QUARANTINE):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    outputs = {
        "QuarantineBucket": BUCKET_OF_QUARANTINE,
        "QueueUrl": sqs.create_queue(QueueName="queue")["QueueUrl"],
        "DeadLettersUrl": sqs.create_queue(QueueName="dead")["QueueUrl"],
    }
    for name, body in OBJECTS.items():
        s3.put_object(Bucket=BUCKET_OF_QUARANTINE, Key=name, Body=body)
    with deployed(monkeypatch, outputs):
        yield


def names() -> list[str]:
    listed = boto3.client("s3").list_objects_v2(Bucket=BUCKET_OF_QUARANTINE).get("Contents", [])
    return [each["Key"] for each in listed]


def queued() -> list[str]:
    sqs: Any = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="queue")["QueueUrl"]
    return [each["Body"] for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])]


def test_list_tells_every_object_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(one.pop("when").endswith("Z") for one in told)
    assert told == [
        {"name": name, "size_bytes": len(OBJECTS[name]), "kind": kind, "log_file": of, "reason": reason}
        for name, kind, of, reason in (
            (LOG_FILE, "log-files", f"{BUCKET}/{key('b')}", "malformed-log-file"),
            (MESSAGE, "messages", "", "unknown-shape"),
            (RECORDS, "records", f"{BUCKET}/{key()}", "not-json"),
        )
    ]


def test_list_for_a_person_takes_a_prefix(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "list", "--prefix", "messages/"]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0] == MESSAGE
    assert "unknown-shape" in told
    assert told.endswith("1 object\n")


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b'{"strange":1}'])
def test_list_tells_of_an_object_that_deliver_has_not_written(body: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET_OF_QUARANTINE, Key="strange", Body=body)
    assert main(["quarantine", "list", "--prefix", "strange", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["log_file"]) == ("unknown", "")
    assert told["reason"] in {"malformed-log-file", "unknown"}


SHOWN = {
    "records": (RECORDS, ["position  3", "not-json", "\\x1b[31m{xxx", "position  5", "\\xff"]),
    "a log file": (LOG_FILE, [f"{BUCKET}/{key('b')}", "malformed-log-file", "not gzip"]),
    "a message": (MESSAGE, ["m-1", "unknown-shape", "text that is no JSON", "hello"]),
}


@pytest.mark.parametrize(("name", "texts"), SHOWN.values(), ids=SHOWN)
def test_show_prints_what_an_object_holds_and_no_control(
    name: str, texts: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["quarantine", "show", name]) == 0
    told = capsys.readouterr().out
    assert [text for text in texts if text not in told] == []
    assert told.replace("\n", "").isprintable()


def test_show_json_prints_the_object_as_it_is(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["quarantine", "show", RECORDS, "--json"]) == 0
    assert capfdbinary.readouterr().out == OBJECTS[RECORDS]


@pytest.mark.parametrize("arguments", [["show", "records/none"], ["redrive"], ["redrive", "--all", RECORDS]])
def test_what_is_not_there_or_not_asked_for_clearly_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quarantine", *arguments]) == 2
    assert capsys.readouterr().err.startswith("trailkeeper: ")


def test_redrive_names_records_and_log_files_to_deliver_and_sends_a_message_again() -> None:
    assert main(["quarantine", "redrive", "--all", "--yes"]) == 0
    asked, again = sorted(queued(), key=len, reverse=True)
    assert json.loads(asked) == {"quarantine": [LOG_FILE, RECORDS]}
    assert again == "hello"
    # Deliver removes those that it delivers.
    assert names() == [LOG_FILE, RECORDS]


def test_redrive_takes_the_objects_that_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "redrive", RECORDS, RECORDS, "--yes"]) == 0
    assert [json.loads(body) for body in queued()] == [{"quarantine": [RECORDS]}]
    assert "1 object named to deliver" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["records/none", "messages/none.json", "elsewhere/x"])
def test_redrive_goes_on_without_an_object_that_is_not_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "redrive", name, LOG_FILE, "--yes"]) == 1
    assert [json.loads(body) for body in queued()] == [{"quarantine": [LOG_FILE]}]
    assert f"trailkeeper: {name}: " in capsys.readouterr().err


def test_a_message_that_cannot_be_sent_stays_in_the_quarantine() -> None:
    boto3.client("s3").put_object(
        Bucket=BUCKET_OF_QUARANTINE,
        Key=MESSAGE,
        Body=quarantine.written(quarantine.RejectedMessage("m-1", "unknown-shape", (), "x" * 2_000_000)),
    )
    assert main(["quarantine", "redrive", MESSAGE, "--yes"]) == 1
    assert MESSAGE in names()


def test_many_objects_go_in_messages_of_ten() -> None:
    s3 = boto3.client("s3")
    for number in range(21):
        name = quarantine.records_name(f"{BUCKET}/{key(str(number))}", VERSION, 0)
        s3.put_object(Bucket=BUCKET_OF_QUARANTINE, Key=name, Body=OBJECTS[RECORDS])
    assert main(["quarantine", "redrive", "--all", "--yes"]) == 0
    asked = [json.loads(body)["quarantine"] for body in queued() if body != "hello"]
    assert sorted(map(len, asked)) == [3, 10, 10]


def test_nothing_is_redriven_without_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["quarantine", "redrive", "--all"]) == 2
    assert queued() == []


def test_inspect_reads_an_object_and_what_is_below_a_prefix_but_digests_and_markers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    s3 = boto3.client("s3")
    good = record("2026-11-23T12:00:00Z", eventID="1")
    digest = f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/11/23/x.json.gz"
    files = {key("a"): log_file(good), key("b"): b"hello", digest: b"digest", f"AWSLogs/{ACCOUNT}/CloudTrail/": b""}
    for name, body in files.items():
        s3.put_object(Bucket=BUCKET, Key=name, Body=body)
    uri = f"s3://{BUCKET}/{key('a')}"
    assert main(["inspect", uri, uri, "--json", "--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["log_files"] == 1
    assert (tmp_path / "delivered.ndjson").read_bytes() == good + b"\n"
    for prefix in ("", f"AWSLogs/{ACCOUNT}/CloudTrail/", "AWS"):
        assert main(["inspect", f"s3://{BUCKET}/{prefix}", "--json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert told["log_files"] == 2
        assert told["rejected_files"] == {f"s3://{BUCKET}/{key('b')}": "malformed-log-file: not gzip"}


@pytest.mark.parametrize("uri", ["s3://nobodys-bucket/x", f"s3://{BUCKET}/nowhere"])
def test_inspect_tells_of_a_uri_that_names_nothing(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", uri]) == 2
    assert capsys.readouterr().err.count("\n") == 1

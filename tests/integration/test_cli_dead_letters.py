"""`trailkeeper dead-letters`, its calls answered by moto."""

import io
import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cli.command import main
from cli.dead_letter import DeadLetters
from cli.dead_letters import Redrive
from cli.deployment import Deployment
from cli.redrive import Queue
from lambdas.aws.dead_letters import DeadLetters as Written
from tests.builder import ACCOUNT, BUCKET, key, notification
from tests.integration.test_cli_deployment import deployed

BODY = notification([key("a"), key("b")])


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    sqs: Any = boto3.client("sqs")
    urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("queue", "dead")}
    outputs = {"QueueUrl": urls["queue"], "DeadLettersUrl": urls["dead"], "QuarantineBucket": "quarantine"}
    with deployed(monkeypatch, outputs):
        yield Deployment(ACCOUNT, urls["queue"], urls["dead"], "quarantine")


def send(deployment: Deployment, *bodies: str) -> None:
    """So long ago that it was before the command began."""
    for body in bodies:
        boto3.client("sqs").send_message(QueueUrl=deployment.dead_letters_url, MessageBody=body)
    time.sleep(0.01)


def held(url: str) -> list[str]:
    sqs: Any = boto3.client("sqs")
    found: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [message["Body"] for message in messages]
    return sorted(found)


def test_list_tells_what_failed_and_leaves_every_message_there(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    Written(lambda: boto3.client("sqs"), deployment.dead_letters_url).put(BODY, "no time left in this invocation")
    send(deployment, "hello", json.dumps({"quarantine": ["records/x"]}))
    assert main(["dead-letters", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(one.pop("id") and one.pop("since").endswith("Z") for one in told)
    moved = "moved by SQS: no reason was written"
    assert sorted(told, key=lambda one: len(one["log_files"])) == [
        {"receive_count": 1, "reason": moved, "log_files": [], "faults": ["text that is no JSON"]},
        {"receive_count": 1, "reason": moved, "log_files": ["records/x"], "faults": []},
        {
            "receive_count": 1,
            "reason": "no time left in this invocation",
            "log_files": [f"{BUCKET}/{key('a')}", f"{BUCKET}/{key('b')}"],
            "faults": [],
        },
    ]
    assert len(held(deployment.dead_letters_url)) == 3


def test_list_for_a_person_shows_hostile_text_and_does_not_act_upon_it(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    send(deployment, notification(["AWSLogs/\x1b[31m\nall is well"]))
    assert main(["dead-letters", "list"]) == 0
    told = capsys.readouterr().out
    assert "AWSLogs/\\x1b[31m\\nall is well" in told
    assert told.endswith("1 dead letter\n")


def test_redrive_puts_every_message_back_on_the_queue(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = [notification([key(str(number))]) for number in range(25)]
    send(deployment, *bodies)
    assert main(["dead-letters", "redrive", "--yes"]) == 0
    assert held(deployment.queue_url) == sorted(bodies)
    assert held(deployment.dead_letters_url) == []
    assert "25 dead letters put back" in capsys.readouterr().out


def test_a_message_that_comes_right_back_is_left_there(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    send(deployment, BODY)
    redrive = Redrive(DeadLetters(deployment), Queue(deployment))
    time.sleep(0.01)
    send(deployment, "back")
    redrive.run()
    redrive.leave()
    redrive.tell()
    assert held(deployment.queue_url) == [BODY]
    assert held(deployment.dead_letters_url) == ["back"]
    assert "1 dead letter sent since this began" in capsys.readouterr().out


def test_what_cannot_be_sent_stays_among_the_dead_letters(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs = boto3.client("sqs")
    sqs.set_queue_attributes(QueueUrl=deployment.queue_url, Attributes={"MaximumMessageSize": "1024"})
    send(deployment, BODY, "x" * 2000)
    assert main(["dead-letters", "redrive", "--yes"]) == 1
    assert held(deployment.queue_url) == [BODY]
    assert held(deployment.dead_letters_url) == ["x" * 2000]
    assert capsys.readouterr().err.startswith("trailkeeper: ")


def test_a_queue_that_is_gone_is_one_line_and_sends_nothing(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    boto3.client("sqs").delete_queue(QueueUrl=deployment.dead_letters_url)
    assert main(["dead-letters", "redrive", "--yes"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ANSWERS = {
    "yes": (Terminal("yes\n"), 0),
    "no": (Terminal("n\n"), 1),
    "nothing": (Terminal("\n"), 1),
    "the end": (Terminal(""), 1),
    "nobody": (io.StringIO("y\n"), 2),
}


@pytest.mark.parametrize(("stdin", "code"), ANSWERS.values(), ids=ANSWERS)
def test_nothing_is_redriven_without_a_yes(
    stdin: io.StringIO, code: int, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(deployment, BODY)
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["dead-letters", "redrive"]) == code
    assert bool(held(deployment.queue_url)) == (code == 0)

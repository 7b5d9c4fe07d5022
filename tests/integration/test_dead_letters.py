import boto3
import pytest

from lambdas.aws.dead_letters import REASON, DeadLetters
from lambdas.core.error import ConfigurationError


def test_a_dead_letter_is_the_message_itself_and_says_what_failed() -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
    DeadLetters(lambda: sqs, url).put("the body", "stream x: no answer")
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "the body"
    assert message["MessageAttributes"][REASON]["StringValue"] == "stream x: no answer"


@pytest.mark.parametrize("reason", ["", "a\x00b\ud800c", "x" * 5000, "é\n"])
def test_whatever_the_reason_holds_sqs_takes_it(reason: str) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
    DeadLetters(lambda: sqs, url).put("the body", reason)
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert 0 < len(message["MessageAttributes"][REASON]["StringValue"]) <= 1024


def test_a_queue_that_is_not_there_is_a_fault_of_the_deployment() -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(ConfigurationError):
        DeadLetters(lambda: sqs, url).put("x", "y")

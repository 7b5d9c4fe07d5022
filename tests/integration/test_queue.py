"""Queue and topic as SQS and SNS answer."""

import json
import time

import boto3
import pytest

from lambdas.aws.queue import Queue
from lambdas.aws.topic import Topic
from lambdas.core.error import ConfigurationError

SIZES = {"none": [], "one": [10], "more than a batch": [10] * 23, "as large as keys get": [102_400] * 5}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_every_body_is_sent(sizes: list[int]) -> None:
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="queue")["QueueUrl"]
    bodies = [f"{place:04d}".ljust(size, "x") for place, size in enumerate(sizes)]
    Queue(client, url).put(bodies)
    received: list[str] = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        received += [message["Body"] for message in messages]
    assert sorted(received) == bodies


def test_a_queue_tells_when_it_was_made() -> None:
    client = boto3.client("sqs")
    queue = Queue(client, client.create_queue(QueueName="queue")["QueueUrl"])
    assert abs(queue.created_s() - time.time()) < 60


def test_a_queue_that_is_not_there_is_named() -> None:
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="queue")["QueueUrl"]
    client.delete_queue(QueueUrl=url)
    for ask in (lambda: Queue(client, url).created_s(), lambda: Queue(client, url).put(["body"])):
        with pytest.raises(ConfigurationError, match=f"queue {url}"):
            ask()


def test_a_topic_tells_its_subscribers() -> None:
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    arn = sns.create_topic(Name="alarms")["TopicArn"]
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    Topic(sns, arn).publish("Trailkeeper: critical", "Object: x\nTo do: y")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    heard = json.loads(message["Body"])
    assert (heard["Subject"], heard["Message"]) == ("Trailkeeper: critical", "Object: x\nTo do: y")


def test_a_topic_that_is_not_there_is_named() -> None:
    arn = "arn:aws:sns:eu-west-1:111122223333:nowhere"
    with pytest.raises(ConfigurationError, match=f"topic {arn}"):
        Topic(boto3.client("sns"), arn).publish("subject", "text")

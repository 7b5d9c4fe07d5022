"""Whether what the topic tells gets to deliver: the queue and its policy, the function, and what polls."""

from collections.abc import Iterator
from functools import partial

from cli.doctor.check.notification import deployed
from cli.doctor.check.permission import results
from cli.doctor.examined import Examined, Step, separately
from cli.doctor.policy.comparison import compare
from cli.doctor.policy.request import Facts
from cli.doctor.result import Result, fail, missing, ok, skipped
from stacks import name
from stacks.config.ingestion import Path
from stacks.policy import Statement, allow

TODO = "deploy Trailkeeper-Delivery once more"


def delivery(examined: Examined) -> Iterator[Result]:
    queue, function = name.queue_arn(examined.place, examined.config), name.deliver_arn(examined.place, examined.config)
    if Path.PIPELINE not in examined.config.paths:
        yield skipped(queue, "nothing is delivered by the pipeline")
        return
    looks: dict[str, Step] = {queue: partial(_queue, examined, queue), function: partial(_function, examined, function)}
    yield from separately(looks)
    yield from separately({function: partial(_polling, examined, queue, function)})


def _missing(examined: Examined, arn: str) -> Result:
    if deployed(examined):
        return fail(arn, "it does not exist: no log file is delivered", TODO)
    return missing(arn, adopted=False)


def _queue(examined: Examined, arn: str) -> Iterator[Result]:
    read = examined.pipeline.read
    found = read("sqs", "get_queue_url", f"queue {arn}", QueueName=name.QUEUE)
    if found is None:
        yield _missing(examined, arn)
        return
    asked = {"QueueUrl": found["QueueUrl"], "AttributeNames": ["Policy"]}
    answer = read("sqs", "get_queue_attributes", f"queue {arn}", **asked) or {}
    written = answer.get("Attributes", {}).get("Policy", "")
    yield from results(arn, compare(written, [_sends(examined, arn)], Facts(resource=arn)))


def _sends(examined: Examined, queue: str) -> Statement:
    """https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html (2026-04-13)."""
    from_topic = {"ArnEquals": {"aws:SourceArn": name.topic_arn(examined.place, examined.config)}}
    return allow("OnlyTheTrailsTopic", {"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue, from_topic)


def _function(examined: Examined, arn: str) -> Iterator[Result]:
    answer = examined.pipeline.read(
        "lambda", "get_function_configuration", f"function {arn}", FunctionName=name.DELIVER
    )
    if answer is None:
        yield _missing(examined, arn)
    elif (state := answer.get("State", "Active")) == "Active":
        yield ok(arn, "it is Active")
    else:
        why = f" ({answer['StateReason']})" if answer.get("StateReason") else ""
        yield fail(arn, f"it is {state}{why}, and not Active: no log file is delivered", TODO)


def _polling(examined: Examined, queue: str, function: str) -> Iterator[Result]:
    asked = {"EventSourceArn": queue, "FunctionName": name.DELIVER}
    answer = examined.pipeline.read("lambda", "list_event_source_mappings", f"what polls {queue}", **asked) or {}
    mappings = answer.get("EventSourceMappings") or []
    if any(each.get("State") == "Enabled" for each in mappings):
        yield ok(function, f"it is invoked with what is in {queue}")
    elif mappings:
        found = f"its event source mapping of {queue} is {mappings[0].get('State')}: no log file is delivered"
        todo = f"aws lambda update-event-source-mapping --uuid {mappings[0].get('UUID')} --enabled"
        yield fail(function, found, todo)
    elif deployed(examined):
        yield fail(function, f"nothing invokes it with what is in {queue}: no log file is delivered", TODO)
    else:
        yield missing(function, adopted=False)

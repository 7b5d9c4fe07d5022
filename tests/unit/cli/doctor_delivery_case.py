"""What gets from the topic to deliver: by name the check, the answers that differ, and what is said."""

from lambdas.core.error import ConfigurationError
from tests.unit.cli.doctor_case import Said, config
from tests.unit.cli.fake_account import Answers, sends, statements

QUEUE: Said = ("ok", "its policy allows")
ACTIVE: Said = ("ok", "it is Active")
INVOKED: Said = ("ok", "it is invoked")
GONE: Answers = {"get_queue_url": None, "get_function_configuration": None, "list_event_source_mappings": None}


def queue(*written: object) -> Answers:
    return {"get_queue_attributes": {"Attributes": {"Policy": statements(*written)}}}


DELIVERIES: dict[str, tuple[str, Answers, list[Said]]] = {
    "all of it": ("delivery", {}, [QUEUE, ACTIVE, INVOKED]),
    "nothing of it yet": ("delivery", {**GONE, "describe_key": None}, [("skipped", "not deployed yet")] * 3),
    "nothing of it any more": (
        "delivery",
        GONE,
        [("fail", "does not exist"), ("fail", "does not exist"), ("fail", "nothing invokes it")],
    ),
    "a queue without a policy": (
        "delivery",
        {"get_queue_attributes": {}},
        [("fail", "no statement is for it"), ACTIVE, INVOKED],
    ),
    "a queue for another topic": (
        "delivery",
        queue(sends(config(), Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}})),
        [("fail", "asks for aws:sourcearn"), ACTIVE, INVOKED],
    ),
    "a queue for whatever is like the topic": (
        "delivery",
        queue(
            sends(config(), Action="sqs:*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:trailkeeper-*"}})
        ),
        [QUEUE, ACTIVE, INVOKED],
    ),
    "a queue that cannot be looked at": (
        "delivery",
        {"get_queue_url": ConfigurationError("AccessDenied")},
        [("undecided", "AccessDenied"), ACTIVE, INVOKED],
    ),
    "a function that failed": (
        "delivery",
        {"get_function_configuration": {"State": "Failed", "StateReason": "no role"}},
        [QUEUE, ("fail", "it is Failed (no role), and not Active"), INVOKED],
    ),
    "polling that is off": (
        "delivery",
        {"list_event_source_mappings": {"EventSourceMappings": [{"State": "Disabled", "UUID": "1"}]}},
        [QUEUE, ACTIVE, ("fail", "is Disabled: no log file is delivered")],
    ),
}

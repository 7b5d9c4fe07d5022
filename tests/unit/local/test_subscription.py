from typing import Any

import pytest

from local.server.subscription import as_parameters, condition_keys, is_of_another

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:q"
TOPIC = "arn:aws:sns:eu-west-1:333344445555:t"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param(
            {"Protocol": ["sqs"], "Endpoint": [QUEUE]},
            {"sns:protocol": "sqs", "sns:endpoint": QUEUE},
            id="as the wire has them",
        ),
        pytest.param(
            {"Protocol": "sqs", "Endpoint": QUEUE}, {"sns:protocol": "sqs", "sns:endpoint": QUEUE}, id="as a template"
        ),
        pytest.param({"Protocol": ["sqs"]}, {"sns:protocol": "sqs"}, id="no endpoint"),
    ],
)
def test_a_topics_policy_is_shown_what_is_subscribed(parameters: dict[str, Any], expected: dict[str, str]) -> None:
    assert condition_keys(parameters) == expected


@pytest.mark.parametrize(
    ("endpoint", "account_id", "expected"),
    [
        pytest.param(QUEUE, "111122223333", False, id="the subscriber's own"),
        pytest.param(QUEUE, "333344445555", True, id="another's"),
        pytest.param("arn:aws:lambda:eu-west-1:111122223333:function:f", "333344445555", False, id="a function"),
        pytest.param("somebody@example.com", "333344445555", False, id="an address"),
    ],
)
def test_a_queue_is_the_subscribers_own_or_anothers(endpoint: str, account_id: str, *, expected: bool) -> None:
    assert is_of_another(endpoint, account_id) == expected


def test_a_templates_subscription_is_made_with_its_attributes() -> None:
    properties = {"TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": QUEUE, "RawMessageDelivery": True}
    assert as_parameters(properties, {"RawMessageDelivery": "true", "FilterPolicy": "{}"}) == {
        "TopicArn": TOPIC,
        "Protocol": "sqs",
        "Endpoint": QUEUE,
        "Attributes.entry.1.key": "RawMessageDelivery",
        "Attributes.entry.1.value": "true",
        "Attributes.entry.2.key": "FilterPolicy",
        "Attributes.entry.2.value": "{}",
        "ReturnSubscriptionArn": "true",
    }

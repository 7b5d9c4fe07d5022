import json
from typing import Any

import pytest

from local.server.filter_pattern import compiled, number
from local.server.json_pattern import PatternError

EVENT: dict[str, Any] = {
    "eventName": "ConsoleLogin",
    "errorCode": "AccessDeniedException",
    "latency": 50,
    "ratio": 1.5,
    "accountId": "111122223333",
    "readOnly": True,
    "nothing": None,
    "userIdentity": {"type": "Root", "a b": "spaced"},
    "resources": [{"ARN": "arn:aws:s3:::one", "size": 1}, {"ARN": "arn:aws:s3:::two", "size": 9}],
    "tags": ["x", "y"],
}


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{ $.eventName = ConsoleLogin }",
        '{$.eventName="ConsoleLogin"}',
        '{ $.errorCode = "AccessDenied*" }',
        "{ $.errorCode = *Denied* }",
        "{ $.eventName = * }",
        '{ $.eventName != "CreateTrail" }',
        "{ $.latency = 50 }",
        "{ $.latency >= 5e1 && $.latency < 51 }",
        "{ $.ratio > 1.25 }",
        "{ $.latency != 49 }",
        "{ $.accountId = 111122223333 }",
        "{ $.readOnly IS TRUE }",
        "{ $.nothing IS NULL }",
        "{ $.absent NOT EXISTS }",
        "{ $.userIdentity.invokedBy NOT EXISTS }",
        "{ $.userIdentity.['a b'] = spaced }",
        "{ $.resources[1].size > 8 }",
        '{ $.resources[*].ARN = "*two" }',
        "{ $.tags[0] = x }",
        "{ $.resources[7] NOT EXISTS }",
        "{ $.eventName = %^Console% }",
        "{ $.absent = x && $.absent = y || $.latency = 50 }",
        "{ $.latency = 50 || $.absent = x && $.absent = y }",
        "{ ($.absent = x) || (($.latency = 50) && ($.readOnly IS TRUE)) }",
        "ConsoleLogin",
        "ConsoleLogin Root",
        '"arn:aws:s3:::one"',
        "?CreateTrail ?ConsoleLogin",
        "ConsoleLogin -CreateTrail",
        "%Console[A-Z]ogin%",
    ],
)
def test_a_pattern_matches(pattern: str) -> None:
    assert compiled(pattern)(json.dumps(EVENT))


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = consolelogin }",
        "{ $.eventName = Console }",
        '{ $.absent != "x" }',
        "{ $.nothing = * }",
        "{ $.nothing NOT EXISTS }",
        "{ $.absent IS NULL }",
        "{ $.userIdentity = * }",
        "{ $.readOnly IS FALSE }",
        "{ $.eventName > 1 }",
        "{ $.accountId > 1 }",
        "{ $.tags = x }",
        "{ $.tags[*] = z }",
        "{ ($.latency = 50 || $.absent = x) && $.absent = y }",
        "consolelogin",
        "?CreateTrail ?DeleteTrail",
        "ConsoleLogin -Root",
    ],
)
def test_a_pattern_does_not_match(pattern: str) -> None:
    assert not compiled(pattern)(json.dumps(EVENT))


@pytest.mark.parametrize("message", ["not JSON", "{", '["eventName"]', "1", ""])
def test_a_pattern_of_json_matches_nothing_else(message: str) -> None:
    assert not compiled("{ $.eventName NOT EXISTS }")(message)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.a = 1",
        "{ }",
        "{ $.a }",
        "{ a = 1 }",
        "{ $.a = }",
        "{ $.a == 1 }",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a = 1 $.b = 2 }",
        "{ $.a EXISTS }",
        "{ $.a NOT NULL }",
        "{ $.a IS 1 }",
        "{ $.a > x }",
        '{ $.a > "1" }',
        "{ $.a = 'x' }",
        "{ $.a = x & $.b = y }",
        "{ ! $.a = x }",
        "{ $.a = %(% }",
        "[a, b]",
        '"open',
        "x" * 1025,
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)


@pytest.mark.parametrize(
    ("selector", "expected"), [("$.latency", 50), ("$.accountId", 111122223333), ("$.eventName", None), ("$.no", None)]
)
def test_a_metrics_value_is_the_number_in_a_field(selector: str, expected: float | None) -> None:
    assert number(selector, json.dumps(EVENT)) == expected

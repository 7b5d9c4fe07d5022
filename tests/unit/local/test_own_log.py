from typing import Any

import pytest

from local.server.own_log import log_group, needed

FUNCTION = {"FunctionName": "deliver", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:deliver:7"}
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/deliver"
WRITE = [("logs:CreateLogStream", f"{GROUP}:log-stream:s"), ("logs:PutLogEvents", f"{GROUP}:log-stream:s")]


@pytest.mark.parametrize(
    ("settings", "group"),
    [
        ({}, "/aws/lambda/deliver"),
        ({"LoggingConfig": {"LogFormat": "Text"}}, "/aws/lambda/deliver"),
        ({"LoggingConfig": {"LogGroup": "/own"}}, "/own"),
    ],
)
def test_a_functions_log_group_is_named_after_it_unless_it_has_another(settings: dict[str, Any], group: str) -> None:
    assert log_group({**FUNCTION, **settings}) == group


@pytest.mark.parametrize(
    ("group_exists", "expected"), [(True, WRITE), (False, [("logs:CreateLogGroup", GROUP), *WRITE])]
)
def test_writing_a_log_needs_a_stream_and_where_there_is_none_a_group(
    expected: list[tuple[str, str]], *, group_exists: bool
) -> None:
    assert list(needed(FUNCTION, "s", group_exists=group_exists)) == expected

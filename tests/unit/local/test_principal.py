"""What a role may do, by policies that are given; the emulator behind has no role, no queue and no key."""

from typing import Any

import pytest
from ministack.core.iam_evaluator import PrincipalInfo, parse_policy_document

from local.server.principal import denial, execution_role, role_arn

SESSION = "arn:aws:sts::111122223333:assumed-role/deliver/function"
STREAM = "arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s"
FUNCTION = {
    "FunctionName": "function",
    "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:function",
    "Role": "arn:aws:iam::111122223333:role/pipeline/deliver",
}
NO_POLICY = "because no identity-based policy allows the logs:PutLogEvents action"


def session(*statements: dict[str, Any]) -> PrincipalInfo:
    return PrincipalInfo(
        SESSION, "AssumedRole", "111122223333", [parse_policy_document({"Statement": list(statements)})]
    )


def statement(effect: str, action: str, **condition: dict[str, str]) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": "*", "Condition": condition}


ALLOWED = statement("Allow", "logs:*")


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        pytest.param([ALLOWED], None, id="allowed"),
        pytest.param([], NO_POLICY, id="no policy"),
        pytest.param([statement("Allow", "logs:CreateLogStream")], NO_POLICY, id="another action"),
        pytest.param(
            [ALLOWED, statement("Deny", "logs:Put*")], "with an explicit deny in an identity-based policy", id="denied"
        ),
        pytest.param([statement("Allow", "logs:*", StringEquals={"a:Key": "b"})], None, id="on a condition that holds"),
        pytest.param([statement("Allow", "logs:*", StringEquals={"a:Key": "c"})], NO_POLICY, id="on one that does not"),
        pytest.param([statement("Allow", "logs:*", Bool={"aws:SecureTransport": "true"})], None, id="over TLS"),
    ],
)
def test_a_denial_says_why(statements: list[dict[str, Any]], reason: str | None) -> None:
    denied = denial(session(*statements), "logs:PutLogEvents", STREAM, {"a:key": "b"})
    told = f"User: {SESSION} is not authorized to perform: logs:PutLogEvents on resource: {STREAM} "
    assert denied == (None if reason is None else told + reason)


def test_lambda_acts_as_a_session_of_the_functions_role_that_is_named_after_the_function() -> None:
    role = execution_role(FUNCTION)
    assert (role.arn, role.type, role.account, role.policies) == (SESSION, "AssumedRole", "111122223333", [])


def test_a_session_is_of_a_role() -> None:
    assert role_arn(SESSION) == "arn:aws:iam::111122223333:role/deliver"

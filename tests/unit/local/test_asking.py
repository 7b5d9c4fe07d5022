from ministack.core.iam_evaluator import EvalContext, PrincipalInfo

from local.server.asking import Asking

ROOT = EvalContext(
    principal_arn="arn:aws:iam::111122223333:root",
    principal_type="Root",
    principal_account="111122223333",
    action="s3:GetObject",
    resource_arn="arn:aws:s3:::b/k",
    region="eu-west-1",
    service_context={"s3:prefix": "a/"},
)
SESSION = PrincipalInfo(
    "arn:aws:sts::111122223333:assumed-role/r/s", "AssumedRole", "111122223333", [], {"aws:userid": "AROA:s"}
)


def test_a_policy_is_shown_who_asks() -> None:
    shown = Asking(SESSION).shown(ROOT)
    assert (shown.principal_arn, shown.principal_type) == (SESSION.arn, "AssumedRole")
    assert (shown.principal_account, shown.principal_keys) == (SESSION.account, SESSION.keys)


def test_a_policy_is_shown_the_root_where_nobody_else_asks() -> None:
    assert Asking().shown(ROOT) == ROOT


def test_a_policy_is_shown_further_condition_keys() -> None:
    shown = Asking(keys={"sns:protocol": "sqs"}).shown(ROOT)
    assert shown.service_context == {"s3:prefix": "a/", "sns:protocol": "sqs"}

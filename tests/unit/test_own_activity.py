import copy
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.own_activity import RULES, OwnActivity
from tests.own_call import ACCOUNT, CALLS, DEVIATIONS, OBJECT, OWN, ROLE, Change, Record, call, changed, identity

each_call = pytest.mark.parametrize("record", CALLS.values(), ids=CALLS)

ALIKE: dict[str, Record] = {
    "the object alone": call("s3", "GetObject", OBJECT),
    "the log group with its asterisk": call("logs", "PutLogEvents", f"{OWN.log_group_arn}:*"),
    "an error code of null": CALLS["Decrypt"] | {"errorCode": None},
    "another session of the role": call("kms", "Decrypt", OWN.key_arn, user=identity(session="another")),
    "fields that are not known": CALLS["Decrypt"] | {"new": 1},
}


@pytest.mark.parametrize("record", [*CALLS.values(), *ALIKE.values()], ids=[*CALLS, *ALIKE])
def test_what_the_role_does_on_the_pipelines_own_resources_is_its_own(record: Record) -> None:
    assert OWN.is_own(record)
    assert OWN.concerns(json.dumps(record).encode())


@each_call
@pytest.mark.parametrize("change", DEVIATIONS.values(), ids=DEVIATIONS)
def test_whatever_deviates_in_one_thing_is_delivered(record: Record, change: Change) -> None:
    assert not OWN.is_own(changed(change, record))


FOREIGN = {
    "GetObject": [
        *(
            "arn:aws:s3:::trail-logs-2",
            "arn:aws:s3:::trail-log",
            "arn:aws:s3:::trail-logs/",
            "arn:aws:s3:::trail-logs/x",
        ),
        *(OBJECT.replace("audit/", ""), OBJECT.replace("audit/", "audit-2/"), OBJECT.replace("audit/", "x/audit/")),
        *(
            OBJECT.replace("AWSLogs/", "AWSLogs-2/"),
            OBJECT.replace("AWSLogs/", "awslogs/"),
            OBJECT.replace("trail-", ""),
        ),
        *(OBJECT.replace(":aws:", ":aws-cn:"), f"arn:aws:s3:::other/{OBJECT}", OWN.log_group_arn, OWN.key_arn),
    ],
    "PutLogEvents": [
        *(
            f"{OWN.log_group_arn}-2",
            f"{OWN.log_group_arn}:*:*",
            f"{OWN.log_group_arn}:log-stream:x",
            OWN.log_group_arn[:-1],
        ),
        *(OWN.log_group_arn.replace("eu-west-1", "eu-west-2"), OWN.log_group_arn.replace(ACCOUNT, "444455556666")),
        *(OWN.archive_arn, OBJECT, OWN.key_arn, ":*"),
    ],
    "Decrypt": [
        *(
            f"{OWN.key_arn}0",
            OWN.key_arn[:-1],
            OWN.key_arn.replace("key/", "alias/"),
            OWN.key_arn.replace("eu-", "us-"),
        ),
        *(OWN.archive_arn, OBJECT, OWN.log_group_arn),
    ],
}


@pytest.mark.parametrize(("name", "arn"), [(name, arn) for name, arns in FOREIGN.items() for arn in [*arns, "", "*"]])
def test_another_resource_is_delivered_by_itself_and_beside_the_pipelines_own(name: str, arn: str) -> None:
    own = CALLS[name]["resources"]
    assert not OWN.is_own(CALLS[name] | {"resources": [{"ARN": arn}]})
    assert not OWN.is_own(CALLS[name] | {"resources": [{"ARN": arn}, *own]})
    assert not OWN.is_own(CALLS[name] | {"resources": [*own, {"ARN": arn}]})


@each_call
def test_a_rule_holds_for_its_own_service_alone(record: Record) -> None:
    others = [source for source, _ in RULES if source != record["eventSource"]]
    assert not any(OWN.is_own(record | {"eventSource": source}) for source in others)


def test_every_rule_has_a_call_here() -> None:
    assert {(record["eventSource"], record["eventName"]) for record in CALLS.values()} == set(RULES)


@pytest.mark.parametrize(("key_prefix", "folder"), [("", "AWSLogs"), ("a", "a/AWSLogs"), ("a/b", "a/b/AWSLogs")])
def test_a_log_file_is_the_archives_under_its_own_prefix_alone(key_prefix: str, folder: str) -> None:
    own = msgspec.structs.replace(OWN, key_prefixes=(key_prefix,))
    folders = ["AWSLogs", "a/AWSLogs", "a/b/AWSLogs", "b/AWSLogs", "/AWSLogs", "a//AWSLogs"]
    arns = {tried: f"{own.archive_arn}/{tried}/{ACCOUNT}/x.json.gz" for tried in folders}
    assert [tried for tried, arn in arns.items() if own.is_own(call("s3", "GetObject", arn))] == [folder]


def test_a_log_file_below_a_prefix_that_the_trail_had_is_the_archives_too() -> None:
    own = msgspec.structs.replace(OWN, key_prefixes=("a", "", "b/c"))
    folders = ["a/AWSLogs", "AWSLogs", "b/c/AWSLogs", "b/AWSLogs", "c/AWSLogs", "a/b/c/AWSLogs"]
    arns = {tried: f"{own.archive_arn}/{tried}/{ACCOUNT}/x.json.gz" for tried in folders}
    assert [tried for tried, arn in arns.items() if own.is_own(call("s3", "GetObject", arn))] == folders[:3]


ROLES = [
    "arn:aws:iam::111122223333:role/deliver",
    "arn:aws:iam::111122223333:role/with/a/path/deliver",
    "arn:aws-us-gov:iam::111122223333:role/deliver",
    "arn:aws:iam::111122223333:role/role/assumed-role",
    "arn:aws:iam::111122223333:role/a=b+c,d.e@f_g-h",
    "arn:aws:iam::111122223333:role/==",
]


@pytest.mark.parametrize("role_arn", ROLES)
def test_the_sessions_of_a_role_are_its_own_whatever_its_path_and_name_are(role_arn: str) -> None:
    own = msgspec.structs.replace(OWN, role_arn=role_arn)
    assert own.is_own(call("kms", "Decrypt", OWN.key_arn, user=identity(role_arn)))


@each_call
@pytest.mark.parametrize("role", ["", ROLE])
def test_nothing_is_own_where_the_role_or_its_resources_are_not_configured(record: Record, role: str) -> None:
    own = OwnActivity(role_arn=role)
    hollow = [[], [{}], [{"ARN": ""}], [{"ARN": ":*"}], [{"ARN": "/AWSLogs/x"}], record["resources"]]
    for principal in (
        identity(role),
        {"type": "AssumedRole", "arn": "", "sessionContext": {"sessionIssuer": {"arn": ""}}},
    ):
        found = [own.is_own(record | {"userIdentity": principal, "resources": resources}) for resources in hollow]
        assert found == [False] * len(hollow)


@each_call
def test_without_a_role_no_log_file_is_of_concern(record: Record) -> None:
    without_role = msgspec.structs.replace(OWN, role_arn="")
    for principal in (identity(), identity(""), {**identity(""), "arn": ""}):
        called = record | {"userIdentity": principal}
        assert not without_role.is_own(called)
        assert not without_role.concerns(json.dumps(called).encode())


def test_a_log_file_without_a_session_of_the_role_is_of_no_concern() -> None:
    others = [changed(DEVIATIONS[name], CALLS["Decrypt"]) for name in ("another role", "its role in another account")]
    assert not OWN.concerns(json.dumps({"Records": others}).encode())


# Of these is a role's name: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (2026-11-23)
NAMES = st.text("abcXYZ019+=,.@_-", min_size=1, max_size=8)
ARNS = st.sampled_from([OBJECT, OWN.archive_arn, OWN.log_group_arn, OWN.key_arn, "arn:aws:s3:::other", ""])


@st.composite
def calls(draw: st.DrawFn) -> tuple[OwnActivity, Record]:
    """A call that may be the role's own."""
    role_arn = f"arn:aws:iam::{ACCOUNT}:role/{draw(st.sampled_from(['', 'path/', 'a=b/']))}{draw(NAMES)}"
    record = copy.deepcopy(draw(st.sampled_from(list(CALLS.values()))))
    record["userIdentity"] = identity(role_arn, draw(NAMES))
    if draw(st.booleans()):
        record["resources"] = [{"ARN": arn} for arn in draw(st.lists(ARNS, max_size=3))]
    if draw(st.booleans()):
        draw(st.sampled_from(list(DEVIATIONS.values())))(record)
    return msgspec.structs.replace(OWN, role_arn=role_arn), record


@given(calls(), st.sampled_from([(",", ":"), (", ", ": ")]), st.booleans())
def test_a_log_file_with_a_record_that_is_own_is_of_concern(
    drawn: tuple[OwnActivity, Record],
    separators: tuple[str, str],
    escaped: bool,  # noqa: FBT001  (hypothesis gives it)
) -> None:
    own, record = drawn
    body = json.dumps({"Records": [{}, record]}, separators=separators)
    if escaped:
        # As Gson writes it, and so CloudTrail at times.
        body = body.replace("=", "\\u003d").replace("&", "\\u0026")
    assert own.concerns(body.encode()) or not own.is_own(record)


@given(calls())
def test_what_is_own_is_a_call_of_the_role_without_an_error_and_on_its_own_resources_alone(
    drawn: tuple[OwnActivity, Record],
) -> None:
    own, record = drawn
    if not own.is_own(record):
        return
    arns = [resource["ARN"] for resource in record["resources"]]
    wanted = {"GetObject": {OBJECT, own.archive_arn}, "PutLogEvents": {own.log_group_arn}, "Decrypt": {own.key_arn}}
    assert set(arns) <= wanted[record["eventName"]]
    assert record.get("errorCode") is None
    assert record["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] == own.role_arn

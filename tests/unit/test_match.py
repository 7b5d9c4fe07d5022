"""What is kept of a record that a security rule matched."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.match import TARGETS, TOLD_LENGTH, Match, matched, told
from tests.security_rule import ROOT, STOPPED

USER = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/admin"
SESSION = "arn:aws:sts::111122223333:assumed-role/admin/chosen"
ASSUMED = {
    "type": "AssumedRole",
    "arn": SESSION,
    "principalId": "AROAEXAMPLE:chosen",
    "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "sessionContext": {"sessionIssuer": {"type": "Role", "arn": ROLE}},
}
ROOT_USER = {"type": "Root", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"}
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "hunter2-in-the-parameters"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("userIdentity", "requestParameters", "resources", "eventSource", "eventName", "sourceIPAddress", "eventID"),
    *("recipientAccountId", "awsRegion", "eventTime", "errorCode", "errorMessage", "timeWindow"),
)


def match(**record: object) -> Match:
    (found,) = matched(record, [STOPPED], 7)
    return found


def texts(found: Match) -> list[str]:
    return [value for value in msgspec.structs.astuple(found) if isinstance(value, str)] + list(found.found_by)


def test_a_match_tells_who_did_what_to_what_from_where_and_when() -> None:
    found = match(
        userIdentity=ASSUMED,
        eventSource="cloudtrail.amazonaws.com",
        eventName="StopLogging",
        requestParameters={"name": "audit", "password": SECRET},
        sourceIPAddress="192.0.2.7",
        recipientAccountId="111122223333",
        awsRegion="eu-west-1",
        eventTime="2026-11-23T12:00:00Z",
        eventID="e-1",
        errorCode="AccessDenied",
        errorMessage=SECRET,
    )
    assert found == Match(
        index=7,
        rule="trail-changed",
        title="A trail was changed",
        actor=SESSION,
        actor_key=ROLE,
        action="cloudtrail.amazonaws.com StopLogging",
        target="audit",
        address="192.0.2.7",
        account="111122223333",
        region="eu-west-1",
        time="2026-11-23T12:00:00Z",
        at_ms=1_795_435_200_000,
        event_id="e-1",
        error_code="AccessDenied",
        found_by=("userIdentity.arn", SESSION),
    )


def test_each_rule_that_matched_has_a_match_of_its_own() -> None:
    assert [found.rule for found in matched({}, [STOPPED, ROOT], 0)] == ["trail-changed", "root-use"]


@pytest.mark.parametrize(
    ("identity", "actor", "actor_key", "found_by"),
    [
        ({"type": "IAMUser", "arn": USER, "principalId": "AIDA"}, USER, USER, ("userIdentity.arn", USER)),
        (ASSUMED, SESSION, ROLE, ("userIdentity.arn", SESSION)),
        (
            ROOT_USER,
            "root of 111122223333",
            "root of 111122223333",
            ("userIdentity.arn", "arn:aws:iam::111122223333:root"),
        ),
        ({"type": "Root"}, "root of unknown", "root of unknown", ("eventID", "e")),
        (
            {"type": "AWSService", "invokedBy": "config.amazonaws.com"},
            "config.amazonaws.com",
            "config.amazonaws.com",
            ("userIdentity.invokedBy", "config.amazonaws.com"),
        ),
        (
            {"type": "AWSAccount", "principalId": "AIDAEXAMPLE", "accountId": "222233334444"},
            "AIDAEXAMPLE",
            "AIDAEXAMPLE",
            ("userIdentity.principalId", "AIDAEXAMPLE"),
        ),
        ({"type": "IAMUser", "userName": "alice"}, "alice", "alice", ("userIdentity.userName", "alice")),
        ({}, "unknown", "unknown", ("eventID", "e")),
        ({"arn": f"user/{KEY}"}, f"user/{'*' * 16}MPLE", None, ("eventID", "e")),
    ],
    ids=lambda value: str(value.get("type", "none")) if isinstance(value, dict) else "",
)
def test_the_actor_is_the_best_name_of_the_identity(
    identity: dict[str, Any], actor: str, actor_key: str | None, found_by: tuple[str, str]
) -> None:
    found = match(userIdentity=identity, eventID="e")
    assert (found.actor, found.found_by) == (actor, found_by)
    assert found.actor_key.endswith(actor_key or "")


@pytest.mark.parametrize("identity", [{"userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, {}, {"invokedBy": "a.example"}])
def test_who_has_no_arn_is_another_actor_in_each_account(identity: dict[str, Any]) -> None:
    one, two = (
        match(userIdentity=identity, recipientAccountId=account) for account in ("111122223333", "222233334444")
    )
    assert (one.actor, one.actor_key == two.actor_key) == (two.actor, False)


def test_nothing_that_is_told_is_a_link() -> None:
    assert told("see https://evil.example/login") == "see https[://]evil.example/login"


def test_sessions_of_one_role_are_one_actor_to_the_throttle() -> None:
    other = ASSUMED | {"arn": f"{SESSION}-2"}
    assert match(userIdentity=ASSUMED).actor_key == match(userIdentity=other).actor_key


@pytest.mark.parametrize("name", ["x" * 5000, "\ud800", "é" * 10, f"of {KEY}", "a\nb"], ids=ascii)
def test_who_cannot_be_told_as_named_is_one_actor_to_the_throttle_all_the_same(name: str) -> None:
    keys = [match(userIdentity={"userName": each}).actor_key for each in (name, name, f"{name}2")]
    assert keys[0] == keys[1] != keys[2]
    assert all(key.isascii() and key.isprintable() and len(key) <= TOLD_LENGTH for key in keys)


@pytest.mark.parametrize(
    ("record", "target"),
    [
        ({"resources": [{"ARN": "arn:aws:s3:::b"}], "requestParameters": {"bucketName": "c"}}, "arn:aws:s3:::b"),
        ({"resources": [{"ARNPrefix": "x"}, {"ARN": "arn:aws:s3:::b"}]}, "arn:aws:s3:::b"),
        ({"resources": "text", "requestParameters": {"policyName": "p", "roleName": "r"}}, "r"),
        ({"resources": [None, 7, {"ARN": 7}], "requestParameters": {"keyId": "k"}}, "k"),
        ({"eventSource": "cloudtrail.amazonaws.com", "requestParameters": {"name": "audit"}}, "audit"),
        ({"eventSource": "secretsmanager.amazonaws.com", "requestParameters": {"name": "a-secret"}}, ""),
        ({"requestParameters": {"password": SECRET}}, ""),
        ({"requestParameters": {"bucketName": {"inner": SECRET}}}, ""),
        ({"requestParameters": [SECRET]}, ""),
        ({}, ""),
    ],
)
def test_the_target_is_a_resource_else_a_well_known_parameter_and_nothing_else(
    record: dict[str, Any], target: str
) -> None:
    assert match(**record).target == target


@pytest.mark.parametrize(("source", "name"), TARGETS)
def test_each_row_of_the_targets_is_found(source: str, name: str) -> None:
    assert match(eventSource=source or "any", requestParameters={name: "it"}).target == "it"


@pytest.mark.parametrize("identity", [{"accountId": "111122223333"}, {"accountId": "222233334444"}], ids=str)
def test_the_account_is_the_one_that_the_record_is_of(identity: dict[str, str]) -> None:
    assert match(userIdentity=identity).account == identity["accountId"]
    assert match(userIdentity=identity, recipientAccountId="333344445555").account == "333344445555"


HOSTILE = {
    "a line of its own": ("x\nRule: none", "x\\nRule: none"),
    "a return": ("x\rRule", "x\\rRule"),
    "a colour": ("\x1b[31mred", "\\x1b[31mred"),
    "C1": ("\x9b2J", "\\x9b2J"),
    "right to left": ("\u202egpj.exe", "\\u202egpj.exe"),
    "a line separator": ("a\u2028b", "a\\u2028b"),
    "a lone surrogate": ("\ud800", "\\ud800"),
    "an emoji": ("\U0001f600", "\\U0001f600"),
    "HTML": ("<b onclick=x>", "<b onclick=x>"),
    "a formula": ("=cmd()", "=cmd()"),
    "NUL": ("a\x00", "a\\x00"),
    "an access key": (f"key {KEY}!", f"key {'*' * 16}MPLE!"),
    "two access keys": (f"{KEY} ASIAIOSFODNN7EXAMPLF", f"{'*' * 16}MPLE {'*' * 16}MPLF"),
    "an access key where the text is cut": ("x" * 290 + KEY, "x" * 290 + "*" * 10),
    "a long text": ("y" * 1_000_000, "y" * 300),
    "a number": (7, ""),
    "a list": (["x"], ""),
    "nothing": (None, ""),
}


@pytest.mark.parametrize(("given", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_untrusted_text_is_told_escaped_cut_and_without_access_keys(given: object, shown: str) -> None:
    assert told(given) == shown


@pytest.mark.parametrize("value", [given for given, _ in HOSTILE.values()], ids=HOSTILE)
def test_hostile_values_in_every_place_make_a_match_of_short_lines(value: object) -> None:
    everywhere = dict.fromkeys(FIELDS, value) | {
        "userIdentity": dict.fromkeys(("type", "arn", "accountId", "sessionContext", "userName"), value),
        "requestParameters": {name: value for _, name in TARGETS},
    }
    for record in (everywhere, dict.fromkeys(FIELDS, value), {name: [value] for name in FIELDS}):
        for text in texts(match(**record)):
            assert text.isascii()
            assert not text or text.isprintable()
            assert len(text) <= 2 * TOLD_LENGTH + 1
            assert KEY not in text


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_a_record_of_any_shape_makes_a_match(record: dict[str, Any]) -> None:
    assert all(text.isascii() for text in texts(match(**record)))


@pytest.mark.parametrize("field", ["errorMessage", "userAgent", "responseElements", "additionalEventData"])
def test_nothing_else_of_the_record_is_kept(field: str) -> None:
    assert SECRET not in str(match(userIdentity=ASSUMED, **{field: SECRET}))

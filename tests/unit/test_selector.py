"""Each selector that CloudTrail would refuse, and the line that a person gets for it."""

from typing import Any

import msgspec
import pytest

from stacks.config import InvalidConfig, load
from stacks.config.selector import SelectorsConfig, logs_data, logs_management
from tests.unit import basic_selector_case as basic
from tests.unit import refused_selector_case as refused
from tests.unit import selector_case as case

PRESETS = (
    "management, write-only-management, s3-data, lambda-data, dynamodb-data, network-activity:SERVICE, no-kms-noise,"
    " no-rds-data"
)

WRONG: list[tuple[dict[str, Any], str]] = [
    *(({"advanced": written}, f"advanced{said}") for written, said in refused.INVALID_ADVANCED),
    *(({"advanced": written}, f"advanced{said}") for written, said in refused.STRICTER_ADVANCED),
    *(({"basic": written}, f"basic{said}") for written, said in basic.INVALID_BASIC),
    *(({"basic": written}, f"basic{said}") for written, said in basic.STRICTER_BASIC),
    (
        {"presets": ["managment"]},
        f'presets[0]: expected one of {PRESETS}, got "managment"; did you mean management?',
    ),
    (
        {"presets": ["s3"]},
        f'presets[0]: expected one of {PRESETS}, got "s3"',
    ),
    (
        {"presets": ["management", "network-activity"]},
        f'presets[1]: expected one of {PRESETS}, got "network-activity"; did you mean network-activity:SERVICE?',
    ),
    (
        {"presets": ["network-activity:"]},
        f'presets[0]: expected one of {PRESETS}, got "network-activity:"; did you mean network-activity:SERVICE?',
    ),
    (
        {"presets": ["network-activity:a.b"]},
        f'presets[0]: expected one of {PRESETS}, got "network-activity:a.b"; did you mean network-activity:SERVICE?',
    ),
    ({"presets": ["management", "management"]}, 'presets[1]: expected each preset once, got "management" again'),
    (
        {"presets": ["network-activity:s3", "network-activity:s3.amazonaws.com"]},
        'presets[1]: expected each preset once, got "network-activity:s3.amazonaws.com" again',
    ),
    (
        {"presets": ["network-activity:s3.amazonaws.com", "network-activity:s3"]},
        'presets[1]: expected each preset once, got "network-activity:s3" again',
    ),
    (
        {"presets": ["management", "write-only-management"]},
        "presets: expected only one of management and write-only-management, got both",
    ),
    (
        {"presets": ["s3-data", "no-kms-noise"]},
        "presets[1]: expected management or write-only-management beside no-kms-noise, got neither",
    ),
    ({"presets": [5]}, "presets[0]: expected the name of a preset, got 5"),
    ({"presets": "management"}, f'presets: expected a list of any of {PRESETS}, or null, got "management"'),
    ({"presets": []}, "presets: expected a preset, or selectors in advanced or basic, got none"),
    (
        {"presets": ["management"], "basic": [{}]},
        "basic: expected no basic selectors beside presets, got 1",
    ),
    (
        {"advanced": [case.selector(case.MANAGEMENT)], "basic": [{}, {}]},
        "basic: expected no basic selectors beside advanced, got 2",
    ),
    (
        {"presets": ["s3-data"], "advanced": case.VALID_ADVANCED["500 values"]},
        "advanced: expected at most 500 values in all selectors, got 502",
    ),
    (
        {"advanced": 5},
        "advanced: expected a list of advanced event selectors, as put-event-selectors of the AWS CLI takes it, got 5",
    ),
    ({"preset": []}, "preset: no such key; did you mean presets?"),
]


@pytest.mark.parametrize(("written", "said"), WRONG)
def test_a_selector_that_cloudtrail_refuses_is_told_in_one_line_with_its_path(
    written: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidConfig) as raised:
        load({"trail": {"selectors": {"presets": [], **written} if "advanced" in written else written}})
    assert str(raised.value) == f"cdk.json: trailkeeper.trail.selectors.{said}"
    assert "\n" not in said


RIGHT: dict[str, dict[str, Any]] = {
    **{name: {"presets": [], "advanced": written} for name, written in case.VALID_ADVANCED.items()},
    **{f"basic: {name}": {"basic": written} for name, written in basic.VALID_BASIC.items()},
    "network activity of an identity": {"presets": [], "advanced": case.VALID_NETWORK_IDENTITY},
    "presets and advanced": {
        "presets": ["management", "no-rds-data"],
        "advanced": [case.selector(case.DATA, case.OBJECTS)],
    },
    "basic and no presets": {"presets": [], "basic": [{}]},
    "basic and null": {"presets": None, "basic": [{}]},
    "network activity": {"presets": ["network-activity:secretsmanager", "network-activity:kms.amazonaws.com"]},
    "nothing said": {},
}


@pytest.mark.parametrize("written", RIGHT.values(), ids=RIGHT)
def test_a_selector_that_cloudtrail_takes_is_kept_as_it_is(written: dict[str, Any]) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(msgspec.convert(written, SelectorsConfig)))
    assert [each["FieldSelectors"] for each in kept["advanced"]] == [
        each["FieldSelectors"] for each in written.get("advanced", [])
    ]
    assert all(said.items() <= each.items() for said, each in zip(written.get("basic", []), kept["basic"], strict=True))


IMPLIED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nothing": ({}, ("management",)),
    "data events": ({"advanced": [case.selector(case.DATA, case.OBJECTS)]}, ("management",)),
    "management events": ({"advanced": [case.selector(case.MANAGEMENT)]}, ()),
    "basic selectors": ({"basic": [{}]}, ()),
    "a preset": ({"presets": ["s3-data"]}, ("s3-data",)),
}


@pytest.mark.parametrize(("written", "presets"), IMPLIED.values(), ids=IMPLIED)
def test_management_events_are_logged_unless_something_else_is_said(
    written: dict[str, Any], presets: tuple[str, ...]
) -> None:
    assert msgspec.convert(written, SelectorsConfig).named == presets


READS, WRITES = (case.field("readOnly", Equals=[value]) for value in ("true", "false"))
LOGGED: dict[str, tuple[dict[str, Any], tuple[bool, bool, bool]]] = {
    "all management events": ({}, (True, True, False)),
    "those that write": ({"presets": ["write-only-management"]}, (True, False, False)),
    "those that read": ({"advanced": [case.selector(case.MANAGEMENT, READS)]}, (False, True, False)),
    "either kind, apart": (
        {"advanced": [case.selector(case.MANAGEMENT, READS), case.selector(case.MANAGEMENT, WRITES)]},
        (True, True, False),
    ),
    "data events alone": ({"presets": ["dynamodb-data"]}, (False, False, True)),
    "network activity alone": ({"presets": ["network-activity:kms"]}, (False, False, False)),
    "basic, all": ({"basic": [{}]}, (True, True, False)),
    "basic, those that write": ({"basic": [{"ReadWriteType": "WriteOnly"}]}, (True, False, False)),
    "basic, those that read": ({"basic": [{"ReadWriteType": "ReadOnly"}]}, (False, True, False)),
    "basic, objects alone": (
        {"basic": [{"IncludeManagementEvents": False, **basic.resources(basic.S3, "arn:aws:s3")}]},
        (False, False, True),
    ),
}


@pytest.mark.parametrize(("written", "logged"), LOGGED.values(), ids=LOGGED)
def test_what_a_trail_logs_is_told_by_its_selectors(written: dict[str, Any], logged: tuple[bool, bool, bool]) -> None:
    chosen = msgspec.convert(written, SelectorsConfig).chosen
    assert logs_management(chosen) is (logged[0] or logged[1])
    assert (logs_management(chosen, write=True), logs_management(chosen, write=False), logs_data(chosen)) == logged

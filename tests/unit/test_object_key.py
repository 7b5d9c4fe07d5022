import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.error import ForeignObject
from lambdas.core.object_key import LogFileKey, OtherKey, object_key

FILE = "111122223333_CloudTrail_eu-west-1_20261123T0805Z_AbCdEf0123456789.json.gz"
FOLDER = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/23"

LOG_FILES = {
    "plain": ("", f"{FOLDER}/{FILE}", ("", "111122223333", "", "eu-west-1")),
    "prefix": ("audit/main", f"audit/main/{FOLDER}/{FILE}", ("", "111122223333", "", "eu-west-1")),
    "organization": (
        "",
        f"AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-gov-west-1/2026/11/23/{FILE}",
        ("o-abcdefghij", "111122223333", "", "us-gov-west-1"),
    ),
    "insight": (
        "",
        "AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2026/11/23/x.json.gz",
        ("", "111122223333", "Insight", "eu-west-1"),
    ),
    "a family of tomorrow": (
        "",
        "AWSLogs/111122223333/CloudTrail-Tomorrow/eu-west-1/2026/11/23/x.json.gz",
        ("", "111122223333", "Tomorrow", "eu-west-1"),
    ),
}


@pytest.mark.parametrize(("prefix", "key", "parts"), LOG_FILES.values(), ids=LOG_FILES)
def test_a_log_files_key_is_taken_apart(prefix: str, key: str, parts: tuple[str, str, str, str]) -> None:
    assert object_key(key, prefix) == LogFileKey(key, *parts)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (
            (
                "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/23/"
                "111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261123T080500Z.json.gz"
            ),
            "digest",
        ),
        ("AWSLogs/111122223333/CloudTrail/", "marker"),
        ("AWSLogs/111122223333/CloudTrail-Digest/", "marker"),
        ("AWSLogs/o-abcdefghij/111122223333/CloudTrail/", "marker"),
    ],
)
def test_what_holds_no_records_by_design_is_told_apart(key: str, kind: str) -> None:
    assert object_key(key, "") == OtherKey(key, kind)


@pytest.mark.parametrize(
    ("prefix", "key"),
    [
        ("", ""),
        ("", f"other/{FOLDER}/{FILE}"),
        ("main", f"{FOLDER}/{FILE}"),
        ("main", f"mainly/{FOLDER}/{FILE}"),
        ("", f"AWSLogs/1111/CloudTrail/eu-west-1/2026/11/23/{FILE}"),
        ("", "AWSLogs/111122223333/Config/eu-west-1/2026/11/23/x.json.gz"),
        ("", f"{FOLDER}/x.json"),
        ("", f"{FOLDER}/../{FILE}"),
        ("", f"{FOLDER}/{FILE}\n"),
    ],
)
def test_any_other_key_is_foreign(prefix: str, key: str) -> None:
    with pytest.raises(ForeignObject):
        object_key(key, prefix)


@given(st.text())
def test_any_text_is_a_key_or_foreign(key: str) -> None:
    try:
        found = object_key(key, "")
    except ForeignObject:
        return
    assert found.key == key

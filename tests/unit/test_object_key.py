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


SEVERAL: dict[str, tuple[tuple[str, ...], str]] = {
    "the present one": (("audit", ""), f"audit/{FOLDER}/{FILE}"),
    "none, which the trail had before": (("audit", ""), f"{FOLDER}/{FILE}"),
    "none, and one that the trail had before": (("", "audit"), f"audit/{FOLDER}/{FILE}"),
    "one that another begins with": (("audit/main", "audit"), f"audit/{FOLDER}/{FILE}"),
    "one that begins with another": (("audit", "audit/main"), f"audit/main/{FOLDER}/{FILE}"),
}


@pytest.mark.parametrize(("prefixes", "key"), SEVERAL.values(), ids=SEVERAL)
def test_of_several_prefixes_the_longest_that_fits_is_the_keys(prefixes: tuple[str, ...], key: str) -> None:
    assert object_key(key, *prefixes) == LogFileKey(key, "", "111122223333", "", "eu-west-1")


@pytest.mark.parametrize("key", [f"other/{FOLDER}/{FILE}", f"mainly/{FOLDER}/{FILE}", f"main/audit/{FOLDER}/{FILE}"])
def test_a_key_below_none_of_several_prefixes_is_foreign(key: str) -> None:
    with pytest.raises(ForeignObject, match=r"not below the configured prefix 'audit' or 'main'|not a key that"):
        object_key(key, "audit", "main")


PREFIX = st.sampled_from(["", "a", "a/b", "b", "a/b/c"])


@given(st.lists(PREFIX, min_size=1, unique=True), PREFIX)
def test_a_key_is_admitted_where_its_own_prefix_is_among_them_and_only_there(prefixes: list[str], own: str) -> None:
    key = f"{own}/{FOLDER}/{FILE}".removeprefix("/")
    try:
        object_key(key, *prefixes)
    except ForeignObject:
        assert own not in prefixes
        return
    assert own in prefixes


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

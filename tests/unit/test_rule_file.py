"""The file of a deployment's security rules."""

from pathlib import Path

import msgspec
import pytest

from lambdas.core.error import ConfigurationError
from lambdas.core.security_rule import RULES, Rule
from lambdas.deliver.rule_file import NAME, ruleset

OWN = Rule(name="own", title="It is our own", pattern="{$.eventName = x}")


def laid(folder: Path, body: bytes) -> Path:
    folder.mkdir()
    (folder / NAME).write_bytes(body)
    return folder


def test_the_rules_are_those_of_the_first_folder_that_has_the_file(tmp_path: Path) -> None:
    first = laid(tmp_path / "first", msgspec.json.encode([OWN, *RULES]))
    second = laid(tmp_path / "second", msgspec.json.encode([OWN]))
    found = ruleset(map(str, (tmp_path / "nowhere", tmp_path, first, second)))
    assert found
    assert found.rules == (OWN, *RULES)


def test_without_a_file_or_without_rules_there_are_none(tmp_path: Path) -> None:
    assert ruleset([str(tmp_path)]) is None
    assert ruleset([str(laid(tmp_path / "empty", b"[]"))]) is None


INVALID = {
    "no JSON": b"{",
    "no list": b"{}",
    "no rule": b"[7]",
    "no pattern": b'[{"name": "own", "title": "t"}]',
    "not UTF-8": b'[{"name": "\xff", "title": "t", "pattern": "{$.a = 1}"}]',
}


@pytest.mark.parametrize("body", INVALID.values(), ids=INVALID)
def test_a_file_that_holds_no_rules_is_the_deployments_fault_and_is_named(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=NAME):
        ruleset([str(laid(tmp_path / "layer", body))])


def test_a_pattern_that_cannot_be_read_names_its_rule(tmp_path: Path) -> None:
    body = msgspec.json.encode([*RULES, msgspec.structs.replace(OWN, pattern="{$.eventName ~ x}")])
    with pytest.raises(ConfigurationError, match="own"):
        ruleset([str(laid(tmp_path / "layer", body))])

"""What the documents say of the code is what the code is."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.inspect import StructType, type_info

import lambdas.core
from lambdas.core.check import Reason
from lambdas.core.finding import CODES, Code
from lambdas.core.metric import SERVICES
from lambdas.core.oddity import Oddity
from lambdas.core.receipt import Receipt
from stacks.alarm_table import ALARMS
from stacks.config import Config, load
from stacks.guard import guarded_selectors
from stacks.name import At
from tools.document import COMMAND, ROOT, TABLES, Undocumented, leaves, refusal, written
from tools.meaning import MEANINGS

README = (ROOT / "README.md").read_text()
FLOW = (ROOT / "docs" / "flow.md").read_text()
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", CONFIGURATION, re.MULTILINE | re.DOTALL)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
HELP = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)
HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


def section(document: str, heading: str) -> str:
    begin = document.index(f"\n## {heading}\n")
    return document[begin:].split("\n## ")[1]


def code_words(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def first_cells(text: str) -> Iterator[str]:
    """The first cell of each row of the tables."""
    return (line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("document", TABLES)
def test_a_generated_table_is_what_the_code_says(document: str) -> None:
    assert (ROOT / document).read_text() == written(document), f"run: {COMMAND}"


def test_every_key_of_the_configuration_has_a_meaning_and_no_other_has() -> None:
    config = type_info(Config)
    assert isinstance(config, StructType)
    assert [path for path, _ in leaves(config)] == list(MEANINGS)


def test_what_is_said_of_a_key_is_said_of_each_key_of_an_object_that_may_be_there() -> None:
    """Of an object or null, of each object of a list, but not of what AWS's own documents tell."""
    assert {"organization", "organization.id", "archive.object_lock.mode", "archive.tiers[].after_days"} <= set(
        MEANINGS
    )
    assert not [path for path in MEANINGS if path.startswith(("trail.insights[]", "trail.selectors.advanced[]"))]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_configuration_is_one(example: str) -> None:
    config = load(json.loads(f"{{{example}}}")["trailkeeper"])
    guarded_selectors(At("aws", config.account, config.region), config)
    assert config.account


def test_each_setup_has_an_example() -> None:
    setups = CONFIGURATION[CONFIGURATION.index("\n## Setups\n") :].partition("\n## ")[2].partition("\n## ")[0]
    told = setups.split("\n### ")[1:]
    assert [text.splitlines()[0] for text in told if "```json" not in text] == []
    assert len(told) >= 5


def test_what_a_change_does_is_told_of_every_key_or_of_its_group() -> None:
    changes = section(CONFIGURATION, "Changes to a deployment that runs")
    told = tuple(
        word for line in changes.splitlines() for word in code_words(line.split("|")[1] if "|" in line else "")
    )
    assert [path for path in MEANINGS if not path.startswith(told)] == []


def test_an_example_that_is_allowed_is_no_example_of_a_refusal() -> None:
    with pytest.raises(Undocumented, match="is not refused any more"):
        refusal({})


def test_the_readme_tells_the_targets_that_make_help_lists() -> None:
    rows = "".join(first_cells(section(README, "make")))
    told = {words.removeprefix("make ") for words in code_words(rows)}
    assert told == set(HELP.findall((ROOT / "Makefile").read_text()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_that_a_document_names_is_one(document: Path) -> None:
    named = re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= set(HELP.findall((ROOT / "Makefile").read_text()))


def test_the_test_command_stands_in_the_first_screen() -> None:
    assert "\nmake test\n" in "\n".join(README.splitlines()[:24])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_path_of_the_readmes_tree_is_there() -> None:
    paths = code_words(section(README, "Where things are"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_tree_that_a_document_names_is_there(document: Path) -> None:
    named = re.findall(r"`((?:docs|lambdas|local|stacks|tests|tools)/[\w./]*)`", document.read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_core_tells_each_of_its_modules_once() -> None:
    core = ROOT / "lambdas" / "core"
    modules = {path.stem for path in [*core.glob("*.py"), *(each.parent for each in core.glob("*/__init__.py"))]}
    modules -= {"__init__"}
    told = re.findall(r"\n(\w+) +(?<=\n.{23})\w", str(lambdas.core.__doc__))
    assert sorted(told) == sorted(modules)


def test_the_flow_tells_every_metric() -> None:
    told = set(re.findall(r"\w+", FLOW))
    emitted = {metric.name for metrics in SERVICES.values() for metric in metrics}
    assert emitted - told == set()


def test_every_alarm_has_its_heading_in_the_runbook_and_every_such_heading_an_alarm() -> None:
    """Beside those on metrics: that of a key, and that of a security rule."""
    headings = HEADING.findall((ROOT / "docs" / "runbook.md").read_text())
    of_alarms = [heading for heading in headings if re.fullmatch(r"[a-z]+(-[a-z]+)*", heading)]
    assert sorted(of_alarms) == sorted([*(row.name for row in ALARMS), "key-disabled", "rule-matched"])


def rows_after(begin: str) -> list[str]:
    """The first cells of the table that follows."""
    rest = FLOW[FLOW.index(begin) :]
    table = rest[rest.index("\n|") :].partition("\n\n")[0]
    return [cell for first in first_cells(table) for cell in code_words(first)]


def test_the_flow_tells_every_reason_to_quarantine_a_record() -> None:
    assert rows_after("A record cannot be delivered for one of these reasons") == list(Reason)


def test_the_flow_tells_every_oddity() -> None:
    assert rows_after("A record is odd, delivered all the same") == list(Oddity)


def test_the_flow_tells_every_attribute_of_a_receipt() -> None:
    assert sorted([*rows_after("One item for each log file"), "log_file"]) == sorted(Receipt.__struct_fields__)


def test_the_flow_tells_every_line_that_deliver_logs() -> None:
    lines = set()
    for module in (ROOT / "lambdas" / "deliver").glob("*.py"):
        for call in (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)):
            told = call.args[0] if re.search(r"\blog\.(info|error)$", ast.unparse(call.func)) else None
            lines |= {told.value} if isinstance(told, ast.Constant) else set()
    assert len(lines) > 5
    assert lines <= set(code_words(FLOW))


def test_no_decision_is_longer_than_fifteen_lines_and_each_is_dated() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text()
    headings = HEADING.findall(decisions)
    assert [heading for heading in headings if not re.match(r"\d{4}-\d{2}-\d{2}: ", heading)] == []
    assert [text.splitlines()[0] for text in decisions.split("\n## ")[1:] if len(text.strip().splitlines()) > 15] == []


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_every_finding_of_the_table_is_produced_by_a_test(code: Code) -> None:
    assert [path for path in (ROOT / "tests").rglob("*.py") if f'"{code.name}"' in path.read_text()]

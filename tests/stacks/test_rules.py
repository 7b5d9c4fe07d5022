"""Where security rules are evaluated: the table and the layer of deliver, and what it is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.core.security_rule import RULES, Rule
from lambdas.deliver.rule_file import NAME, read
from lambdas.deliver.settings import Settings
from stacks.code import RULES_FILE, rule_layer
from stacks.config import Config, load
from stacks.own_rule import rules as rules_of
from tests.stacks.synthesis import ROLE_ARN, Resources, Synthesis, synthesize

TABLE_ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/trailkeeper-rules"


def test_a_notice_is_found_by_rule_and_actor_and_goes_when_its_time_is_over(rules: Resources) -> None:
    table = rules["Notices"]["Properties"]
    assert [(each["AttributeName"], each["KeyType"]) for each in table["KeySchema"]] == [
        ("rule", "HASH"),
        ("actor", "RANGE"),
    ]
    assert {each["AttributeType"] for each in table["AttributeDefinitions"]} == {"S"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_s", "Enabled": True}
    assert (table["TableName"], table["BillingMode"]) == ("trailkeeper-rules", "PAY_PER_REQUEST")


def test_only_deliver_notes_notices(rules: Resources) -> None:
    """Whoever could would keep a notice from being sent."""
    (only,) = rules["Notices"]["Properties"]["ResourcePolicy"]["PolicyDocument"]["Statement"]
    assert (only["Effect"], only["Principal"], only["Resource"]) == ("Deny", {"AWS": "*"}, TABLE_ARN)
    assert {"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:PartiQLInsert"} <= set(only["Action"])
    assert only["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": ROLE_ARN}}


def test_deliver_reads_the_rules_of_the_deployment_out_of_its_layer(synthesis: Synthesis) -> None:
    (file,) = synthesis.folder.glob(f"asset.*/python/{NAME}")
    assert read(file.read_bytes(), file.name) == rules_of(Config())
    assert set(RULES) <= set(rules_of(Config()))


def test_the_file_is_called_as_deliver_looks_for_it() -> None:
    assert RULES_FILE == NAME


def test_the_folder_of_a_layer_is_named_after_the_rules() -> None:
    one, other = (Rule(name="own", title=title, pattern="{ $.a = 1 }") for title in ("One", "Another"))
    assert rule_layer([one]) == rule_layer([one])
    assert rule_layer([one]) != rule_layer([other])
    assert json.loads((rule_layer([one]) / "python" / NAME).read_text()) == [
        {"name": "own", "title": "One", "pattern": "{ $.a = 1 }"}
    ]


@pytest.mark.parametrize("evaluated_by", ["metric-filters", "nobody"])
def test_where_deliver_evaluates_none_it_has_neither_layer_nor_table_nor_leave_to_tell(
    tmp_path: Path, evaluated_by: str
) -> None:
    synthesis = synthesize({"rules": {"evaluated_by": evaluated_by}}, tmp_path, assets=False)
    delivery = synthesis.resources("Trailkeeper-Delivery")
    (policy,) = delivery["DeliverRole"]["Properties"]["Policies"]
    function = delivery["Deliver"]["Properties"]
    settings = Settings.from_environment(function["Environment"]["Variables"])
    assert function["Layers"] == ["Libraries"]
    assert (settings.rules_table, settings.alarm_topic_arn) == ("", "")
    assert {"KeepNotices", "TellNotices"}.isdisjoint(each["Sid"] for each in policy["PolicyDocument"]["Statement"])


def test_deliver_is_told_how_long_it_is_quiet_after_a_notice(tmp_path: Path) -> None:
    configuration: dict[str, Any] = {"rules": {"quiet_minutes": 5}}
    function = synthesize(configuration, tmp_path, assets=False).of_type("AWS::Lambda::Function")["Deliver"]
    assert Settings.from_environment(function["Environment"]["Variables"]).quiet_minutes == 5


@pytest.mark.parametrize("evaluated_by", ["deliver", "both"])
def test_without_the_pipeline_the_metric_filters_alone_are_left(evaluated_by: str) -> None:
    config = load({"ingestion": "native", "rules": {"evaluated_by": evaluated_by}})
    assert (config.has_rules_in_deliver, config.has_rule_filters) == (False, evaluated_by == "both")

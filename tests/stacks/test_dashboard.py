"""The dashboard's stack: one resource, whose body is the table's, in whatever Region it is deployed."""

import json
from typing import Any

from aws_cdk import App, Environment
from aws_cdk.assertions import Template

from stacks.config import Config
from stacks.dashboard import Dashboard
from stacks.dashboard_table import body
from stacks.name import At
from tests.stacks.synthesis import ACCOUNT, REGION


def synthesized(env: Environment | None = None) -> dict[str, Any]:
    stack = Dashboard(App(), "Trailkeeper-Dashboard", Config(), env=env)
    (dashboard,) = Template.from_stack(stack).find_resources("AWS::CloudWatch::Dashboard").values()
    properties: dict[str, Any] = dashboard["Properties"]
    return properties


def deployed(text: Any) -> str:
    """As CloudFormation fills it in."""
    pseudo = {"AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws"}
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else pseudo[part["Ref"]] for part in text["Fn::Join"][1])


def test_it_is_the_table_where_the_region_is_known() -> None:
    properties = synthesized(Environment(account=ACCOUNT, region=REGION))
    assert properties["DashboardName"] == "trailkeeper"
    assert json.loads(deployed(properties["DashboardBody"])) == body(At("aws", ACCOUNT, REGION), Config())


def test_it_is_the_same_where_only_cloudformation_knows_the_region() -> None:
    assert json.loads(deployed(synthesized()["DashboardBody"])) == body(At("aws", ACCOUNT, REGION), Config())


def test_its_template_names_no_region_then() -> None:
    assert REGION not in json.dumps(synthesized())

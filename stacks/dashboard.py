"""The dashboard `trailkeeper`: its widgets are those of dashboard_table."""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks import name
from stacks.config import Config
from stacks.dashboard_table import body


class Dashboard(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        written = self.to_json_string(body(self, config))
        cloudwatch.CfnDashboard(self, "Dashboard", dashboard_name=name.DASHBOARD, dashboard_body=written)

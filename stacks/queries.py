"""The saved queries in CloudWatch's console, each on its log group of the deployment.

Where the log groups are: the pipeline's, or the trail's where only its own link is used.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-querydefinition.html
(2026-04-13)
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.config import Config
from stacks.query import QUERIES, log_groups
from stacks.saved_query.row import Query


class Queries(Stack):
    """Empty where no log group of the deployment holds records."""

    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        groups = log_groups(config)
        for query in QUERIES:
            if query.of in groups:
                logs.CfnQueryDefinition(
                    self,
                    construct_id(query),
                    name=query.title,
                    query_string=query.text,
                    log_group_names=[groups[query.of]],
                )


def construct_id(query: Query) -> str:
    """Of the name: another name is another query."""
    return "".join(word.capitalize() for word in query.name.replace("/", " ").split())

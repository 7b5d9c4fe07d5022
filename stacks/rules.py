"""Which notices of security rules were sent: a table with an item for each rule and actor, which only deliver writes.

It holds nothing that is not in the records, and only until the next notice may be sent, so it goes with its stack. Its
key is the ledger's, which deliver uses for its other table.
"""

from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks import name
from stacks.config import Config
from stacks.ledger import WRITE, Ledger
from stacks.role import only_deliver


class Rules(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        ledger: Ledger,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        only = only_deliver(self, config, "OnlyDeliverNotesNotices", WRITE, name.rules_table_arn(self, config))
        dynamodb.Table(
            self,
            "Notices",
            table_name=name.RULES_TABLE,
            partition_key=dynamodb.Attribute(name="rule", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="actor", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires_s",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=ledger.key,
            removal_policy=RemovalPolicy.DESTROY,
            resource_policy=iam.PolicyDocument(statements=[iam.PolicyStatement.from_json(only)]),
        )

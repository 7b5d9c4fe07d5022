"""The ledger: a table with one item for each log file, its receipt.

The stack leaves the table behind when it is deleted: what it says of the archive is as much evidence as the archive. So
its name has to be free when the stack is made.
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks import name
from stacks.bucket import KEEP, own_key
from stacks.config import Config
from stacks.role import only_deliver

# A transaction is authorised as the writes that it is made of, a PartiQL statement by an action of its own.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html (both 2026-04-13)
WRITE = [
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
]


class Ledger(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = own_key(self, "LedgerKey", "Encrypts the receipts of log files", name.key_alias(config, "ledger"))
        dynamodb.Table(
            self,
            "Ledger",
            table_name=config.ledger.table_name,
            partition_key=dynamodb.Attribute(name="folder", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="name", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires_s",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            deletion_protection=True,
            removal_policy=KEEP,
            resource_policy=self._policy(config),
        )

    def _policy(self, config: Config) -> iam.PolicyDocument:
        """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html (2026-04-13)."""
        only = only_deliver(self, config, "OnlyDeliverWritesReceipts", WRITE, name.ledger_arn(self, config))
        return iam.PolicyDocument(statements=[iam.PolicyStatement.from_json(only)])

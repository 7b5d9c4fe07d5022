from tests.stacks.synthesis import LEDGER_ARN, ROLE_ARN, Resources, Synthesis


def test_a_receipt_is_found_by_its_log_file_and_goes_when_its_time_is_over(ledger: Resources) -> None:
    table = ledger["Ledger"]["Properties"]
    assert table["KeySchema"] == [{"AttributeName": "log_file", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "log_file", "AttributeType": "S"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_s", "Enabled": True}
    assert (table["TableName"], table["BillingMode"]) == ("trailkeeper-ledger", "PAY_PER_REQUEST")


def test_the_ledger_outlives_mistakes_and_its_stack(ledger: Resources) -> None:
    table = ledger["Ledger"]
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_only_deliver_writes_receipts(ledger: Resources) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html (2026-04-13)."""
    assert ledger["Ledger"]["Properties"]["ResourcePolicy"]["PolicyDocument"]["Statement"] == [
        {
            "Sid": "OnlyDeliverWritesReceipts",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": [
                "dynamodb:BatchWriteItem",
                "dynamodb:DeleteItem",
                "dynamodb:PartiQLDelete",
                "dynamodb:PartiQLInsert",
                "dynamodb:PartiQLUpdate",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
            ],
            "Resource": LEDGER_ARN,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE_ARN}},
        }
    ]


def test_there_is_no_other_table(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::DynamoDB::Table")) == {"Ledger"}

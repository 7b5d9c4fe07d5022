from tests.stacks.synthesis import LEDGER_ARN, ROLE_ARN, Resources, Synthesis


def test_receipts_are_found_by_their_folder_and_go_when_their_time_is_over(ledger: Resources) -> None:
    table = ledger["Ledger"]["Properties"]
    assert table["KeySchema"] == [
        {"AttributeName": "folder", "KeyType": "HASH"},
        {"AttributeName": "name", "KeyType": "RANGE"},
    ]
    assert table["AttributeDefinitions"] == [
        {"AttributeName": "folder", "AttributeType": "S"},
        {"AttributeName": "name", "AttributeType": "S"},
    ]
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
    assert set(synthesis.of_type("AWS::DynamoDB::Table")) == {"Ledger", "Notices", "Remembered"}

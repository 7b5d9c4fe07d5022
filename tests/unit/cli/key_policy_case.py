"""Policies of keys: by name what is documented, the policy, and the gaps of it."""

from stacks import policy
from stacks.policy import Statement
from tests.unit.cli.policy_case import KEY, OTHER, PLACE, TOPIC, TRAIL, Gaps, changed, config, text

ARCHIVE = policy.archive_key_statements(PLACE, config())
ENCRYPT, DECRYPT, DESCRIBE = ARCHIVE
NOTIFICATION = policy.notification_key_statements(PLACE, config())
PUBLISH, SEND = NOTIFICATION
GROUPS = ["/trailkeeper/records", "/aws/lambda/trailkeeper-deliver"]
LOGS = policy.log_group_key_statement(PLACE)
LOG_GROUPS = "arn:aws:logs:eu-west-1:111122223333:log-group:"
CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"
ROOT = {
    "Sid": "Root",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}
VIA_S3 = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


def encrypts_where(block: object) -> str:
    return text(changed(ENCRYPT, Condition=block), DECRYPT, DESCRIBE)


KEYS: dict[str, tuple[list[Statement], str, Gaps]] = {
    "as documented": (ARCHIVE, text(ROOT, *ARCHIVE), []),
    "the account alone": (ARCHIVE, text(ROOT), [("missing", "no statement is for it")] * 3),
    "without decrypting": (ARCHIVE, text(ENCRYPT, DESCRIBE), [("missing", "kms:Decrypt")]),
    "in one statement": (
        ARCHIVE,
        text(
            changed(
                ENCRYPT,
                Action=["kms:GenerateDataKey*", "kms:Decrypt", "kms:DescribeKey"],
                Condition={"StringEquals": {"aws:SourceArn": TRAIL}},
            )
        ),
        [],
    ),
    "by the key's ARN": (ARCHIVE, text(*(changed(each, Resource=KEY) for each in ARCHIVE)), []),
    "of another key": (
        ARCHIVE,
        text(*(changed(each, Resource=f"{KEY}5") for each in ARCHIVE)),
        [("missing", "only")] * 3,
    ),
    "for this trail's context alone": (
        ARCHIVE,
        encrypts_where({"StringEquals": {"aws:SourceArn": TRAIL, CONTEXT: TRAIL}}),
        [],
    ),
    "for another account's context": (
        ARCHIVE,
        encrypts_where({"StringLike": {CONTEXT: "arn:aws:cloudtrail:*:222233334444:trail/*"}}),
        [("missing", CONTEXT.lower())],
    ),
    "for another trail": (
        ARCHIVE,
        encrypts_where({"StringEquals": {"aws:SourceArn": OTHER}}),
        [("missing", "aws:sourcearn")],
    ),
    "for the trails of any account": (ARCHIVE, encrypts_where(None), [("wider", "kms:GenerateDataKey*")]),
    "for the account's contexts": (
        ARCHIVE,
        encrypts_where({"StringLike": {CONTEXT: "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        [],
    ),
    "one of the actions": (
        ARCHIVE,
        text(changed(ENCRYPT, Action="kms:GenerateDataKey"), DECRYPT, DESCRIBE),
        [("missing", "kms:GenerateDataKey*")],
    ),
    "through a service": (ARCHIVE, encrypts_where(VIA_S3), [("unclear", "it cannot be told")]),
    "one of the actions denied": (
        ARCHIVE,
        text(
            *ARCHIVE,
            {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "kms:GenerateDataKeyPair", "Resource": "*"},
        ),
        [("unclear", "may deny it")],
    ),
    "a topic's, as documented": (NOTIFICATION, text(*NOTIFICATION), []),
    "a topic's, without CloudTrail": (NOTIFICATION, text(SEND), [("missing", "cloudtrail.amazonaws.com")] * 2),
    "a topic's, with a condition": (
        NOTIFICATION,
        text(changed(PUBLISH, Condition={"StringEquals": {"aws:SourceArn": TRAIL}}), SEND),
        [("unclear", "kms:GenerateDataKey*"), ("unclear", "kms:Decrypt")],
    ),
    "a topic's, of another topic": (
        NOTIFICATION,
        text(PUBLISH, changed(SEND, Condition={"ArnEquals": {"aws:SourceArn": f"{TOPIC}-2"}})),
        [("missing", "sns.amazonaws.com")] * 2,
    ),
    "log groups', as documented": ([LOGS], text(LOGS), []),
    "log groups', of one": (
        [LOGS],
        text(
            changed(
                LOGS,
                Condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": f"{LOG_GROUPS}/trailkeeper/records"}},
            )
        ),
        [("missing", "logs.eu-west-1.amazonaws.com")] * 5,
    ),
    "log groups', of all": (
        [LOGS],
        text(
            changed(
                LOGS,
                Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:*"}},
            )
        ),
        [],
    ),
}

"""Policies of a bucket beside different configurations, and their gaps."""

from stacks import policy
from stacks.config import Config
from tests.unit.cli.policy_case import (
    BUCKET,
    CHECK,
    LEGACY,
    OF_ORGANIZATION,
    OF_SEVERAL,
    ORGANIZATION,
    OTHER,
    PLACE,
    TRAIL,
    WITH_PREFIX,
    WRITE,
    Gaps,
    changed,
    text,
)

ORGANIZATION_WRITE = policy.bucket_statements(PLACE, OF_ORGANIZATION)[2]
SEVERAL = policy.bucket_statements(PLACE, OF_SEVERAL)
ONE_EACH = [
    changed(
        SEVERAL[1],
        Resource=f"{BUCKET}/AWSLogs/{arn.split(':')[4]}/*",
        Condition={"StringEquals": {"aws:SourceArn": arn}},
    )
    for arn in (TRAIL, OTHER)
]
LEGACY_CHECK, LEGACY_WRITE = policy.bucket_statements(PLACE, LEGACY)[2:]
IDS = [arn.split(":")[4] for arn in LEGACY_WRITE["Principal"]["AWS"]]

# By name: what is configured, the policy of the bucket, and its gaps.
SETUPS: dict[str, tuple[Config, str, Gaps]] = {
    "a prefix": (WITH_PREFIX, text(*policy.bucket_statements(PLACE, WITH_PREFIX)), []),
    "a prefix that is lacking": (WITH_PREFIX, text(CHECK, WRITE), [("missing", "only, without the prefix audit")]),
    "an organization": (OF_ORGANIZATION, text(*policy.bucket_statements(PLACE, OF_ORGANIZATION)), []),
    "an organization's folder that is lacking": (
        OF_ORGANIZATION,
        text(CHECK, WRITE),
        [("missing", "only, without the organization's folder")],
    ),
    "the management account's folder that is lacking": (
        OF_ORGANIZATION,
        text(CHECK, ORGANIZATION_WRITE),
        [("missing", "AWSLogs/111122223333/* by")],
    ),
    "an organization's trails": (
        OF_ORGANIZATION,
        text(
            *(
                changed(each, Condition={"StringEquals": {"aws:SourceOrgID": ORGANIZATION}})
                for each in (CHECK, WRITE, ORGANIZATION_WRITE)
            )
        ),
        [],
    ),
    "several accounts": (OF_SEVERAL, text(*SEVERAL), []),
    "several accounts, each by itself": (OF_SEVERAL, text(SEVERAL[0], *ONE_EACH), []),
    "one of several accounts": (OF_SEVERAL, text(SEVERAL[0], ONE_EACH[0]), [("missing", "AWSLogs/222233334444/* by")]),
    "one of several trails": (OF_SEVERAL, text(CHECK, SEVERAL[1]), [("missing", f"s3:GetBucketAcl on {BUCKET} by")]),
    "legacy accounts": (LEGACY, text(CHECK, WRITE, LEGACY_CHECK, LEGACY_WRITE), []),
    "legacy accounts by their ids": (
        LEGACY,
        text(CHECK, WRITE, *(changed(each, Principal={"AWS": IDS}) for each in (LEGACY_CHECK, LEGACY_WRITE))),
        [],
    ),
    "a legacy account that is lacking": (
        LEGACY,
        text(CHECK, WRITE, LEGACY_CHECK, changed(LEGACY_WRITE, Principal={"AWS": IDS[1:]})),
        [("missing", f"by arn:aws:iam::{IDS[0]}:root")],
    ),
}

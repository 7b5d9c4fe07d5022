"""The golden files: one a setup, with its configuration, and what AWS's documents have for it, statement by statement.

- `stacks`: the account and the Region of each stack
- `bucket`, `key`, `topic`: the statements that CloudTrail needs, where the resource is made
- `adopted`: what is told to the owner of a resource that exists already, by the key that names it
- `role`, `trust`, `native_key`: of the trail's own link to CloudWatch Logs
- `rule`: of direct ingestion
- `trail`: the properties of the trail, where it is made

They say what these documents say (all 2026-04-13), with account, Region and names for the placeholders; nothing of
stacks has written them:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-set-bucket-policy-for-multiple-accounts.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

import json
from pathlib import Path
from typing import Any

Golden = dict[str, Any]

SETUPS: dict[str, Golden] = {
    path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "setups").glob("*.json"))
}
ORGANIZATIONS = [name for name, golden in SETUPS.items() if "organization" in golden["configuration"]]


def having(*parts: str) -> list[tuple[str, str]]:
    """Each setup with each of these parts that it has."""
    return [(name, part) for name, golden in SETUPS.items() for part in parts if part in golden]


def without(part: str) -> list[str]:
    return [name for name, golden in SETUPS.items() if part not in golden]

"""The stream that an account's records go to, named as CloudTrail's own delivery to CloudWatch Logs names it, so that
queries and subscription filters that know those names go on working.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-log-group-log-stream-naming-for-cloudtrail.html
(2026-04-13): ACCOUNT_CloudTrail_REGION, and o-ID_ACCOUNT_CloudTrail_REGION for an organization's trail. The Region is
the trail's home Region, whichever Region the records are of.
"""

from lambdas.core.object_key import LogFileKey


def stream(key: LogFileKey, home_region: str) -> str:
    organization = f"{key.organization}_" if key.organization else ""
    return f"{organization}{key.account}_CloudTrail_{home_region}"

"""The trail's own link to CloudWatch Logs, and the role by which CloudTrail writes there.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html (2026-04-13)
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import structs

from cli.account import Answer
from cli.doctor.check.permission import results
from cli.doctor.examined import Account, Examined, of_trail, separately
from cli.doctor.policy.comparison import compare
from cli.doctor.policy.request import Document, Facts
from cli.doctor.result import Result, fail, missing, ok, skipped, warn
from stacks import native_name
from stacks.config.ingestion import Path
from stacks.name import At
from stacks.policy import CLOUDTRAIL

# Of us-east-1: https://aws.amazon.com/cloudwatch/pricing/ (2026-04-13)
PRICE = "0.50 dollars a GB (in us-east-1)"
WRITES = ("logs:CreateLogStream", "logs:PutLogEvents")


def native(examined: Examined) -> Iterator[Result]:
    """Nothing where the trail has no link, and is to have none."""
    if Path.NATIVE not in examined.config.paths:
        yield from separately({examined.trail_arn: partial(_left, examined)})
        return
    role = native_name.native_role_arn(_there(examined))
    yield from separately({examined.trail_arn: partial(_link, examined), role: partial(_role, examined, role)})


def _there(examined: Examined) -> At:
    return At(examined.place.partition, examined.trail_account, examined.place.region)


def _left(examined: Examined) -> Iterator[Result]:
    arn = examined.trail_arn
    linked = (examined.trail() or {}).get("CloudWatchLogsLogGroupArn")
    if linked and examined.adopts_trail:
        yield skipped(arn, f"its owner links it to {linked}")
    elif linked:
        unlink = "--cloud-watch-logs-log-group-arn= --cloud-watch-logs-role-arn="
        todo = f"aws cloudtrail update-trail --name {arn} {unlink}, then delete the stack Trailkeeper-Native"
        found = f"it is linked to {linked}, and native is not configured: it goes on writing, {PRICE}"
        yield warn(arn, found, todo)


@of_trail
def _link(examined: Examined, trail: Answer) -> Iterator[Result]:
    there = _there(examined)
    group, role = native_name.native_log_group_arn(there, examined.config), native_name.native_role_arn(there)
    linked, by = trail.get("CloudWatchLogsLogGroupArn") or "", trail.get("CloudWatchLogsRoleArn") or ""
    if (linked, by) == (group, role):
        yield ok(examined.trail_arn, f"it is linked to {group}")
        return
    found = f"it is linked to {linked or 'no log group'} by {by or 'no role'}, and not to {group} by {role}"
    yield fail(examined.trail_arn, found, "deploy Trailkeeper-Native and Trailkeeper-Trail once more")


def _role(examined: Examined, arn: str) -> Iterator[Result]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html.

    As of 2026-04-13.
    """
    account, role = examined.account(examined.trail_account), native_name.native_role_name(_there(examined))
    answer = account.read("iam", "get_role", f"role {arn}", RoleName=role)
    if answer is None:
        yield missing(arn, adopted=False)
        return
    trusted = _document(answer["Role"].get("AssumeRolePolicyDocument"), Resource=arn)
    trust: Document = {"Principal": CLOUDTRAIL, "Action": "sts:AssumeRole", "Resource": arn}
    found = [*results(arn, compare(trusted, [trust], Facts()), "its trust policy")]
    streams = native_name.native_stream_arns(_there(examined), examined.config)
    writes: Document = {"Principal": {"AWS": arn}, "Action": list(WRITES), "Resource": streams}
    found += results(arn, compare(_allowed(account, role, arn), [writes], Facts()))
    for each in found:
        yield structs.replace(each, todo="deploy Trailkeeper-Native once more") if each.todo else each


def _allowed(account: Account, role: str, arn: str) -> str:
    """All that the role's own policies say, as one, and as of a resource: to the role."""
    listed = account.read_all("iam", "list_role_policies", f"policies of role {arn}", "PolicyNames", RoleName=role)
    found: list[Any] = []
    for each in listed:
        asked = {"RoleName": role, "PolicyName": each}
        answer = account.read("iam", "get_role_policy", f"policy {each} of role {arn}", **asked) or {}
        found += _statements(answer.get("PolicyDocument"))
    return _document({"Statement": found}, Principal={"AWS": arn})


def _document(written: Any, **lacking: Any) -> str:
    """With the element that such a policy lacks, as its holder is known."""
    return json.dumps({"Statement": [{**lacking, **each} for each in _statements(written)]})


def _statements(written: Any) -> list[Any]:
    """Of a document, which boto3 has read, or its text."""
    document = json.loads(written) if isinstance(written, str) else written or {}
    said = document.get("Statement") or []
    return said if isinstance(said, list) else [said]

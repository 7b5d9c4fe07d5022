"""Several accounts in one embedded cloud: one deployer serves them all, and each has its own."""

import json
from pathlib import Path
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import bootstrap, deploy
from tests.acceptance.watched_trail import WatchedTrail, client

OTHER = "222233334444"
# What `cdk synth` writes of a stack whose environment names another account.
SCHEMA = "43.0.0"


def stack_of(name: str, account: str, folder: Path) -> dict[str, Any]:
    """A stack of one queue; its template is written to the folder."""
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}}}
    (folder / f"{name}.template.json").write_text(json.dumps(template))
    roles = f"arn:${{AWS::Partition}}:iam::{account}:role/cdk-hnb659fds"
    return {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{account}/us-east-1",
        "properties": {
            "templateFile": f"{name}.template.json",
            "assumeRoleArn": f"{roles}-deploy-role-{account}-us-east-1",
            "cloudFormationExecutionRoleArn": f"{roles}-cfn-exec-role-{account}-us-east-1",
        },
    }


def test_one_deployer_deploys_an_assembly_to_two_accounts(tmp_path: Path) -> None:
    artifacts = {name: stack_of(name, account, tmp_path) for name, account in (("here", ACCOUNT), ("there", OTHER))}
    (tmp_path / "manifest.json").write_text(json.dumps({"version": SCHEMA, "artifacts": artifacts}))
    with EmbeddedCloud() as cloud:
        deployer = bootstrap(cloud)
        bootstrap(cloud, account=OTHER)
        deploy(cloud, deployer, tmp_path)
        queues = {
            account: [
                url.rpartition("/")[2] for url in cloud.client("sqs", cloud.account(account)).list_queues()["QueueUrls"]
            ]
            for account in (ACCOUNT, OTHER)
        }
    assert queues == {ACCOUNT: ["here"], OTHER: ["there"]}


def test_a_call_to_another_accounts_bucket_is_recorded_in_both_accounts(cloud: EmbeddedCloud) -> None:
    objects = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]
    trails = [WatchedTrail(cloud, account, account).start() for account in (ACCOUNT, OTHER)]
    for trail in trails:
        selectors = [{"FieldSelectors": objects}]
        trail.cloudtrail.put_event_selectors(TrailName=trail.name, AdvancedEventSelectors=selectors)
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    theirs = everything | {"Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}
    policy = {"Version": "2012-10-17", "Statement": [theirs]}
    client(cloud, "s3").create_bucket(Bucket="of-default")
    client(cloud, "s3").put_bucket_policy(Bucket="of-default", Policy=json.dumps(policy))
    user = cloud.user("abroad", {**policy, "Statement": [everything]}, OTHER)
    cloud.client("s3", user).put_object(Bucket="of-default", Key="k", Body=b"")
    ours, others = (trail.named("PutObject") for trail in trails)
    assert [record["userIdentity"].get("userName") for record in (*ours, *others)] == [None, "abroad"]
    assert ours[0]["sharedEventID"] == others[0]["sharedEventID"]
    for trail in trails:
        trail.delete()

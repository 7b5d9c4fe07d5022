"""The app as a whole: what is deployed, what cdk-nag says of it, that it is the same every time, and a snapshot of it.

After a change that is meant: SNAPSHOTS=write .venv/bin/pytest tests/stacks/test_app.py, and read the difference.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lambdas.setup.resource import RESOURCES
from tests.stacks.synthesis import Synthesis, synthesize

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = Path(__file__).parent / "snapshots"
STACKS = [
    "Trailkeeper-AccessLogs",
    "Trailkeeper-Archive",
    "Trailkeeper-Notification",
    "Trailkeeper-Ledger",
    "Trailkeeper-Quarantine",
    "Trailkeeper-Rules",
    "Trailkeeper-Delivery",
    "Trailkeeper-Verification",
    "Trailkeeper-Watch",
    "Trailkeeper-Setup",
    "Trailkeeper-Alarm",
    "Trailkeeper-Trail",
    "Trailkeeper-Dashboard",
    "Trailkeeper-Queries",
    "Trailkeeper-Health",
]
LOG_GROUPS = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group"
TRAIL_ARN = "arn:<AWS::Partition>:cloudtrail:*:<AWS::AccountId>:trail/trailkeeper"
BUCKET_ARN = "arn:<AWS::Partition>:s3:::trailkeeper-archive-<AWS::AccountId>-<AWS::Region>"
QUARANTINE_ARN = "arn:<AWS::Partition>:s3:::trailkeeper-quarantine-<AWS::AccountId>-<AWS::Region>"
ACCEPTED = {
    f"AwsSolutions-IAM5[Resource::{BUCKET_ARN}/AWSLogs/*]",
    f"AwsSolutions-IAM5[Resource::{QUARANTINE_ARN}/records/*]",
    f"AwsSolutions-IAM5[Resource::{QUARANTINE_ARN}/log-files/*]",
    f"AwsSolutions-IAM5[Resource::{QUARANTINE_ARN}/messages/*]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:/trailkeeper/records:log-stream:*]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:<DeliverLog>:log-stream:*]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:<VerifyLog>:log-stream:*]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:<WatchLog>:log-stream:*]",
    f"AwsSolutions-IAM5[Resource::{TRAIL_ARN}]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:/trailkeeper/findings:log-stream:*]",
    "AwsSolutions-IAM5[Resource::*]",
    f"AwsSolutions-IAM5[Resource::{LOG_GROUPS}:/aws/lambda/trailkeeper-setup:log-stream:*]",
    "AwsSolutions-IAM5[Action::kms:GenerateDataKey*]",
    "AwsSolutions-IAM5[Action::kms:ReEncrypt*]",
    "AwsSolutions-L1",
    "AwsSolutions-S1",
}
EVERYTHING = {
    "account": "111122223333",
    "region": "eu-central-1",
    "trail": {"name": "audit.1", "key_prefix": "security"},
    "archive": {"bucket_name": "example-archive"},
    "quarantine": {"bucket_name": "example-quarantine", "retention_days": 30},
    "ledger": {"retention_days": 35},
    "destination": {"log_group_name": "/audit/records", "retention_days": 30},
    "delivery": {"maximum_concurrency": 5, "reserved_concurrency": 10},
    "tags": {"owner": "security"},
}


def without_asset_hashes(template: dict[str, Any]) -> str:
    return re.sub(r"[0-9a-f]{64}\.zip", "ASSET.zip", json.dumps(template, indent=1)) + "\n"


@pytest.mark.parametrize("stack", STACKS)
def test_a_template_is_the_one_of_the_snapshot(synthesis: Synthesis, stack: str) -> None:
    snapshot = SNAPSHOTS / f"{stack}.json"
    template = without_asset_hashes(synthesis.templates[stack])
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(template)
    assert template == snapshot.read_text()


def test_two_synths_give_the_same_templates(synthesis: Synthesis, tmp_path: Path) -> None:
    assert synthesize({}, tmp_path).templates == synthesis.templates


def test_nag_has_looked_and_accepts_only_what_has_a_written_reason(synthesis: Synthesis) -> None:
    (report,) = json.loads((synthesis.folder / "validation-report.json").read_text())["pluginReports"]
    assert (report["pluginName"], report["conclusion"], report["violations"]) == ("AwsSolutions", "success", [])
    accepted = {finding["ruleName"]: finding["reason"] for finding in report["suppressedViolations"]}
    assert {re.sub(r"[0-9A-F]{8}>", ">", rule) for rule in accepted} == ACCEPTED
    assert all(len(reason.split()) > 5 for reason in accepted.values())


def test_a_stack_is_deployed_after_those_that_it_builds_on(synthesis: Synthesis) -> None:
    before = {stack: set(names) for stack, names in synthesis.dependencies.items()}
    pipeline = {f"Trailkeeper-{each}" for each in ("Archive", "Notification", "Ledger", "Quarantine")}
    carried = {f"Trailkeeper-{each}" for each in ("Rules", "Delivery", "Verification", "Watch")}
    kept = {
        *pipeline,
        *carried,
        "Trailkeeper-Setup",
        "Trailkeeper-Trail",
        "Trailkeeper-Alarm",
        "Trailkeeper-AccessLogs",
    }
    assert before == {
        "Trailkeeper-AccessLogs": set(),
        "Trailkeeper-Archive": {"Trailkeeper-AccessLogs"},
        "Trailkeeper-Notification": set(),
        "Trailkeeper-Ledger": set(),
        "Trailkeeper-Quarantine": {"Trailkeeper-AccessLogs"},
        "Trailkeeper-Rules": {"Trailkeeper-Ledger"},
        "Trailkeeper-Delivery": {*pipeline, "Trailkeeper-Rules"},
        "Trailkeeper-Watch": {"Trailkeeper-Verification"},
        "Trailkeeper-Verification": {*pipeline - {"Trailkeeper-Quarantine"}, "Trailkeeper-Delivery"},
        "Trailkeeper-Setup": set(),
        "Trailkeeper-Alarm": {*pipeline, *carried, "Trailkeeper-Setup"},
        "Trailkeeper-Trail": {*pipeline, *carried, "Trailkeeper-Setup", "Trailkeeper-Alarm"},
        "Trailkeeper-Dashboard": kept,
        "Trailkeeper-Queries": kept,
        "Trailkeeper-Health": {*kept, "Trailkeeper-Dashboard", "Trailkeeper-Queries"},
    }


def test_nothing_is_deployed_by_a_function_of_a_library(synthesis: Synthesis) -> None:
    kinds = {item["Type"] for template in synthesis.templates.values() for item in template["Resources"].values()}
    assert {kind for kind in kinds if not kind.startswith("AWS::") or "CustomResource" in kind} <= set(RESOURCES)
    assert set(synthesis.of_type("AWS::Lambda::Function")) == {"Deliver", "Verify", "Watch", "Setup"}


def test_a_configured_deployment_names_its_account_and_its_tags(tmp_path: Path) -> None:
    synthesis = synthesize(EVERYTHING, tmp_path, assets=False)
    trail = synthesis.resources("Trailkeeper-Trail")["Trail"]["Properties"]
    assert (trail["TrailName"], trail["S3KeyPrefix"]) == ("audit.1", "security")
    assert trail["Tags"] == [{"Key": "owner", "Value": "security"}]
    aliases = {alias["AliasName"] for alias in synthesis.of_type("AWS::KMS::Alias").values()}
    purposes = ("archive", "ledger", "notification", "quarantine", "records", "verification")
    assert aliases == {f"alias/audit-1-{purpose}" for purpose in purposes}
    buckets = synthesis.of_type("AWS::S3::Bucket")
    assert buckets["Quarantine"]["BucketName"] == "example-quarantine"
    assert buckets["Quarantine"]["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 30
    delivery = synthesis.resources("Trailkeeper-Delivery")
    assert delivery["Records"]["Properties"]["RetentionInDays"] == 30
    assert delivery["Poll"]["Properties"]["ScalingConfig"] == {"MaximumConcurrency": 5}
    assert delivery["Deliver"]["Properties"]["ReservedConcurrentExecutions"] == 10
    assert delivery["Deliver"]["Properties"]["Environment"]["Variables"]["TRAILKEEPER_HOME_REGION"] == "eu-central-1"
    manifest = json.loads((tmp_path / "manifest.json").read_text())["artifacts"]
    assert {manifest[stack]["environment"] for stack in STACKS} == {"aws://111122223333/eu-central-1"}


def test_a_wrong_value_stops_the_app_with_its_line(tmp_path: Path) -> None:
    environment = dict(os.environ) | {
        "CDK_CONTEXT_JSON": json.dumps({"trailkeeper": {"delivery": {"batch_size": 0}}}),
        "CDK_OUTDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    line = "cdk.json: trailkeeper.delivery.batch_size: expected an int from 1 to 10000, got 0\n"
    assert (done.returncode, done.stderr) == (1, line)


def test_cdk_json_itself_is_a_configuration(tmp_path: Path) -> None:
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    assert synthesize(context["trailkeeper"], tmp_path, assets=False).templates.keys() == set(STACKS)
    assert context["@aws-cdk/core:defaultCrossStackReferences"] == "strong"

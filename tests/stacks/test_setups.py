"""Each setup against the documented policies, statement by statement: tests/stacks/golden.py."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stacks.adoption import requirements, written
from stacks.config import load
from tests.stacks.golden import ORGANIZATIONS, SETUPS, having, without
from tests.stacks.synthesis import TLS_ONLY, Synthesis, leaves, same, statements

ROOT = Path(__file__).resolve().parents[2]
Synthesized = Callable[[str], Synthesis]
PLACES = {
    "bucket": ("Trailkeeper-Archive", "BucketPolicy"),
    "key": ("Trailkeeper-Archive", "Key"),
    "topic": ("Trailkeeper-Notification", "TopicPolicy"),
    "native_key": ("Trailkeeper-Native", "NativeKey"),
    "role": ("Trailkeeper-Native", "NativeRole"),
    "trust": ("Trailkeeper-Native", "NativeRole"),
    "rule": ("Trailkeeper-Direct", "Rule"),
    "trail": ("Trailkeeper-Trail", "Trail"),
}
NO_TLS = {
    "bucket": {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": ["Bucket.Arn", "Bucket.Arn/*"],
        "Condition": TLS_ONLY,
    },
    "topic": {
        "Sid": "AllowPublishThroughSSLOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": "Topic",
        "Condition": TLS_ONLY,
    },
}


def properties(synthesis: Synthesis, part: str) -> dict[str, Any]:
    stack, resource = PLACES[part]
    found: dict[str, Any] = synthesis.resources(stack)[resource]["Properties"]
    return found


@pytest.mark.parametrize("name", SETUPS)
def test_each_stack_is_in_the_account_and_the_region_that_it_belongs_to(synthesized: Synthesized, name: str) -> None:
    assert synthesized(name).environments == SETUPS[name]["stacks"]


@pytest.mark.parametrize(("name", "part"), having("bucket", "topic"))
def test_a_policy_has_the_documented_statements_and_denies_what_is_not_encrypted_on_its_way(
    synthesized: Synthesized, name: str, part: str
) -> None:
    stack, policy = PLACES[part]
    assert same(statements(synthesized(name).resources(stack)[policy])) == same([NO_TLS[part], *SETUPS[name][part]])


@pytest.mark.parametrize(("name", "part"), having("key", "native_key"))
def test_a_keys_policy_has_the_documented_statements_and_lets_the_accounts_iam_decide(
    synthesized: Synthesized, name: str, part: str
) -> None:
    through_iam, *found = properties(synthesized(name), part)["KeyPolicy"]["Statement"]
    account = SETUPS[name]["stacks"][PLACES[part][0]].split("/")[2]
    partition = SETUPS[name]["trail"]["KMSKeyId"].split(":")[1]
    assert through_iam == {
        "Sid": "Enable IAM user permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    assert same(found) == same(SETUPS[name][part])


@pytest.mark.parametrize(("name", "part"), having("role"))
def test_the_role_of_the_trails_own_link_may_write_its_own_streams_and_nothing_else(
    synthesized: Synthesized, name: str, part: str
) -> None:
    role = properties(synthesized(name), part)
    (policy,) = role["Policies"]
    assert same(policy["PolicyDocument"]["Statement"]) == same(SETUPS[name]["role"])
    assert role["AssumeRolePolicyDocument"]["Statement"] == SETUPS[name]["trust"]
    assert "ManagedPolicyArns" not in role


@pytest.mark.parametrize(("name", "part"), having("trail"))
def test_the_trail_has_the_properties_of_its_setup(synthesized: Synthesized, name: str, part: str) -> None:
    assert properties(synthesized(name), part) == SETUPS[name]["trail"]


@pytest.mark.parametrize(("name", "part"), having("rule"))
def test_direct_ingestion_is_a_telemetry_rule(synthesized: Synthesized, name: str, part: str) -> None:
    assert properties(synthesized(name), part)["Rule"] == SETUPS[name]["rule"]


MADE = {
    "bucket": ("Trailkeeper-Archive", "AWS::S3::Bucket"),
    "key": ("Trailkeeper-Archive", "AWS::KMS::Key"),
    "topic": ("Trailkeeper-Notification", "AWS::SNS::Topic"),
    "trail": ("Trailkeeper-Trail", "AWS::CloudTrail::Trail"),
}


@pytest.mark.parametrize(("name", "part"), [(name, part) for part in MADE for name in without(part)])
def test_what_is_adopted_or_not_needed_is_not_made(synthesized: Synthesized, name: str, part: str) -> None:
    stack, kind = MADE[part]
    synthesis = synthesized(name)
    made = synthesis.resources(stack) if stack in synthesis.templates else {}
    assert [each for each, resource in made.items() if resource["Type"] in {kind, f"{kind}Policy"}] == []


@pytest.mark.parametrize(("name", "part"), having("adopted"))
def test_the_owner_of_what_is_adopted_is_told_the_documented_statements(name: str, part: str) -> None:
    told = {
        each.path: {"statements": each.statements, "settings": dict(each.settings)}
        for each in requirements(load(SETUPS[name]["configuration"]))
    }
    expected = {path: {"statements": [], "settings": {}, **needs} for path, needs in SETUPS[name]["adopted"].items()}
    assert same(told) == same(expected)


@pytest.mark.parametrize("name", without("adopted"))
def test_where_nothing_is_adopted_nothing_is_asked(name: str) -> None:
    assert requirements(load(SETUPS[name]["configuration"])) == []


def test_the_app_prints_what_the_owners_have_to_do(tmp_path: Path) -> None:
    configuration = SETUPS["adopted-trail"]["configuration"]
    environment = dict(os.environ) | {
        "CDK_CONTEXT_JSON": json.dumps({"trailkeeper": configuration}),
        "CDK_OUTDIR": str(tmp_path),
    }
    command = [sys.executable, "app.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    for requirement in requirements(load(configuration)):
        assert f"\n{written(requirement)}\n" in f"\n{done.stderr}"


def test_what_is_printed_is_json_that_can_be_copied() -> None:
    for requirement in requirements(load(SETUPS["adopted-trail"]["configuration"])):
        first, *rest = written(requirement).splitlines()
        assert first == f"{requirement.path}: {requirement.arn} is adopted, and not changed."
        assert json.loads("\n".join(rest[1:])) == (requirement.statements or requirement.settings)


@pytest.mark.parametrize("name", SETUPS)
def test_no_stack_imports_what_another_account_or_region_exports(synthesized: Synthesized, name: str) -> None:
    synthesis = synthesized(name)
    for stack, environment in synthesis.environments.items():
        assert {synthesis.environments[each] for each in synthesis.imports(stack)} <= {environment}


@pytest.mark.parametrize(("name", "part"), having("trail"))
def test_the_trails_stack_imports_nothing_at_all(synthesized: Synthesized, name: str, part: str) -> None:
    assert synthesized(name).imports("Trailkeeper-Trail") == set()


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_only_an_organizations_trail_knows_the_management_account(synthesized: Synthesized, name: str) -> None:
    """And what it is told of the log-archive account is told by name: nothing of it is a reference."""
    synthesis = synthesized(name)
    managed = {stack for stack, place in synthesis.environments.items() if "444455556666" in place}
    allowed = ("Setup", "Trail", "Native", "Direct", "TrailAlarm", "RuleFilters")
    assert managed <= {f"Trailkeeper-{stack}" for stack in allowed}


@pytest.mark.parametrize("name", SETUPS)
def test_every_arn_is_of_the_partition_of_its_region(synthesized: Synthesized, name: str) -> None:
    synthesis = synthesized(name)
    region = next(iter(synthesis.environments.values())).split("/")[-1]
    partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")
    texts = {text for stack in synthesis.templates for text in leaves(synthesis.resources(stack)) if text is not None}
    arns = {text for text in texts if str(text).startswith("arn:")}
    assert len(arns) > 5
    assert {arn.split(":")[1] for arn in arns} == {partition}

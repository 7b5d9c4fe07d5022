"""What the owner of an adopted trail, bucket, key or topic has to have there: Trailkeeper does not change it.

Printed at synth, and compared with what is there by `trailkeeper doctor`. Nothing here knows the CDK.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from stacks import name, policy
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.config.rule import partition_of
from stacks.name import At
from stacks.policy import Statement, allow, key_statement


@dataclass(frozen=True)
class Requirement:
    """Of a resource that exists: statements that its policy needs, or settings that it needs."""

    path: str
    """The key of the configuration that names the resource."""
    arn: str
    statements: list[Statement] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)


def requirements(config: Config) -> list[Requirement]:
    """A configuration that adopts anything names its account and its Region."""
    place = At(partition_of(config.region), config.account, config.region)
    return [found for ask in ADOPTED for found in ask(place, config)]


def written(requirement: Requirement) -> str:
    """What a person reads at synth."""
    text = [f"{requirement.path}: {requirement.arn} is adopted, and not changed."]
    if requirement.settings:
        text += ["Its owner has to set:", json.dumps(dict(requirement.settings), indent=2)]
    if requirement.statements:
        text += ["Its policy has to hold these statements:", json.dumps(requirement.statements, indent=2)]
    return "\n".join(text)


def _trail(place: At, config: Config) -> Iterator[Requirement]:
    if not config.trail.arn:
        return
    settings = {
        "S3BucketName": name.archive_bucket(place, config),
        "S3KeyPrefix": config.trail.key_prefix,
        "KmsKeyId": name.archive_key(place, config),
        "SnsTopicARN": name.topic_arn(place, config) if Path.PIPELINE in config.paths else "",
        "LogFileValidationEnabled": "true",
    }
    yield Requirement(
        "trail.arn", config.trail.arn, settings={each: value for each, value in settings.items() if value}
    )


def _bucket(place: At, config: Config) -> Iterator[Requirement]:
    if not config.archive.bucket_arn:
        return
    statements = policy.bucket_statements(place, config)
    if name.archive_owner(place, config) != place.account and Path.PIPELINE in config.paths:
        deliver = {"AWS": name.deliver_role_arn(place, config)}
        log_files = policy.one_or_list(name.log_files_arns(place, config))
        verify = {"AWS": name.verify_role_arn(place, config)}
        lists = ["s3:ListBucket", "s3:ListBucketVersions"]
        bucket, below = name.archive_arn(place, config), policy.below_prefixes(config)
        statements += [
            allow("TrailkeeperReads", deliver, ["s3:GetObject", "s3:GetObjectVersion"], log_files),
            allow("TrailkeeperVerifies", verify, "s3:GetObject", log_files),
            allow("TrailkeeperLists", verify, lists, bucket, below),
        ]
    yield Requirement("archive.bucket_arn", config.archive.bucket_arn, statements)


def _key(place: At, config: Config) -> Iterator[Requirement]:
    arn = config.archive.key_arn
    if not arn:
        return
    statements = policy.archive_key_statements(place, config)
    if name.account_of(arn) != place.account and Path.PIPELINE in config.paths:
        roles = {
            "TrailkeeperDecrypts": name.deliver_role_arn(place, config),
            "TrailkeeperVerifies": name.verify_role_arn(place, config),
        }
        statements += [key_statement(sid, {"AWS": role}, "kms:Decrypt") for sid, role in roles.items()]
    yield Requirement("archive.key_arn", arn, statements)


def _topic(place: At, config: Config) -> Iterator[Requirement]:
    arn = config.notification.topic_arn
    if not arn or Path.PIPELINE not in config.paths:
        return
    statements = policy.topic_statements(place, config)
    if name.account_of(arn) != place.account:
        pipeline = {"AWS": name.arn(place, "iam", "root", region="")}
        only = {"StringEquals": {"sns:Protocol": "sqs", "sns:Endpoint": name.queue_arn(place, config)}}
        statements.append(allow("TrailkeeperSubscribes", pipeline, "sns:Subscribe", arn, only))
    yield Requirement("notification.topic_arn", arn, statements)


ADOPTED: tuple[Callable[[At, Config], Iterator[Requirement]], ...] = (_trail, _bucket, _key, _topic)

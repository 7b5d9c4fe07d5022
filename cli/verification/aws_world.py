"""The archive in S3, the public keys that CloudTrail lists, and the ledger of a deployment."""

import argparse
from typing import Any

from cli.aws import client, use
from cli.terminal import UsageError
from cli.verification.key_file import KeyFile
from cli.verification.proven import KeySource
from cli.verification.world import InBucket, World
from lambdas.aws.digests import Digests
from lambdas.aws.error import named
from lambdas.aws.listing import HERE, Listing
from lambdas.aws.public_keys import PublicKeys
from lambdas.aws.receipts import Receipts
from lambdas.core.error import ConfigurationError
from lambdas.deliver.settings import Settings
from stacks import name

LIST_PUBLIC_KEYS = "ListPublicKeys"


def of_bucket(arguments: argparse.Namespace, now_s: int) -> World:
    """Of the bucket that is named, else of the deployment. Raises UsageError, ConfigurationError or Unavailable."""
    use(arguments.profile, arguments.region)
    deployed = None if arguments.bucket and not arguments.receipts else _settings()
    if deployed and arguments.bucket not in {"", deployed.archive_bucket}:
        raise UsageError(f"--receipts: the deployment's ledger is of bucket {deployed.archive_bucket}, not of --bucket")
    bucket = deployed.archive_bucket if deployed else arguments.bucket
    owner = deployed.archive_owner if deployed else ""
    prefixes = deployed.key_prefixes if deployed and not arguments.prefix else (arguments.prefix.strip("/"),)
    receipts = Receipts(client("dynamodb"), deployed.ledger_table) if deployed else None
    region = _region_of(bucket, owner)
    keys: KeyFile | PublicKeys = PublicKeys(lambda region: client("cloudtrail", region))
    source = KeySource(LIST_PUBLIC_KEYS, "", now_s)
    if arguments.public_keys:
        keys = KeyFile(arguments.public_keys, now_s)
        source = keys.source
    else:
        source = KeySource(LIST_PUBLIC_KEYS, _caller(), now_s)
    s3 = client("s3", region)
    return World(
        bucket=bucket,
        prefixes=tuple(f"{prefix}/" if prefix else "" for prefix in prefixes),
        listing=Listing(s3, owner),
        digests=Digests(s3, owner),
        log_files=InBucket(owner, arguments.profile, region),
        public_keys=keys,
        key_source=source,
        receipts=receipts,
    )


def _settings() -> Settings:
    """What the deployment tells its function."""
    function: Any = client("lambda")
    with named(f"function {name.DELIVER}, of the deployment", {"AccessDeniedException": ConfigurationError}):
        answer = function.get_function_configuration(FunctionName=name.DELIVER)
    return Settings.from_environment(answer.get("Environment", {}).get("Variables", {}))


def _region_of(bucket: str, owner: str) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html (2026-04-13)."""
    s3 = client("s3")
    owned = {"ExpectedBucketOwner": owner} if owner else {}
    # HEAD has no body that could tell more than a number.
    here = {**HERE, "404": ConfigurationError, "403": ConfigurationError}
    with named(f"bucket {bucket}", here):
        answer = s3.head_bucket(Bucket=bucket, **owned)
    told: str = answer.get("BucketRegion") or s3.meta.region_name
    return told


def _caller() -> str:
    with named("credentials"):
        arn: str = client("sts").get_caller_identity()["Arn"]
    return arn

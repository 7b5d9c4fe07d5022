"""Gathers the evidence: each claim that can be examined, the receipts' totals, and who asked what for it."""

import argparse
import tomllib
from dataclasses import replace
from pathlib import Path

from cli.evidence.evidence import Evidence
from cli.evidence.totals import totals
from cli.verification.progress import Progress
from cli.verification.prove import prove
from cli.verification.proven import Proven
from cli.verification.request import Request, request
from lambdas.core.proof import Claim

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def gather(arguments: argparse.Namespace, now_s: int, progress: Progress) -> Evidence:
    """Raises UsageError, ConfigurationError or Unavailable."""
    asked = request(arguments, now_s, keep_log_files=True)
    proofs = prove_claims(asked, progress)
    main = proofs[0]
    place, caller = _origin(arguments, main)
    receipts = asked.world.receipts
    return Evidence(
        from_s=arguments.from_s,
        until_s=arguments.until_s,
        place=place,
        proofs=proofs,
        totals=totals((each.name for each in main.log_files), receipts) if receipts else None,
        made_s=now_s,
        version=version(),
        caller=caller,
    )


def prove_claims(asked: Request, progress: Progress) -> tuple[Proven, ...]:
    """What was asked for; and what was delivered, which costs little where there is a ledger."""
    beside: tuple[Proven, ...] = ()
    if asked.claim is Claim.ARCHIVED and asked.world.receipts is not None:
        # First, so that a ledger that may not be read is told before every log file has been.
        beside = (prove(replace(asked, claim=Claim.DELIVERED), progress),)
    return (prove(asked, progress), *beside)


def version() -> str:
    told: str = tomllib.loads(_PROJECT.read_text())["project"]["version"]
    return told


def _origin(arguments: argparse.Namespace, proven: Proven) -> tuple[str, str]:
    """The place in words, and the ARN of who read it."""
    if arguments.directory:
        return f"the directory {arguments.directory}, a copy of the bucket: AWS was not asked", ""
    from cli.aws import client  # noqa: PLC0415  (boto3 takes half a second, and a directory needs none)
    from lambdas.aws.error import named  # noqa: PLC0415  (as above)

    endpoints = [client(service).meta.endpoint_url for service in ("s3", "cloudtrail")]
    with named("credentials"):
        caller = proven.keys.by if not proven.keys.sha256 else client("sts").get_caller_identity()["Arn"]
    return f"Amazon S3 by {endpoints[0]}, CloudTrail by {endpoints[1]}", caller

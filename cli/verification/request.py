"""What a verification is asked for."""

import argparse
from dataclasses import dataclass

from cli.terminal import UsageError
from cli.verification.folder_world import of_folder
from cli.verification.span import Span
from cli.verification.world import World
from lambdas.core.proof import Claim

_DAY_S = 24 * 60 * 60


@dataclass(frozen=True)
class Request:
    world: World
    span: Span
    at_s: int
    """When it is asked."""
    accounts: frozenset[str] = frozenset()
    """Empty for all."""
    trail: str = ""
    """Empty for all."""
    claim: Claim = Claim.ARCHIVED
    workers: int = 1
    keep_log_files: bool = False
    """Whether each log file is to be told, and its records counted."""


def request(arguments: argparse.Namespace, now_s: int, *, keep_log_files: bool = False) -> Request:
    """Of the options that cli.verification.arguments adds. Raises UsageError, ConfigurationError or Unavailable."""
    span = _span(arguments, now_s)
    if arguments.directory:
        world = of_folder(arguments, now_s)
    else:
        from cli.verification.aws_world import of_bucket  # noqa: PLC0415  (boto3 takes half a second)

        world = of_bucket(arguments, now_s)
    return Request(
        world=world,
        span=span,
        at_s=now_s,
        accounts=frozenset(arguments.account),
        trail=arguments.trail,
        claim=Claim.DELIVERED if arguments.receipts else Claim.ARCHIVED,
        workers=arguments.workers,
        keep_log_files=keep_log_files,
    )


def _span(arguments: argparse.Namespace, now_s: int) -> Span:
    from_s, until_s = arguments.from_s, arguments.until_s
    if not arguments.directory:
        until_s = now_s if until_s is None else until_s
        from_s = until_s - _DAY_S if from_s is None else from_s
    if from_s is not None and until_s is not None and from_s >= until_s:
        raise UsageError("--from is not before --to")
    if arguments.metadata and not arguments.directory:
        raise UsageError("--metadata is of a --directory; S3 keeps it beside the objects")
    if arguments.prefix and not (arguments.bucket or arguments.directory):
        raise UsageError("--prefix is of a --bucket or a --directory; a deployment knows its own")
    return Span(from_s, until_s)

"""A copy of the archive in a folder, verified with public keys that the operator has kept: nothing asks AWS."""

import argparse
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import msgspec

from cli.terminal import UsageError
from cli.verification.arguments import METADATA
from cli.verification.key_file import KeyFile
from cli.verification.world import InFolder, World
from lambdas.core.digest import MalformedDigest, read
from lambdas.core.digest_key import digest_key
from lambdas.core.digest_verification import LIMIT_BYTES
from lambdas.core.error import PipelineError
from lambdas.core.inflate import inflate
from lambdas.memory.folder import FolderDigests, FolderListing, Metadata

_ASKED = 100
"""How many digests are asked for the bucket's name."""


def of_folder(arguments: argparse.Namespace, now_s: int) -> World:
    """Raises UsageError."""
    folder: Path = arguments.directory
    if not folder.is_dir():
        raise UsageError(f"--directory {folder}: no such folder")
    if not arguments.public_keys:
        raise UsageError("--directory: asks AWS nothing, so name a file of public keys with --public-keys")
    if arguments.receipts:
        raise UsageError("--receipts: a folder has no ledger; leave it out, or verify the deployment's bucket")
    prefix = arguments.prefix.strip("/")
    prefixes = (f"{prefix}/" if prefix else "",)
    if not (folder / prefixes[0] / "AWSLogs").is_dir():
        raise UsageError(f"--directory {folder}: no {prefixes[0]}AWSLogs/ in it; name what is before it with --prefix")
    keys = KeyFile(arguments.public_keys, now_s)
    digests = FolderDigests(str(folder), _metadata(arguments.metadata, folder))
    listing = FolderListing(str(folder))
    bucket = arguments.bucket or _bucket(listing, digests, prefixes[0])
    return World(
        bucket=bucket,
        prefixes=prefixes,
        listing=listing,
        digests=digests,
        log_files=InFolder(str(folder), bucket),
        public_keys=keys,
        key_source=keys.source,
    )


def _metadata(named: Path | None, folder: Path) -> Metadata:
    path = named or folder / METADATA
    try:
        metadata: Metadata = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name the digests' metadata with --metadata") from error
    except msgspec.DecodeError as error:
        raise UsageError(f"{path}: no metadata by key: {error}") from error
    return metadata


def _bucket(listing: FolderListing, digests: FolderDigests, prefix: str) -> str:
    """What most digests say that they were written to."""
    named = (digest_key(key) for key in _digest_keys(listing, prefix))
    known = [key for key in named if key is not None]
    said: Counter[str] = Counter()
    for key in known[:: max(1, len(known) // _ASKED)]:
        try:
            said[read(inflate(digests.get("", key).body, LIMIT_BYTES).body).digest_s3_bucket] += 1
        except (PipelineError, MalformedDigest):
            continue
    return said.most_common(1)[0][0] if said else "unknown"


def _digest_keys(listing: FolderListing, prefix: str) -> Sequence[str]:
    accounts = [
        [folder] if not folder.endswith("/") or "/o-" not in folder else listing.folders("", folder)
        for folder in listing.folders("", f"{prefix}AWSLogs/")
    ]
    return [
        key for account in chain.from_iterable(accounts) for key in listing.keys("", f"{account}CloudTrail-Digest/")
    ]

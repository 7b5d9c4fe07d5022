from typing import Any

import boto3
import pytest

from lambdas.aws.digests import Digests
from lambdas.core.digest_key import DigestKey, digest_key
from lambdas.core.digest_verification import MOST_BYTES
from lambdas.core.error import MissingLogFile
from tests.builder import ACCOUNT
from tests.digest_builder import Archive, Chain


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def chain(archive: Archive) -> Chain:
    return archive.add_chain(log_files=(0,))


@pytest.fixture
def s3(archive: Archive) -> Any:
    client: Any = boto3.client("s3")
    client.create_bucket(Bucket=archive.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def named(chain: Chain) -> DigestKey:
    key = digest_key(chain.digests[0])
    assert key
    return key


@pytest.mark.parametrize("owner", ["", ACCOUNT])
def test_a_digest_comes_with_what_s3_keeps_beside_it(archive: Archive, chain: Chain, s3: Any, owner: str) -> None:
    metadata = {**archive.metadata[chain.digests[0]], "backfill-generation-timestamp": "2026-11-24T00:00:00Z"}
    s3.put_object(
        Bucket=archive.bucket, Key=chain.digests[0], Body=archive.objects[chain.digests[0]], Metadata=metadata
    )
    stored = Digests(s3, owner).get(archive.bucket, named(chain))
    assert stored.body == archive.objects[chain.digests[0]]
    assert (stored.signature, stored.algorithm) == (metadata["signature"], "SHA256withRSA")
    assert stored.generated == "2026-11-24T00:00:00Z"
    assert stored.version.startswith("etag:")
    assert stored.written_s > 0


def test_a_digest_without_metadata_has_no_signature(archive: Archive, chain: Chain, s3: Any) -> None:
    s3.put_object(Bucket=archive.bucket, Key=chain.digests[0], Body=b"")
    stored = Digests(s3).get(archive.bucket, named(chain))
    assert (stored.signature, stored.algorithm, stored.generated) == ("", "", "")


def test_an_object_that_is_larger_than_a_digest_comes_without_its_body(archive: Archive, chain: Chain, s3: Any) -> None:
    s3.put_object(Bucket=archive.bucket, Key=chain.digests[0], Body=bytes(MOST_BYTES + 1))
    stored = Digests(s3).get(archive.bucket, named(chain))
    assert (stored.body, stored.size_bytes) == (b"", MOST_BYTES + 1)


def test_a_digest_that_is_gone_is_named(archive: Archive, chain: Chain, s3: Any) -> None:
    with pytest.raises(MissingLogFile, match=f"digest s3://{archive.bucket}/{chain.digests[0]}"):
        Digests(s3).get(archive.bucket, named(chain))

import pytest

from lambdas.core.digest_verification import verify
from lambdas.core.finding import DIGEST_MOVED, PUBLIC_KEYS_UNAVAILABLE, Effect
from lambdas.core.public_key import PublicKey
from lambdas.crypto.public_key import signs
from tests.digest_builder import CLOUDTRAIL, Archive, Signer, Trail


def keys(region: str, signer: Signer = CLOUDTRAIL) -> list[PublicKey]:
    return [PublicKey(signer.fingerprint, signer.der, 0, 2**40, region)]


def test_a_digest_of_cloudtrails_is_given_with_what_the_next_one_names() -> None:
    archive = Archive()
    chain = archive.add_chain()
    digest = verify(archive.stored_digest(chain.digests[-1]), archive.keys, signs)
    assert (digest.findings, digest.effect, digest.fingerprint) == ((), Effect.NONE, CLOUDTRAIL.fingerprint)
    assert chain.last["previousDigestHashValue"] == digest.sha256
    assert chain.last["previousDigestSignature"] == digest.signature


@pytest.mark.parametrize(
    ("listed_in", "found"), [("eu-west-1", []), ("", []), ("us-east-1", [PUBLIC_KEYS_UNAVAILABLE])]
)
def test_a_key_that_is_listed_in_another_region_signs_nothing(listed_in: str, found: list[object]) -> None:
    archive = Archive()
    chain = archive.add_chain(Trail(region="eu-west-1", home="us-east-1"))
    digest = verify(archive.stored_digest(chain.digests[0]), keys(listed_in), signs)
    assert [finding.code for finding in digest.findings] == found


def test_a_digest_that_is_both_moved_and_of_no_known_key_is_invalid() -> None:
    archive = Archive(public_keys=[])
    chain = archive.add_chain()
    archive.bucket = "another"
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert {finding.code for finding in digest.findings} == {DIGEST_MOVED, PUBLIC_KEYS_UNAVAILABLE}
    assert digest.effect is Effect.INVALID


def test_a_digest_that_cannot_be_read_counts_as_of_the_hour_that_its_name_tells() -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.objects[chain.digests[0]] = b""
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert (digest.digest, digest.sha256, digest.start_s) == (None, "", digest.key.end_s - 3600)

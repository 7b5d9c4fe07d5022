import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from lambdas.crypto.public_key import signs
from tests.digest_builder import ATTACKER, CLOUDTRAIL, Signer

TEXT = b"2026-11-23T11:01:31Z\nbucket/key\n00\nnull"
SIGNATURE = bytes.fromhex(CLOUDTRAIL.sign(TEXT))
KEY = rsa_key(65537, 2048)
DER = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
MODULUS = KEY.public_key().public_numbers().n
OF_A_CURVE = ec_key(SECP256R1()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("signer", [CLOUDTRAIL, Signer(is_spki=True)], ids=["PKCS#1", "SubjectPublicKeyInfo"])
def test_a_key_is_taken_in_both_forms_that_cloudtrail_lists(signer: Signer) -> None:
    assert signs(signer.der, SIGNATURE, TEXT)


@pytest.mark.parametrize(
    ("der", "signature", "text"),
    [
        (ATTACKER.der, SIGNATURE, TEXT),
        (CLOUDTRAIL.der, SIGNATURE, TEXT + b"\n"),
        (CLOUDTRAIL.der, SIGNATURE[:-1], TEXT),
        (CLOUDTRAIL.der, b"\0" + SIGNATURE, TEXT),
        (CLOUDTRAIL.der, SIGNATURE + b"\0", TEXT),
        (CLOUDTRAIL.der, bytes(256), TEXT),
        (CLOUDTRAIL.der, b"", TEXT),
        (b"", SIGNATURE, TEXT),
        (CLOUDTRAIL.der[:-1], SIGNATURE, TEXT),
        (CLOUDTRAIL.der + b"\0", SIGNATURE, TEXT),
        (OF_A_CURVE, SIGNATURE, TEXT),
    ],
)
def test_any_other_key_signature_or_text_is_refused(der: bytes, signature: bytes, text: bytes) -> None:
    assert not signs(der, signature, text)


@pytest.mark.parametrize(
    "signature",
    [
        KEY.sign(TEXT, PKCS1v15(), SHA1()),  # noqa: S303  (that it is refused is the test)
        KEY.sign(TEXT, PSS(MGF1(SHA256()), 32), SHA256()),
        (int.from_bytes(KEY.sign(TEXT, PKCS1v15(), SHA256())) + MODULUS).to_bytes(257),
    ],
    ids=["SHA-1", "PSS", "not reduced"],
)
def test_a_signature_in_another_way_is_refused(signature: bytes) -> None:
    assert signs(DER, KEY.sign(TEXT, PKCS1v15(), SHA256()), TEXT)
    assert not signs(DER, signature, TEXT)


@given(st.binary(max_size=300))
def test_no_bytes_for_a_key_raise(der: bytes) -> None:
    assert not signs(der, SIGNATURE, TEXT)


@given(st.integers(0, len(CLOUDTRAIL.der) - 1), st.integers(1, 255))
def test_no_changed_byte_of_a_key_is_accepted_or_raises(place: int, change: int) -> None:
    changed = bytearray(CLOUDTRAIL.der)
    changed[place] ^= change
    assert not signs(bytes(changed), SIGNATURE, TEXT)

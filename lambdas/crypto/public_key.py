"""RSA signatures with `cryptography`: the one place that knows it."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key


def signs(der: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the key made this signature of the text, as RSA PKCS#1 v1.5 with SHA-256; no for what is no RSA key.

    The DER may be PKCS#1 or SubjectPublicKeyInfo: CloudTrail lists both.
    """
    key = _key(der)
    if key is None:
        return False
    try:
        key.verify(signature, text, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _key(der: bytes) -> RSAPublicKey | None:
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) else None

"""The public keys that an operator has kept: a file in the shape of a ListPublicKeys answer.

    {"PublicKeyList": [{"Value": BASE64, "Fingerprint": HEX, "ValidityStartTime": …, "ValidityEndTime": …}, …]}

Times are ISO 8601, as the AWS CLI prints them, or seconds since 1970.
"""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from cli.terminal import UsageError
from cli.verification.proven import KeySource, moment
from lambdas.core.public_key import PublicKey


class _Listed(msgspec.Struct, rename="pascal"):
    value: str
    fingerprint: str
    validity_start_time: float | str
    validity_end_time: float | str


class _File(msgspec.Struct, rename="pascal"):
    public_key_list: list[_Listed]


class KeyFile:
    """Lists the same keys for each Region: the file does not tell their own."""

    def __init__(self, path: Path, now_s: int) -> None:
        """Raises UsageError."""
        try:
            body = path.read_bytes()
            listed = msgspec.json.decode(body, type=_File).public_key_list
        except OSError as error:
            raise UsageError(f"--public-keys {path}: {error.strerror}") from error
        except msgspec.DecodeError as error:
            raise UsageError(f"--public-keys {path}: not as ListPublicKeys answers: {error}") from error
        self.source = KeySource(str(path), "the operator's file", now_s, hashlib.sha256(body).hexdigest())
        self._keys = [_key(each, path) for each in listed]
        if not self._keys:
            raise UsageError(f"--public-keys {path}: holds no key")

    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:  # noqa: ARG002  (as AWS is asked)
        return self._keys


def _key(listed: _Listed, path: Path) -> PublicKey:
    what = f"--public-keys {path}: key {listed.fingerprint}"
    try:
        key = PublicKey(
            fingerprint=listed.fingerprint,
            der=base64.b64decode(listed.value, validate=True),
            valid_from_s=_seconds(listed.validity_start_time),
            valid_until_s=_seconds(listed.validity_end_time),
        )
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{what}: {error}") from error
    if not key.is_itself:
        raise UsageError(f"{what}: its Value has another fingerprint; list the public keys anew")
    return key


def _seconds(time: float | str) -> int:
    return moment(time) if isinstance(time, str) else int(time)

"""The public keys of each Region, asked for once, and which of them digests were signed with."""

import threading
from collections import Counter
from collections.abc import Sequence

from cli.verification.proven import UsedKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.error import PipelineError
from lambdas.core.finding import Effect
from lambdas.core.public_key import PublicKey
from lambdas.verify.port import PublicKeys


class Keyring:
    def __init__(self, public_keys: PublicKeys) -> None:
        self._public_keys = public_keys
        self._asked: dict[tuple[str, int, int], Sequence[PublicKey]] = {}
        self._asking = threading.Lock()
        self._used: Counter[tuple[str, str]] = Counter()
        self.refused: dict[str, str] = {}
        """By Region: why its keys could not be had."""

    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        """None where they cannot be had: then the digests stay undecided."""
        asked = (region, from_s, until_s)
        with self._asking:
            if asked not in self._asked:
                try:
                    self._asked[asked] = self._public_keys.of(*asked)
                except PipelineError as error:
                    self._asked[asked] = ()
                    self.refused[region] = str(error)
            return self._asked[asked]

    def count(self, digest: VerifiedDigest) -> None:
        if digest.effect is Effect.NONE:
            self._used[digest.fingerprint, digest.key.chain.region] += 1

    def used(self) -> list[UsedKey]:
        listed = {key.fingerprint: key for keys in self._asked.values() for key in keys}
        return sorted(
            UsedKey(fingerprint, region, digests, key.valid_from_s, key.valid_until_s)
            for (fingerprint, region), digests in self._used.items()
            if (key := listed.get(fingerprint))
        )

"""What the embedded CloudTrail can be told to do wrong, so that others find it."""

import threading
from dataclasses import dataclass

FAULTS = {
    "lose-notification": "a log file is written, and nobody is told",
    "repeat-notification": "a log file is told of twice",
    "null-record": "a null stands before the records of a log file, and is signed with them",
    "withhold-log-file": "a log file is listed in its digest, never written, and nobody is told",
    "alter-log-file": "other bytes are stored than the digest's hash says, of a log file that can be read",
    "withhold-digest": "a digest is not written; the next one continues the chain from it",
    "late-digest": "a digest is written only together with the chain's next one, before it",
    "reorder-digests": "a digest is written only together with the chain's next one, after it",
    "alter-digest": "other bytes are stored than were signed, of a digest that can be read",
    "wrong-signature": "a digest is stored with a signature that no key has made",
}


@dataclass(slots=True)
class _Armed:
    name: str
    left: int | None
    """How many log files or digests it is still to strike; None for all."""
    region: str | None


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []

    def arm(self, name: str, count: int | None = None, region: str | None = None) -> None:
        """Beside those that are armed already. A name that is not in the table is a KeyError."""
        _ = FAULTS[name]
        with self._lock:
            self._armed.append(_Armed(name, count, region))

    def mend(self) -> None:
        with self._lock:
            self._armed.clear()

    def strikes(self, name: str, region: str) -> bool:
        """Whether it strikes what comes now in this Region, for which it is then used."""
        with self._lock:
            for armed in self._armed:
                if armed.name == name and armed.left != 0 and armed.region in {None, region}:
                    armed.left = None if armed.left is None else armed.left - 1
                    return True
        return False

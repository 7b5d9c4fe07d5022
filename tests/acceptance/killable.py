"""A process that invokes deliver's handler once, its clients cold, and ends itself with SIGKILL at one call to AWS.

    python -m tests.acceptance.killable JOURNAL LEFT_MS [OPERATION NUMBER before|after] <EVENT

Before: nothing of the call has gone out. After: the service has done what it was asked for, and its answer has reached
nothing of deliver or botocore, as this process sends the request in their place. The journal gets a line for each call
as it goes out, and one for the handler's answer.
"""

import hashlib
import importlib
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.httpsession import URLLib3Session

REQUEST = "PutLogEvents"


@dataclass
class Trap:
    """The call with this number, of its operation's calls, ends the process; 0 for none."""

    journal: Path
    operation: str = ""
    number: int = 0
    when: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def before_send(self, event_name: str, request: Any, **_: object) -> None:
        operation = event_name.rpartition(".")[2]
        with self._counting:
            self.calls[operation] += 1
            number = self.calls[operation]
            messages = hashes(request.body) if operation == REQUEST else []
            self.note({"call": f"{operation} {number}", "messages": messages})
        if (operation, number) == (self.operation, self.number):
            if self.when == "after":
                answer = URLLib3Session(verify=os.environ["AWS_CA_BUNDLE"]).send(request)  # type: ignore[arg-type]  # a path is one
                self.note({"status": answer.status_code})
            os.kill(os.getpid(), signal.SIGKILL)

    def note(self, line: dict[str, Any]) -> None:
        with self.journal.open("a") as journal:
            print(json.dumps(line), file=journal)


def hashes(body: bytes) -> list[str]:
    """The sha256 of each message of a request."""
    return [hashlib.sha256(event["message"].encode()).hexdigest() for event in json.loads(body)["logEvents"]]


@dataclass(frozen=True)
class Context:
    """Time stands still, so that a slow machine changes nothing. A lease lasts as long as there is time left."""

    left_ms: int
    aws_request_id: str = "killable"

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


def main(arguments: Sequence[str]) -> None:
    journal, left_ms, *at = arguments
    operation, number, when = at or ("", "0", "")
    trap = Trap(Path(journal), operation, int(number), when)
    boto3.setup_default_session()
    # Each client starts with a copy of its session's handlers.
    boto3._get_default_session().events.register("before-send", trap.before_send)
    # It makes its clients when it is imported.
    handler = importlib.import_module("lambdas.deliver.handler").handler
    trap.note({"answer": handler(json.load(sys.stdin), Context(int(left_ms)))})


if __name__ == "__main__":
    main(sys.argv[1:])

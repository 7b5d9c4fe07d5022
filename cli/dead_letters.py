"""`trailkeeper dead-letters`: messages that failed for the last time, told, and put back.

SQS's own move takes only what came from a queue, and some of these come from the topic or from deliver itself.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html (2026-11-23)
"""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec

from cli.aws import use
from cli.dead_letter import AT_A_TIME, DeadLetters, Received, dead_letter, sent_ms
from cli.deployment import deployment
from cli.redrive import Queue
from cli.terminal import complain, confirm, counted, say, say_fields, say_json
from lambdas.core.error import Unavailable

_STALE_ANSWERS = 10
"""So many answers with nothing to put back end it: such messages come as fast as they are passed by."""


def run(arguments: argparse.Namespace) -> int:
    use(arguments.profile, arguments.region)
    place = deployment(arguments.stack)
    if arguments.action == "list":
        return listing(DeadLetters(place), as_json=arguments.json)
    return redrive(DeadLetters(place), Queue(place), yes=arguments.yes)


def listing(dead_letters: DeadLetters, *, as_json: bool) -> int:
    """What is received is left as it was, but for its receive count."""
    found: dict[str, Received] = {}
    try:
        for messages in dead_letters.received():
            known = len(found)
            found |= {message["MessageId"]: message for message in messages}
            if len(found) == known:
                break
    finally:
        dead_letters.leave(list(found.values()))
    told = sorted(map(dead_letter, found.values()), key=lambda letter: letter.since)
    if as_json:
        say_json([msgspec.structs.asdict(letter) for letter in told])
        return 0
    for letter in told:
        say(letter.id)
        rows = {"since": f"{letter.since}, received {counted(letter.receive_count, 'time')}", "reason": letter.reason}
        named = {"log files": letter.log_files, "faults": letter.faults}
        say_fields(rows | {name: ", ".join(values) for name, values in named.items() if values})
    say(counted(len(told), "dead letter"))
    return 0


class Redrive:
    """Of the messages that were sent before it began: those that come right back are left there."""

    def __init__(self, dead_letters: DeadLetters, queue: Queue) -> None:
        self.failed: dict[str, str] = {}
        """What went wrong, by the message's id."""
        self._dead_letters = dead_letters
        self._queue = queue
        self._begun_ms = time.time_ns() // 1_000_000
        self._moved = 0
        self._left: dict[str, Received] = {}

    def run(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        stale = 0
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            for messages in self._dead_letters.received():
                due = [message for message in messages if self._is_due(message)]
                self._left |= {message["MessageId"]: message for message in messages if message not in due}
                self._moved += sum(pool.map(self._move, due))
                stale = 0 if due else stale + 1
                if stale == _STALE_ANSWERS:
                    return

    def _is_due(self, message: Received) -> bool:
        return sent_ms(message) < self._begun_ms and message["MessageId"] not in self.failed

    def _move(self, message: Received) -> bool:
        """It is deleted when it is on the queue, and not before."""
        try:
            self._queue.put(message["Body"])
            self._dead_letters.delete(message)
        except Unavailable as error:
            self.failed[message["MessageId"]] = str(error)
            self._left[message["MessageId"]] = message
            return False
        return True

    def tell(self) -> None:
        say(f"{counted(self._moved, 'dead letter')} put back on the queue")
        came = self._left.keys() - self.failed.keys()
        if came:
            say(f"{counted(len(came), 'dead letter')} sent since this began, and left there")
        for message_id, reason in self.failed.items():
            complain(f"{message_id}: {reason}")

    def leave(self) -> None:
        self._dead_letters.leave(list(self._left.values()))


def redrive(dead_letters: DeadLetters, queue: Queue, *, yes: bool) -> int:
    if not confirm(f"put about {counted(dead_letters.about_count(), 'dead letter')} back on the queue?", yes=yes):
        return 1
    redrive = Redrive(dead_letters, queue)
    try:
        redrive.run()
    finally:
        redrive.tell()
        redrive.leave()
    return 1 if redrive.failed else 0

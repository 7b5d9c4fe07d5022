"""The claim *archived*: the bytes that are in the bucket now are those that the digest lists.

Many are fetched at once, and inflated one by one as they come, so that what is held is bounded: the bodies of those in
flight, none larger than a share, and one inflated body. Larger ones come after that, alone.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import islice

from cli.verification.check import Answers, Checked, Task
from lambdas.core import finding as f
from lambdas.core.error import MalformedLogFile, PipelineError
from lambdas.core.finding import Finding
from lambdas.core.inflate import Inflated
from lambdas.core.log_file import portions
from lambdas.core.log_file_verification import LIMIT_BYTES, verify
from lambdas.core.stored_object import StoredObject
from lambdas.verify.port import LogFiles

FETCHES = 32
"""At once, as many as lambdas.aws.client.CONNECTIONS."""
IN_FLIGHT = FETCHES + 8
SHARE_BYTES = 1024 * 1024

Got = StoredObject | PipelineError


class LogFileCheck:
    def __init__(self, log_files: LogFiles, *, keep: bool) -> None:
        """keep: tell each log file, and count its records."""
        self._log_files = log_files
        self._keep = keep
        self._fetches: Executor = ThreadPoolExecutor(FETCHES, "log-file")

    def __call__(self, tasks: Sequence[Task]) -> Answers:
        return [self._checked(task, got) for task, got in self._fetched(tasks)]

    def _fetched(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Got]]:
        waiting = iter(tasks)
        flying: deque[tuple[Task, Future[Got]]] = deque(map(self._fetch, islice(waiting, IN_FLIGHT)))
        while flying:
            task, coming = flying.popleft()
            yield task, coming.result()
            flying.extend(map(self._fetch, islice(waiting, 1)))

    def _fetch(self, task: Task) -> tuple[Task, Future[Got]]:
        return task, self._fetches.submit(self._get, task, SHARE_BYTES)

    def _get(self, task: Task, most_bytes: int) -> Got:
        try:
            return self._log_files.get(task.listed.s3_bucket, task.listed.s3_object, most_bytes)
        except PipelineError as error:
            return error

    def _checked(self, task: Task, got: Got) -> Checked | None:
        if isinstance(got, StoredObject) and got.body is None:
            got = self._get(task, LIMIT_BYTES)
        if isinstance(got, PipelineError):
            return Checked(verify(task.listed, task.by, got).finding)
        if got.body is None:
            return Checked(_too_large(task, got.size_bytes), "", got.version, got.size_bytes)
        verified = verify(task.listed, task.by, got.body, got.version, keep=self._keep)
        if not verified.finding and not self._keep:
            return None
        records = _count(verified.inflated) if verified.inflated else -1
        return Checked(verified.finding, verified.sha256, got.version, got.size_bytes, records)


def _count(inflated: Inflated) -> int:
    try:
        return sum(map(len, portions(inflated.body)))
    except MalformedLogFile:
        return -1


def _too_large(task: Task, size_bytes: int) -> Finding:
    what = f"{size_bytes} bytes, which is more than a log file can have"
    return Finding(
        f.LOG_FILE_DAMAGED, task.listed.name, what, task.by.chain.account, task.by.chain.region, task.by.end_s
    )

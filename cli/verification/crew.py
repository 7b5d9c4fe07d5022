"""Checks many log files at a time, in this process or, where there are many, in worker processes: one process has one
interpreter lock. What has been handed in and not yet answered is bounded.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, Self

from cli.verification.check import Answers, Check, Task
from cli.verification.log_file_check import LogFileCheck
from lambdas.core.error import Unavailable
from lambdas.verify.port import LogFiles

BATCH = 500
"""How many log files are handed in together."""
FEW = 4 * BATCH
"""So many are done before a worker process has started."""

Opens = Callable[[], LogFiles]
Done = Callable[[Any], None]


class Crew:
    """To be entered. What is handed in is answered in that order, by the thread that hands in."""

    def __init__(self, check: Check, opens: Opens | None, workers: int, *, keep: bool = False) -> None:
        """check: in this process. opens: what worker processes read log files from; None for no workers."""
        self._check = check
        self._opens = opens
        self._workers = workers
        self._keep = keep
        self._threads = ThreadPoolExecutor(4, "check")
        self._processes: ProcessPoolExecutor | None = None
        self._coming: deque[tuple[Future[Any], Done]] = deque()
        self._window = 2 * self._workers + 2
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        with ExitStack() as stack:
            stack.callback(self._threads.shutdown, cancel_futures=True)
            if self._processes:
                stack.callback(self._processes.shutdown, cancel_futures=True)

    def check(self, tasks: Sequence[Task], done: Callable[[Answers], None]) -> None:
        """At most a batch of them."""
        self._seen += len(tasks)
        if self._opens and self._workers > 1 and self._seen > FEW:
            self._processes = self._processes or self._start(self._opens)
            self._hand_in(self._processes.submit(_checked, tasks), done)
        else:
            self._hand_in(self._threads.submit(self._check, tasks), done)

    def also(self, work: Callable[[], Any], done: Done) -> None:
        """Something else, in this process and among the answers."""
        self._hand_in(self._threads.submit(work), done)

    def finish(self) -> None:
        """Waits for all answers. Raises what came of them, and Unavailable for a worker that is gone."""
        while self._coming:
            self._answer()

    def _hand_in(self, future: Future[Any], done: Done) -> None:
        self._coming.append((future, done))
        while len(self._coming) > self._window:
            self._answer()

    def _answer(self) -> None:
        future, done = self._coming.popleft()
        try:
            answer = future.result()
        except BrokenProcessPool as error:
            raise Unavailable("a worker process has ended; try fewer with --workers") from error
        done(answer)

    def _start(self, opens: Opens) -> ProcessPoolExecutor:
        # A fork would copy locks that threads of this process hold.
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, spawn, partial(_begin, opens, keep=self._keep))


_CHECK: list[Check] = []
"""A worker's own."""


def _begin(opens: Opens, *, keep: bool) -> None:
    # The person's interrupt is for the process that started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _CHECK.append(LogFileCheck(opens(), keep=keep))


def _checked(tasks: Sequence[Task]) -> Answers:
    return _CHECK[0](tasks)

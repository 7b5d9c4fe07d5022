"""When a path by which records get into CloudWatch Logs may be taken away: where another has been on for long enough.

Strategy: since when each path is on is kept as text, in the physical id of a custom resource. A path may go where one
that stays has been on for an hour, or for as long as the one that goes: then no record of either is missing between
them. The second is what a rollback needs, which takes away again what has just been added.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from lambdas.core.error import ConfigurationError, RejectedInput

OVERLAP_SECONDS = 60 * 60
"""CloudTrail delivers within minutes of a call, and an hour bounds what may be late."""

Since = Mapping[str, int]
"""Since when, in seconds since 1970, by path."""

_BEGINNING = "ingestion:"
_STATE = re.compile(rf"{_BEGINNING}[a-z]+@\d{{1,12}}(,[a-z]+@\d{{1,12}})*")


def begun(paths: Iterable[str], now_seconds: int) -> Since:
    return dict.fromkeys(paths, now_seconds)


def changed(since: Since, paths: Iterable[str], now_seconds: int) -> Since:
    """The paths that stay keep their time. Raises ConfigurationError where one may not be taken away yet."""
    wanted = {path: since.get(path, now_seconds) for path in paths}
    kept = {path: since[path] for path in wanted if path in since}
    gone = {path: moment for path, moment in since.items() if path not in wanted}
    if gone and not kept:
        raise ConfigurationError(_at_once(gone, wanted))
    if gone:
        successor = min(kept, key=lambda path: kept[path])
        early = [path for path, moment in gone.items() if kept[successor] > max(now_seconds - OVERLAP_SECONDS, moment)]
        if early:
            raise ConfigurationError(_too_early(early, successor, kept[successor]))
    return wanted


def text(since: Since) -> str:
    return _BEGINNING + ",".join(f"{path}@{since[path]}" for path in sorted(since))


def parsed(state: str) -> Since:
    """Raises RejectedInput."""
    if not _STATE.fullmatch(state):
        raise RejectedInput(f"{state}: does not tell since when which path of ingestion is on")
    parts = (part.split("@") for part in state.removeprefix(_BEGINNING).split(","))
    return {path: int(moment) for path, moment in parts}


def _too_early(paths: Iterable[str], successor: str, since_seconds: int) -> str:
    gone, until = _listed(paths), _moment(since_seconds + OVERLAP_SECONDS)
    return (
        f"ingestion: {gone} may not be taken away yet: {successor}, which stays, is on since {_moment(since_seconds)},"
        f" and two paths overlap by an hour. It may be from {until} on; keep {gone} in ingestion_beside until then"
    )


def _at_once(gone: Iterable[str], wanted: Iterable[str]) -> str:
    before, after = _listed(gone), _listed(wanted)
    return (
        f"ingestion: {before} may not be taken away in the deployment that brings {after}: they would not overlap."
        f" Deploy with both first, {before} in ingestion_beside, and take {before} away an hour later"
    )


def _listed(paths: Iterable[str]) -> str:
    return " and ".join(sorted(paths))


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

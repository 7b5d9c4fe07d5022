"""Runs a query over log events: each command takes rows and hands rows on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from local.server.insights.evaluation import Row, evaluate, is_true
from local.server.insights.log_event import LogEvent
from local.server.insights.syntax import (
    Column,
    Dedup,
    Display,
    Fields,
    Filter,
    Limit,
    Parse,
    Query,
    Sort,
    Stats,
)
from local.server.insights.value import Value, order, text

LIMIT_DEFAULT = 10_000
SHOWN_DEFAULT = ("@timestamp", "@message")
POINTER = "@ptr"

Result = list[dict[str, str]]
"""A field and its value each; what is missing is left out."""


@dataclass(frozen=True, slots=True)
class State:
    rows: Sequence[Row]
    shown: tuple[str, ...] = ()
    is_of_events: bool = True
    """Not of groups."""
    matched: int | None = None
    """How many log events the filters let pass, where commands after them leave rows out."""


@dataclass(frozen=True, slots=True)
class Answer:
    results: list[Result]
    matched: int


def run(query: Query, log_events: Iterable[LogEvent], limit: int = LIMIT_DEFAULT) -> Answer:
    """The newest first, where the query does not sort."""
    newest = sorted(log_events, key=lambda each: each.timestamp_ms, reverse=True)
    state = State([log_event.fields for log_event in newest])
    for command in query:
        state = STEPS[type(command)](state, command)
    matched = len(state.rows) if state.matched is None else state.matched
    return Answer([_shown(row, state) for row in state.rows[:limit]], matched)


def _shown(row: Row, state: State) -> Result:
    names = [*(state.shown or SHOWN_DEFAULT), *([POINTER] if state.is_of_events else [])]
    return [{"field": name, "value": text(row[name])} for name in names if row.get(name) is not None]


def _with_columns(row: Row, columns: Iterable[Column]) -> Row:
    return {**row, **{column.name: evaluate(column.expression, row) for column in columns}}


def _fields(state: State, command: Fields) -> State:
    named = [*state.shown, *(column.name for column in command.columns)]
    rows = [_with_columns(row, command.columns) for row in state.rows]
    return replace(state, rows=rows, shown=tuple(dict.fromkeys(named)))


def _display(state: State, command: Display) -> State:
    return replace(state, shown=command.names)


def _filter(state: State, command: Filter) -> State:
    return replace(state, rows=[row for row in state.rows if is_true(evaluate(command.condition, row))])


def _stats(state: State, command: Stats) -> State:
    groups: dict[tuple[str | None, ...], list[Row]] = {}
    for row in state.rows:
        key = tuple(_key(evaluate(column.expression, row)) for column in command.by)
        groups.setdefault(key, []).append(row)
    rows = [
        {
            **{column.name: evaluate(column.expression, group[0]) for column in command.by},
            **{column.name: evaluate(column.expression, group[0], group) for column in command.columns},
        }
        for group in groups.values()
    ]
    shown = tuple(column.name for column in (*command.by, *command.columns))
    return State(rows, shown, is_of_events=False, matched=_matched(state))


def _sort(state: State, command: Sort) -> State:
    rows = list(state.rows)
    for expression, is_descending in reversed(command.keys):
        rows.sort(key=lambda row, by=expression: order(evaluate(by, row)), reverse=is_descending)  # type: ignore[misc]
    return replace(state, rows=rows)


def _limit(state: State, command: Limit) -> State:
    return replace(state, rows=state.rows[: command.count], matched=_matched(state))


def _dedup(state: State, command: Dedup) -> State:
    """The first of each; a row that lacks one of the fields stays."""
    kept: dict[object, Row] = {}
    for number, row in enumerate(state.rows):
        key = tuple(_key(row.get(name)) for name in command.names)
        kept.setdefault(number if None in key else key, row)
    return replace(state, rows=list(kept.values()), matched=_matched(state))


def _parse(state: State, command: Parse) -> State:
    rows = []
    for row in state.rows:
        value = evaluate(command.operand, row)
        found = None if value is None else command.regex.search(text(value))
        taken = dict(zip(command.names, found.groups(), strict=True)) if found else {}
        rows.append({**row, **taken})
    return replace(state, rows=rows)


def _key(value: Value) -> str | None:
    """What looks the same in a result is the same."""
    return None if value is None else text(value)


def _matched(state: State) -> int:
    return len(state.rows) if state.matched is None else state.matched


STEPS: dict[type, Callable[[State, Any], State]] = {
    Dedup: _dedup,
    Display: _display,
    Fields: _fields,
    Filter: _filter,
    Limit: _limit,
    Parse: _parse,
    Sort: _sort,
    Stats: _stats,
}

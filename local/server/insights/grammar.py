"""From the text of a query to its commands. What is not known is refused, and nothing is passed over.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html (2026-04-13)
"""

import re
from collections.abc import Callable

from local.server.insights.expression import disjunction, regex
from local.server.insights.lexeme import Kind
from local.server.insights.malformed import MalformedQuery
from local.server.insights.reader import Reader
from local.server.insights.syntax import (
    Column,
    Command,
    Dedup,
    Display,
    Expression,
    Fields,
    Filter,
    Limit,
    Parse,
    Query,
    Sort,
    Stats,
)

LIMIT_HIGHEST = 100_000
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html (2026-04-13)."""


def parse(text: str) -> Query:
    """Raises MalformedQuery."""
    try:
        return _commands(Reader(text))
    except RecursionError:
        raise MalformedQuery("the query is nested too deeply", 0, len(text)) from None


def _commands(reader: Reader) -> Query:
    commands = [_command(reader)]
    while reader.skip_sign("|"):
        if isinstance(commands[-1], Dedup) and not reader.next.is_word("limit"):
            reader.refuse("expected limit, the only command after dedup")
        commands.append(_command(reader))
    if reader.next.kind is not Kind.END:
        reader.refuse("expected | or the end of the query")
    return tuple(commands)


def _command(reader: Reader) -> Command:
    name = reader.skip_word(*COMMANDS)
    if not name:
        reader.refuse("expected a command")
    return COMMANDS[name](reader)


def _column(reader: Reader, *, aggregates: bool = False) -> Column:
    start = reader.next.start
    found = disjunction(reader, aggregates=aggregates)
    written = reader.written_since(start).strip("`")
    return Column(reader.take(Kind.NAME).text if reader.skip_word("as") else written, found)


def _fields(reader: Reader) -> Fields:
    return Fields(reader.listed(lambda: _column(reader)))


def _names(reader: Reader) -> tuple[str, ...]:
    return reader.listed(lambda: reader.take(Kind.NAME).text)


def _stats(reader: Reader) -> Stats:
    columns = reader.listed(lambda: _column(reader, aggregates=True))
    by = reader.listed(lambda: _column(reader)) if reader.skip_word("by") else ()
    return Stats(columns, by)


def _sort(reader: Reader) -> Sort:
    reader.skip_word("by")
    return Sort(reader.listed(lambda: _key(reader)))


def _key(reader: Reader) -> tuple[Expression, bool]:
    found = disjunction(reader)
    return found, reader.skip_word("asc", "desc") == "desc"


def _limit(reader: Reader) -> Limit:
    found = reader.take(Kind.NUMBER)
    if not found.text.isdecimal() or not 1 <= int(found.text) <= LIMIT_HIGHEST:
        reader.refuse(f"expected a whole number from 1 to {LIMIT_HIGHEST}", found)
    return Limit(int(found.text))


def _parse(reader: Reader) -> Parse:
    """With a text a * is what a field takes, with a regular expression a named group."""
    operand = disjunction(reader)
    found = reader.take(Kind.STRING, Kind.REGEX)
    if found.kind is Kind.REGEX:
        named = regex(reader, found)
        names = _names(reader) if reader.skip_word("as") else tuple(named.groupindex)
    else:
        named = re.compile(
            "(.*?)".join(map(re.escape, found.text.split("*"))) + ("$" if found.text[-1:] == "*" else "")
        )
        reader.expect_word("as")
        names = _names(reader)
    if len(names) != named.groups:
        reader.refuse("expected as many names as there are values to take out", found)
    return Parse(operand, named, names)


COMMANDS: dict[str, Callable[[Reader], Command]] = {
    "dedup": lambda reader: Dedup(_names(reader)),
    "display": lambda reader: Display(_names(reader)),
    "fields": _fields,
    "filter": lambda reader: Filter(disjunction(reader)),
    "limit": _limit,
    "parse": _parse,
    "sort": _sort,
    "stats": _stats,
}

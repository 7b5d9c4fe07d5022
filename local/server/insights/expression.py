"""Expressions of Logs Insights QL, from the weakest operator to the strongest."""

import re
from collections.abc import Callable

from local.server.insights.aggregate import AGGREGATES
from local.server.insights.function import FUNCTIONS
from local.server.insights.lexeme import Kind, Lexeme
from local.server.insights.reader import Reader
from local.server.insights.syntax import Call, Duration, Expression, Like, Literal, Name, Operation

MILLISECONDS = {
    "ms": 1,
    "s": 1000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 7 * 86_400_000,
}
NAMED = re.compile(r"\(\?<(?![=!])")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def disjunction(reader: Reader, *, aggregates: bool = False) -> Expression:
    """A whole expression; with the functions of a group only where `stats` may have them."""
    return _Expressions(reader, aggregates=aggregates).disjunction()


class _Expressions:
    def __init__(self, reader: Reader, *, aggregates: bool) -> None:
        self.reader = reader
        self.aggregates = aggregates

    def disjunction(self) -> Expression:
        return self._chain(self._conjunction, lambda: self.reader.skip_word("or"))

    def _conjunction(self) -> Expression:
        return self._chain(self._negation, lambda: self.reader.skip_word("and"))

    def _negation(self) -> Expression:
        if self.reader.skip_word("not"):
            return Operation("not", (self._negation(),))
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._sum()
        if operator := self.reader.skip_sign(*COMPARISONS):
            return Operation(operator, (left, self._sum()))
        if self.reader.skip_sign("=~"):
            return Like(left, regex(self.reader, self.reader.take(Kind.REGEX)))
        is_denied = self.reader.skip_word("not")
        if is_denied or self.reader.next.is_word("like", "in"):
            found = self._membership(left)
            return Operation("not", (found,)) if is_denied else found
        return left

    def _membership(self, left: Expression) -> Expression:
        if self.reader.skip_word("like"):
            found = self.reader.take(Kind.REGEX, Kind.STRING)
            return Like(left, regex(self.reader, found))
        self.reader.expect_word("in")
        self.reader.expect_sign("[")
        listed = self.reader.listed(self._sum)
        self.reader.expect_sign("]")
        return Operation("in", (left, *listed))

    def _sum(self) -> Expression:
        return self._chain(self._product, lambda: self.reader.skip_sign("+", "-"))

    def _product(self) -> Expression:
        return self._chain(self._power, lambda: self.reader.skip_sign("*", "/", "%"))

    def _power(self) -> Expression:
        return self._chain(self._single, lambda: self.reader.skip_sign("^"))

    def _chain(self, read: Callable[[], Expression], operator: Callable[[], str]) -> Expression:
        left = read()
        while found := operator():
            left = Operation(found, (left, read()))
        return left

    def _single(self) -> Expression:
        if self.reader.skip_sign("("):
            inner = self.disjunction()
            self.reader.expect_sign(")")
            return inner
        if self.reader.skip_sign("-"):
            return Operation("-", (Literal(0), self._single()))
        found = self.reader.take(Kind.NAME, Kind.STRING, Kind.NUMBER, Kind.DURATION)
        if found.kind is Kind.NAME and not found.is_quoted and self.reader.skip_sign("("):
            return self._call(found)
        return _plain(self.reader, found)

    def _call(self, name: Lexeme) -> Expression:
        arguments = self._arguments()
        if name.text == "bin":
            return self._bin(name, arguments)
        if self.aggregates and name.text in AGGREGATES:
            wanted = AGGREGATES[name.text].arguments
            least, most = (0, 1) if name.text == "count" else (wanted, wanted)
        elif name.text in FUNCTIONS:
            least, most = FUNCTIONS[name.text].least, FUNCTIONS[name.text].most
        else:
            self.reader.refuse("expected a function that may stand here", name)
        if not least <= len(arguments) <= most:
            self.reader.refuse("expected another number of arguments", name)
        return Call(name.text, arguments)

    def _arguments(self) -> tuple[Expression, ...]:
        """None of `()` and of `(*)`."""
        self.reader.skip_sign("*")
        if self.reader.skip_sign(")"):
            return ()
        found = self.reader.listed(self.disjunction)
        self.reader.expect_sign(")")
        return found

    def _bin(self, name: Lexeme, arguments: tuple[Expression, ...]) -> Expression:
        if len(arguments) != 1 or not isinstance(arguments[0], Duration):
            self.reader.refuse("expected a period in bin, such as bin(5m)", name)
        return Call("datefloor", (Name("@timestamp"), arguments[0]))


def _plain(reader: Reader, found: Lexeme) -> Expression:
    if found.kind is Kind.NAME:
        return Name(found.text)
    if found.kind is Kind.STRING:
        return Literal(found.text)
    if found.kind is Kind.NUMBER:
        return Literal(float(found.text) if "." in found.text else int(found.text))
    count, unit = re.fullmatch(r"(\d+)([a-z]+)", found.text).groups()  # type: ignore[union-attr]
    if unit not in MILLISECONDS:
        reader.refuse("expected a unit of ms, s, m, h, d or w", found)
    return Duration(int(count) * MILLISECONDS[unit])


def regex(reader: Reader, found: Lexeme) -> re.Pattern[str]:
    """Of a regular expression, or of a text to be contained. A group is named as in Java, `(?<name>…)`."""
    try:
        return re.compile(re.escape(found.text) if found.kind is Kind.STRING else NAMED.sub("(?P<", found.text))
    except re.error as error:
        reader.refuse(f"expected a regular expression: {error}", found)

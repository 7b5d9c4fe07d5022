"""Which security rules a record matches, and first which it could match: a look that costs next to nothing.

Nearly every rule asks for a text at a place where CloudTrail writes texts: an event name, an event source, a type of
identity. Of each such place the few texts that records repeat are kept, each with the rules that ask for it. What the
others ask for is looked for in a field's JSON. What a rule asks for besides is looked at only where that was found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, groupby
from operator import attrgetter
from typing import Any

import msgspec

from lambdas.core.error import ConfigurationError
from lambdas.core.filter_pattern import TEXTS, Clause, InvalidPattern, Need, Pattern, is_like, parse
from lambdas.core.oddity import PLAIN_FIELDS
from lambdas.core.security_rule import Rule

PATTERNS_KEPT = 1024
TEXTS_KEPT = 2_000
TEXT_LENGTH_KEPT = 200
SHARED_LENGTH = 8
"""What several fragments begin with is looked for once, where it is that long."""
BOOLEANS = ("readOnly", "managementEvent")
FEW = 4
"""So many are looked at one by one."""
Rules = tuple[Rule, ...]
Numbers = tuple[int, ...]
"""Of rules, by their places in the ruleset."""
Place = tuple[str, ...]
Asked = Sequence[tuple[Need, int]]
"""What is needed, and by the rule of which number."""
_pattern: Callable[[str], Pattern] = lru_cache(PATTERNS_KEPT)(parse)


def matching(rules: Iterable[Rule], record: Mapping[str, Any]) -> Rules:
    """Those of the rules that the record matches."""
    return tuple(rule for rule in rules if _pattern(rule.pattern).matches(record))


class Ruleset:
    """Raises ConfigurationError, which names the rule, where a pattern cannot be read."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        needs = [_read(rule).needs for rule in self.rules]
        self._unknown = tuple(number for number, clauses in enumerate(needs) if not clauses)
        asked = [(need, number) for number, clauses in enumerate(needs) if clauses for need in clauses[0]]
        self._columns = tuple(_columns(asked))
        self._further = [_further(clauses[1:]) for clauses in needs]
        places = [column.place for column in self._columns if isinstance(column, _Texts)]
        self.typed: Mapping[str, tuple[Any, Any]] = _typed(places)
        """The type and the default of each field of a head that has to be decoded; each of the others is Raw."""

    def of(self, record: Mapping[str, Any]) -> Rules:
        """Every rule that a decoded record matches."""
        numbers = {number for column in self._columns for number in column.numbers_of(record)}.union(self._unknown)
        return matching([self.rules[number] for number in sorted(numbers)], record)

    def candidates(self, heads: Sequence[Any]) -> Iterable[tuple[int, Rules]]:
        """The indexes of the heads whose records can match a rule, in order, and every rule that each can match.

        A head has each of PLAIN_FIELDS as an attribute, None where the record has no such field: typed as above, a
        boolean, or Raw. A default in place of a missing boolean does no harm.
        """
        found: dict[int, list[int]] = {number: list(range(len(heads))) for number in self._unknown}
        for column in self._columns:
            for index, numbers in column.looked(heads):
                for number in numbers:
                    found.setdefault(number, []).append(index)
        can: dict[int, list[Rule]] = {}
        for number in sorted(found):
            for index in dict.fromkeys(_content(self._further[number], heads, found[number])):
                can.setdefault(index, []).append(self.rules[number])
        return [(index, tuple(can[index])) for index in sorted(can)]


class _Texts:
    """What rules ask for of the text at one place of all records."""

    def __init__(self, place: Place, asked: Asked) -> None:
        self.place = place
        self._value = attrgetter(".".join(place))
        self._numbers = tuple(dict.fromkeys(number for _, number in asked))
        self._look: Callable[[str | None], Numbers] = _Found(
            (_test(need), number) for need, number in asked
        ).__getitem__

    def looked(self, heads: Sequence[Any]) -> Iterable[tuple[int, Numbers]]:
        """The indexes of those heads that are as a rule asks, and the rules' numbers."""
        look = self._look
        if not any(map(look, set(map(self._value, heads)))):
            return ()
        return [(index, numbers) for index, text in enumerate(map(self._value, heads)) if (numbers := look(text))]

    def numbers_of(self, record: Mapping[str, Any]) -> Numbers:
        value: Any = record
        for name in self.place:
            value = value.get(name) if isinstance(value, Mapping) else None
        return self._look(value) if isinstance(value, str | None) else self._numbers


class _Found(dict[str | None, Numbers]):
    """The numbers of the rules that ask for a text; None is for no text, and for null."""

    def __init__(self, tests: Iterable[tuple[Callable[[str | None], bool], int]]) -> None:
        super().__init__()
        self._tests = tuple(tests)

    def __missing__(self, text: str | None) -> Numbers:
        found = tuple(dict.fromkeys(number for test, number in self._tests if test(text)))
        if text is None or len(text) <= TEXT_LENGTH_KEPT:
            if len(self) >= TEXTS_KEPT:
                self.clear()
            self[text] = found
        return found


class _Json:
    """What rules ask for of one field's JSON."""

    def __init__(self, asked: Asked) -> None:
        self._numbers = tuple(dict.fromkeys(number for _, number in asked))
        self._looks = tuple((number, _Look([need for need, its in asked if its == number])) for number in self._numbers)

    def looked(self, heads: Sequence[Any]) -> Iterator[tuple[int, Numbers]]:
        for number, look in self._looks:
            for index in compress(range(len(heads)), look.held(heads)):
                yield index, (number,)

    def numbers_of(self, _: Mapping[str, Any]) -> Numbers:
        return self._numbers


class _Look:
    """For any of some needs of one field."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self._value = _getter(needs[0].field)
        self._is_for_null = any(need.fragment == "null" for need in needs)
        self._wholes = tuple(f'"{need.fragment}"' for need in needs if need.is_exact)
        self._fragments = tuple(_shared([need.fragment for need in needs if not need.is_exact]))
        self._of_boolean = {value: self.holds(value) for value in (None, False, True)}
        self._is_of_boolean = needs[0].field in BOOLEANS

    def held(self, heads: Sequence[Any]) -> Iterable[bool]:
        """Of each head; where they are many their JSON is looked at in one go first."""
        if self._is_of_boolean:
            return map(self._of_boolean.__getitem__, map(self._value, heads))
        values = list(map(self._value, heads))
        if len(values) > FEW and {msgspec.Raw, type(None)}.issuperset(map(type, values)):
            joined = str(b"\0".join(filter(None, values)), "utf-8", "replace")
            if "\\" not in joined and not any(map(joined.__contains__, (*self._wholes, *self._fragments))):
                return [False] * len(values)
        return map(self.holds, values)

    def holds(self, value: Any) -> bool:
        """None may be null where a text is decoded."""
        if value is None:
            return self._is_for_null
        json = _json(value)
        return "\\" in json or json in self._wholes or any(map(json.__contains__, self._fragments))


def _columns(asked: Asked) -> Iterator[_Texts | _Json]:
    """A field of which more is asked than texts at places within it is looked at as JSON, and once."""
    as_json = {need.field for need, _ in asked if not need.place and (need.field,) not in TEXTS}
    places: dict[Place, list[tuple[Need, int]]] = {}
    for need, number in asked:
        place = (need.field,) if need.field in as_json or not need.place else need.place
        places.setdefault(place, []).append((need, number))
    for place, mine in places.items():
        yield _Texts(place, mine) if place in TEXTS else _Json(mine)


def _typed(places: Iterable[Place]) -> dict[str, tuple[Any, Any]]:
    """A text, or where a place is within a field an object that has no more than that."""
    inner: dict[str, list[Place]] = {}
    for name, *rest in places:
        inner.setdefault(name, []).append(tuple(rest))
    return {name: _type(name, within) for name, within in inner.items()}


def _type(name: str, places: Sequence[Place]) -> tuple[Any, Any]:
    if () in places:
        return str | None, None
    members = [(member, *typed) for member, typed in _typed(places).items()]
    kind = msgspec.defstruct(f"_{name}", members, frozen=True, gc=False)
    return kind, kind()


def _further(clauses: Sequence[Clause]) -> Sequence[Sequence[_Look]]:
    """Without what asks for no more than a field, which nearly every record has; the cheapest come first."""
    telling = [clause for clause in clauses if all(need.fragment for need in clause)]
    telling.sort(key=lambda clause: max(len(need.fragment) for need in clause))
    return [[_Look(needs) for needs in _by_field(clause)] for clause in telling]


def _by_field(clause: Clause) -> Iterator[Sequence[Need]]:
    for field in {need.field for need in clause}:
        yield [need for need in clause if need.field == field]


def _content(clauses: Sequence[Sequence[_Look]], heads: Sequence[Any], indexes: Sequence[int]) -> Sequence[int]:
    """The indexes of those heads of which a look of each clause holds."""
    for looks in clauses:
        if not indexes:
            break
        mine = [heads[index] for index in indexes]
        held = [look.held(mine) for look in looks]
        indexes = list(compress(indexes, map(any, zip(*held, strict=True)) if len(held) > 1 else held[0]))
    return indexes


def _getter(field: str) -> Callable[[Any], Any]:
    """None for a field that a usual record cannot have."""
    return attrgetter(field) if field in PLAIN_FIELDS else lambda head: getattr(head, field, None)


def _test(need: Need) -> Callable[[str | None], bool]:
    """Whether a text can be what is needed: no text is true, false or an object."""
    if need.text:
        is_it = is_like(need.text)
        return lambda text: text is not None and is_it(text)
    return lambda text: (text is None) is (need.fragment == "null")


def _shared(fragments: Sequence[str]) -> Iterator[str]:
    """One of them is in each text that one of the fragments is in."""
    for beginning, found in groupby(sorted(fragments), lambda fragment: fragment[:SHARED_LENGTH]):
        mine = list(found)
        yield beginning if len(mine) > 1 else mine[0]


def _read(rule: Rule) -> Pattern:
    try:
        return _pattern(rule.pattern)
    except InvalidPattern as error:
        raise ConfigurationError(f"rule {rule.name}: {error}") from error


def _json(value: Any) -> str:
    """A backslash, which every need is content with, where it cannot be told."""
    if isinstance(value, msgspec.Raw):
        return str(value, "utf-8", "replace")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else "\\"

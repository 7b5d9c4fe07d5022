"""Whether a regular expression is found in a text, in time that grows with the text's length and nothing else.

The texts are an attacker's, and an expression such as %.*a.*b.*c% takes a backtracking engine hours of 100 KB.
So all ways are gone at once: a number's bits are the places reached, and each step is remembered.
"""

from collections.abc import Sequence

from lambdas.core.filter_pattern.expression import Alternative, Unit

STEPS_KEPT = 10_000


class Automaton:
    """The places of an alternative of n units are n + 1 bits: the first is its start, the last its end."""

    def __init__(self, alternatives: Sequence[Alternative]) -> None:
        self._units: list[Unit | None] = []
        """Of each place the one that leads on; None at the end of an alternative."""
        starts = anywhere = self._ends = self._ends_of_text = 0
        for each in alternatives:
            start = 1 << len(self._units)
            self._units += [*each.units, None]
            end = 1 << len(self._units) - 1
            starts |= start
            anywhere |= 0 if each.from_start else start
            self._ends |= 0 if each.to_end else end
            self._ends_of_text |= end if each.to_end else 0
        self._first = self._skipped(starts)
        self._steps = _Steps(self, self._skipped(anywhere))

    def is_in(self, text: str) -> bool:
        places, steps = self._first, self._steps
        for character in text:
            if places & self._ends or not places:
                break
            places = steps[places, character]
        else:
            return bool(places & (self._ends | self._ends_of_text))
        return bool(places)

    def _skipped(self, places: int) -> int:
        """With the places that are reached without a character."""
        for place, unit in enumerate(self._units):
            if places >> place & 1 and unit and unit.is_optional:
                places |= 1 << place + 1
        return places

    def after(self, places: int, character: str) -> int:
        reached = 0
        for place, unit in enumerate(self._units):
            if places >> place & 1 and unit and character in unit.characters:
                reached |= (1 << place if unit.repeats else 0) | 1 << place + 1
        return self._skipped(reached)


class _Steps(dict[tuple[int, str], int]):
    """The places after some places and a character."""

    def __init__(self, automaton: Automaton, anywhere: int) -> None:
        super().__init__()
        self._automaton = automaton
        self._anywhere = anywhere

    def __missing__(self, step: tuple[int, str]) -> int:
        if len(self) >= STEPS_KEPT:
            self.clear()
        self[step] = places = self._automaton.after(*step) | self._anywhere
        return places

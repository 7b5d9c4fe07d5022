"""A condition of a statement beside the context of a request: whether it holds, or that it cannot be told.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-04-13)
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cli.doctor.policy.glob import covers
from cli.doctor.policy.statement import Condition
from cli.doctor.policy.trilean import Trilean

Context = Mapping[str, Sequence[str | None]]
"""By key, in lower case: each value that a request may hold, None where it may lack the key. No more keys are known."""

ARN_PARTS: Final = 6
_OPERATOR = re.compile(r"(?P<quantifier>for(?:all|any)values?:)?(?P<plain>\w+?)(?P<lenient>ifexists)?", re.ASCII)


def holds(condition: Condition, context: Context) -> Trilean:
    """True or False where it is so of every value that the request may hold."""
    held = context.get(condition.key, context.get(condition.key.partition("/")[0]))
    written = _OPERATOR.fullmatch(condition.operator.lower())
    if held is None or written is None or any("${" in value for value in condition.values):
        return None
    if written["plain"] not in OPERATORS and written["plain"] != "null":
        return None
    verdicts = {_of_value(written, condition.values, value) for value in held}
    return verdicts.pop() if len(verdicts) == 1 else None


def _of_value(written: re.Match[str], values: Sequence[str], held: str | None) -> bool:
    operator = written["plain"]
    if operator == "null":
        return str(held is None).lower() in {value.lower() for value in values}
    matches, negates = OPERATORS[operator]
    if held is not None:
        return any(matches(value, held) for value in values) != negates
    if written["quantifier"]:
        return written["quantifier"].startswith("forall") or bool(written["lenient"])
    return negates or bool(written["lenient"])


def _equal(value: str, held: str) -> bool:
    return value == held


def _equal_in_any_case(value: str, held: str) -> bool:
    return value.lower() == held.lower()


def _arn_like(value: str, held: str) -> bool:
    """Part by part: a wildcard does not reach over a colon, but in the last part."""
    pattern, arn = (each.split(":", ARN_PARTS - 1) for each in (value, held))
    return len(pattern) == len(arn) and all(map(covers, pattern, arn))


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def matches(value: str, held: str) -> bool:
        try:
            return compare(float(held), float(value))
        except ValueError:
            return False

    return matches


Matches = Callable[[str, str], bool]
# Whether a value takes what the request holds, and whether the operator says that none of its values may.
OPERATORS: Final[Mapping[str, tuple[Matches, bool]]] = {
    "stringequals": (_equal, False),
    "stringnotequals": (_equal, True),
    "stringequalsignorecase": (_equal_in_any_case, False),
    "stringnotequalsignorecase": (_equal_in_any_case, True),
    "stringlike": (covers, False),
    "stringnotlike": (covers, True),
    "arnequals": (_arn_like, False),
    "arnlike": (_arn_like, False),
    "arnnotequals": (_arn_like, True),
    "arnnotlike": (_arn_like, True),
    "bool": (_equal_in_any_case, False),
    "numericequals": (_number(lambda held, value: held == value), False),
    "numericnotequals": (_number(lambda held, value: held == value), True),
    "numericlessthan": (_number(lambda held, value: held < value), False),
    "numericlessthanequals": (_number(lambda held, value: held <= value), False),
    "numericgreaterthan": (_number(lambda held, value: held > value), False),
    "numericgreaterthanequals": (_number(lambda held, value: held >= value), False),
}

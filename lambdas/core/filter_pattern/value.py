r"""Reads what a selector is compared with: a text, a number or a regular expression.

Quotes may be left out where a text has letters, digits, _ . - + and * only: AWS's own patterns have
iam.amazonaws.com and 123.123.* without them. Within quotes \\ and \" stand for \ and ", as the CDK writes them.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
"""

import math
import re

from lambdas.core.filter_pattern.expression import read_alternatives
from lambdas.core.filter_pattern.scan import InvalidPattern, Scan
from lambdas.core.filter_pattern.syntax import Expression, Number, Operator, Text, Value

_EQUALITY = (Operator.EQUAL, Operator.NOT_EQUAL)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_PLAIN = re.compile(r"[A-Za-z0-9_.*+-]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_END = re.compile(r"(?=[ \t\r\n)}&|]|$)")
_ESCAPE = re.compile(r"\\(.)")


def read_value(scan: Scan, operator: Operator) -> Value:
    offset = scan.offset
    value = _read(scan)
    if operator not in _EQUALITY and not isinstance(value, Number):
        raise scan.refusal(f"{operator} compares numbers only", offset)
    if scan.take(_END) is None:
        raise scan.unexpected("the value's end: quote what has more than letters, digits, _ . - + and *")
    return value


def _read(scan: Scan) -> Value:
    if scan.text.startswith('"', scan.offset):
        return _read_quoted(scan)
    if scan.text.startswith("%", scan.offset):
        return _read_expression(scan)
    offset = scan.offset
    plain = scan.take(_PLAIN)
    if plain is None:
        raise scan.unexpected("a value: text, a number or a regular expression within %")
    if _NUMBER.fullmatch(plain[0]) is None:
        return Text(plain[0])
    number = Number(plain[0])
    if math.isinf(number.value):
        raise scan.refusal("a number that is too large", offset)
    return number


def _read_quoted(scan: Scan) -> Text:
    quoted = scan.take(_QUOTED)
    if quoted is None:
        raise _no_quoted(scan)
    return Text(_ESCAPE.sub(r"\1", quoted[1]))


def _no_quoted(scan: Scan) -> InvalidPattern:
    escape = re.compile(r'"(?:[^"\\]|\\["\\])*(\\[^"\\])').match(scan.text, scan.offset)
    if escape:
        return scan.refusal(f'{escape[1]} is no escape: write \\\\ for a backslash, \\" for a quote', escape.start(1))
    return scan.refusal("a text whose quote is not closed")


def _read_expression(scan: Scan) -> Expression:
    end = scan.text.find("%", scan.offset + 1)
    if end < 0:
        raise scan.refusal("a regular expression whose % is not closed")
    expression = Expression(scan.text[scan.offset + 1 : end])
    scan.offset += 1
    read_alternatives(scan)
    scan.offset = end + 1
    return expression

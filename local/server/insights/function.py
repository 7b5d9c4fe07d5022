"""The functions of one log event.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html (2026-04-13)
"""

import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.server.insights.value import Moment, Value, number, text

MANY = 100


@dataclass(frozen=True, slots=True)
class Function:
    compute: Callable[..., Value]
    least: int
    most: int


def _of_number(compute: Callable[[float], float]) -> Callable[[Value], Value]:
    """What is not defined for a number is missing."""

    def computed(value: Value) -> Value:
        given = number(value)
        try:
            return None if given is None else compute(given)
        except ValueError:
            return None

    return computed


def _of_text(compute: Callable[..., Value]) -> Callable[..., Value]:
    """Of a missing text the answer is missing too."""

    def computed(value: Value, *arguments: Value) -> Value:
        return None if value is None else compute(text(value), *arguments)

    return computed


def _extreme(choose: Callable[..., float]) -> Callable[..., Value]:
    def computed(*values: Value) -> Value:
        present = [each for each in map(number, values) if each is not None]
        return choose(present) if present else None

    return computed


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _substring(value: str, start: Value, length: Value = None) -> str:
    first = int(number(start) or 0)
    return value[first:] if length is None else value[first : first + int(number(length) or 0)]


def _trimmed(strip: Callable[[str, str | None], str]) -> Callable[..., Value]:
    return _of_text(lambda value, characters=None: strip(value, characters))


def _floor(moment: Value, span: Value) -> Value:
    at, width = number(moment), number(span)
    return Moment(at // width * width) if at is not None and width else None


def _ceiling(moment: Value, span: Value) -> Value:
    at, width = number(moment), number(span)
    return Moment(-(-at // width) * width) if at is not None and width else None


def _from_millis(value: Value) -> Value:
    given = number(value)
    return None if given is None else Moment(given)


def _to_millis(value: Value) -> Value:
    return int(value) if isinstance(value, Moment) else None


def _is_address(*versions: int) -> Callable[[Value], Value]:
    def computed(value: Value) -> Value:
        address = _read(ipaddress.ip_address, value)
        return address is not None and address.version in versions

    return computed


def _is_in_subnet(*versions: int) -> Callable[[Value, Value], Value]:
    def computed(value: Value, subnet: Value) -> Value:
        address, network = _read(ipaddress.ip_address, value), _read(ipaddress.ip_network, subnet)
        return None not in (address, network) and address.version in versions and address in network

    return computed


def _read(read: Callable[[str], Any], value: Value) -> Any:
    try:
        return read(text(value))
    except ValueError:
        return None


FUNCTIONS = {
    "abs": Function(_of_number(abs), 1, 1),
    "ceil": Function(_of_number(math.ceil), 1, 1),
    "coalesce": Function(_coalesce, 1, MANY),
    "concat": Function(lambda *values: "".join(map(text, values)), 1, MANY),
    "dateceil": Function(_ceiling, 2, 2),
    "datefloor": Function(_floor, 2, 2),
    "floor": Function(_of_number(math.floor), 1, 1),
    "fromMillis": Function(_from_millis, 1, 1),
    "greatest": Function(_extreme(max), 1, MANY),
    "isIpInSubnet": Function(_is_in_subnet(4, 6), 2, 2),
    "isIpv4InSubnet": Function(_is_in_subnet(4), 2, 2),
    "isIpv6InSubnet": Function(_is_in_subnet(6), 2, 2),
    "isValidIp": Function(_is_address(4, 6), 1, 1),
    "isValidIpV4": Function(_is_address(4), 1, 1),
    "isValidIpV6": Function(_is_address(6), 1, 1),
    "isblank": Function(lambda value: not text(value).strip(), 1, 1),
    "isempty": Function(lambda value: not text(value), 1, 1),
    "ispresent": Function(lambda value: value is not None, 1, 1),
    "least": Function(_extreme(min), 1, MANY),
    "log": Function(_of_number(math.log), 1, 1),
    "ltrim": Function(_trimmed(str.lstrip), 1, 2),
    "replace": Function(_of_text(lambda value, old, new: value.replace(text(old), text(new))), 3, 3),
    "rtrim": Function(_trimmed(str.rstrip), 1, 2),
    "sqrt": Function(_of_number(math.sqrt), 1, 1),
    "strcontains": Function(_of_text(lambda value, part: text(part) in value), 2, 2),
    "strlen": Function(_of_text(len), 1, 1),
    "substr": Function(_of_text(_substring), 2, 3),
    "toMillis": Function(_to_millis, 1, 1),
    "tolower": Function(_of_text(str.lower), 1, 1),
    "toupper": Function(_of_text(str.upper), 1, 1),
    "trim": Function(_trimmed(str.strip), 1, 2),
}

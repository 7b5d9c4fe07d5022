"""The parameters of a request, under the names of the operation's model: what the caller's SDK was given."""

import re
from typing import Any
from urllib.parse import parse_qsl

from botocore.awsrequest import HeadersDict
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import ResponseParserError, create_parser

from local.server.exchange import Exchange
from local.server.records.operation import Operation

Form = dict[str, str]

TRUE = {"true", "True", "1"}


def parameters(exchange: Exchange, operation: Operation) -> dict[str, Any]:
    """Empty where the request has none, or cannot be read."""
    shape = operation.model.input_shape
    if shape is None:
        return {}
    if operation.protocol in {"query", "ec2"} or "Action=" in exchange.query:
        body = exchange.request_body.decode(errors="replace")
        form = dict(parse_qsl(f"{exchange.query}&{body}", keep_blank_values=True))
        return _structure(shape, form, "", ec2=operation.protocol == "ec2")
    return _of_body(exchange, operation, shape) | _of_uri(exchange, operation, shape)


def _of_body(exchange: Exchange, operation: Operation, shape: StructureShape) -> dict[str, Any]:
    """Botocore's parsers read any structure out of headers and a body: a response's, or, as here, a request's."""
    message = {"status_code": 200, "headers": HeadersDict(exchange.request_headers), "body": exchange.request_body}
    try:
        parsed: dict[str, Any] = create_parser(_body_protocol(exchange, operation)).parse(message, shape)
    except (ResponseParserError, ValueError):
        return {}
    outside = {name for name, member in shape.members.items() if _place(member) in {"uri", "querystring"}}
    return {name: value for name, value in parsed.items() if name in shape.members.keys() - outside and value != {}}


def _body_protocol(exchange: Exchange, operation: Operation) -> str:
    """A model may offer several protocols: the request says which one it uses."""
    content_type = exchange.request_headers.get("content-type", "")
    return "smithy-rpc-v2-cbor" if content_type == "application/cbor" else operation.protocol


def _of_uri(exchange: Exchange, operation: Operation, shape: StructureShape) -> dict[str, Any]:
    query = dict(parse_qsl(exchange.query, keep_blank_values=True))
    found = {}
    for name, member in shape.members.items():
        place, wire = _place(member), member.serialization.get("name", name)
        if place == "uri" and wire in operation.labels:
            found[name] = _scalar(member, operation.labels[wire])
        elif place == "querystring" and wire in query:
            found[name] = _scalar(member, query[wire])
    return found


def _place(member: Shape) -> str:
    return str(member.serialization.get("location", "body"))


def _structure(shape: StructureShape, form: Form, prefix: str, *, ec2: bool) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        value = _member(member, form, prefix + _query_name(name, member, ec2=ec2), ec2=ec2)
        if value is not None:
            found[name] = value
    return found


def _query_name(name: str, member: Shape, *, ec2: bool) -> str:
    if not ec2:
        return str(member.serialization.get("name", name))
    wire = member.serialization.get("name", name)
    return str(member.serialization.get("queryName", wire[:1].upper() + wire[1:]))


def _member(shape: Shape, form: Form, key: str, *, ec2: bool) -> Any:
    if not any(sent == key or sent.startswith(key + ".") for sent in form):
        return None
    if isinstance(shape, StructureShape):
        return _structure(shape, form, key + ".", ec2=ec2)
    if isinstance(shape, ListShape):
        return _list(shape, form, key, ec2=ec2)
    if isinstance(shape, MapShape):
        return _map(shape, form, key)
    return _scalar(shape, form.get(key, ""))


def _list(shape: ListShape, form: Form, key: str, *, ec2: bool) -> list[Any]:
    name = shape.member.serialization.get("name", "member")
    prefix = key if ec2 or shape.serialization.get("flattened") else f"{key}.{name}"
    numbers = {int(m.group(1)) for sent in form if (m := re.match(re.escape(prefix) + r"\.(\d+)(\.|$)", sent))}
    return [_member(shape.member, form, f"{prefix}.{number}", ec2=ec2) for number in sorted(numbers)]


def _map(shape: MapShape, form: Form, key: str) -> dict[str, Any]:
    prefix = key if shape.serialization.get("flattened") else f"{key}.entry"
    names = (shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value"))
    found, number = {}, 1
    while (entry := f"{prefix}.{number}.{names[0]}") in form:
        found[form[entry]] = form.get(f"{prefix}.{number}.{names[1]}", "")
        number += 1
    return found


def _scalar(shape: Shape, text: str) -> Any:
    try:
        match shape.type_name:
            case "integer" | "long":
                return int(text)
            case "float" | "double":
                return float(text)
            case "boolean":
                return text in TRUE
    except ValueError:
        return text
    return text

"""Which operation of which service a request names, by botocore's own service models."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl

import botocore.session
from botocore.model import OperationModel, ServiceModel

from local.server.exchange import Exchange

# The signing names that are not the name of their model, or that several models share.
MODELS = {
    "airflow": ("mwaa",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "email": ("sesv2", "ses"),
    "es": ("opensearch", "es"),
    "monitoring": ("cloudwatch",),
    "s3": ("s3", "s3control"),
    "ses": ("sesv2", "ses"),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
}

LABEL = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    model: OperationModel
    labels: dict[str, str]
    """What the request's path holds for the labels of the operation's URI; empty outside REST protocols."""

    @property
    def service(self) -> str:
        return self.model.service_model.service_name

    @property
    def protocol(self) -> str:
        return str(self.model.service_model.resolved_protocol)


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    query: frozenset[tuple[str, str]]
    weight: tuple[int, int, int]
    """Fixed query parameters, required parameters and headers, fixed characters: the heaviest match wins."""
    required: frozenset[str]
    name: str


@cache
def _services() -> frozenset[str]:
    """A session looks for them in its folders each time that it is asked."""
    return frozenset(botocore.session.get_session().get_available_services())


@cache
def service_model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


@cache
def routes(service: str) -> tuple[Route, ...]:
    model = service_model(service)
    found = [_route(model.operation_model(name)) for name in model.operation_names]
    return tuple(sorted(found, key=lambda route: route.weight, reverse=True))


def operation(exchange: Exchange) -> Operation | None:
    """None where no model knows the request: it is no API call."""
    for service in MODELS.get(exchange.service, (exchange.service,)):
        if service in _services():
            found = _of_service(exchange, service_model(service))
            if found is not None:
                return found
    return None


def _of_service(exchange: Exchange, model: ServiceModel) -> Operation | None:
    for name, labels in _named(exchange, model):
        if name in model.operation_names:
            return Operation(model.operation_model(name), labels)
    return None


def _named(exchange: Exchange, model: ServiceModel) -> Iterator[tuple[str, dict[str, str]]]:
    prefix, _, target = exchange.request_headers.get("x-amz-target", "").rpartition(".")
    if target and prefix == model.metadata.get("targetPrefix"):
        yield target, {}
    if "/operation/" in exchange.path:
        yield exchange.path.rpartition("/operation/")[2], {}
    form = exchange.request_body.decode(errors="replace") if _is_form(exchange) else ""
    for key, value in parse_qsl(f"{exchange.query}&{form}"):
        if key == "Action":
            yield value, {}
    if str(model.resolved_protocol).startswith("rest"):
        yield from _routed(exchange, model)


def _is_form(exchange: Exchange) -> bool:
    return exchange.request_headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _routed(exchange: Exchange, model: ServiceModel) -> Iterator[tuple[str, dict[str, str]]]:
    query = dict(parse_qsl(exchange.query, keep_blank_values=True))
    sent = query.keys() | exchange.request_headers.keys()
    for route in routes(model.service_name):
        match = route.pattern.fullmatch(exchange.path)
        if exchange.method == route.method and match and route.query <= query.items() and route.required <= sent:
            labels = [label for label, _ in LABEL.findall(model.operation_model(route.name).http["requestUri"])]
            yield route.name, dict(zip(labels, match.groups(), strict=True))


def _route(model: OperationModel) -> Route:
    path, _, query = model.http["requestUri"].partition("?")
    fixed = frozenset(parse_qsl(query, keep_blank_values=True)) - {("x-id", model.name)}
    required = frozenset(_required(model))
    pattern, end = "", 0
    for label in LABEL.finditer(path):
        pattern += re.escape(path[end : label.start()]) + ("(.+)" if label.group(2) else "([^/]+)")
        end = label.end()
    pattern += re.escape(path[end:])
    weight = (len(fixed), len(required), len(LABEL.sub("", path)))
    return Route(model.http["method"], re.compile(pattern.rstrip("/") + "/?"), fixed, weight, required, model.name)


def _required(model: OperationModel) -> Iterator[str]:
    """The query parameters and headers without which a request is another operation's."""
    if model.input_shape is not None:
        for name in model.input_shape.required_members:
            place = model.input_shape.members[name].serialization
            if place.get("location") in {"querystring", "header"}:
                wire = place["name"]
                yield wire if place["location"] == "querystring" else wire.lower()

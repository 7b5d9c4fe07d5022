"""Writes what the documents say of the code: tables between <!-- NAME: … --> and <!-- /NAME -->.

With --check, only says whether the documents have them as the code is. The prose around a table is written by hand.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.inspect import Field, StructType, VarTupleType, type_info

from lambdas.core.finding import CODES
from lambdas.core.metric import SERVICES
from lambdas.core.security_rule import RULES
from stacks import query
from stacks.alarm_row import Missing, Row
from stacks.alarm_table import ALARMS, threshold
from stacks.config import KEY, Config, InvalidConfig, allowed, load, preset
from stacks.config.load import present
from stacks.name import At, own_resources
from stacks.own_rule import own_rules
from stacks.selector import as_cloudformation
from tools.meaning import MEANINGS

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ".venv/bin/python -m tools.document"

PLACE: dict[str, object] = {"account": "111122223333", "region": "eu-central-1"}
REFUSED: tuple[dict[str, object], ...] = (
    {"delivery": {"batch_sise": 50}},
    {"delivery": {"batch_size": 20_000}},
    {"delivery": {"batch_size": 50, "batching_window_seconds": 0}},
    {"delivery": {"maximum_concurrency": 20, "reserved_concurrency": 10}},
    {"delivery": {"memory_mb": 256}},
    {"trail": {"global_service_events": False}},
    {"trail": {"key_prefix": "audit", "former_key_prefixes": ["audit"]}},
    {"trail": {"aggregation": ["API_ACTIVITY"]}},
    {"account": "111122223333"},
    {"organization": {"id": "o-exampleorgid", "management_account": "444455556666"}},
    {"archive": {"bucket_name": "audit-1"}, "quarantine": {"bucket_name": "audit-1"}},
    {"verification": {"horizon_days": 400}},
    {"archive": {"object_lock": {"days": 365}, "expire_days": 365}},
    {**PLACE, "archive": {"bucket_arn": "arn:aws:s3:::audit-1", "expire_days": 400}},
    {**PLACE, "notification": {"topic_arn": "arn:aws:sns:us-east-1:111122223333:trail"}},
    {"ingestion": "native", "ingestion_beside": ["native"]},
    {"rules": {"off": ["root-used"]}},
    {"rules": {"own": [{"name": "tor", "title": "A call by way of Tor", "pattern": "{ $.vpcEndpointId EXISTS }"}]}},
    {"destination": {"log_class": "INFREQUENT_ACCESS"}, "rules": {"evaluated_by": "metric-filters"}},
)


class Undocumented(Exception):  # noqa: N818  (it is a verdict on a document)
    """A document without the place for its table, or an example that is no longer one."""


def keys() -> str:
    config = type_info(Config)
    assert isinstance(config, StructType)  # noqa: S101
    rows = [(f"`{path}`", MEANINGS[path], default(field), allowed(field.type)) for path, field in leaves(config)]
    return table(("key", "what it is", "default", "allowed"), rows)


def leaves(group: StructType, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every key with its path, but for groups that are always there; AWS's own JSON is AWS's to document."""
    for field in group.fields:
        kind, at = present(field.type), path + field.encode_name
        if not isinstance(field.type, StructType):
            yield at, field
        if isinstance(kind, VarTupleType):
            kind, at = present(kind.item_type), f"{at}[]"
        if isinstance(kind, StructType) and not of_aws(kind):
            yield from leaves(kind, f"{at}.")


def of_aws(kind: StructType) -> bool:
    return any(field.encode_name != field.name for field in kind.fields)


def default(field: Field) -> str:
    if field.required:
        return "needed"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return f"`{json.dumps(value)}`"


def refused() -> str:
    rows = [(f"`{json.dumps(context)}`", f"`{refusal(context)}`") for context in REFUSED]
    return table((f"value of `{KEY}`", "what `make synth` says"), rows)


def refusal(context: Mapping[str, object]) -> str:
    """Raises Undocumented when the context is allowed."""
    try:
        load(context)
    except InvalidConfig as error:
        return str(error)
    raise Undocumented(f"{json.dumps(context)} is not refused any more")


def presets() -> str:
    """Of each what it stands for; a modifier is of no use by itself."""
    names = {each: each.replace("SERVICE", "secretsmanager") for each in preset.NAMES}
    together = {name: (["management"] if name in preset.MODIFIERS else []) + [used] for name, used in names.items()}
    rows = [
        (f"`{name}`", ", ".join(f"`{json.dumps(each)}`" for each in as_cloudformation(preset.expand(used))))
        for name, used in together.items()
    ]
    return table(("preset", "what it stands for"), rows)


def own() -> str:
    """What the trail's data events leave out, for an example account."""
    guarded = own_resources(At("aws", "ACCOUNT", "REGION"), Config())
    rows = [(f"`{kind}`", ", ".join(f"`{arn}`" for arn in arns)) for kind, arns in guarded.items()]
    return table(("resources.type", "ARNs; one that ends in a slash is what they begin with"), rows)


def metrics() -> str:
    rows = [
        (f"`{metric.name}`", service, ", ".join(metric.dimensions), metric.unit, metric.meaning)
        for service, some in SERVICES.items()
        for metric in some
    ]
    return table(("metric", "service", "further dimensions", "unit", "what it counts"), rows)


def alarms() -> str:
    rows = [
        (
            f"[{row.name}](#{row.name})",
            row.question,
            raised(row),
            ", ".join(f"[{each}](#{each})" for each in row.because),
        )
        for row in ALARMS
    ]
    return table(("alarm", "question", "raised when", "silent while one of these is measured"), rows)


def raised(row: Row) -> str:
    ((_, of),) = row.measure.dimensions
    minutes = row.period_seconds // 60
    often = (
        f"in {row.to_alarm} of {row.periods} times {minutes} minutes" if row.periods > 1 else f"in {minutes} minutes"
    )
    than = "is less than" if row.is_below else "is at least"
    nothing = ", or there is no data" if row.missing is Missing.BREACHING else ""
    limit = f"{threshold(row, Config()):,}"
    return f"`{row.measure.metric}` of {of}: its {row.statistic.lower()} {than} {limit} {often}{nothing}"


def rules() -> str:
    rows = [
        (f"`{rule.name}`", rule.title, rule.control, rule.cis, f"`{rule.pattern}`")
        for rule in (*RULES, *own_rules(Config()))
    ]
    return table(("rule", "what a match means", "Security Hub", "CIS", "pattern"), rows)


def queries() -> str:
    return table(("query", "what it answers", "put in", "log group"), query.table_rows())


def findings() -> str:
    rows = [(f"`{code.name}`", code.severity, code.effect, code.what, code.todo) for code in CODES]
    return table(("code", "severity", "effect", "what", "what to do"), rows)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


TABLES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/configuration.md": {"keys": keys, "presets": presets, "own": own, "refused": refused},
    "docs/evidence.md": {"findings": findings},
    "docs/flow.md": {"metrics": metrics},
    "docs/queries.md": {"queries": queries},
    "docs/rules.md": {"rules": rules},
    "docs/runbook.md": {"alarms": alarms},
}


def written(document: str) -> str:
    """The document with its tables as the code is. Raises Undocumented when it has no place for one of them."""
    text = (ROOT / document).read_text()
    for name, rows in TABLES[document].items():
        begin, end = f"<!-- {name}: {COMMAND} -->\n", f"<!-- /{name} -->\n"
        before, begun, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not begun or not ended:
            raise Undocumented(f"{document}: no {begin.strip()} … {end.strip()}")
        text = f"{before}{begin}{rows()}{end}{after}"
    return text


def main() -> None:
    stale = [document for document in TABLES if written(document) != (ROOT / document).read_text()]
    if sys.argv[1:] == ["--check"]:
        if stale:
            sys.exit(f"{', '.join(stale)}: not what the code says; run: {COMMAND}")
        return
    for document in stale:
        (ROOT / document).write_text(written(document))


if __name__ == "__main__":
    main()

"""Every saved query of Logs Insights, the log group that each is on, and how the documents show them."""

from collections.abc import Iterator, Mapping

from stacks import name
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.saved_query import access, identity, overview, own_log, resource
from stacks.saved_query.row import PLACEHOLDERS, Of, Query

QUERIES: tuple[Query, ...] = (
    *identity.QUERIES,
    *access.QUERIES,
    *resource.QUERIES,
    *overview.QUERIES,
    *own_log.QUERIES,
)


def log_groups(config: Config) -> Mapping[Of, str]:
    """Those of the deployment: of the pipeline, or else of the trail's own link, which has records only."""
    if Path.PIPELINE in config.paths:
        return {
            Of.RECORDS: config.destination.log_group_name,
            Of.FINDINGS: config.verification.log_group_name,
            Of.DELIVER: name.DELIVER_LOG,
        }
    return {Of.RECORDS: config.native.log_group_name} if Path.NATIVE in config.paths else {}


def table_rows() -> Iterator[tuple[str, str, str, str]]:
    """For docs/queries.md: name, question, what to put in, log group."""
    for query in QUERIES:
        own = ", ".join(f"`{each}`: {PLACEHOLDERS[each]}" for each in query.placeholders)
        yield query.name, query.question, own, query.of.value

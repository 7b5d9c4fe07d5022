from collections.abc import Callable
from pathlib import Path

from stacks.query import QUERIES
from stacks.saved_query.row import Of
from tests.stacks.golden import SETUPS
from tests.stacks.synthesis import Synthesis, synthesize

KIND = "AWS::Logs::QueryDefinition"
STACK = "Trailkeeper-Queries"
OF_RECORDS = {query.title for query in QUERIES if query.of is Of.RECORDS}

Synthesized = Callable[[str], Synthesis]


def test_each_query_is_saved_on_its_log_group(synthesis: Synthesis) -> None:
    groups = {
        Of.RECORDS: "/trailkeeper/records",
        Of.FINDINGS: "/trailkeeper/findings",
        Of.DELIVER: "/aws/lambda/trailkeeper-deliver",
    }
    saved = [each["Properties"] for each in synthesis.resources(STACK).values() if each["Type"] == KIND]
    assert sorted(saved, key=lambda each: str(each["Name"])) == [
        {"Name": query.title, "QueryString": query.text, "LogGroupNames": [groups[query.of]]}
        for query in sorted(QUERIES, key=lambda query: query.title)
    ]


def test_the_stack_has_nothing_else(synthesis: Synthesis) -> None:
    assert {each["Type"] for each in synthesis.resources(STACK).values()} - {"AWS::CDK::Metadata"} == {KIND}


def test_the_queries_come_after_the_log_groups(synthesis: Synthesis) -> None:
    assert {"Trailkeeper-Delivery", "Trailkeeper-Verification"} <= set(synthesis.dependencies[STACK])


def test_without_the_pipeline_records_are_asked_for_where_the_trails_own_link_writes(synthesized: Synthesized) -> None:
    saved = synthesized("native").of_type(KIND).values()
    assert {each["Name"] for each in saved} == OF_RECORDS
    assert {group for each in saved for group in each["LogGroupNames"]} == {"/trailkeeper/native"}


def test_the_queries_are_where_the_pipeline_is(synthesized: Synthesized) -> None:
    environments = synthesized("organization-native").environments
    assert environments[STACK] == environments["Trailkeeper-Delivery"] != environments["Trailkeeper-Trail"]


def test_without_the_pipeline_the_queries_are_where_the_trail_is(tmp_path: Path) -> None:
    configuration = SETUPS["organization-native"]["configuration"] | {"ingestion": "native", "ingestion_beside": []}
    environments = synthesize(configuration, tmp_path, assets=False).environments
    assert environments[STACK] == environments["Trailkeeper-Trail"] != environments["Trailkeeper-Archive"]


def test_with_direct_ingestion_alone_no_query_is_saved(synthesized: Synthesized) -> None:
    assert STACK not in synthesized("direct").templates

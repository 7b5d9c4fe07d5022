import pytest

from lambdas.core.lake import Import, Ingestion, failing

INGESTED = {
    "nothing yet": (Ingestion(), False),
    "never without an error": (Ingestion(attempted_s=2, succeeded_s=2), False),
    "an error since the last success": (Ingestion(error="e", attempted_s=3, succeeded_s=2), True),
    "an error before the last success": (Ingestion(error="e", attempted_s=2, succeeded_s=2), False),
    "an error and never a success": (Ingestion(error="e", attempted_s=2), True),
    "an error of an unknown time": (Ingestion(error="e", succeeded_s=2), True),
}


@pytest.mark.parametrize(("ingestion", "is_failing"), INGESTED.values(), ids=INGESTED)
def test_a_channel_fails_where_its_error_is_newer_than_its_success(ingestion: Ingestion, *, is_failing: bool) -> None:
    assert ingestion.is_failing is is_failing


OLD, NEW = Import("old", "FAILED", 1), Import("new", "FAILED", 2)
IMPORTED = {
    "none": ([], None),
    "one that failed": ([OLD], OLD),
    "two that failed": ([OLD, NEW], NEW),
    "begun once more": ([Import("again", "IN_PROGRESS", 3), NEW, OLD], None),
    "completed": ([OLD, Import("again", "COMPLETED", 3)], None),
    "stopped by somebody": ([Import("i", "STOPPED", 1)], None),
    "failed after one that did not": ([Import("i", "COMPLETED", 1), NEW], NEW),
}


@pytest.mark.parametrize(("imports", "expected"), IMPORTED.values(), ids=IMPORTED)
def test_an_import_fails_where_no_newer_one_was_begun(imports: list[Import], expected: Import | None) -> None:
    assert failing(imports) == expected

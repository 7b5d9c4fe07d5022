"""The loop: a trail that logs the data events of what the pipeline itself works with."""

from collections.abc import Iterator

from cli.doctor.examined import Examined
from cli.doctor.result import Result, fail, missing, ok, warn
from cli.doctor.selection import in_words, narrowing, reaching
from stacks import name

TODO = "leave it out by NotStartsWith or NotEquals of resources.ARN, as trailkeeper selectors --own prints it"


def own_activity(examined: Examined) -> Iterator[Result]:
    """Of the selectors as they are."""
    arn = examined.trail_arn
    selectors = examined.of_trail("get_event_selectors", TrailName=arn)
    if selectors is None:
        yield missing(arn, adopted=examined.adopts_trail)
        return
    found = list(reaching(selectors, name.own_resources(examined.place, examined.config)))
    for own, selector in found:
        told = f"it logs the data events of {own}: delivering a record makes the next. Selector: {in_words(selector)}"
        if narrowed := narrowing(selector):
            yield warn(arn, f"{told}. Unless its {' and '.join(narrowed)} leaves the pipeline out, a loop", TODO)
        else:
            yield fail(arn, told, TODO)
    if not found:
        yield ok(arn, "it logs no data events of the deployment's own resources")

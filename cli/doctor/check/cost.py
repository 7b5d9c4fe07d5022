"""What is paid for twice, before it costs anything."""

from collections.abc import Iterator

from cli.account import Answer
from cli.doctor.examined import Account, Examined, Step, separately
from cli.doctor.result import Result, ok, skipped, warn
from cli.doctor.selection import management_kinds
from lambdas.core.error import PipelineError
from stacks import name
from stacks.config.selector import logs_management

# Of us-east-1: https://aws.amazon.com/cloudtrail/pricing/ (2026-11-23)
PRICE = "$2.00 per 100,000 events (in us-east-1; https://aws.amazon.com/cloudtrail/pricing/)"
# As of 2026-04-13:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-service-availability-change.html
LAKE_CLOSED = "CloudTrail Lake takes no new customers since 2026-05-31"
REFUSED = ("UnsupportedOperationException", "OperationNotPermittedException")


def second_copy(examined: Examined) -> Iterator[Result]:
    kinds = _own_kinds(examined)
    if not kinds:
        yield skipped(examined.trail_arn, "the trail logs no management events, of which alone a second copy is paid")
        return
    looks = {account_arn(examined, account): _other_trails(examined, account, kinds) for account in accounts(examined)}
    yield from separately(looks)


def _other_trails(examined: Examined, account: str, kinds: set[str]) -> Step:
    """Those that the account has or sees; of an organization's, which many see, its owner is asked if possible."""

    def look() -> Iterator[Result]:
        reader = examined.account(account)
        asked_elsewhere = set(examined.accounts) & set(accounts(examined)) - {account}
        others = {
            arn: home
            for arn, home in _trails(examined, reader).items()
            if arn != examined.trail_arn and name.account_of(arn) not in asked_elsewhere
        }
        if not others:
            yield ok(account_arn(examined, account), "no other trail")
        yield from separately({arn: _second_copy(reader, arn, home, kinds) for arn, home in others.items()})

    return look


def _second_copy(account: Account, arn: str, home: str, kinds: set[str]) -> Step:
    def look() -> Iterator[Result]:
        what = f"trail {arn}"
        selectors = account.read("cloudtrail", "get_event_selectors", what, region=home, TrailName=arn) or {}
        both = sorted(kinds & management_kinds(selectors))
        if not both:
            yield ok(arn, "it logs none of the management events that the deployment's trail logs")
            return
        status = account.read("cloudtrail", "get_trail_status", what, region=home, Name=arn) or {}
        if not status.get("IsLogging"):
            yield ok(arn, "it logs management events too, but is stopped")
            return
        found = f"it logs management events too ({' and '.join(both)}): every copy but the first costs {PRICE}"
        yield warn(arn, found, "have one trail log them: adopt that one by trail.arn, or stop one of the two")

    return look


def _own_kinds(examined: Examined) -> set[str]:
    """Which management events the deployment's trail logs, or will."""
    if examined.adopts_trail:
        return management_kinds(examined.of_trail("get_event_selectors", TrailName=examined.trail_arn) or {})
    chosen = examined.config.trail.selectors.chosen
    return {kind for kind, write in (("read", False), ("write", True)) if logs_management(chosen, write=write)}


def accounts(examined: Examined) -> list[str]:
    """The trail's, and of an organization the pipeline's too, which has its copy of the trail."""
    return list(dict.fromkeys([examined.trail_account, examined.place.account]))


def _trails(examined: Examined, account: Account) -> dict[str, str]:
    """The home Region by ARN: shadow trails and those of an organization too, and where it matters of every Region."""
    region = examined.place.region
    found = {each["TrailARN"]: each.get("HomeRegion") or region for each in here(account)}
    if examined.config.trail.multi_region:
        listed = account.read_all("cloudtrail", "list_trails", "trails", "Trails")
        found |= {each["TrailARN"]: each.get("HomeRegion") or region for each in listed}
    return found


def here(account: Account, region: str = "") -> list[Answer]:
    """The trails of a Region, shadow trails too; without one, of the account's own."""
    what = f"trails of {region}" if region else "trails"
    answer = account.read("cloudtrail", "describe_trails", what, region=region, includeShadowTrails=True) or {}
    found: list[Answer] = answer.get("trailList") or []
    return found


def account_arn(examined: Examined, account: str) -> str:
    return f"arn:{examined.place.partition}:iam::{account}:root"


def lake(examined: Examined) -> Iterator[Result]:
    account = examined.account(examined.trail_account)
    arn = account_arn(examined, examined.trail_account)
    try:
        stores = account.read_all("cloudtrail", "list_event_data_stores", "event data stores", "EventDataStores")
    except PipelineError as error:
        if not any(code in str(error) for code in REFUSED):
            raise
        yield skipped(arn, f"CloudTrail answers for no event data stores here: {LAKE_CLOSED}")
        return
    if not stores:
        yield ok(arn, f"no event data store ({LAKE_CLOSED})")
    yield from separately({each["EventDataStoreArn"]: _store(account, each["EventDataStoreArn"]) for each in stores})


def _store(account: Account, arn: str) -> Step:
    def look() -> Iterator[Result]:
        store = account.read("cloudtrail", "get_event_data_store", f"event data store {arn}", EventDataStore=arn) or {}
        selectors = {"AdvancedEventSelectors": store.get("AdvancedEventSelectors")}
        if store.get("Status") != "ENABLED" or not selectors["AdvancedEventSelectors"]:
            yield ok(arn, f"it takes no events ({store.get('Status', 'no such store')})")
        elif not management_kinds(selectors):
            yield ok(arn, "it takes no management events")
        else:
            found = f"it takes management events: another copy, paid by what it takes in. {LAKE_CLOSED}"
            yield warn(arn, found, "stop its ingestion if the trail is enough; once deleted, it may not come back")

    return look

"""The CDK app: the stacks of one deployment, out of the context key `trailkeeper` of cdk.json, checked by cdk-nag."""

import sys
from collections.abc import Sequence

from aws_cdk import App, Environment, Stack, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from stacks.access_logs import AccessLogs
from stacks.adoption import requirements, written
from stacks.alarm import Alarm
from stacks.archive import Archive, makes_archive
from stacks.config import Config, InvalidConfig, within
from stacks.config.ingestion import Path
from stacks.config.rule import partition_of
from stacks.dashboard import Dashboard
from stacks.delivery import Before, Delivery
from stacks.direct import Direct
from stacks.health import Health
from stacks.ledger import Ledger
from stacks.name import At
from stacks.native import Native
from stacks.notification import Notification
from stacks.policy import check_sizes
from stacks.quarantine import Quarantine
from stacks.queries import Queries
from stacks.rule_filter import RuleFilters
from stacks.rules import Rules
from stacks.setup import Setup
from stacks.trail import Trail
from stacks.verification import Before as Proven
from stacks.verification import Verification
from stacks.watch import Watch


def build(app: App, config: Config) -> None:
    """Raises InvalidConfig for what only shows where the names are known."""
    check_sizes(At(partition_of(config.region), config.account, config.region), config)
    pipeline = Environment(account=config.account or None, region=config.region or None)
    owner = config.organization.management_account if config.organization else config.account
    trails = Environment(account=owner or None, region=config.region or None)
    before, keys = make_pipeline(app, config, pipeline)
    links = make_links(app, config, trails)
    made = before + [stack for stack in links if not isinstance(stack, Direct)]
    native = [stack.key.key_arn for stack in links if isinstance(stack, Native)]
    # EventBridge tells of a key in its own account. Before the trail, whose first records may be worth a notice.
    elsewhere = trails.account != pipeline.account
    alarms = [Alarm(app, "Trailkeeper-Alarm", config, keys if elsewhere else [*keys, *native], env=pipeline)]
    if native and elsewhere:
        alarms.append(Alarm(app, "Trailkeeper-TrailAlarm", config, native, env=trails))
    depend(alarms, made)
    if not config.trail.arn:
        depend([Trail(app, "Trailkeeper-Trail", config, env=trails)], [*made, *alarms])
    make_views(app, config, pipeline, trails)
    for tag, value in config.tags.items():
        Tags.of(app).add(tag, value)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def make_pipeline(app: App, config: Config, env: Environment) -> tuple[list[Stack], list[str]]:
    """What the trail needs, and the keys, by ARN; without the pipeline the archive alone."""
    archive = Archive(app, "Trailkeeper-Archive", config, env=env) if makes_archive(config) else None
    made: list[Stack] = [archive] if archive else []
    key = archive.key.key_arn if archive and archive.key else config.archive.key_arn
    keys = [key] if key else []
    if Path.PIPELINE in config.paths:
        notification = Notification(app, "Trailkeeper-Notification", config, env=env)
        ledger = Ledger(app, "Trailkeeper-Ledger", config, env=env)
        quarantine = Quarantine(app, "Trailkeeper-Quarantine", config, env=env)
        rules = Rules(app, "Trailkeeper-Rules", config, ledger, env=env) if config.has_rules_in_deliver else None
        needed = Before(key, notification, ledger, quarantine, rules)
        delivery = Delivery(app, "Trailkeeper-Delivery", config, needed, env=env)
        proven = Proven(key, notification, ledger, delivery)
        verification = Verification(app, "Trailkeeper-Verification", config, proven, env=env)
        watch = Watch(app, "Trailkeeper-Watch", config, verification, env=env)
        made += [notification, ledger, quarantine, *([rules] if rules else []), delivery, verification, watch]
        keys += [each.key.key_arn for each in (notification, ledger, quarantine)]
        keys += [delivery.records_key.key_arn, verification.key.key_arn]
    if config.archive.access_logs and (Path.PIPELINE in config.paths or not config.archive.bucket_arn):
        log_accesses(app, config, env, made)
    return made, keys


def make_views(app: App, config: Config, pipeline: Environment, trails: Environment) -> None:
    """What looks at the deployment, after all of it; the alarms last, when watch has looked."""
    before = [each for each in app.node.children if isinstance(each, Stack) and not isinstance(each, Direct)]
    has_pipeline, has_native = Path.PIPELINE in config.paths, Path.NATIVE in config.paths
    made: list[Stack] = []
    if config.has_rule_filters:
        made.append(RuleFilters(app, "Trailkeeper-RuleFilters", config, env=trails if has_native else pipeline))
    if has_pipeline:
        made.append(Dashboard(app, "Trailkeeper-Dashboard", config, env=pipeline))
    if has_pipeline or has_native:
        made.append(Queries(app, "Trailkeeper-Queries", config, env=pipeline if has_pipeline else trails))
    if has_pipeline:
        depend([Health(app, "Trailkeeper-Health", config, env=pipeline)], [*before, *made])
    depend(made, before)


def depend(stacks: Sequence[Stack], before: Sequence[Stack]) -> None:
    for stack in stacks:
        for each in before:
            stack.add_stack_dependency(each)


def log_accesses(app: App, config: Config, env: Environment, made: list[Stack]) -> None:
    """Before the buckets whose accesses it holds."""
    access_logs = AccessLogs(app, "Trailkeeper-AccessLogs", config, env=env)
    for stack in made:
        if isinstance(stack, Archive | Quarantine):
            stack.add_stack_dependency(access_logs)


def make_links(app: App, config: Config, env: Environment) -> list[Stack]:
    """What is where the trail is: CloudTrail's own ways into CloudWatch Logs, and what CloudFormation lacks."""
    made: list[Stack] = []
    if Path.NATIVE in config.paths:
        made.append(Native(app, "Trailkeeper-Native", config, env=env))
    if Path.DIRECT in config.paths:
        made.append(Direct(app, "Trailkeeper-Direct", config, env=env))
    return [*made, Setup(app, "Trailkeeper-Setup", config, env=env)]


def main() -> None:
    app = App()
    try:
        config = within(app.node.get_all_context())
        build(app, config)
    except InvalidConfig as error:
        sys.exit(str(error))
    for requirement in requirements(config):
        print(written(requirement), file=sys.stderr)  # noqa: T201  (what the owner of an adopted resource has to do)
    app.synth()


if __name__ == "__main__":
    main()

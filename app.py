"""The CDK app: the stacks of one deployment, out of the context key `trailkeeper` of cdk.json, checked by cdk-nag."""

import sys

from aws_cdk import App, Environment, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from stacks.archive import Archive
from stacks.config import Config, InvalidConfig, within
from stacks.delivery import Before, Delivery
from stacks.ledger import Ledger
from stacks.notification import Notification
from stacks.quarantine import Quarantine
from stacks.trail import Trail


def build(app: App, config: Config) -> None:
    env = Environment(account=config.account or None, region=config.region or None)
    archive = Archive(app, "Trailkeeper-Archive", config, env=env)
    notification = Notification(app, "Trailkeeper-Notification", config, env=env)
    ledger = Ledger(app, "Trailkeeper-Ledger", env=env)
    quarantine = Quarantine(app, "Trailkeeper-Quarantine", config, archive, env=env)
    before = Before(archive, notification, ledger, quarantine)
    delivery = Delivery(app, "Trailkeeper-Delivery", config, before, env=env)
    trail = Trail(app, "Trailkeeper-Trail", config, archive, notification, env=env)
    trail.add_stack_dependency(delivery)
    for name, value in config.tags.items():
        Tags.of(app).add(name, value)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def main() -> None:
    app = App()
    try:
        config = within(app.node.get_all_context())
    except InvalidConfig as error:
        sys.exit(str(error))
    build(app, config)
    app.synth()


if __name__ == "__main__":
    main()

"""setup's composition root: a request of CloudFormation in, its answer to where the request says."""

import time

from aws_lambda_powertools import Logger

from lambdas.aws import client, cloudtrail, custom_resource
from lambdas.setup.resource import World
from lambdas.setup.setup import Setup

LOG = Logger(service="setup", use_rfc3339=True)
SETUP = Setup(
    World(cloudtrail.CloudTrail(client.client("cloudtrail")), lambda: int(time.time()), LOG),
    custom_resource.Answers(),
    LOG,
)


def handler(event: object, _: object) -> None:
    SETUP.handle(event)

"""Where a deployment is: what the outputs of its stack say."""

import msgspec

from cli.aws import client
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError

# What CloudFormation answers for a stack that is not there.
_HERE = {"ValidationError": ConfigurationError, "AccessDenied": ConfigurationError}


class Deployment(msgspec.Struct, frozen=True):
    account: str
    queue_url: str
    dead_letters_url: str
    quarantine_bucket: str


_OUTPUTS = {"QueueUrl": "queue_url", "DeadLettersUrl": "dead_letters_url", "QuarantineBucket": "quarantine_bucket"}


def deployment(stack: str) -> Deployment:
    """Raises ConfigurationError or Unavailable."""
    cloudformation = client("cloudformation")
    with named(f"stack {stack}", _HERE):
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
    missing = [output for output in _OUTPUTS if output not in outputs]
    if missing:
        raise ConfigurationError(f"stack {stack}: has no output {', '.join(missing)}; deploy it once more")
    values = {field: outputs[output] for output, field in _OUTPUTS.items()}
    # arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
    return Deployment(account=found["StackId"].split(":")[4], **values)

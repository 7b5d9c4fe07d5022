"""The topic that tells a person."""

from typing import TYPE_CHECKING

from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError, PipelineError

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# Of SNS, which another service's table may have for something else.
_HERE: dict[str, type[PipelineError]] = {"NotFound": ConfigurationError, "AuthorizationError": ConfigurationError}


class Topic:
    def __init__(self, client: "SNSClient", arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, subject: str, text: str) -> None:
        """The subject is ASCII of one line. Raises ConfigurationError or Unavailable."""
        with named(f"topic {self._arn}", _HERE):
            self._client.publish(TopicArn=self._arn, Subject=subject, Message=text)

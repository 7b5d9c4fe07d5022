"""The only place where the errors of botocore, and of the urllib3 below it, become ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ParamValidationError
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from lambdas.core.error import (
    ConfigurationError,
    MissingLogFile,
    NotRestored,
    PipelineError,
    RefusedBatch,
    Throttled,
    Unavailable,
)

# By the code that the service answers with. A code that is not here may be a passing fault: Unavailable.
ERRORS: dict[str, type[PipelineError]] = {
    "AWS.SimpleQueueService.NonExistentQueue": ConfigurationError,
    "AccessDeniedException": ConfigurationError,
    "AllAccessDisabled": ConfigurationError,
    "ExpiredToken": Unavailable,
    "ExpiredTokenException": Unavailable,
    "InvalidAccessKeyId": ConfigurationError,
    "InvalidParameterException": RefusedBatch,
    "InvalidObjectState": NotRestored,
    "KMS.DisabledException": ConfigurationError,
    "KMS.NotFoundException": ConfigurationError,
    "NoSuchBucket": ConfigurationError,
    "NoSuchKey": MissingLogFile,
    "ProvisionedThroughputExceededException": Throttled,
    "QueueDoesNotExist": ConfigurationError,
    "RequestLimitExceeded": Throttled,
    "ResourceNotFoundException": ConfigurationError,
    "SlowDown": Throttled,
    "Throttling": Throttled,
    "ThrottlingException": Throttled,
    "TooManyRequestsException": Throttled,
    "TransactionInProgressException": Throttled,
    "UnrecognizedClientException": ConfigurationError,
    "ValidationException": ConfigurationError,
}


@contextmanager
def named(what: str, here: Mapping[str, type[PipelineError]] | None = None) -> Iterator[None]:
    """Turns what botocore raises into an error that names the thing and the place.

    `here`: codes that mean something else at this place than in the table.
    """
    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        code = answer.get("Code", "")
        kind = (here or {}).get(code) or ERRORS.get(code, Unavailable)
        raise kind(f"{what}: {code}: {answer.get('Message', '')}") from error
    except (NoCredentialsError, ParamValidationError) as error:
        raise ConfigurationError(f"{what}: {error}") from error
    except (BotoCoreError, HTTPError, ResponseParserError) as error:
        raise Unavailable(f"{what}: {error}") from error

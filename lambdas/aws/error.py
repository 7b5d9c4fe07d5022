"""The only place where the errors of botocore, and of the urllib3 below it, become ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ParamValidationError
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from lambdas.core.error import ConfigurationError, MissingLogFile, PipelineError, RefusedBatch, Throttled, Unavailable

# By the code that the service answers with. A code that is not here may be a passing fault: Unavailable.
ERRORS: dict[str, type[PipelineError]] = {
    "AccessDeniedException": ConfigurationError,
    "AllAccessDisabled": ConfigurationError,
    "ExpiredToken": Unavailable,
    "ExpiredTokenException": Unavailable,
    "InvalidAccessKeyId": ConfigurationError,
    "InvalidParameterException": RefusedBatch,
    "InvalidObjectState": Unavailable,
    "NoSuchBucket": ConfigurationError,
    "NoSuchKey": MissingLogFile,
    "RequestLimitExceeded": Throttled,
    "ResourceNotFoundException": ConfigurationError,
    "SlowDown": Throttled,
    "Throttling": Throttled,
    "ThrottlingException": Throttled,
    "TooManyRequestsException": Throttled,
    "UnrecognizedClientException": ConfigurationError,
}


@contextmanager
def named(what: str) -> Iterator[None]:
    """Turns what botocore raises into an error that names the thing and the place."""
    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        code = answer.get("Code", "")
        raise ERRORS.get(code, Unavailable)(f"{what}: {code}: {answer.get('Message', '')}") from error
    except (NoCredentialsError, ParamValidationError) as error:
        raise ConfigurationError(f"{what}: {error}") from error
    except (BotoCoreError, HTTPError, ResponseParserError) as error:
        raise Unavailable(f"{what}: {error}") from error

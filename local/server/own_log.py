"""Lambda writes a function's log with the function's execution role: without permission, nothing of it is written.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html (2026-04-13)
"""

import functools
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from local.server import seams
from local.server.principal import Function, denial, execution_role


def log_group(function: Function) -> str:
    named = (function.get("LoggingConfig") or {}).get("LogGroup")
    return str(named or f"/aws/lambda/{function['FunctionName']}")


def needed(function: Function, stream: str, *, group_exists: bool) -> Iterator[tuple[str, str]]:
    """Each action that Lambda takes to write the log, and the ARN on which."""
    _, _, _, region, account_id, _ = function["FunctionArn"].split(":", 5)
    group_arn = f"arn:aws:logs:{region}:{account_id}:log-group:{log_group(function)}"
    if not group_exists:
        yield "logs:CreateLogGroup", group_arn
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        yield action, f"{group_arn}:log-stream:{stream}"


def install() -> None:
    """After the metrics: what is not written to the log becomes no metric either."""
    seams.replace("services.lambda_svc._emit_lambda_logs", _permitted)


def _permitted(emit: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(emit)
    def emit_lambda_logs(function: Any, *invocation: Any, **settings: Any) -> None:
        configuration = function.get("config") or function
        exists = log_group(configuration) in seams.seam("services.cloudwatch_logs._log_groups")
        stream = f"{datetime.now(UTC):%Y/%m/%d}/[{configuration.get('Version', '$LATEST')}]{uuid.uuid4().hex}"
        role = execution_role(configuration)
        calls = needed(configuration, stream, group_exists=exists)
        if all(denial(role, action, arn) is None for action, arn in calls):
            emit(function, *invocation, **settings)

    return emit_lambda_logs

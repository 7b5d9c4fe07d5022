"""deliver's composition root: whatever tells of log files in, the ids of the messages that stay on the queue out."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.core.metric import NAMESPACE
from lambdas.deliver.adapters import deliver
from lambdas.deliver.settings import Settings

METRICS = Metrics(namespace=NAMESPACE, service="deliver")
DELIVER = deliver(Settings.from_environment(os.environ), Logger(service="deliver", use_rfc3339=True))


@METRICS.log_metrics
def handler(event: object, context: Any) -> dict[str, Any]:
    return DELIVER.handle(event, context.aws_request_id, context.get_remaining_time_in_millis, METRICS.add_metric)

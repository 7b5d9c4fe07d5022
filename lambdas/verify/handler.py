"""verify's composition root: the hourly schedule or messages in, the ids of those that stay on the queue out."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.verify.adapters import world
from lambdas.verify.settings import Settings
from lambdas.verify.verify import Verify

SETTINGS = Settings.from_environment(os.environ)
METRICS = Metrics(namespace="Trailkeeper", service="verify")
VERIFY = Verify(SETTINGS, world(SETTINGS), Logger(service="verify", use_rfc3339=True))


@METRICS.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return VERIFY.handle(event, context.aws_request_id, context.get_remaining_time_in_millis, METRICS.add_metric)

"""What it costs, estimated from what is delivered.

Prices are those of us-east-1, without any free tier, in USD: https://aws.amazon.com/cloudwatch/pricing/ (2026-04-13)
"""

from lambdas.core import metric as m
from lambdas.core.metric import SERVICES
from stacks.alarm_row import Question
from stacks.alarm_table import alarms
from stacks.config import Config
from stacks.config.ingestion import LogClass
from stacks.dashboard_line import HOUR, deliver
from stacks.dashboard_widget import Formula, Graph, Row, Text, View

INGESTION_USD = {LogClass.STANDARD: 0.50, LogClass.INFREQUENT_ACCESS: 0.25}
"""Of a GB that CloudWatch Logs takes in."""
GB = 10**9
METRIC_USD, ALARM_USD, COMPOSITE_USD = 0.30, 0.10, 0.50
"""Of a custom metric, of an alarm on one metric, of a composite alarm; a month each."""


def _usd(hours: int) -> Formula:
    """At the rate of each hour."""
    span = {24: "a day", 720: "30 days"}[hours]

    def text(config: Config) -> str:
        return f"m1 * {hours} / {GB} * {INGESTION_USD[config.destination.log_class]:.2f}"

    return Formula(text=text, label=f"USD for {span} at this rate", id=f"e{hours}", is_right=hours > 24)  # noqa: PLR2004


def _so_far(config: Config) -> str:
    return f"m1 / {GB} * {INGESTION_USD[config.destination.log_class]:.2f}"


def told(config: Config) -> str:
    price = INGESTION_USD[config.destination.log_class]
    rows = list(alarms(config))
    single, composite = len(rows), 2 * sum(bool(row.because) for row in rows) + len(Question)
    metrics = sum(not metric.dimensions for each in SERVICES.values() for metric in each)
    by_region = sum(len(metric.dimensions) > 1 for each in SERVICES.values() for metric in each)
    return f"""\
## Cost, estimated
Prices of us-east-1, without a free tier: {price:.2f} USD for each GB that CloudWatch Logs takes in \
({config.destination.log_class.value}). Storage, S3, Lambda and SQS come on top.

- {single} alarms of {ALARM_USD:.2f} and {composite} composite alarms of {COMPOSITE_USD:.2f} USD a month: \
{single * ALARM_USD + composite * COMPOSITE_USD:.2f} USD
- custom metrics of {METRIC_USD:.2f} USD a month: at most {metrics}, {by_region} for each Region, one for each rule \
that matched
"""


COST = (
    Row(
        6,
        (
            Graph(
                title="Cost of ingestion, estimated, in the time shown",
                view=View.NUMBERS,
                lines=(
                    deliver(m.BYTES_DELIVERED, "bytes delivered", id="m1"),
                    Formula(text=_so_far, label="USD, estimated", id="e1"),
                ),
            ),
            Graph(
                title="Cost of ingestion, estimated",
                unit="USD a day",
                right_unit="USD for 30 days",
                period_seconds=HOUR,
                lines=(deliver(m.BYTES_DELIVERED, "bytes", id="m1", is_hidden=True), _usd(24), _usd(720)),
            ),
            Text(told),
        ),
    ),
)

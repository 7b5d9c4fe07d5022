"""What stands on the dashboard, row by row: first whether it is complete, fresh and proven, then the flow, the rules.

Each line is of a metric of lambdas.core.metric, of SQS or of Lambda. Of what a deployment does not have nothing stands
there.
"""

from typing import Any

from lambdas.core import metric as m
from stacks import name
from stacks.alarm_row import Question
from stacks.config import Config
from stacks.dashboard_cost import COST
from stacks.dashboard_flow import FLOW
from stacks.dashboard_line import AGE, VISIBLE, deliver, has_digests, queue, verify, watch
from stacks.dashboard_rule import RULES
from stacks.dashboard_trail import FUNCTIONS, TRAIL
from stacks.dashboard_widget import Formula, Graph, Row, Status, View, placed
from stacks.name import Place

ACCOUNTED = Formula(text="m2 + m3 + m4", label="accounted for", id="e1")

ANSWERS = (
    Row(
        6,
        (
            Status("Is it complete?", Question.COMPLETE),
            Status("Is it fresh?", Question.FRESH),
            Status("Is it proven?", Question.PROVEN),
        ),
    ),
    Row(
        4,
        (
            Graph(
                title="Complete, in the time shown",
                view=View.NUMBERS,
                lines=(
                    deliver(m.RECORDS_READ, "records read", id="m1"),
                    deliver(m.RECORDS_DELIVERED, "delivered", id="m2", is_hidden=True),
                    deliver(m.RECORDS_FILTERED, "filtered", id="m3", is_hidden=True),
                    deliver(m.RECORDS_QUARANTINED, "quarantined", id="m4", is_hidden=True),
                    ACCOUNTED,
                    deliver(m.QUARANTINED, "to quarantine"),
                    queue(VISIBLE, name.DEAD_LETTERS, "dead letters, at most"),
                ),
            ),
            Graph(
                title="Fresh, in the time shown",
                view=View.NUMBERS,
                lines=(
                    deliver(m.DELIVERY_DELAY, "delay, median (s)", "p50"),
                    deliver(m.DELIVERY_DELAY, "delay, worst (s)", "Maximum"),
                    queue(AGE, name.QUEUE, "oldest message (s)"),
                    watch(m.STALE_ACCOUNTS, "stale accounts, at most"),
                ),
            ),
            Graph(
                title="Proven, in the time shown",
                view=View.NUMBERS,
                lines=(
                    verify(m.LOG_FILES_PROVEN, "log files proven"),
                    verify(m.DIGESTS_VERIFIED, "digests verified"),
                    watch(m.FINDINGS_SEVERE, "severe findings, at most"),
                    watch(m.DIGEST_AGE, "digest age, worst (s)", needs=has_digests),
                ),
            ),
        ),
    ),
)

ROWS = (*ANSWERS, *FLOW, *TRAIL, *FUNCTIONS, *COST, *RULES)


def body(place: Place, config: Config) -> dict[str, Any]:
    """place: of the pipeline; its Region may be a token of the CDK."""
    return {"start": "-PT24H", "periodOverride": "inherit", "widgets": list(placed(ROWS, place, config))}

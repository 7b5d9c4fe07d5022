"""The security rules on the dashboard, and where to go from it."""

from lambdas.core import metric as m
from lambdas.core.metric import RULE
from stacks import name
from stacks.alarm_row import RUNBOOK
from stacks.dashboard_line import deliver, has_notices, verify
from stacks.dashboard_widget import Graph, Row, Search, Text

WHERE_TO_GO = f"""\
## Where to go
- An alarm is on: `{RUNBOOK}` has a heading of its name, with what it means, how to confirm and how to mend it.
- `trailkeeper status` tells the same in a terminal, with the Regions and CloudTrail's own error.
- What did somebody do? The saved queries of CloudWatch Logs Insights, in the folder Trailkeeper.
- What is left to deliver: `trailkeeper dead-letters list`, `trailkeeper quarantine list`.
- Is it what CloudTrail signed? `trailkeeper verify`, and for an auditor `trailkeeper evidence`.
- The alarm topic is {name.ALARMS}.
"""

RULES = (
    Row(
        6,
        (
            Graph(
                title="Security rules: records that matched, by rule",
                needs=has_notices,
                lines=(Search(metric=m.RULE_MATCHES, statistic="Sum", by=RULE),),
            ),
            Graph(
                title="Notices of security rules",
                needs=has_notices,
                lines=(
                    deliver(m.NOTICES_SENT, "sent"),
                    deliver(m.NOTICES_HELD, "held: there was one"),
                    deliver(m.TOPIC_FAILURES, "not taken by the topic"),
                    verify(m.TOPIC_FAILURES, "findings not taken by the topic"),
                ),
            ),
            Text(WHERE_TO_GO),
        ),
    ),
)

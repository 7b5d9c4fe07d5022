"""A deployment whose alarms are watched while something goes wrong with it, and until it is mended."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.process import until
from stacks.alarm_row import Question
from tests.acceptance.estate import REGION, policy

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:trailkeeper-alarms"
PREFIX = "trailkeeper-"
WATCH = "trailkeeper-watch"
FINDINGS = "/trailkeeper/findings"
MINUTE_SECONDS = 0.6
PERIOD_SECONDS = 5 * MINUTE_SECONDS
PATIENCE_SECONDS = 40
STEP_SECONDS = 0.2

Doing = Callable[[], object]
Message = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """Of one look at the alarms: those that tell, and the questions, which are on."""

    alarms: frozenset[str]
    questions: frozenset[str]
    is_settled: bool
    """Whether each alarm has had data."""


@dataclass(frozen=True)
class Episode:
    """What was on and what was told, from when everything was well until it was well again."""

    seen: Sequence[Seen]
    while_on: Seen
    after: Seen
    messages: Sequence[Message]

    @property
    def alarms(self) -> set[str]:
        return {name for each in self.seen for name in each.alarms}

    def told(self, state: str) -> list[str]:
        """Of which alarms, in order."""
        return [_short(each["AlarmName"]) for each in self.messages if each["NewStateValue"] == state]


class WatchedHealth:
    """watch looks without a pause, in place of its schedule: a period of five minutes has at least one look."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self.cloud = cloud
        self._cloudwatch, self._sqs, self._lambda = map(cloud.client, ("cloudwatch", "sqs", "lambda"))
        self._looking = threading.Lock()
        self._ended = threading.Event()
        self._inbox = self._subscribed("health-mails")
        self._notices: list[dict[str, str]] = []

    def _subscribed(self, name: str) -> str:
        url, arn = self._sqs.create_queue(QueueName=name)["QueueUrl"], f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
        self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy([allowed])})
        self.cloud.client("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn)
        return str(url)

    @contextmanager
    def looks(self) -> Iterator[None]:
        self.cloud.quicken(minute_seconds=MINUTE_SECONDS)
        looker = threading.Thread(target=self._look, daemon=True)
        looker.start()
        try:
            yield
        finally:
            self._ended.set()
            looker.join()

    def _look(self) -> None:
        while not self._ended.wait(STEP_SECONDS):
            if self._looking.acquire(timeout=1):
                self._lambda.invoke(FunctionName=WATCH, Payload=b"{}")
                self._looking.release()

    def stop_looking(self) -> None:
        self._looking.acquire()

    def look_again(self) -> None:
        self._looking.release()

    def seen(self) -> Seen:
        found = self._cloudwatch.describe_alarms(
            AlarmNamePrefix=PREFIX, AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=100
        )
        states = {
            _short(each["AlarmName"]): each["StateValue"]
            for each in (*found["MetricAlarms"], *found["CompositeAlarms"])
        }
        on = {name for name, state in states.items() if state == "ALARM"}
        inner = {name for name in states if name.endswith(("-measured", "-explained"))}
        return Seen(
            frozenset(on - inner - set(Question)),
            frozenset(on & set(Question)),
            is_settled=set(states.values()) <= {"OK", "ALARM"},
        )

    def names(self) -> list[str]:
        asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
        pages = self._cloudwatch.get_paginator("describe_alarms").paginate(**asked)
        found = [each for page in pages for each in (*page["MetricAlarms"], *page["CompositeAlarms"])]
        return [_short(each["AlarmName"]) for each in found]

    def episode(self, alarm: str, do: Doing, mend: Doing, *, holds: bool = True) -> Episode:
        """holds: whether it is on until it is mended, and not only for a period after what has happened."""
        self.well()
        seen: list[Seen] = []
        do()
        while_on = self._until(lambda now: alarm in now.alarms, seen)
        if holds:
            self._keep(seen, 2 * PERIOD_SECONDS)
            while_on = seen[-1]
        mend()
        after = self._until(lambda now: not now.alarms, seen)
        self._keep(seen, PERIOD_SECONDS)
        return Episode(seen, while_on, after, self.messages())

    def well(self) -> None:
        """Until no alarm is on and each has had data; what was told until then is forgotten."""
        now = self._until(lambda now: now.is_settled and not now.alarms and not now.questions, [])
        assert (now.alarms, now.is_settled) == (frozenset(), True), (now, self.findings())
        self.messages()

    def findings(self) -> list[str]:
        """What verify has told of, in order, for whoever reads why a test failed."""
        pages = self.cloud.client("logs").get_paginator("filter_log_events").paginate(logGroupName=FINDINGS)
        lines = [json.loads(event["message"]) for page in pages for event in page["events"]]
        return [f"{line['severity']} {line['code']} {line['state']} {line['object']}: {line['what']}" for line in lines]

    def _until(self, good: Callable[[Seen], bool], seen: list[Seen]) -> Seen:
        """What is seen as soon as that is good, or at last; each look is kept."""
        for _ in until(time.monotonic() + PATIENCE_SECONDS):
            seen.append(self.seen())
            if good(seen[-1]):
                break
        return seen[-1]

    def _keep(self, seen: list[Seen], seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen.append(self.seen())
            time.sleep(STEP_SECONDS)

    def messages(self) -> list[Message]:
        """Of alarms, since the last time."""
        told = [(each["Subject"], each["Message"]) for each in self._mails()]
        alarms = [json.loads(text) for _, text in told if text.startswith("{")]
        self._notices += [{"subject": subject, "text": text} for subject, text in told if not text.startswith("{")]
        return alarms

    def notices(self) -> list[dict[str, str]]:
        """All that the topic was told beside alarms, so far."""
        assert not self.messages()
        return list(self._notices)

    def _mails(self) -> Iterator[Mapping[str, str]]:
        while some := self._sqs.receive_message(QueueUrl=self._inbox, MaxNumberOfMessages=10).get("Messages", []):
            for message in some:
                self._sqs.delete_message(QueueUrl=self._inbox, ReceiptHandle=message["ReceiptHandle"])
                yield json.loads(message["Body"])


def _short(alarm_name: str) -> str:
    return alarm_name.removeprefix(PREFIX)

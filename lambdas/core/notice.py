"""What the alarm topic is told of a match: a subject, and a message with a link to the actor's records.

Escaped already is what a match holds.
"""

from collections.abc import Iterator, Mapping

from lambdas.core.escape import escaped, subject_line
from lambdas.core.insights_link import LogGroup, link
from lambdas.core.match import UNKNOWN, Match

RULES_TOLD = 20
RULES_DOCUMENT = "docs/rules.md"


def subject(match: Match) -> str:
    return _subject(f"{match.title}: {match.account or UNKNOWN} {match.region}")


def message(match: Match, log_group: LogGroup) -> str:
    return "\n".join(f"{name}: {value}" for name, value in _lines(match, log_group))


def subject_of_further(counts: Mapping[str, int]) -> str:
    return _subject(_counted(counts))


def message_of_further(counts: Mapping[str, int], log_group: LogGroup) -> str:
    """Of so many matches, by the names of their rules, and of all that the same invocation finds after them."""
    largest_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{escaped(name)}: {count}" for name, count in largest_first[:RULES_TOLD]]
    left = len(counts) - len(told)
    return "\n".join(
        [
            f"{_counted(counts)}, and maybe more in the same minutes, which are not told one by one:",
            *told,
            *([f"and {left} rules more"] if left else []),
            f"The records are in the log group {log_group.name}, the matches in deliver's log.",
            f"Rules: {RULES_DOCUMENT}",
        ]
    )


def _lines(match: Match, log_group: LogGroup) -> Iterator[tuple[str, str]]:
    yield "Rule", escaped(match.rule)
    yield "What", escaped(match.title)
    yield "Who", match.actor
    yield "Did what", match.action + (f", refused: {match.error_code}" if match.error_code else "")
    yield "To what", match.target or UNKNOWN
    yield "From where", match.address or UNKNOWN
    yield "Account", match.account or UNKNOWN
    yield "Region", match.region or UNKNOWN
    yield "When", match.time or UNKNOWN
    yield "Event id", match.event_id or UNKNOWN
    yield "Records", link(match, log_group)
    yield "What to do", f"{RULES_DOCUMENT}#{escaped(match.rule)}"


def _counted(counts: Mapping[str, int]) -> str:
    total, rules = sum(counts.values()), len(counts)
    return f"{total} further {'match' if total == 1 else 'matches'} of {rules} {'rule' if rules == 1 else 'rules'}"


def _subject(text: str) -> str:
    return subject_line(f"Trailkeeper: {text}")

"""Text from elsewhere, for a mail and a line of it."""

SUBJECT_LENGTH = 99
"""Of ASCII, less than 100: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html (2026-04-13)."""


def escaped(text: str) -> str:
    """ASCII without controls: nothing in it can begin a line of its own, or turn the direction of writing."""
    return "".join(each if " " <= each <= "~" else each.encode("unicode_escape").decode() for each in text)


def subject_line(text: str) -> str:
    """As SNS takes it."""
    return escaped(text)[:SUBJECT_LENGTH].rstrip()

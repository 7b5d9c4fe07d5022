"""Text from elsewhere, for a mail and a line of it."""


def escaped(text: str) -> str:
    """ASCII without controls: nothing in it can begin a line of its own, or turn the direction of writing."""
    return "".join(each if " " <= each <= "~" else each.encode("unicode_escape").decode() for each in text)

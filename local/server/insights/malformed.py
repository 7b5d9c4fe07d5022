"""What is refused of a query, and where it stands."""


class MalformedQuery(ValueError):  # noqa: N818 - CloudWatch Logs calls it so
    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        """In characters from the beginning of the query."""
        self.end = end

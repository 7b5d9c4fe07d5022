"""Dead letters without AWS: bodies and reasons in a list."""


class DeadLetters:
    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []

    def put(self, body: str, reason: str) -> None:
        self.letters.append((body, reason))

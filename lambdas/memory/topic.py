"""A topic without AWS: messages in a list."""


class Topic:
    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def publish(self, subject: str, text: str) -> None:
        self.messages.append((subject, text))

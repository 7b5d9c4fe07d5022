"""Which notices were sent, without AWS: in a dict."""


class Notices:
    def __init__(self) -> None:
        self.until_s: dict[tuple[str, str], int] = {}

    def claim(self, rule: str, actor: str, now_s: int, lease_seconds: int) -> bool:
        if self.until_s.get((rule, actor), now_s) > now_s:
            return False
        self.hold(rule, actor, now_s, lease_seconds)
        return True

    def hold(self, rule: str, actor: str, now_s: int, quiet_seconds: int) -> None:
        self.until_s[rule, actor] = now_s + quiet_seconds

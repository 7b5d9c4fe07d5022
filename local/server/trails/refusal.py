"""An operation that CloudTrail refuses, with the service's own code and message."""


class Refusal(Exception):  # noqa: N818 - the field's word: the service refuses, nothing has failed
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def not_in_use(account_id: str) -> Refusal:
    return Refusal("OrganizationsNotInUseException", f"The account {account_id} is not a member of an organization.")


def trail_not_found(arn: str, account_id: str) -> Refusal:
    return Refusal("TrailNotFoundException", f"Unknown trail: {arn} for the user: {account_id}")

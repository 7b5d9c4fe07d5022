import msgspec


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every object of the configuration has in common: it cannot change, and it refuses a key it does not know."""

"""The errors of the pipeline. Each says what to do.

PipelineError
├─ ConfigurationError   stop: a person must change the deployment
├─ RejectedInput        never retry: wrong now and for ever
│  ├─ UnknownShape      a message that nothing known publishes
│  ├─ ForeignObject     a bucket or key that this deployment does not handle
│  ├─ MalformedLogFile
│  ├─ MissingLogFile
│  └─ RefusedBatch
└─ Unavailable          leave the message on the queue: it may work later
   ├─ NotRestored
   └─ Throttled

A record that fails a check and a digest that does not verify are values, not errors.
"""


class PipelineError(Exception):
    """The message tells the reason in one line, and holds no record's content; who reports it names the object."""


class ConfigurationError(PipelineError):
    """A person must change the deployment."""


class RejectedInput(PipelineError):  # noqa: N818  (it is a verdict on the input, as the vocabulary has it)
    """Wrong now and for ever: never retried."""

    reason = "rejected"
    """The stable word for it, in quarantine and receipt."""


class UnknownShape(RejectedInput):
    """A message of no shape that is known."""

    reason = "unknown-shape"


class ForeignObject(RejectedInput):
    """A bucket or a key outside of what this deployment is configured for."""

    reason = "foreign-object"


class MalformedLogFile(RejectedInput):
    """An object whose bytes are no log file."""

    reason = "malformed-log-file"


class MissingLogFile(RejectedInput):
    """An object that a notification names and the bucket does not hold."""

    reason = "missing-log-file"


class RefusedBatch(RejectedInput):
    """A request that the destination does not take as it is."""

    reason = "refused"


class Unavailable(PipelineError):  # noqa: N818  (a state of the other side)
    """May work later: the message stays on the queue."""


class NotRestored(Unavailable):
    """In a storage class that has to be restored before it can be read."""


class Throttled(Unavailable):
    """Refused for now because of the rate."""

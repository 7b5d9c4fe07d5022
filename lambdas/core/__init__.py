"""The domain, without AWS, clock, environment or I/O. The modules in the order in which the data flows:

notification    what the trail publishes: a bucket and keys
object_key      what a key names: a log file, a digest, a marker, or nothing of the trail's
stored_object   the object as the archive gave it
inflate         its bytes, inflated and bounded
log_file        the records of a log file, cut out of its bytes
splitter        the same where the bytes are no clean JSON, slower
record          a record as a log event, or the reason why it cannot be one
batch           which log events go into one request
stream          the log stream that they go to
refusal         what the destination left out of a batch that it accepted
metric          what is counted on the way
error           what can go wrong, and what to do then
"""

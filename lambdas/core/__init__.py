"""The domain, without AWS, clock, environment or I/O. The modules in the order in which the data flows:

message                what a function was invoked with, as messages
notification           what a message's body holds: buckets and keys, whichever way they came
object_key             what a key names: a log file, a digest, a marker, or nothing of the trail's
stored_object          the object as the archive gave it
receipt                whose a log file is to deliver, how far it has come, and what became of its records
inflate                its bytes, inflated and bounded
log_file               the records of a log file, cut out of its bytes
splitter               the same where the bytes are no clean JSON, slower
record                 a record as a log event, or the reason why it cannot be one
check                  what makes a record one that cannot be delivered
oddity                 what is merely odd about one that is delivered
event_time             when a record happened
own_activity           the records of the pipeline's own work, which are filtered
window                 the times that the destination takes
batch                  which log events go into one request
stream                 the log stream that they go to
refusal                what the destination left out of a batch that it accepted
filter_pattern         the language of CloudWatch Logs for what a record has to be
security_rule          what a person is told of: the table of the built-in rules
ruleset                which of the rules a record matches
match                  who did what to what, of a record that a rule matched
notice                 what the alarm topic is told of that
insights_link          a link to the actor's other records
escape                 text from elsewhere as a mail may hold it
quarantine             what the quarantine holds, and under which names
custom_resource        what CloudFormation asks of setup, and the answer
digest_key             whose chain a digest is of, and when its hour ended
digest                 what it says of its hour's log files and of the digest before it, and what of it is signed
public_key             which key it may be signed with
digest_verification    whether it is CloudTrail's
chain                  whether the digests of a chain follow one another without a gap
log_file_verification  whether a log file is the one that a digest lists
reconciliation         whether digests, bucket and ledger agree
finding                what a person has to look at: the table of all codes
chain_state            what verification remembers of a chain and of a finding from hour to hour
finding_text           a finding as a line of its log group, and as a message to a person
proof                  what a verification has shown: counts, hours, a verdict
trail_status           how the trail is in each Region
trail_setting          whether its settings are as they were deployed
trail_selectors        whether it selects what it was deployed to
lake                   whether CloudTrail Lake takes in what it should
freshness              how fresh the proof of every account is
trail                  what setup has to know of the trail
ingestion              since when each path into CloudWatch Logs is on, and whether one may be taken away
metric                 what is counted on the way
setting                a function's settings, as environment variables
error                  what can go wrong, and what to do then
"""

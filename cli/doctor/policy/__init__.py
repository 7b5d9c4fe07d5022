"""A resource's policy beside the statements that AWS documents: what is missing, what is denied, what is too wide.

Nothing is compared as text. Each documented statement stands for requests, and the policy is asked whether it allows
them, as IAM would be. What cannot be told is said to be so, and never guessed.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (2026-04-13)

glob        patterns with * and ?
trilean     yes, no, and not to be told
statement   a policy's statements, read
condition   the condition of one, beside what a request holds
request     the requests that a documented statement stands for
comparison  the policy's answer to them
"""

"""`trailkeeper doctor`: a deployment beside its configuration, read-only, before it is made and after.

command   what is asked for, and the exit code
examined  the deployment and the accounts in which it can be looked at
checks    the table of the checks; check/: their families
policy/   a policy beside what AWS documents
selection selectors as CloudTrail answers them
result    what a check says; report: how it is told
"""

"""The operator's command `trailkeeper`: what a deployment would do with log files, and what it could not do with some.

command       the options of every command, and what becomes of an error
inspect       source: which log files a path names; bucket: which a URI of S3 names; inspection: deliver over them,
              without sending anything; arrival: the files that it writes; report: what it tells
doctor        checks of a deployment, before it is made and after; a package of its own
verification  the command verify: whether log files are those that CloudTrail signed; a package of its own
selectors     presets in full; own_selectors: without the deployment's own data events
quarantine    entry: the objects, each by its beginning; redrive: their way back
dead_letters  dead_letter: their queue
configuration what cdk.json holds; place: where that puts a deployment; account: what AWS says of one
deployment    where a deployment's queues and buckets are; aws: how AWS is found
terminal      text from elsewhere, made harmless
"""

"""From records to a trail's log files: selection, the log file, its place in the bucket, the notification."""

"""Log file validation: the clock of digests, their keys, what a digest says, and the chains that they form."""

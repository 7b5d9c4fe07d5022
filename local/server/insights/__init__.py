"""Logs Insights QL, of which the emulator takes only a little: from the text of a query to its rows."""

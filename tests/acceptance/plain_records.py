"""What a folder of log files holds, read by the standard library alone: the other side of every comparison.

    python -I plain_records.py FOLDER

Prints a line for each record: its eventTime in milliseconds since 1970, a tab, and the record as it is written.
"""

import datetime as dt
import gzip
import json
import pathlib
import sys

DECODER = json.JSONDecoder()
BEGINNING = '{"Records":['

for path in sorted(pathlib.Path(sys.argv[1]).rglob("*_CloudTrail_*.json.gz")):
    text = gzip.decompress(path.read_bytes()).decode()
    if not text.startswith(BEGINNING):
        sys.exit(f"{path}: not a log file")
    position = len(BEGINNING)
    while text[position] != "]":
        record, end = DECODER.raw_decode(text, position)
        time = dt.datetime.fromisoformat(record["eventTime"])
        sys.stdout.buffer.write(f"{round(time.timestamp() * 1000)}\t{text[position:end]}\n".encode())
        position = end + (text[end] == ",")

"""What is needed to reach and to end an embedded cloud that runs, and how it is left for another process."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from local.credentials import Credentials


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    port: int
    folder: Path
    root: Credentials

    def to_json(self) -> str:
        return json.dumps({**asdict(self), "folder": str(self.folder)})

    @classmethod
    def from_json(cls, text: str) -> Self:
        fields = json.loads(text)
        return cls(fields["pid"], fields["port"], Path(fields["folder"]), Credentials(**fields["root"]))

"""The setups that `python -m tools.lint` looks at: a name, and the value of the context key `trailkeeper`.

Those of the golden files, and beside them what no golden file has and makes other templates.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "stacks" / "setups"

OTHERS: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "rule-filters": {"rules": {"evaluated_by": "metric-filters"}, "watch": {"regions": ["eu-central-1"]}},
    "locked": {
        "archive": {
            "object_lock": {"mode": "COMPLIANCE", "days": 365},
            "tiers": [{"storage_class": "GLACIER", "after_days": 90}],
        }
    },
}
SETUPS: Mapping[str, Mapping[str, Any]] = {
    **OTHERS,
    **{path.stem: json.loads(path.read_text())["configuration"] for path in sorted(GOLDEN.glob("*.json"))},
}

"""Filter patterns of CloudWatch Logs, as far as they are about JSON: read, and matched against records.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html (2026-04-13).
What they do not name is refused, so that no pattern means one thing here and another in a metric filter.
"""

from lambdas.core.filter_pattern.need import TEXTS, Clause, Need
from lambdas.core.filter_pattern.parse import PATTERN_LIMIT_CHARACTERS, parse
from lambdas.core.filter_pattern.pattern import Pattern
from lambdas.core.filter_pattern.scan import InvalidPattern
from lambdas.core.filter_pattern.wildcard import is_like

__all__ = ["PATTERN_LIMIT_CHARACTERS", "TEXTS", "Clause", "InvalidPattern", "Need", "Pattern", "is_like", "parse"]

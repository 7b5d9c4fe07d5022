"""The rules on the keys of the security rules: what CloudWatch Logs would refuse, or nobody would see."""

from collections.abc import Iterator

from lambdas.core.filter_pattern import InvalidPattern, parse
from lambdas.core.security_rule import RULES
from stacks.config.config import Config
from stacks.config.ingestion import LogClass, Path
from stacks.config.rules import OWN_CHANGES, OWN_MISUSES

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (2026-04-13)
FILTERS_OF_A_LOG_GROUP = 100


def built_in() -> list[str]:
    """The names of the rules that every deployment has."""
    return [*(rule.name for rule in RULES), *OWN_MISUSES.values(), *OWN_CHANGES]


def patterns(config: Config) -> Iterator[str]:
    for place, rule in enumerate(config.rules.own):
        try:
            parse(rule.pattern)
        except InvalidPattern as error:
            yield f"rules.own[{place}].pattern: expected a filter pattern for JSON, got {error}"


def rule_names(config: Config) -> Iterator[str]:
    known, off = built_in(), config.rules.off
    for place, rule in enumerate(off):
        if rule not in known:
            yield f'rules.off[{place}]: expected one of {", ".join(known)}, got "{rule}"'
    taken = [each for each in known if each not in off]
    for place, own in enumerate(config.rules.own):
        if own.name in taken:
            yield f'rules.own[{place}].name: expected a name that no other rule has, got "{own.name}"'
        taken.append(own.name)


def filters(config: Config) -> Iterator[str]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html (2026-04-13)."""
    if not config.has_rule_filters:
        return
    chosen, native = config.rules.evaluated_by, Path.NATIVE in config.paths
    if not native and Path.PIPELINE not in config.paths:
        yield f"rules.evaluated_by: expected deliver or nobody where all ingestion is direct, got {chosen}"
    if not native and config.destination.log_class is LogClass.INFREQUENT_ACCESS:
        told = "expected STANDARD where rules.evaluated_by is"
        yield f"destination.log_class: {told} {chosen}: a log group of this class has no metric filters"
    built = [each for each in built_in() if each not in config.rules.off]
    most = FILTERS_OF_A_LOG_GROUP - len(built)
    if len(config.rules.own) > most:
        told = f"expected at most {most} where rules.evaluated_by is {chosen}, as a log group has at most"
        count = f"{FILTERS_OF_A_LOG_GROUP} metric filters and {len(built)} are built in"
        yield f"rules.own: {told} {count}, got {len(config.rules.own)}"

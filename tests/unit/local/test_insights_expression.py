"""Expressions of Logs Insights QL: conditions, functions of a log event, and functions of a group."""

import pytest

from tests.unit.local.insights_log import MINUTE_MS, TEN_MS, answer, rows, values


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ('name = "GetObject"', "02"),
        ("name = 'GetObject'", "02"),
        ('name != "GetObject"', "1"),
        ('not name = "GetObject"', "1"),
        ("size > 5", "12"),
        ("size >= 5 and size < 30", "02"),
        ("size <= 5 or size = 30", "01"),
        ('size = "5"', "0"),
        ('name like "Get"', "02"),
        ("name like /^G.*t$/", "02"),
        ("name =~ /(?i)^put/", "1"),
        ("name not like /Put/", "02"),
        ('name in ["PutObject", "Another"]', "1"),
        ("size in [5, 10.5]", "02"),
        ('name not in ["PutObject"]', "02"),
        ("ispresent(error)", "1"),
        ("not ispresent(error)", "02"),
        ("isempty(empty)", "012"),
        ("ispresent(empty) and isblank(empty)", "2"),
        ('items.1.id = "b"', "0"),
        ('`name` = "PutObject"', "1"),
        ('strcontains(@message, "198.51")', "1"),
        ('isIpv4InSubnet(source, "10.0.0.0/8")', "0"),
        ('isIpInSubnet(source, "198.51.100.0/24")', "1"),
        ('isIpv6InSubnet(source, "::/0")', ""),
        ("isValidIp(source)", "01"),
        ("isValidIpV4(source) and not isValidIpV6(source)", "01"),
        ('@logStream = "stream" and @log = "111122223333:group"', "012"),
        ("(size = 5 or size = 30) and name = 'GetObject'", "0"),
        ("size = 5 or size = 30 and name = 'GetObject'", "0"),
        ("size / 2 > 5 - 0.1 * 2", "12"),
        ("size % 2 = 0", "1"),
        ("size + 1 = 2 ^ 2 + 2", "0"),
        ("error = error", "1"),
        ("-size < -5", "12"),
    ],
)
def test_a_filter_lets_pass(condition: str, found: str) -> None:
    log = answer(f"filter {condition} | sort @timestamp asc | fields @ptr").results
    assert "".join(row[-1]["value"][1:] for row in log) == found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("size * 2", ["10", "60", "21"]),
        ("size / 4", ["1.25", "7.5", "2.625"]),
        ("size / 0", [None, None, None]),
        ("name + 1", [None, None, None]),
        ("coalesce(error, source)", ["10.0.0.1", "AccessDenied", "AWS Internal"]),
        ("concat(name, '-', size)", ["GetObject-5", "PutObject-30", "GetObject-10.5"]),
        ("strlen(source)", ["8", "12", "12"]),
        ("substr(name, 3)", ["Object"] * 3),
        ("substr(name, 0, 3)", ["Get", "Put", "Get"]),
        ("toupper(name)", ["GETOBJECT", "PUTOBJECT", "GETOBJECT"]),
        ("tolower(error)", [None, "accessdenied", None]),
        ("replace(name, 'Object', '')", ["Get", "Put", "Get"]),
        ("trim(name, 'Gt')", ["etObjec", "PutObjec", "etObjec"]),
        ("ltrim(' a')", ["a"] * 3),
        ("rtrim('a ')", ["a"] * 3),
        ("floor(size / 4)", ["1", "7", "2"]),
        ("ceil(size / 4)", ["2", "8", "3"]),
        ("abs(0 - size)", ["5", "30", "10.5"]),
        ("greatest(size, 10)", ["10", "30", "10.5"]),
        ("least(size, 10)", ["5", "10", "10"]),
        ("sqrt(4)", ["2"] * 3),
        ("sqrt(0 - 4)", [None] * 3),
        ("log(1)", ["0"] * 3),
        ("bin(5m)", ["2026-11-24 10:00:00.000"] * 3),
        ("datefloor(@timestamp, 1h)", ["2026-11-24 10:00:00.000"] * 3),
        ("dateceil(@timestamp, 2m)", ["2026-11-24 10:00:00.000"] + ["2026-11-24 10:02:00.000"] * 2),
        ("toMillis(@timestamp)", [str(TEN_MS + number * MINUTE_MS) for number in range(3)]),
        ("fromMillis(0)", ["1970-01-01 00:00:00.000"] * 3),
        ("ispresent(error)", ["0", "1", "0"]),
        ("'it\\'s'", ["it's"] * 3),
    ],
)
def test_an_expression_is(expression: str, expected: list[str | None]) -> None:
    assert values(expression) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("count(*)", "3"),
        ("count()", "3"),
        ("count(error)", "1"),
        ("count_distinct(name)", "2"),
        ("sum(size)", "45.5"),
        ("avg(size)", "15.1667"),
        ("min(size)", "5"),
        ("max(size)", "30"),
        ("max(@timestamp)", "2026-11-24 10:02:00.000"),
        ("stddev(size)", "10.7264"),
        ("pct(size, 50)", "10.5"),
        ("earliest(name)", "GetObject"),
        ("latest(error)", "AccessDenied"),
        ("sortsFirst(source)", "10.0.0.1"),
        ("sortsLast(name)", "PutObject"),
        ("sum(size) / count(*)", "15.1667"),
        ("floor(max(size) / 4)", "7"),
    ],
)
def test_a_group_has(columns: str, expected: str) -> None:
    assert rows(f"stats {columns} as x") == [{"x": expected}]

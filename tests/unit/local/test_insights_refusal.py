"""What is no query of Logs Insights is refused, with the place of the fault, and never passed over."""

import pytest

from local.server.insights.grammar import parse
from local.server.insights.malformed import MalformedQuery


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "", "expected a command"),
        ("fields", "", "expected a name or string or number or duration"),
        ("pattern @message", "pattern", "expected a command"),
        ("select a", "select", "expected a command"),
        ("filter a = 1 |", "", "expected a command"),
        ("filter a == 1", "=", "expected a name"),
        ("filter a = ", "", "expected a name"),
        ("filter a = 1 b", "b", "expected | or the end"),
        ("filter (a = 1", "", "expected )"),
        ("filter a in (1)", "(", "expected ["),
        ("filter a in [1", "", "expected ]"),
        ("filter a like b", "b", "expected a regex or string"),
        ("filter a like /(/", "/(/", "expected a regular expression"),
        ("filter a not 1", "1", "expected in"),
        ("filter a & b", "&", "unexpected symbol"),
        ('filter a = "b', '"', "unexpected symbol"),
        ("filter count(*) > 1", "count", "expected a function that may stand here"),
        ("fields jsonParse(a)", "jsonParse", "expected a function"),
        ("fields strlen()", "strlen", "another number of arguments"),
        ("fields strlen(a, b)", "strlen", "another number of arguments"),
        ("fields bin(5)", "bin", "expected a period"),
        ("fields bin(1mo)", "1mo", "expected a unit"),
        ("stats pct(a)", "pct", "another number of arguments"),
        ("stats count(a, b)", "count", "another number of arguments"),
        ("stats count(*) by sum(a)", "sum", "expected a function that may stand here"),
        ("fields a as", "", "expected a name"),
        ("fields a as 1", "1", "expected a name"),
        ("display a + 1", "+", "expected | or the end"),
        ("limit 0", "0", "expected a whole number"),
        ("limit 1.5", "1.5", "expected a whole number"),
        ("limit 100001", "100001", "expected a whole number"),
        ("limit a", "a", "expected a number"),
        ("dedup a | sort a", "sort", "expected limit"),
        ('parse a "*"', "", "expected as"),
        ('parse a "* *" as b', '"* *"', "expected as many names"),
        ("parse a b", "b", "expected a string or regex"),
    ],
)
def test_a_malformed_query_is_refused_where_it_is(text: str, place: str, message: str) -> None:
    with pytest.raises(MalformedQuery) as refused:
        parse(text)
    assert refused.value.message.startswith(message) or message in refused.value.message
    assert text[refused.value.start : refused.value.end] == place


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(MalformedQuery, match="too deeply"):
        parse("filter " + "(" * 5000 + "a" + ")" * 5000)

"""Filter patterns about one property, $.a: the sentence that each proves, what they match there, and what not."""

from typing import Any, NamedTuple

MISSING = object()
"""There is no property a."""
NOT_COMPARED: list[Any] = [MISSING, None, True, False, [], {}, ["x"], {"x": "x"}, [5], {"a": "x"}]
"""What is neither a string nor a number."""
SURROGATE = "\ud800"


class Row(NamedTuple):
    sentence: str
    pattern: str
    matched: list[Any]
    missed: list[Any]


TEXTS = [
    Row("a text is itself only", '{ $.a = "x" }', ["x"], ["X", "xx", " x", "x ", "", 5, *NOT_COMPARED]),
    Row("quotes may be left out", "{$.a=x}", ["x"], ["X", "xx", '"x"']),
    Row("a text that differs is not equal", '{ $.a != "x" }', ["X", "xx", "", 5, 0.5, SURROGATE], ["x", *NOT_COMPARED]),
    Row("dots need no quotes", "{ $.a = iam.amazonaws.com }", ["iam.amazonaws.com"], ["iamXamazonaws.com", "iam"]),
    Row("an address is a text", "{ $.a = 10.0.0.1 }", ["10.0.0.1"], ["10.0.0.10", 10.0]),
    Row("a date is a text", "{ $.a = 2026-04-13 }", ["2026-04-13"], [2026, 2009, "2009"]),
    Row("letters match in their own case", "{ $.a = Root }", ["Root"], ["root", "ROOT"]),
    Row("an empty text is the empty text", '{ $.a = "" }', [""], [" ", 0, *NOT_COMPARED]),
    Row("all but the empty text is not empty", '{ $.a != "" }', ["x", 0], ["", *NOT_COMPARED]),
    Row("quotes keep spaces", '{ $.a = " x y " }', [" x y "], ["x y", " x y"]),
    Row("quotes keep every sign", '{ $.a = "a) && (b} | [c] %d% $.e" }', ["a) && (b} | [c] %d% $.e"], ["a"]),
    Row("a backslash and a quote are escaped", r'{ $.a = "D\\m \"y\"" }', ['D\\m "y"'], [r"D\\m \"y\"", "Dm y"]),
    Row("a text may be in any script", '{ $.a = "Gruß 東京 😀" }', ["Gruß 東京 😀"], ["Gruss"]),
    Row("no two spellings of a letter are one", '{ $.a = "é" }', ["é"], ["e\u0301"]),
    Row("a question mark is itself", '{ $.a = "x?" }', ["x?"], ["xy", "x"]),
    Row("brackets are themselves", '{ $.a = "[xy]" }', ["[xy]"], ["x", "y"]),
    Row("a word of the language is a text as a value", "{ $.a = NULL }", ["NULL"], [None, "null", MISSING]),
    Row("true is a text as a value", "{ $.a = true }", ["true"], [True, "True", 1]),
    Row("a text is compared with a number's text", '{ $.a = "5" }', ["5", 5], [5.5, "5.0", 50, True]),
    Row("a text that is not a number's differs", '{ $.a != "5" }', ["5.0", 6, 5.5], ["5", 5, *NOT_COMPARED]),
]
WILDCARDS = [
    Row("a wildcard ends a text", '{ $.a = "AccessDenied*" }', ["AccessDenied", "AccessDeniedX"], ["XAccessDenied", 5]),
    Row("a wildcard begins a text", "{ $.a = *Event }", ["PutEvent", "Event", "\n Event"], ["EventId", "event"]),
    Row("wildcards stand around a text", "{ $.a = *b* }", ["b", "abc", "bb"], ["", "ac", "B"]),
    Row("a wildcard is within a text", "{ $.a = Ev*ent }", ["Event", "Ev*ent", "EvXXent"], ["Even", "vent", "Ev"]),
    Row("beginning and end share no letter", '{ $.a = "aba*aba" }', ["abaaba", "aba-aba"], ["ababa", "aba"]),
    Row("many wildcards keep the order", "{ $.a = a*b*c*d }", ["abcd", "aXbXcXd", "abcbcd"], ["acbd", "abc", "abcdX"]),
    Row("parts share no letter", "{ $.a = *aa*aa* }", ["aaaa", "aaXaa"], ["aaa"]),
    Row("two wildcards are one", "{ $.a = a**b }", ["ab", "aXb"], ["a", "b"]),
    Row("a wildcard alone is whatever is compared", "{ $.a = * }", ["", "x", 0, -1.5], NOT_COMPARED),
    Row("nothing is unlike a wildcard alone", "{ $.a != * }", [], ["", "x", 0, *NOT_COMPARED]),
    Row("a wildcard excludes", "{ $.a != 123.123.* }", ["111.1.1.1", "123.12", 123.12], ["123.123.0.1", MISSING, None]),
    Row("a wildcard matches a number", "{ $.a = 4* }", [404, 4, "4xx", 4.5], [504, -4, 0.4, True]),
    Row("a wildcard passes lines", '{ $.a = "a*z" }', ["a\nz", "a\u2028z"], ["a\nz\n"]),
    Row("a wildcard does not look into a list", "{ $.a = * }", [], [["x"], [1, 2]]),
]
NUMBERS = [
    Row("a number is equal by value", "{ $.a = 400 }", [400, 400.0, "400"], [401, "400.0", "0400", True, MISSING]),
    Row(
        "a number is not equal by value",
        "{ $.a != 500 }",
        [400, 500.5, "500.0", "x"],
        [500, 500.0, "500", *NOT_COMPARED],
    ),
    Row("less is less", "{ $.a < 5 }", [4, 4.9, -5, 0], [5, 6, "4", *NOT_COMPARED]),
    Row("less or equal is either", "{ $.a <= 5 }", [4, 5, 5.0], [5.1, "5", *NOT_COMPARED]),
    Row("greater is greater", "{ $.a > 5 }", [6, 5.1, 1e300], [5, 4, "6", *NOT_COMPARED]),
    Row("greater or equal is either", "{ $.a >= 5 }", [5, 6, 5.0], [4.9, "5", *NOT_COMPARED]),
    Row("a number may have a plus", "{ $.a > +1000 }", [1001], [1000, 999]),
    Row("a number may have a minus", "{ $.a = -1 }", [-1, -1.0, "-1"], [1, "1"]),
    Row("a number may have a fraction", "{ $.a <= 55.5 }", [55.5, 55], [55.6]),
    Row("an exponent may be plain", "{ $.a < 10e3 }", [9999], [10000]),
    Row("an exponent may have a plus", "{ $.a = 1e+3 }", [1000, 1000.0, "1e+3"], ["1000", 1001]),
    Row("an exponent may have a minus", "{ $.a != 1e-3 }", [0.01, "0.001"], [0.001, "1e-3"]),
    Row("an account is a string with those digits", "{ $.a = 111122223333 }", ["111122223333", 111122223333], ["1111"]),
    Row("zero has no sign", "{ $.a = 0 }", [0, -0.0], [False, None, ""]),
    Row("a number keeps all of its digits", "{ $.a = 9007199254740993 }", [9007199254740993], [9007199254740992]),
    Row("true is not one", "{ $.a = 1 }", [1], [True, "true"]),
    Row("a huge number is compared", "{ $.a > 1 }", [10**5000, 1e308], [-(10**5000)]),
    Row("what is no number is not ordered", "{ $.a < 1 }", [], [float("nan"), "0"]),
]
STATES = [
    Row("null is null", "{ $.a IS NULL }", [None], [MISSING, False, "", "null", 0, [], {}, [None]]),
    Row("true is true", "{ $.a IS TRUE }", [True], [MISSING, False, "true", 1, None, [True]]),
    Row("false is false", "{ $.a IS FALSE }", [False], [MISSING, True, "false", 0, None, ""]),
    Row("what is missing does not exist", "{ $.a NOT EXISTS }", [MISSING], [None, False, 0, "", [], {}, "x"]),
    Row("words may be far apart", "{$.a   IS\t\nNULL}", [None], [MISSING]),
    Row("either missing or different", "{ ($.a NOT EXISTS) || ($.a != x) }", [MISSING, "y", 5], ["x", None]),
    Row("neither of two texts", "{ $.a != x && $.a != y }", ["z"], ["x", "y", MISSING]),
    Row("a term contradicts another", "{ $.a = x && $.a != x }", [], ["x", "y", MISSING]),
    Row("between two numbers", "{ $.a >= 400 && $.a < 500 }", [400, 499.5], [399, 500, "450"]),
]

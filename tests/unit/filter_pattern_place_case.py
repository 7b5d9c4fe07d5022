"""Filter patterns on more than one property: what each proves, the pattern, the record, whether it matches."""

from typing import Any

Case = tuple[str, str, Any, bool]

# The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html (2026-04-13)
TRAIL = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "cluster.name": "c",
    "ThisFlag": True,
}
USERS = {
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [{"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
}
STILES = '$.user.email = "John.Stiles@example.com"'
DOCUMENTED: list[Case] = [
    ("a text", '{ $.eventType = "UpdateTrail" }', TRAIL, True),
    ("an address outside of a net", "{ $.sourceIPAddress != 123.123.* }", TRAIL, True),
    ("an address inside of a net", "{ $.sourceIPAddress != 111.111.* }", TRAIL, False),
    ("an element of an array", '{ $.arrayKey[0] = "value" }', TRAIL, True),
    ("another element of an array", '{ $.arrayKey[1] = "value" }', TRAIL, False),
    ("a property of an element", "{ $.objectList[1].id = 2 }", TRAIL, True),
    ("a property of another element", "{ $.objectList[0].id = 2 }", TRAIL, False),
    ("null", "{ $.SomeObject IS NULL }", TRAIL, True),
    ("nothing", "{ $.SomeOtherObject NOT EXISTS }", TRAIL, True),
    ("null is something", "{ $.SomeObject NOT EXISTS }", TRAIL, False),
    ("a flag", "{ $.ThisFlag IS TRUE }", TRAIL, True),
    ("another flag", "{ $.ThisFlag IS FALSE }", TRAIL, False),
    ("an expression", "{ $.eventType = %Trail% }", TRAIL, True),
    ("an expression on any element", "{ $.arrayKey[*] = %val.{2}% }", TRAIL, True),
    ("an expression on any field", r"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }", TRAIL, True),
    ("a name with a dot", "{ $.['cluster.name'] = \"c\" }", TRAIL, True),
    ("both", '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', USERS, True),
    ("and before or", f'{{ {STILES} || $.coordinates[0][1] = "n" && $.actions[2] = "n" }}', USERS, True),
    ("parentheses first", f'{{ ({STILES} || $.coordinates[0][1] = "n") && $.actions[2] = "n" }}', USERS, False),
    ("neither", '{ ($.user.id = 2 && $.users[0].email = "n") || $.actions[2] = "GET" }', USERS, False),
    ("an array is not compared", "{ $.users = 1 }", {"users": [1, 2, 3]}, False),
    ("an array is not different", "{ $.users != 1 }", {"users": [1, 2, 3]}, False),
    ("an array within an array", "{ $.coordinates[1][2] = 6 }", USERS, True),
]
NESTED = {"a": {"b": {"c": "x"}}, "l": [{"n": "x"}, {"n": 5}, {}, "x", None]}
PLACES: list[Case] = [
    ("a path is followed", "{ $.a.b.c = x }", NESTED, True),
    ("a path ends where a property is missing", "{ $.a.x.c = x }", NESTED, False),
    ("a path that ends early does not exist", "{ $.a.x.c NOT EXISTS }", NESTED, True),
    ("a path does not go into a string", "{ $.a.b.c.d NOT EXISTS }", NESTED, True),
    ("a path does not go into null", "{ $.l[4].n NOT EXISTS }", NESTED, True),
    ("an object is not compared", "{ $.a.b != x }", NESTED, False),
    ("a dotted path is no dotted name", "{ $.a.b = x }", {"a.b": "x"}, False),
    ("a dotted name is no dotted path", "{ $.['a.b'] = x }", {"a": {"b": "x"}}, False),
    ("a quoted name may be within a path", "{ $.a.['b'].c = x }", NESTED, True),
    ("a quoted name may have any sign", "{ $.['a \"}]) b'] = x }", {'a "}]) b': "x"}, True),
    ("names have dashes and underscores", "{ $.a-b_c = x }", {"a-b_c": "x"}, True),
    ("names may be digits", "{ $.1 = x }", {"1": "x"}, True),
    ("names have their own case", "{ $.A NOT EXISTS }", NESTED, True),
    ("an index is not a name", "{ $.a[0] NOT EXISTS }", {"a": {"0": "x"}}, True),
    ("a name is not an index", "{ $.l.0 NOT EXISTS }", NESTED, True),
    ("an index beyond the end is missing", "{ $.l[5] NOT EXISTS }", NESTED, True),
    ("an index does not go into a string", "{ $.s[0] NOT EXISTS }", {"s": "x"}, True),
    ("any element is enough", "{ $.l[*].n = x }", NESTED, True),
    ("another element is enough too", "{ $.l[*].n = 5 }", NESTED, True),
    ("no element is", "{ $.l[*].n = y }", NESTED, False),
    ("any element differs", "{ $.l[*].n != x }", NESTED, True),
    ("elements themselves are compared", "{ $.l[*] = x }", NESTED, True),
    ("any element is null", "{ $.l[*] IS NULL }", NESTED, True),
    ("no element of an empty list exists", "{ $.l[*] NOT EXISTS }", {"l": []}, True),
    ("an element without the property is not what counts", "{ $.l[*].n NOT EXISTS }", NESTED, False),
    ("no element has the property", "{ $.l[*].m NOT EXISTS }", NESTED, True),
    ("all elements of an object are none", "{ $.a[*] NOT EXISTS }", NESTED, True),
    ("all fields of a list are none", "{ $.l.* NOT EXISTS }", NESTED, True),
    ("any field is enough", "{ $.a.*.c = x }", NESTED, True),
    ("any field of the record", "{ $.* = x }", {"y": 1, "z": "x"}, True),
    ("a field of a field is not one of the record", "{ $.* = x }", {"y": {"z": "x"}}, False),
    ("a record without fields has none", "{ $.* NOT EXISTS }", {}, True),
    ("an element of any field", "{ $.*[0] = x }", {"y": ["x"], "z": "q"}, True),
]
AB = {"a": "x", "b": "y"}
COMPOUNDS: list[Case] = [
    ("and needs both", "{ $.a = x && $.b = z }", AB, False),
    ("or needs one", "{ $.a = z || $.b = y }", AB, True),
    ("and of three", "{ $.a = x && $.b = y && $.a != q }", AB, True),
    ("or of three", "{ $.a = 1 || $.a = 2 || $.a = x }", AB, True),
    ("and binds on the right", "{ $.a = x || $.b = q && $.b = z }", AB, True),
    ("and binds on the left", "{ $.b = z && $.b = q || $.a = x }", AB, True),
    ("parentheses bind before and", "{ $.b = z && ($.b = q || $.a = x) }", AB, False),
    ("parentheses may be many", "{ ((($.a = x))) }", AB, True),
    ("parentheses may be around all", "{($.a = x && $.b = y)}", AB, True),
    ("space may be left out", "{($.a=x)&&($.b!=z)||($.a=q)}", AB, True),
    ("space may be anywhere", " \n{ \t( $.a\n=\r\n x ) && (  $.b  !=  z  )\t} \n", AB, True),
    ("a pattern may have three wildcards", "{ $.* = q || $.l[*] = q || $.* = y }", AB, True),
    ("a pattern may have two expressions", "{ $.a = %x% && $.b = %y% }", AB, True),
]
HOSTILE: list[Case] = [
    ("a deep record is followed no further than the path", "{ $.a.b = x }", {"a": {"b": [[[[[[]]]]]]}}, False),
    ("a lone surrogate is a text", "{ $.a = * }", {"a": "\ud800"}, True),
    ("a lone surrogate is an expression's any character", "{ $.a = %^.$% }", {"a": "\udfff"}, True),
    ("a text of a megabyte is compared", "{ $.a = *b*c }", {"a": "b" * 1_000_000}, False),
    ("a number of many digits has a text for a wildcard", "{ $.a = * }", {"a": 10**4999}, True),
    ("a number of many digits is unlike any text", "{ $.a = 1* }", {"a": 10**4999}, False),
    ("a number of many digits is not a fraction", "{ $.a < 0.5 }", {"a": 10**4999}, False),
    ("infinity is greater", "{ $.a > 1e308 }", {"a": float("inf")}, True),
    ("not a number is not equal", "{ $.a != 5 }", {"a": float("nan")}, True),
    ("a property of an odd name is none", "{ $.__class__ NOT EXISTS }", {}, True),
    ("an empty name is none of the others", "{ $.* = x }", {"": "x"}, True),
]
CASES = {
    "documented": DOCUMENTED,
    "places": PLACES,
    "compounds": COMPOUNDS,
    "hostile": HOSTILE,
}

"""Patterns as policies write them: * is any text, ? any one character."""

from typing import Final

ANY: Final = "*"
ONE: Final = "?"


def covers(pattern: str, text: str) -> bool:
    """Whether the pattern takes the text and, where that is a pattern itself, everything that it takes."""
    place = at = 0
    star = mark = -1
    while at < len(text):
        here = pattern[place : place + 1]
        if here == ANY:
            star, mark, place = place, at, place + 1
        elif here and (here == text[at] or (here == ONE and text[at] != ANY)):
            place, at = place + 1, at + 1
        elif star >= 0:
            mark += 1
            place, at = star + 1, mark
        else:
            return False
    return not pattern[place:].strip(ANY)


def overlap(one: str, other: str) -> bool:
    """Whether there is a text that both patterns take."""
    reached = [True] + [False] * len(other)
    for place in range(len(one) + 1):
        following = [False] * (len(other) + 1)
        mine = one[place : place + 1]
        for at in range(len(other) + 1):
            if not reached[at]:
                continue
            theirs = other[at : at + 1]
            if theirs and ANY in (theirs, mine):
                reached[at + 1] = True
            if mine and ANY in (mine, theirs):
                following[at] = True
            if mine and theirs and (mine == theirs or ONE in (mine, theirs)):
                following[at + 1] = True
        if place < len(one):
            reached = following
    return reached[len(other)]

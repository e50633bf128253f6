"""What stands before a wall for readers who pay: "Subscribe to keep reading. Already a member? Log in"."""

from __future__ import annotations

import re

# Longer paragraphs are left alone.
MOST_WORDS, MOST_CHARS = 40, 400

_WHOM = r"(?:members?|subscribers?|customers?|readers?|users?)"
_PROMPTS = (
    r"(?:subscribe|register|sign (?:up|in)|log in)(?: now| here| for free)? to (?:continue|keep) reading",
    r"to (?:continue|keep) reading,? [^.?!\n]{3,60}",
    r"to read the (?:full|whole|rest of the) (?:article|story)[^.?!\n]{0,60}",
    rf"already an? (?:\w+ )?{_WHOM}|already (?:subscribed|registered)|already have an account",
    rf"not (?:yet )?an? {_WHOM}(?: yet)?|new here",
    r"create (?:an?|your) (?:free )?account(?: to [^.?!\n]{3,40})?",
    rf"(?:this|the full) (?:article|story) is [^.?!\n]{{3,25}} {_WHOM}(?: only)?|{_WHOM} only",
    r"you(?: have|['’]ve) (?:\w+ )?(?:free )?(?:articles?|stories) (?:left|remaining)[^.?!\n]{0,20}",
    r"you(?: have|['’]ve) (?:read|reached|used) (?:all )?your [^.?!\n]{3,50}",
    r"unlock this (?:article|story)|start your free trial",
    r"support (?:our|independent|local) journalism|thank(?:s| you) for reading(?: [^.?!\n]{0,30})?",
)
_OTHERS = r"(?:subscribe|register|sign (?:up|in)|log ?in|join|continue)(?: now| here| today)?"
_PROMPT = "(?:" + "|".join(_PROMPTS) + ")"
_WALL = re.compile(
    rf"\W*(?:{_OTHERS}\W+)*{_PROMPT}(?:\s*[.?!·•|/,»>\n–—-]+\s*(?:{_PROMPT}|{_OTHERS}))*\W*", re.IGNORECASE
)


def is_paywall(paragraph: str) -> bool:
    """Whether all that a paragraph says is how to read on.

    >>> is_paywall("Subscribe to keep reading. Already a member? Log in")
    True
    >>> is_paywall("Already a member of the union, she ran again.")
    False
    """
    if len(paragraph) > MOST_CHARS or len(paragraph.split()) > MOST_WORDS:
        return False
    return _WALL.fullmatch(paragraph) is not None

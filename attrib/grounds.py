"""Why a source stays unnamed: the grounds that an article gives for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.spans import Span, cut, trim

_NOT = r"\b(?:not|\w+n['’]t|never|without|nor|un|avoid|against|refus\w+|declin\w+)\s*"
_FEW = r"(?:\s*\w+\s+){0,3}?\s*"  # up to three words
# What a text says of why somebody is not named: the core of a clause, which is then taken whole.
_TRIGGERS = (
    # on condition of anonymity; on the condition that they not be named
    r"(?:\bon (?:the )?(?:strict )?)?\bcondition (?:of|that)\b[^.;”\"]{0,40}?"
    r"\b(?:anonymity|confidentiality|not be\w* (?:named|identified|used)|not identify)",
    # requested anonymity; was granted anonymity; remain anonymous; spoke anonymously
    rf"\b(?:request|seek|ask|grant|insist|demand|prefer|promis|guarantee|offer|give|"
    rf"under)\w*\s+{_FEW}anonymity\b",
    r"\b(?:remain|stay|be|kept|spoke|speak|speaking|talked)\s+anonymous(?:ly)?\b",
    # did not want to be named; declined to be quoted by name
    rf"{_NOT}{_FEW}(?:be|being)\s+(?:\w+\s+)?(?:named|identified|quoted|cited by name)\b",
    # would not give her name; gave only his first name; whose names have been changed
    rf"(?:{_NOT}|\bonly\s+){_FEW}(?:giv|shar|disclos|reveal|provid|us|stat)\w*\s+{_FEW}(?:names?|surname|"
    rf"identity)\b",
    r"\b(?:names?|identity|identities)\s+(?:\w+\s+){0,4}?(?:withheld|changed|protected|concealed|kept secret|"
    r"not (?:be|being|been) (?:used|published|disclosed|revealed|printed|released))\b",
    # was not authorised to speak; had no permission to brief the press
    rf"(?:{_NOT}|\bno\s+){_FEW}(?:authori[sz]ed|authori[sz]ation|authority|permitted|permission|allowed|"
    rf"cleared|at liberty)\s+"
    r"(?:by [^.,;”\"]{1,40}? )?to\s+(?:\w+ly\s+)?(?:speak|talk|comment|discuss|brief|disclose|"
    r"be (?:quoted|named|identified)|"
    r"give|make|share|reveal|release|describe|address|communicate|be interviewed|divulge|announce|provide)\b",
    # citing the sensitivity of the talks; because of safety concerns
    rf"\b(?:citing|because of|given|due to|owing to)\s+{_FEW}(?:sensitiv\w+|delicacy|confidential\w*|"
    rf"ongoing \w+|safety|"
    r"privacy|repris\w+|retaliation|retribution|security (?:concern|fear|reason)\w*)",
    # for fear of losing her job; fearing reprisals
    r"\b(?:for|out of|citing|over|because of|due to)\s+(?:\w+\s+)?(?:fears?|concerns?)\s+(?:of|for|about|"
    r"that)\s+"
    r"[^.,;”\"]{0,40}?(?:retaliat|repris|retribut|safety|persecut|job|punish|harass|target|arrest|securit|"
    r"career)\w*",
    rf"\bfear(?:s|ed|ing)\s+{_FEW}(?:retaliat|repris|retribut|persecut|punish|harass|arrest)\w*",
    # to discuss private talks; not on the record
    rf"\bto (?:discuss|describe)\s+{_FEW}(?:private|internal|sensitive|confidential)\b",
    rf"\boff the record\b|{_NOT}{_FEW}(?:speak|talk|go) on the record\b|\bChatham House rules?\b",
    r"\bon (?:deep )?background(?=[,.;]|\s+because|$)",
)
_WITHHELD = re.compile("|".join(_TRIGGERS), re.IGNORECASE)
_OPENER = re.compile(
    r"\b(?:who|whose|speaking|talking|citing|because|as|since|on (?:the )?(?:strict )?condition|under|"
    r"requesting|"
    r"asking|asked|insisting|granted|given|declining|refusing|preferring|wishing|(?:for|out of) fear|due to|"
    r"owing to|fearing|and|but|in (?:order|return|exchange)|off the record|on background|to)\b",
    re.IGNORECASE,
)
_ANONYMITY = re.compile(r"anonym|named|identif|name|record|background|Chatham", re.IGNORECASE)
_REASON = re.compile(
    r",?\s+(?:because|citing|as|since|fearing|for fear|due to|given|owing to|out of|so as|so that|to)\b"
)
_CLAUSE_END = re.compile(r"[,;:“”\"—–()\n]|\.(?=\s|$)|\s-\s|\s+(?:said|says|told|added|confirmed)\b")


def find_grounds(
    text: str, sentence: Span, source: Sequence[Span], content: Sequence[Span]
) -> tuple[Span, ...]:
    """The grounds that the article gives for not naming a source, as the clauses that say so.

    Looked for inside the source and anywhere in its sentence outside the content. The reason belongs to the
    clause: "on condition of anonymity because he was not authorised to speak" is one.

    >>> text = "An aide who asked not to be named, citing the sensitivity of the talks, said no."
    >>> [span.of(text) for span in find_grounds(text, Span(0, 81), (Span(0, 7),), (Span(77, 79),))]
    ['who asked not to be named, citing the sensitivity of the talks']
    """
    if not source:
        return ()
    found: list[Span] = []
    for room in cut([sentence, *source], content):
        at = room.start
        while (trigger := _WITHHELD.search(text, at, room.end)) is not None:
            end = _clause_end(text, trigger, room.end)
            start = _clause_start(text, max(room.start, at), trigger.start())
            clause = trim(text, Span(start, end))
            found.append(clause)
            at = max(end, trigger.end())
    return tuple(found)


def _clause_start(text: str, floor: int, trigger: int) -> int:
    """Where the clause of a trigger begins: at the first word after the last comma that can open one."""
    bound = (
        max((match.end() for match in re.finditer(r"[,;:“”\"—–(]|\s-\s", text[floor:trigger])), default=0)
        + floor
    )
    openers = [match.start() for match in _OPENER.finditer(text, bound, trigger)]
    relative = [start for start in openers if text[start : start + 3].casefold() in ("who", "spe", "tal")]
    return relative[-1] if relative else openers[0] if openers else max(bound, trigger)


def _clause_end(text: str, trigger: re.Match[str], limit: int) -> int:
    end = trigger.end()
    reasons = bool(_ANONYMITY.search(trigger.group()))
    while (stop := _CLAUSE_END.search(text, end, limit)) is not None:
        reason = _REASON.match(text, stop.start(), limit) if stop.group() == "," and reasons else None
        if reason is None or reason.end() >= limit:
            return stop.start()
        end = reason.end()
        reasons = False
    return limit

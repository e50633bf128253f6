"""What the wording of a source says of it: a name, a role, a pronoun, someone unnamed, or a crowd."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.naming import POSSESSIVE, head_of, pick_head_name, split_joint, strip_lead, strip_marks
from attrib.nouns import ANONYMOUS, DETERMINERS, VAGUE, VAGUE_ALONE, pick_noun
from attrib.prose import word_set, words_of
from attrib.records import Name, SourceStatus
from attrib.spans import Span, trim

PRONOUNS = word_set(
    """i me my mine we us our ours you your yours he him his she her hers it its they them their theirs who
    whom whose which that this these those both neither none either himself herself itself themselves myself
    each
    """
)
_ANONYMOUS_WORDS = re.compile(
    r"\b(?:condition of anonymity|anonym\w+|unnamed|unidentified|(?:not|declined) to be (?:named|identified)|"
    r"familiar with|close to|with (?:direct )?knowledge of|briefed on|not authori[sz]ed to|"
    r"(?:senior|junior) one)\b",
    re.IGNORECASE,
)
_QUANTIFIERS = word_set("some many most few several various")
_NUMBERS = word_set("a an another two three four five six seven eight nine ten several one")
_POSSESSIVES = word_set("his her its their my our your the this that these those both all each")
_ACRONYMS = frozenset({"WHO", "US", "IT"})  # written as pronouns are, but for their capitals
# "Malaysian authorities": what is written large wherever it stands.
_DEMONYM = re.compile(
    r"[A-Z]\w+(?:ian|ean|ese|ish)|French|Dutch|[A-Z]\w*(?:[rlnqd]i|can)|German|Greek|Swiss|Thai|Czech|Arab|Kurd|Afghan|Catholic|Muslim|"
    r"Roman|Turk|Slovak|Serb|Croat|Finn|Dane|Swede"
)
_WHO = re.compile(r",\s(?:who|which|whose)\s.*\Z", re.DOTALL)
_KNOWN_AS = re.compile(r"\b(?:known as|nicknamed|who goes by|calling (?:him|her)self)\s+[“\"'‘«„]")


def pick_status(text: str, source: Sequence[Span], names: Sequence[Name]) -> SourceStatus:
    """The status of a source that stands in the text, by its wording and the names in it.

    >>> text = "Officials said so. The director, Widad Jabbar, did not. Critics did."
    >>> names = (Name(Span(33, 45), "Person", 0.9),)
    >>> [pick_status(text, (span,), names) for span in (Span(0, 9), Span(19, 46), Span(56, 63))]
    ['anonymous', 'named', 'vague']
    """
    if not source:
        return "none"
    span = strip_lead(text, trim(text, source[0]))
    words = words_of(span.of(text))
    if (
        not words
        or (set(words) <= PRONOUNS and span.of(text) not in _ACRONYMS)
        or (words[-1] in {"himself", "herself", "themselves"} and words[0] in PRONOUNS)
    ):
        return "pronoun"
    if (
        words[0] in _QUANTIFIERS
        and _is_plural(words[-1])
        and len(words) == len(head_of(text, span).of(text).split())
    ):
        return "vague"  # "many Republicans" are no one party
    joint = split_joint(text, source, names)
    parts = joint[0] if joint else (span,)
    if any(pick_head_name(text, part, names) is not None for part in parts) or _KNOWN_AS.search(
        span.of(text)
    ):
        return "named"
    head = words_of(head_of(text, span).of(text)) or words
    last = re.sub(r"'s?$", "", head[-1])
    if _ANONYMOUS_WORDS.search(span.of(text)) or last in ANONYMOUS:
        return "anonymous"
    vague = last in VAGUE or head[0] in _QUANTIFIERS or (last in VAGUE_ALONE and len(head) == len(words) < 3)
    return "vague" if vague and head[0] not in {"the", "two"} else "nominal"


def is_new(text: str, source: Span) -> bool:
    """Whether a description introduces someone: "a nurse", "two polls", "unions", not "the nurse".

    >>> is_new("A nurse said", Span(0, 7)), is_new("The nurse said", Span(0, 9))
    (True, False)
    """
    words = words_of(head_of(text, strip_lead(text, source)).of(text))
    if not words or words[0] in _POSSESSIVES or any(word.endswith("'s") for word in words):
        return False
    return words[0] in _NUMBERS or (_is_plural(words[-1]) and words[0] not in DETERMINERS)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


# "FM", "CEO" and their like are written in capitals; longer words in capitals are a transcript's labels.
SHORT_FORM = 4


def describe(text: str, source: Sequence[Span]) -> str:
    """A source as a description that can stand for the speaker: as the text gives it, the first letter small
    unless it seems to belong to a name.

    >>> describe("Officials in Basra said", (Span(0, 18),))
    'officials in Basra'
    >>> describe("Norland's envoy said", (Span(0, 15),)), describe("Secret Service notes", (Span(0, 20),))
    ("Norland's envoy", 'Secret Service notes')
    """
    words = " … ".join(strip_marks(text, trim(text, span)).of(text) for span in source)
    words = " ".join(_WHO.sub("", POSSESSIVE.sub("", words)).split())
    if words.isupper():
        return words.lower() if len(words) > SHORT_FORM else words
    first, _, rest = words.partition(" ")
    owner = (
        first.endswith(("'s", "’s")) or not first[1:].islower() or "-" in first or _DEMONYM.fullmatch(first)
    )
    known = not rest and pick_noun([first.lower()]) is not None
    if first.lower() in DETERMINERS or known or (rest[:1].islower() and not owner):
        return words[:1].lower() + words[1:]
    return words

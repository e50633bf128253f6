"""What a cue says of the act of speaking: whether it took place, was denied, declined or only thought of."""

from __future__ import annotations

import re

from attrib.lexicon import pick_cue
from attrib.phrases import VERBS
from attrib.prose import word_set, words_of
from attrib.records import Modality, Stance
from attrib.spans import Span

_DECLINING = word_set("refuse refuses refused refusing decline declines declined declining")
_NEGATIONS = word_set("not never no neither nor none nobody cannot hardly without")
_ASKING = word_set("ask wonder inquire enquire question query quiz press pose")
_IF = word_set("may might could would should can")
# What somebody "would only say" was said.
_ONLY = re.compile(r"\bwould (?:only (?:say|confirm)|(?:say|confirm) only)\b")
_WILL = word_set("will shall i'll he'll she'll it'll we'll they'll you'll")
_DO = word_set("did does do didn't doesn't don't won't wouldn't can't couldn't")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\b.*\b\w+(?:ed|en|wn|ught|id|ld|ade|ut)\b", re.IGNORECASE
)
# "If the court finds that", "Had he said that": who acts stands between, in a few words.
SUPPOSED_CHARS = 120
_SUPPOSED = re.compile(
    r"(?:(?:\A|[,;:–—(“\"]\s*|\b(?:and|but|or|only|even)\s+)[“\"]?(?:if|unless|supposing)|\A[“\"]?(?:should|had|were))"
    r"\s+(?P<subject>(?:[\w’'-]+\s+){1,7})\Z",
    re.IGNORECASE,
)
_QUESTION_START = re.compile(
    r"(?:on\s+|about\s+)?(?:whether|if|why|how|what|when|where|who|whom|whose|which|about|on)\b",
    re.IGNORECASE,
)


def pick_stance(text: str, cue: Span) -> Stance:
    """What the cue lets the reader think of the content or the scene; neutral for words that the list does
    not know.
    """
    found = pick_cue(text, cue)
    return found[0].stance if found else "neutral"


def pick_modality(text: str, cue: Span | None, content: tuple[Span, ...], sentence: Span) -> Modality:
    """Whether the act of speaking took place, by the verb group of its cue and what stands around it.

    `sentence` is the one the cue stands in. A question is a question reported or an attribution that is
    itself asked.

    >>> pick_modality("She would not say why.", Span(4, 17), (Span(18, 21),), Span(0, 22))
    'declined'
    >>> pick_modality("She asked why.", Span(4, 9), (Span(10, 13),), Span(0, 14))
    'question'
    >>> pick_modality("If she says so, he goes.", Span(7, 11), (Span(12, 14),), Span(0, 24))
    'hypothetical'
    """
    if cue is None:
        return "question" if _ends_in_question(text, content) else "asserted"
    words = words_of(cue.of(text))
    group = [*_words_before(text, cue, content, sentence), *words]
    negated = any(word in _NEGATIONS or word.endswith("n't") for word in group)
    if _DECLINING & set(words):
        return "negated" if any(word in _NEGATIONS or word.endswith("n't") for word in words) else "declined"
    if negated and {"would", "wouldn't", "will", "won't"} & set(group):
        return "declined"
    introduces = cue.of(text).endswith(":") and pick_cue(text, cue) is None  # "wasn't convinced: “No.”"
    if (negated or {"yet", "to"} <= set(words)) and not introduces:
        return "negated"
    if (
        _is_asked(text, cue, content, sentence)
        or _asks(text, cue, content)
        or _ends_in_question(text, content)
    ):
        return "question"
    if (_IF & set(group) and not _ONLY.search(" ".join(group))) or _is_supposed(text, cue, sentence):
        return "hypothetical"
    if (
        _WILL & set(group)
        or {"going", "to"} <= set(words)
        or re.match(r"(?:is|are) (?:expected|due|set|likely|about) to", " ".join(words))
    ):
        return "future"
    return "asserted"


def is_participle(text: str, cue: Span) -> bool:
    """Whether a cue goes on with the subject before it: "adding", "recalling"; not a passive one ("being
    asked").
    """
    words = words_of(cue.of(text))
    return bool(words) and len(words[0]) > 4 and words[0].endswith("ing") and words[0] != "being"


def is_passive(text: str, cue: Span) -> bool:
    """Whether the verb group is passive, so that a missing source is nobody's rather than the subject's.

    >>> is_passive("He is believed to", Span(3, 14)), is_passive("He believed", Span(3, 11))
    (True, False)
    """
    return _PASSIVE.search(cue.of(text)) is not None


def is_noun(text: str, cue: Span) -> bool:
    """Whether the reporting word of a cue is a noun that no verb goes before ("rumours", "the claim")."""
    found = pick_cue(text, cue)
    if found is None:
        return False
    entry, where = found
    before = words_of(text[cue.start : where.start])
    return entry.part == "noun" or (
        bool(before) and before[-1] in {"the", "a", "an", "his", "her", "its", "their", "of"}
    )


def is_finite(text: str, cue: Span) -> bool:
    """Whether a cue is a reporting verb that can go on with an earlier subject ("and warned"), not a noun, a
    mark or "asked about".

    >>> is_finite("and warned of", Span(4, 13)), is_finite("Asked about", Span(0, 11))
    (True, False)
    """
    found = pick_cue(text, cue)
    first = (words_of(cue.of(text)) or [""])[0]
    if found is None or found[0].part != "verb" or first in {"the", "a", "an", "there", "it"}:
        return False
    return found[0].lemma not in _ASKING or len(words_of(cue.of(text))) == 1


def _words_before(text: str, cue: Span, content: tuple[Span, ...], sentence: Span) -> list[str]:
    """The auxiliaries and negations right before a cue, which may be marked too narrowly or follow a subject
    like "none".
    """
    start = max([sentence.start, *(span.end for span in content if span.end <= cue.start)])
    # "Jo May said" holds no auxiliary.
    before = [word for word in re.findall(r"\w+(?:['’]\w+)*", text[start : cue.start])]
    before = [word if word == "May" else word.casefold().replace("’", "'") for word in before]
    kept: list[str] = []
    while before and before[-1] in _NEGATIONS | _IF | _WILL | _DO:
        kept.append(before.pop())
    # "Neither X nor Y said": the negation stands before the whole subject.
    return [*kept, *(["neither"] if before[:1] == ["neither"] and "nor" in before else [])]


def _asks(text: str, cue: Span, content: tuple[Span, ...]) -> bool:
    found = pick_cue(text, cue)
    words = words_of(cue.of(text))
    if words[-2:] == ["to", "know"]:  # "wanted to know why"
        return bool(content) and _QUESTION_START.match(content[0].of(text).lstrip("“\"'‘ ")) is not None
    if found is None:
        return False
    entry, where = found
    after = words_of(text[where.end : cue.end])
    if entry.lemma not in _ASKING:
        return False
    if entry.lemma == "question":  # "he questioned the deal" doubts; "she questioned whether" asks
        return bool(content) and _QUESTION_START.match(content[0].of(text)) is not None
    if "about" in after or entry.lemma in {"quiz", "wonder", "inquire", "enquire"}:
        return True
    if entry.lemma == "press":
        return (bool(words) and words[0] in {"pressed", "when"}) or "on" in after
    if "for" in after or "to" in after:
        return False
    first = content[0].of(text).lstrip("“\"'‘ ") if content else ""
    if _QUESTION_START.match(first) or _ends_in_question(text, content):
        return True
    return not first.startswith(("to ", "for ", "that ")) and not any(
        part.of(text).startswith(("to ", "for ")) or " to " in part.of(text) for part in content
    )


def _ends_in_question(text: str, content: tuple[Span, ...]) -> bool:
    return bool(content) and content[-1].of(text).rstrip("”\"'’» ").endswith("?")


def _is_supposed(text: str, cue: Span, sentence: Span) -> bool:
    """Whether a cue is the verb of a condition: "if the court finds that …", "had he said so"."""
    low = max(sentence.start, cue.start - SUPPOSED_CHARS)
    supposed = _SUPPOSED.search(text[low : cue.start])
    if supposed is not None and low > sentence.start and supposed.start() == 0:
        return False  # what stands before the word is not seen
    return supposed is not None and VERBS.isdisjoint(words_of(supposed["subject"]))


def _is_asked(text: str, cue: Span, content: tuple[Span, ...], sentence: Span) -> bool:
    """Whether the outlet asks if the speech took place: "Did the minister say the road was safe?"."""
    if not sentence.of(text).rstrip().endswith("?"):
        return False
    end = len(sentence.of(text).rstrip()) + sentence.start
    return cue.start >= sentence.start and not any(span.end >= end for span in content)

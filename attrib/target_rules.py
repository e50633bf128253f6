"""One evaluative stretch in the line of its sentence → the phrase that it judges."""

from __future__ import annotations

import re

from attrib.nouns import DETERMINERS, OWNERS, pick_noun
from attrib.phrases import VERBS
from attrib.prose import COORDINATORS, word_set
from attrib.records import Category
from attrib.spans import Span
from attrib.target_phrases import (
    ATTACHING,
    BETWEEN,
    COPULAS,
    LINKS,
    PRONOUNS,
    REACH,
    SUBJECTS,
    Line,
)

# Categories of which a stretch is a noun that names somebody or something.
_NOUNS: frozenset[Category] = frozenset({"loaded_label", "dysphemism", "euphemism"})
_PASSIVE = word_set("is are was were be been being get gets got")
_PARTICIPLE = re.compile(r"\w{2,}(?:ed|ten|ken|wn|ung|ught)")
# "Views are deeply divided" is about the views, but "He was brutally beaten" not about him.
_DEGREES = word_set(
    """deeply distinctly highly hugely badly widely utterly totally completely increasingly extremely
    particularly fully hopelessly fatally bitterly sharply
    """
)
# Words between a verb of calling and what it calls somebody.
_CALLED_WORDS = 7
# "They called it a farce", "Allies thought him naive".
_CALLING = word_set(
    """call calls called calling brand brands branded branding label labels labelled labeled labelling
    dub dubs dubbed deem deems deemed consider considers considered find finds found think thinks thought
    judge judges judged believe believes believed declare declares declared make makes made render renders
    rendered
    """
)
# "They described it as a farce": these only with "as".
_CALLING_AS = _CALLING | word_set(
    """describe describes described describing denounce denounces denounced denouncing condemn condemns
    condemned condemning dismiss dismisses dismissed dismissing slam slams slammed slamming regard regards
    regarded portray portrays portrayed portraying depict depicts depicted depicting decry decries decried
    view views viewed treat treats treated mock mocks mocked mocking ridicule ridicules ridiculed
    criticise criticises criticised criticising criticize criticizes criticized criticizing blast blasts
    blasted blasting lambast lambasts lambasted hail hails hailed hailing defend defends defended praise
    praises praised attack attacks attacked attacking see sees saw seen seeing characterise characterises
    characterised characterize characterizes characterized admire admires admired paint paints painted
    painting cast casts casting
    """
)
# "nothing but a stooge", "little more than a stooge", before the article.
_BELITTLING = tuple(
    tuple(words.split())
    for words in (
        "nothing but",
        "little but",
        "little more than",
        "nothing more than",
        "no more than",
        "nothing less than",
    )
)
_NOUN_ENDING = re.compile(
    r"\w+(?:ions?|ments?|ings?|ances?|ences?|ery|eries|isms?|acy|cide|sals?|ness|ship|ties|ty)"
)
# Nouns for what somebody does, beyond those that the ending tells.
_ACTS = word_set(
    """massacre massacres crackdown crackdowns attack attacks assault assaults slaughter lie lies smear
    smears propaganda rant rants tirade tirades hoax hoaxes onslaught onslaughts plot plots scheme
    schemes bloodbath carnage grab grabs hunt hunts cover-up cover-ups purge purges raid raids ploy
    stunt stunts gambit abuse abuses crimes crime atrocity atrocities power-grab land-grab spin
    rhetoric nonsense blunder blunders failure failures betrayal betrayals theft
    sabotage greed hypocrisy cowardice blackmail murder murders torture fraud war invasion u-turn
    antics bluster dealings
    """
)
# Only somebody's: "the tabloid's smear campaign", but not "the nasty Quist campaign".
_OWNED_ACTS = word_set("campaign campaigns")
# Nouns of doing of which "of" names the doer; of the others it names whom it was done to.
_OF_DOER = re.compile(
    r"\w+(?:ness|ences?|ances?|acy|isms?|ship)|aggression|greed|hypocrisy|cowardice|lies|propaganda|rhetoric|"
    r"failures?|blunders?|crimes?|atrocit(?:y|ies)|antics|bluster|betrayals?|rants?|tirades?|ploys?|stunts?|"
    r"schemes?"
)
_EXAMPLE = re.compile(r",? (?:such as|like|including|known as|called) (?:the )?")
_LIST_GOES_ON = re.compile(r",? (?:and|or) |, [A-Z]")


def find_judged(line: Line, category: Category) -> Span | None:
    """The phrase that the stretch of a line judges; `None` when the words around it do not make it plain.

    It may be a pronoun. Looks at no more than `REACH` words to each side, or one phrase behind those.
    """
    if line.high - line.low == 1 and line.is_adverb(line.low):
        return _of_adverb(line, category)
    return _of_words(line, category)


def _of_words(line: Line, category: Category) -> Span | None:
    if _is_verb(line, category):
        return _object(line)
    first, last = line.phrase_start(line.low), line.phrase_end(line.high)
    if category not in _NOUNS and not (category == "scare_quote" and last == line.high):
        if last == line.high:
            return _of_predicate(line, line.low)
        if not line.follows_copula(line.low):
            return _of_modifier(line, first, last)
        verb = (
            line.word(line.high) in PRONOUNS or line.word(line.high - 1) in ATTACHING
        )  # "is casting himself"
        return _of_predicate(line, line.low) or (None if verb else _of_modifier(line, first, last))
    if line.follows_copula(_before_belittling(line, first)):
        return _of_predicate(line, first)
    return _of_label(line, first)


# An adverb: what the word that it raises is about, or who does it so


def _of_adverb(line: Line, category: Category) -> Span | None:
    raised, before = line.word(line.high), line.word(line.low - 1)
    if not raised or not line.touch(line.low) or raised in DETERMINERS | LINKS | VERBS | COORDINATORS:
        return None
    participle = _PARTICIPLE.fullmatch(raised) is not None
    if (
        line.follows_copula(line.low)
        and participle
        and category != "intensifier"
        and line.word(line.low) not in _DEGREES
    ):
        return None  # "was brutally beaten": who did so is not the subject
    if not line.is_finite(line.high) or before in DETERMINERS - {"that"}:
        return _of_words(line.next_word(), category)
    if category == "intensifier":
        return None if line.opens_object(line.high + 1) else _of_words(line.next_word(), category)
    return line.subject(line.low - 1) if line.low and line.touch(line.low - 1) else None


# A verb: whom it is done to


def _is_verb(line: Line, category: Category) -> bool:
    word, before = line.word(line.high - 1), line.before_adverbs(line.low - 1)
    adverbs = all(line.is_adverb(index) for index in range(line.low, line.high - 1))
    if not adverbs or not word.endswith(("ed", "ing", "s")) or word.endswith(("eed", "'s")):
        return False
    close = line.word(before) if before >= 0 and line.touch(before) else ""
    if close in DETERMINERS or (close in ATTACHING and not (word.endswith("ing") and _takes_object(line))):
        return False
    if word.endswith("ed") and (close in _PASSIVE or category in ("dysphemism", "euphemism")):
        return True
    if not line.is_third_person(line.high - 1):
        return _takes_object(line)
    behind_subject = line.word(line.low - 1) in SUBJECTS | BETWEEN or line.is_adverb(line.low - 1)
    return _takes_object(line) or (category in _NOUNS and behind_subject)


def _takes_object(line: Line) -> bool:
    said_that = line.word(line.high) == "that" and line.word(line.high - 1).endswith("s")  # "the lies that"
    return line.touch(line.high - 1) and line.opens_object(line.high) and not said_that


def _object(line: Line) -> Span | None:
    """Whom a verb is done to: its object, or the subject of a passive."""
    before = line.before_adverbs(line.low - 1)
    if line.word(line.high - 1).endswith("ed") and line.word(before) in _PASSIVE:
        return line.subject(before)
    if not _takes_object(line):
        end = line.phrase_end(line.high)  # a bare noun, "local shopkeepers", or nothing
        return line.stretch(line.high, end) if end > line.high else None
    at = line.after_quantifiers(line.high)
    if at >= len(line.tokens):
        return None
    found = line.names.phrase_at(line.reach(at))
    return None if found is None else Span(line.tokens[line.high].start, found.end)


# A modifier: its noun


def _of_modifier(line: Line, first: int, last: int) -> Span | None:
    phrase = line.stretch(first, last)
    name = line.names.last_in(Span(line.tokens[line.high].start, phrase.end))
    if name is not None and name.end == phrase.end:
        return name
    return _beside(line, first, last) or phrase


# A predicate: its subject, or the object of a verb of calling


def _before_belittling(line: Line, at: int) -> int:
    """The word that "nothing but" or the like before `at` begins with; `at` itself when there is none."""
    for words in _BELITTLING:
        if tuple(line.word(back) for back in range(at - len(words), at)) == words:
            return at - len(words)
    return at


def _of_predicate(line: Line, at: int) -> Span | None:
    at = _before_belittling(line, at)
    before = line.before_adverbs(at - 1)
    if before < 0 or line.word(before) not in COPULAS or not line.touch(before):
        return _called(line, before)
    if line.word(before) == "be" and line.word(before - 1) == "to":  # "found the plan to be reckless"
        return line.subject(before) or _called(line, before - 2)
    return line.subject(before)


def _called(line: Line, last: int) -> Span | None:
    """Who is called what stands behind the word `last`: "him" of "They called him a crook", "They mocked him
    as a crook", the subject of "He was called a crook", the noun of "the club, which they called a cult".
    """
    says_as = line.word(last) == "as"
    verbs = _CALLING_AS if says_as else _CALLING
    end = last if says_as else last + 1
    for back in range(last, max(last - _CALLED_WORDS, -1), -1):
        if not line.touch(back):
            return None
        if line.word(back) in verbs and back == end - 1:
            before = line.before_adverbs(back - 1)
            return line.subject(before) if line.word(before) in _PASSIVE else _of_relative(line, back)
        if line.word(back) in verbs and line.is_open(end - 1):
            return None  # "made life easier for the regime", "called it a “troubling” deal"
        if line.word(back) in verbs:
            between = line.stretch(back + 1, end)
            whole = line.phrase_start(end - 1) == back + 1  # also a bare noun, "the police"
            return between if whole or line.names.phrase_at(between) == between else None
    return None


def _of_relative(line: Line, verb: int) -> Span | None:
    """Whom "which they called" or "whom they called" means: the phrase before it."""
    for back in range(verb - 2, max(verb - 6, 0), -1):
        if line.word(back) in ("which", "whom", "who"):
            return line.subject(back - 1)
        if not line.touch(back - 1):
            return None
    return None


# A label: whom it is given to


def _of_label(line: Line, first: int) -> Span | None:
    act, owner = _is_act(line), _owner(line, first)
    if owner is not None and (act or line.word(line.high - 1) in _OWNED_ACTS):
        return owner
    if act and line.touch(line.high - 1) and line.word(line.high) in ("by", "of"):
        return _doer(line)
    given = _beside(line, first, line.high) or _example(line) or _of_predicate(line, first)
    if given is not None or act or _is_role(line, first):
        return given
    return line.stretch(first, line.high)


def _is_role(line: Line, first: int) -> bool:
    """Whether a label is what somebody is seen or acts as, whoever that is: "cast himself in the role as a
    fighter", but not "places such as the backwater" or "what he described as a sham".
    """
    role = line.word(first - 1) == "as" and (
        line.word(first) in ("a", "an") or (line.word(first) == "the" and line.is_lower(first - 1))
    )
    named = any(line.word(back) in ("such", "what") for back in range(first - 6, first - 1))
    return role and not named


def _is_act(line: Line) -> bool:
    word = line.word(line.high - 1).removesuffix("'s")
    if word in _ACTS:
        return True
    return _NOUN_ENDING.fullmatch(word) is not None and pick_noun([word]) is None  # not "opposition"


def _owner(line: Line, first: int) -> Span | None:
    """The possessor in the phrase of a noun: "the regime's" of "the regime's aggression"."""
    for at in range(line.low - 1, first - 1, -1):
        word = line.word(at)
        if word in OWNERS:
            return line.tokens[at]
        if word.endswith(("'s", "s'")):
            return line.stretch(line.phrase_start(at), at + 1)
    return None


def _doer(line: Line) -> Span | None:
    """Who does what a noun says: behind "by", also in "the looting of the museum by the soldiers"."""
    at = line.high
    if line.word(at) == "of" and _OF_DOER.fullmatch(line.word(at - 1)) is None:
        while at < line.high + REACH and line.touch(at) and line.word(at) != "by":
            at += 1
        if line.word(at) != "by":
            return None
    return line.names.phrase_at(line.reach(at + 1)) if line.touch(at) else None


def _beside(line: Line, first: int, last: int) -> Span | None:
    """The name that a phrase is set beside: "Red Dawn, a terrorist group", "the crook Tom Lind"."""
    if first >= last:
        return None
    start, end = line.tokens[first].start, line.tokens[last - 1].end
    closed = line.text[end : end + 1] in ",.;)"  # empty at the text's end
    if line.word(first) in ("a", "an", "the") and closed and line.text[start - 2 : start] == ", ":
        before = line.names.ending_at(start - 2)
        if before is not None:
            return before
    return line.names.starting_at(end + 1) if line.text[end : end + 1] == " " else None


def _example(line: Line) -> Span | None:
    """The one name that is given as an example: "gangs such as Green Tide"."""
    example = _EXAMPLE.match(line.text, line.tokens[line.high - 1].end)
    if example is None:
        return None
    only = line.names.starting_at(example.end()) or line.names.starting_at(example.end() - len("the "))
    return None if only is None or _LIST_GOES_ON.match(line.text, only.end) else only

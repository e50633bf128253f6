"""The forms of English words, and the small language in which a word list writes its phrases."""

from __future__ import annotations

import re
from itertools import product
from math import prod
from typing import Literal

_VOWELS = "aeiou"
# The forms of every word multiply; the richest entry of the bundled list has 27.
MOST_SPELLINGS = 500
# Between the words of a phrase: blanks, or the single line break of a text with wrapped lines.
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n(?![^\S\n]*\n)[^\S\n]*)"
_WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?['’]?[~+]?")
# Several signs that look alike: what a list writes, and what a text may have in its place.
_ALIKE = {"'": "['’]", "-": "[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}]"}


def inflect(lemma: str, part: Literal["verb", "noun", "phrase"]) -> tuple[str, ...]:
    """The regular forms of a lemma, itself first; of a phrase the first word is inflected, a noun gets its
    plural.

    >>> inflect("deny", "verb")
    ('deny', 'denies', 'denied', 'denying')
    >>> inflect("point out", "verb")
    ('point out', 'points out', 'pointed out', 'pointing out')
    >>> inflect("slam", "verb")[2]
    'slammed'
    """
    if part == "phrase":
        return (lemma,)
    word, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    if part == "noun":
        # "fairy tale": the last word of a noun phrase takes the plural.
        return lemma, f"{lemma[:-1]}ies" if re.search(f"[^{_VOWELS}]y$", lemma) else f"{lemma}{_s(lemma)}"
    stem = word[:-1] if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) else word
    if re.search(f"[^{_VOWELS}]y$", word):
        present, past, stem = f"{word[:-1]}ies", f"{word[:-1]}ied", word
    else:
        # One-syllable verbs that end consonant, vowel, consonant double the last letter (slam, beg, plan).
        if re.fullmatch(f"[^{_VOWELS}]*[{_VOWELS}][^{_VOWELS}wxy]", word) and len(word) > 2:
            stem = word + word[-1]
        present, past = f"{word}{_s(word)}", f"{word}d" if word.endswith("e") else f"{stem}ed"
    return lemma, f"{present}{tail}", f"{past}{tail}", f"{stem}ing{tail}"


def _s(word: str) -> str:
    return "es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s"


def spell_out(phrase: str) -> tuple[str, ...]:
    """Every spelling of a phrase of the list in every form, in the order written.

    `|` parts spellings; `~` after a word lets it take the plural, `+` the forms of a verb.

    Raises `ValueError` with a sentence that says what does not fit.

    >>> spell_out("puppet~ of|cave+ in")
    ('puppet of', 'puppets of', 'cave in', 'caves in', 'caved in', 'caving in')
    """
    spellings: list[str] = []
    for spelling in phrase.split("|"):
        words = spelling.split()
        if not words:
            raise ValueError(f"{phrase!r} has an empty spelling. Take out the | that parts it from nothing.")
        for word in words:
            if not _WORD.fullmatch(word):
                raise ValueError(
                    f"{word!r} is no word. A phrase is made of words; ~ or + may follow one, | parts "
                    "spellings."
                )
        forms_of = [_forms_of(word) for word in words]
        if len(spellings) + prod(map(len, forms_of)) > MOST_SPELLINGS:
            raise ValueError(
                f"{phrase[:60]!r} has more than {MOST_SPELLINGS} spellings. Take out some ~ and +, or make "
                "several entries of it."
            )
        spellings += (" ".join(forms) for forms in product(*forms_of))
    return tuple(dict.fromkeys(spellings))


def _forms_of(word: str) -> tuple[str, ...]:
    bare = word.rstrip("~+")
    if bare == word:
        return (word,)
    return inflect(bare, "noun" if word.endswith("~") else "verb")


def to_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the spellings in a text: whole words, in any case, any apostrophe and hyphen, not over a
    blank line.

    >>> bool(to_pattern(("witch-hunt",)).match("Witch‑hunt")), bool(to_pattern(("mob",)).match("mobs"))
    (True, False)
    """
    longest = sorted(spellings, key=len, reverse=True)  # "regimes" goes before "regime"
    any_of = "|".join(_GAP.join(map(_to_regex, spelling.split())) for spelling in longest)
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])", re.IGNORECASE)


def _to_regex(word: str) -> str:
    return "".join(_ALIKE.get(sign, re.escape(sign)) for sign in word)


def find_firsts(spellings: tuple[str, ...]) -> frozenset[str]:
    r"""The first word (`\w+`, casefolded) of every spelling: a match of the phrase begins with one of them.

    >>> sorted(find_firsts(("mob", "mobs", "war-torn")))
    ['mob', 'mobs', 'war']
    """
    return frozenset(re.findall(r"\w+", spelling.casefold())[0] for spelling in spellings)

"""The word lists that ship with attrib, and the words that report speech among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from attrib.errors import BadInput
from attrib.records import Category, Stance
from attrib.spans import Span
from attrib.wordforms import inflect

FOLDER = Path(__file__).parent / "data" / "lexicon"

CuePart = Literal["verb", "noun", "phrase"]
Factivity = Literal["factive", "nonfactive", "counterfactive"]

_CUE_COLUMNS = ("lemma", "part", "stance", "factivity", "wording", "forms")


@dataclass(frozen=True, slots=True)
class CueEntry:
    """A word or phrase that reports what someone says. `wording` is the evaluative category that the cue
    itself is.
    """

    lemma: str
    part: CuePart
    stance: Stance
    factivity: Factivity
    wording: Category | None  # None: a plain word


@lru_cache(maxsize=4)
def read_cues(path: Path = FOLDER / "cues.tsv") -> Mapping[str, CueEntry]:
    """Every form of every reporting word, in lower case, and its entry. A verb goes before a noun of the same
    form.

    Raises `BadInput` with file and line when a row does not fit.

    >>> read_cues()["claimed"].stance
    'doubting'
    """
    forms: dict[str, CueEntry] = {}
    for line, (lemma, part, stance, factivity, wording, extra) in read_rows(path, _CUE_COLUMNS):
        where = f"{path.name}:{line}"
        entry = CueEntry(
            lemma,
            one_of(part, CuePart, where, "part"),
            one_of(stance, Stance, where, "stance"),
            one_of(factivity, Factivity, where, "factivity"),
            None if wording == "-" else one_of(wording, Category, where, "wording"),
        )
        irregular = _phrases(extra, tail=lemma.partition(" ")[2])
        for form in (*inflect(lemma, entry.part), *irregular):
            known = forms.setdefault(form, entry)
            if known.lemma == lemma and known.part == part and known is not entry:
                raise BadInput(f"{where}: {lemma!r} ({part}) stands twice. Keep one of the two rows.")
    return MappingProxyType(forms)


def _phrases(extra: str, tail: str) -> tuple[str, ...]:
    """The irregular forms of one row: words, or phrases that all end as the lemma does ("went on gone
    on").
    """
    if extra == "-":
        return ()
    if not tail:
        return tuple(extra.split())
    return tuple(f"{head.strip()} {tail}" for head in extra.split(f" {tail}") if head.strip())


def pick_cue(
    text: str, cue: Span, cues: Mapping[str, CueEntry] | None = None
) -> tuple[CueEntry, Span] | None:
    """The reporting word of a cue and where it stands: the longest phrase, else the last word that is one.

    The last, because auxiliaries and adverbs go before the verb ("had earlier admitted"); verbs go before
    nouns.

    >>> entry, where = pick_cue("she has pointed out", Span(4, 19))
    >>> entry.lemma, where
    ('point out', Span(start=8, end=19))
    """
    found = _pick_cue(cue.of(text)) if cues is None else _look_up(cue.of(text), cues)
    if found is None:
        return None
    entry, start, end = found
    return entry, Span(cue.start + start, cue.start + end)


# The same cues ("said", "told reporters") come back in every article, and are asked for several times in
# each.
@lru_cache(maxsize=4096)
def _pick_cue(cue: str) -> tuple[CueEntry, int, int] | None:
    return _look_up(cue, read_cues())


def _look_up(cue: str, known: Mapping[str, CueEntry]) -> tuple[CueEntry, int, int] | None:
    words = list(re.finditer(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", cue))
    found: list[tuple[int, bool, int, CueEntry, int]] = []
    for first in range(len(words)):
        for last in range(first, min(first + 4, len(words))):
            phrase = " ".join(word.group().casefold() for word in words[first : last + 1])
            if (entry := known.get(phrase)) is not None:
                found.append((last - first, entry.part != "noun", first, entry, last))
    if not found:
        return None
    _, _, first, entry, last = max(found, key=lambda hit: hit[:3])
    return entry, words[first].start(), words[last].end()


def one_of(value: str, kind: Any, where: str, column: str) -> Any:
    allowed = get_args(kind)
    if value not in allowed:
        raise BadInput(f"{where}: column {column}: {value!r} is none of {', '.join(allowed)}.")
    return value


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heading, with their line numbers; lines that begin with # and empty ones are left
    out.
    """
    headed = False
    for line, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row.strip() or row.startswith("#"):
            continue
        cells = [cell.strip() for cell in row.split("\t")]
        if not headed:
            if tuple(cells) != columns:
                raise BadInput(
                    f"{path.name}:{line}: the heading is {' '.join(cells)!r}, not {' '.join(columns)!r}."
                )
            headed = True
            continue
        if len(cells) != len(columns) or not all(cells):
            raise BadInput(
                f"{path.name}:{line}: {len(cells)} cells, {sum(map(bool, cells))} of them filled, where "
                f"{len(columns)} are wanted ({', '.join(columns)}). Write - where there is nothing to say."
            )
        yield line, cells

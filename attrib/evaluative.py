"""The list of words that judge: how it is read, a reader's own put in its place or on top, how a text is
searched.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, get_args

from attrib.errors import BadInput
from attrib.lexicon import FOLDER
from attrib.records import Category
from attrib.spans import WORD, Span
from attrib.wordforms import find_firsts, spell_out, to_pattern

BUNDLED = FOLDER / "evaluative.tsv"
COLUMNS = ("id", "phrase", "category", "neutral", "note", "not", "source")
NEEDED = ("id", "phrase", "category")
# Scare quotes are found by their marks; no word of a list is one.
CATEGORIES = tuple(category for category in get_args(Category) if category != "scare_quote")
# How far around a word its `not` is looked for. The longest phrase that one of ours describes has 70.
AROUND_CHARS = 160
# A message lists this many problems of a file, and counts the others.
LISTED_PROBLEMS = 20

_EXTENDS = re.compile(r"extends\s*:\s*(\S*)\s*")


@dataclass(frozen=True)
class EvaluativeEntry:
    """A word or phrase that judges, with what a neutral text could say and where it does not judge at all."""

    id: str
    spellings: tuple[str, ...]  # in every form
    category: Category
    neutral: tuple[str, ...]
    note: str
    other_senses: str | None  # a regular expression; None: judges everywhere
    source: str | None  # None: the list does not say where the idea comes from
    firsts: frozenset[str]  # casefolded words of which one stands at the start of every match
    proper: bool  # written with a capital, so that a capital in the text does not make it a name

    # To compile all patterns takes half a second and a text needs few of them: each is made when its first
    # word is met.
    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the entry's words in a text."""
        return to_pattern(self.spellings)

    @functools.cached_property
    def exempt(self) -> re.Pattern[str] | None:
        """What finds its other senses: a hit that a match of this touches is none."""
        return None if self.other_senses is None else _compile(self.other_senses)


@functools.cache
def _compile(senses: str) -> re.Pattern[str]:
    """A `not` of the list: whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{senses})(?!\w)", re.IGNORECASE)


class Found(NamedTuple):
    """What a text holds of a lexicon."""

    hits: tuple[tuple[Span, EvaluativeEntry], ...]  # in the order of the text; no two overlap
    exempt: tuple[Span, ...]  # terms, titles and other senses that an entry's `not` describes


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries, and an index of the words that they begin with: the cost of a word of text does not grow with
    them.
    """

    name: str  # what `made_with.lexicon` says: the file's name and the beginning of its sha256
    entries: tuple[EvaluativeEntry, ...]
    starts: Mapping[str, tuple[EvaluativeEntry, ...]]

    def find(self, text: str) -> Found:
        """Where its entries judge in a text, and where their words stand in another sense.

        Where entries overlap the longest has the place: "terrorist groups" is not also "terrorist".
        """
        hits: list[tuple[Span, EvaluativeEntry]] = []
        exempt: list[Span] = []
        for word in WORD.finditer(text):
            for entry in self.starts.get(word.group().casefold(), ()):
                match = entry.pattern.match(text, word.start())
                if match is None:
                    continue
                span = Span(*match.span())
                if terms := _find_terms(text, span, entry.exempt):
                    exempt += terms
                elif entry.proper or not _is_name(text, span):
                    hits.append((span, entry))
        return Found(_keep_longest(hits), tuple(exempt))


def to_lexicon(name: str, entries: Iterable[EvaluativeEntry]) -> Lexicon:
    """A lexicon of these entries, indexed."""
    kept = tuple(entries)
    starts: dict[str, list[EvaluativeEntry]] = defaultdict(list)
    for entry in kept:
        for first in sorted(entry.firsts):
            starts[first].append(entry)
    return Lexicon(name, kept, MappingProxyType({first: tuple(found) for first, found in starts.items()}))


def _find_terms(text: str, span: Span, exempt: re.Pattern[str] | None) -> list[Span]:
    """The matches of an entry's `not` that touch a hit."""
    if exempt is None:
        return []
    start, end = _find_window(text, span)
    terms = [Span(*match.span()) for match in exempt.finditer(text, start, end)]
    return [term for term in terms if term.touches(span)]


def _find_window(text: str, span: Span) -> tuple[int, int]:
    """So much of the line around a hit as its `not` may look at, from word to word."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND_CHARS)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + AROUND_CHARS)
    while 0 < start < span.start and text[start - 1].isalnum():
        start += 1
    while span.end < end < len(text) and text[end].isalnum():
        end -= 1
    return start, end


def _is_name(text: str, span: Span) -> bool:
    """Whether a word of the list is part of a name or a title: a capital although no sentence starts there.

    In a headline that Writes Its Words So, a capital says nothing; behind a quotation mark it does when the
    next word has one too.
    """
    if not text[span.start].isupper() or text[span.start : span.end].isupper():
        return False
    before = text[max(span.start - 3, 0) : span.start].rstrip()
    if before and before[-1] in "“\"‘'":
        following = WORD.search(text, span.end, span.end + 30)
        return following is not None and following.group()[0].isupper()
    if not before or before[-1] in ".!?:–—" or "\n" in text[max(span.start - 2, 0) : span.start]:
        return False
    return not _is_title_line(text, span)


def _is_title_line(text: str, span: Span) -> bool:
    """Whether the line is a headline in which nearly all words of four letters or more have capitals."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND_CHARS)
    end = text.find("\n", span.end)
    line = text[start : min(len(text) if end < 0 else end, span.end + AROUND_CHARS)]
    words = [word for word in WORD.findall(line) if len(word) >= 4 and word.isalpha()]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _keep_longest(
    hits: Sequence[tuple[Span, EvaluativeEntry]],
) -> tuple[tuple[Span, EvaluativeEntry], ...]:
    kept: list[tuple[Span, EvaluativeEntry]] = []
    for span, entry in hits:  # in the order of their starts
        if kept and kept[-1][0].touches(span):
            if span.end - span.start <= kept[-1][0].end - kept[-1][0].start:
                continue
            kept.pop()
        kept.append((span, entry))
    return tuple(kept)


def read_lexicon(path: str | Path | None = None) -> Lexicon:
    """The bundled list of words that judge, or one's own: a table with tabs (docs/lexicon.md has its form).

    A file that says `extends: yes` above its heading is laid over the bundled list: an entry with the id of a
    bundled one takes its place, and takes it out when its phrase is `-`.

    Raises `BadInput` that names every line at fault.

    >>> next(entry.neutral for entry in read_lexicon().entries if entry.id == "regime")
    ('government', 'authorities')
    """
    return _read_bundled() if path is None else _read_lexicon(Path(path))


@functools.cache
def _read_bundled() -> Lexicon:
    return _read_lexicon(BUNDLED)


def read_evaluative() -> tuple[EvaluativeEntry, ...]:
    """The bundled words that judge, in the order of the file."""
    return _read_bundled().entries


def _read_lexicon(path: Path) -> Lexicon:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"{path}: the lexicon cannot be read: {error.strerror}. Give the path of a .tsv file."
        ) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{path.name}:{line}: not UTF-8. Save the file as UTF-8 text with tabs between the columns."
        ) from None
    name = f"{path.name} {hashlib.sha256(data).hexdigest()[:12]}"
    table = _Table(path.name, bundled=path == BUNDLED)
    table.read(text)
    table.check()
    if not table.extends:
        return to_lexicon(name, table.entries.values())
    bundled = _read_bundled()
    merged = {entry.id: entry for entry in bundled.entries} | table.entries
    kept = (entry for entry in merged.values() if entry.id not in table.dropped)
    return to_lexicon(f"{name} + {bundled.name}", kept)


class _Table:
    """One file while it is read, with all that is wrong in it."""

    def __init__(self, name: str, *, bundled: bool) -> None:
        self.name = name
        self.bundled = bundled  # its regular expressions are known to compile: the tests use them all
        self.extends = False
        self.entries: dict[str, EvaluativeEntry] = {}
        self.dropped: dict[str, int] = {}  # ids whose phrase is "-", with their lines
        self._lines: dict[str, int] = {}  # of ids
        self._spellings: dict[str, int] = {}
        self._problems: list[str] = []

    def read(self, text: str) -> None:
        columns: list[str] | None = None
        for line, row in enumerate(text.splitlines(), start=1):
            if not row.strip() or row.startswith("#"):
                continue
            if columns is None:
                if directive := _EXTENDS.fullmatch(row.strip().casefold()):
                    self._read_extends(line, directive[1])
                    continue
                columns = [cell.strip() for cell in row.split("\t")]
                if not self._check_heading(line, columns):
                    return
                continue
            self._read_row(line, [cell.strip() for cell in row.rstrip("\r\n").split("\t")], columns)
        if columns is None:
            self._add(1, f"there is no heading. The first line names the columns: {' '.join(COLUMNS)}.")
        elif self.dropped and not self.extends:
            self._add(
                min(self.dropped.values()),
                "the phrase - takes an entry of the bundled list out, but this file does not extend it. "
                "Write the line extends: yes above the heading, or a phrase.",
            )
        elif self.extends:
            known = {entry.id for entry in read_evaluative()}
            for name, line in self.dropped.items():
                if name not in known:
                    self._add(line, f"the bundled list has no entry {name!r} to take out.")
        elif not self.entries and not self._problems:
            self._add(1, "there is no entry below the heading.")

    def check(self) -> None:
        """Raises `BadInput` with all problems, when there are any."""
        if not self._problems:
            return
        if len(self._problems) == 1:
            raise BadInput(self._problems[0])
        more = len(self._problems) - LISTED_PROBLEMS
        listed = "\n".join(f"  {problem}" for problem in self._problems[:LISTED_PROBLEMS])
        raise BadInput(
            f"{self.name}: {len(self._problems)} problems\n{listed}"
            + (f"\n  … {more} more" if more > 0 else "")
        )

    def _add(self, line: int, problem: str) -> None:
        self._problems.append(f"{self.name}:{line}: {problem}")

    def _read_extends(self, line: int, answer: str) -> None:
        if answer not in ("yes", "no"):
            self._add(line, f"extends: {answer!r} is neither yes nor no.")
        self.extends = answer == "yes"

    def _check_heading(self, line: int, columns: list[str]) -> bool:
        unknown = [column for column in columns if column not in COLUMNS]
        missing = [column for column in NEEDED if column not in columns]
        if not unknown and not missing and len(set(columns)) == len(columns):
            return True
        if len(columns) == 1:
            self._add(
                line, f"the heading has one column, {columns[0]!r}. Are there tabs between the columns?"
            )
        elif unknown or missing:
            wrong = [f"has no column {', '.join(missing)}"] if missing else []
            wrong += (
                [f"has a column that is none of ours, {', '.join(map(repr, unknown))}"] if unknown else []
            )
            self._add(line, f"the heading {' and '.join(wrong)}. Columns are {', '.join(COLUMNS)}.")
        else:
            self._add(line, "the heading names a column twice.")
        return False

    def _read_row(self, line: int, cells: list[str], columns: list[str]) -> None:
        if len(cells) != len(columns) or not all(cells):
            self._add(
                line,
                f"{len(cells)} cells, {sum(map(bool, cells))} of them filled, where {len(columns)} are "
                f"wanted ({', '.join(columns)}). Write - where there is nothing to say.",
            )
            return
        row = dict.fromkeys(COLUMNS, "-") | dict(zip(columns, cells, strict=True))
        name = row["id"]
        if name == "-":
            self._add(line, "an entry needs an id. Ids are cited in records.")
            return
        if name in self._lines:
            self._add(
                line, f"the id {name!r} stands in line {self._lines[name]} as well. Ids are cited in records."
            )
            return
        self._lines[name] = line
        if row["phrase"] == "-":
            self.dropped[name] = line
        else:
            self._read_entry(line, row)

    def _read_entry(self, line: int, row: Mapping[str, str]) -> None:
        category, senses = row["category"], None if row["not"] == "-" else row["not"]
        spellings: tuple[str, ...] = ()
        if category not in CATEGORIES:
            self._add(line, f"column category: {category!r} is none of {', '.join(CATEGORIES)}.")
        try:
            spellings = spell_out(row["phrase"])
        except ValueError as error:
            self._add(line, f"column phrase: {error}")
        for spelling in spellings:
            if (other := self._spellings.setdefault(spelling.casefold(), line)) != line:
                self._add(line, f"column phrase: {spelling!r} is matched by line {other} as well.")
                break
        if senses is not None and not self.bundled:
            try:
                re.compile(senses)
            except re.error as error:
                self._add(line, f"column not: {senses!r} is no regular expression: {error}.")
        if spellings:
            self.entries[row["id"]] = EvaluativeEntry(
                id=row["id"],
                spellings=spellings,
                category=category,  # type: ignore[arg-type]
                neutral=_parts_of(row["neutral"]),
                note="" if row["note"] == "-" else row["note"],
                other_senses=senses,
                source=None if row["source"] == "-" else row["source"],
                firsts=find_firsts(spellings),
                proper=any(sign.isupper() for sign in row["phrase"]),
            )


def _parts_of(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(word.strip() for word in cell.split("|") if word.strip())

"""A user's own table of people: name, and whatever an audit groups by (party, role, gender …)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from attrib.errors import BadInput
from attrib.files import open_file
from attrib.naming import POSSESSIVE, strip_article, strip_titles, to_key
from attrib.prose import word_set
from attrib.records import Speaker
from attrib.spans import Span

ALIASES = "aliases"  # the column of other names, set apart by ";"
# The columns that tables of speakers and concordances have without a table of people (`sheets`).
OWN_COLUMNS = word_set(
    """name kind named basis roles speaks_for articles attributions claims words direct mixed indirect
    asserted together spoken_for cues outlets article_id speakers date written_date outlet title speaker
    source cue manner modality reported_by before content after start end attribution speaker_score shown
    """
)
# They belong to the surname: "van Dijk" is no full name.
_PARTICLES = word_set("al el bin ibn bint abu de del della der den di da do dos du la le van von zu ter ten")
_SUFFIXES = word_set("jr sr ii iii iv")


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One line of the table."""

    number: int  # of the line in the file
    name: str
    values: tuple[tuple[str, str | None], ...]  # column → cell; None: the cell is empty


@dataclass(frozen=True, slots=True)
class People:
    """The table, asked by folded name. `columns` are those besides name and aliases, in their order.

    A row is for whoever bears the name, a person or a body; persons are compared without titles, bodies
    without their article.
    """

    columns: tuple[str, ...]
    persons: Mapping[str, PeopleRow]
    bodies: Mapping[str, PeopleRow]

    def pick(self, speaker: Speaker) -> PeopleRow | None:
        """The row of a named speaker. Who is only described is nobody's: "the mayor" is another in every
        town."""
        if not speaker.named or speaker.kind in ("unnamed", "joint"):
            return None
        if speaker.kind == "person":
            return self.persons.get(fold_person(speaker.name))
        return self.bodies.get(fold_body(speaker.name))

    def values(self, row: PeopleRow | None) -> tuple[tuple[str, str | None], ...]:
        """The cells of a row; without one, every column with `None`."""
        return row.values if row is not None else tuple((column, None) for column in self.columns)


def fold_person(name: str) -> str:
    """A person's name as it is compared: no titles, possessive, case or diacritics; initials as one word.

    >>> fold_person("Dr Mevlüt Şahin’s") == fold_person("MEVLUT SAHIN"), fold_person("J. D. Moe")
    (True, 'jd moe')
    """
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", to_key(_strip_person(name)))


def fold_body(name: str) -> str:
    """The name of anything but a person as it is compared: no article, possessive, case or diacritics.

    >>> fold_body("The Vellmar Quay’s")
    'vellmar quay'
    """
    bare = POSSESSIVE.sub("", " ".join(name.split()))
    return to_key(strip_article(bare, Span(0, len(bare))).of(bare))


def is_full_name(name: str) -> bool:
    """Whether a person's name says more than a surname: a given name, or two initials at least.

    >>> [is_full_name(name) for name in ("Ana Ruiz", "J.D. Moe", "J. Moe", "Mr Ruiz", "de Wit", "Moe Jr.")]
    [True, True, False, False, False, False]
    """
    words = [word.strip(".,").casefold() for word in _strip_person(name).split()]
    while words and words[-1] in _SUFFIXES:
        words.pop()
    given = words[:-1]
    while given and given[-1] in _PARTICLES:
        given.pop()
    return sum(char.isalpha() for word in given for char in word) > 1


def _strip_person(name: str) -> str:
    bare = POSSESSIVE.sub("", " ".join(name.split()))
    return strip_titles(bare, Span(0, len(bare))).of(bare)


def read_people(path: str | Path, *, name_column: str = "name") -> People:
    """The people of a CSV file with a header (commas, semicolons or tabs; UTF-8; also .gz).

    A column `aliases` holds further names of a row, set apart by ";". A column that is called like one of
    attrib's own tables (`OWN_COLUMNS`) gets "people_" put in front. Empty rows are passed over.

    Raises `BadInput` with file and line for bytes that are not UTF-8, a missing or doubled column, a row
    without a name or with too many cells, and a name that stands in two rows; the first three of them.
    """
    where = str(path)
    with open_file(Path(path)) as stream:
        lines = list(_read_lines(stream, where))
    if not lines:
        raise BadInput(f"{where}: the file is empty. Its first line must name the columns.")
    (_, header), *rows = lines
    header = [cell.strip() for cell in header]
    _check_header(header, name_column, f"{where}:1")
    kept = [column for column in header if column not in (name_column, ALIASES)]
    columns = tuple(f"people_{column}" if column in OWN_COLUMNS else column for column in kept)
    _check_columns(columns, f"{where}:1")
    table = _Table({}, {}, [])
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            table.problems.append(
                (number, f"{len(cells)} cells, the header {len(header)}. Is one not quoted?")
            )
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        values = tuple((new, row.get(old) or None) for old, new in zip(kept, columns, strict=True))
        table.add(PeopleRow(number, row.get(name_column, ""), values), row.get(ALIASES, "").split(";"))
    if table.problems:
        first = "\n".join(f"{where}:{number}: {problem}" for number, problem in table.problems[:3])
        more = f"\n… and {len(table.problems) - 3} more" if len(table.problems) > 3 else ""
        raise BadInput(first + more)
    return People(columns, table.persons, table.bodies)


@dataclass(slots=True)
class _Table:
    """The rows read so far by folded name, and what is wrong with them by line."""

    persons: dict[str, PeopleRow]
    bodies: dict[str, PeopleRow]
    problems: list[tuple[int, str]]

    def add(self, row: PeopleRow, aliases: Iterable[str]) -> None:
        if not to_key(row.name):
            self.problems.append((row.number, "the row has no name. Give one, or take the row out."))
            return
        for name in (row.name, *aliases):
            for index, key in ((self.persons, fold_person(name)), (self.bodies, fold_body(name))):
                known = index.setdefault(key, row) if key else row
                if known is not row:
                    said = f"the name {name.strip()!r} is that of line {known.number} too ({known.name!r})."
                    self.problems.append((row.number, f"{said} One row for each: put the two together."))
                    break  # not once more for the other index


def _read_lines(stream: BinaryIO, where: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number of the line that it begins in."""
    data = stream.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{where}:{number}: the byte 0x{data[error.start]:02x} is not UTF-8. Save the table as UTF-8 "
            '(in a spreadsheet: "CSV UTF-8").'
        ) from None
    if "\x00" in text:
        number = text.count("\n", 0, text.index("\x00")) + 1
        raise BadInput(
            f"{where}:{number}: there is a NUL in it. Is it UTF-16, or no text? Save the table as CSV, UTF-8."
        )
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in rows:
            yield number, cells
            number = rows.line_num + 1
    except csv.Error as error:
        raise BadInput(
            f"{where}:{number}: {error}. Is a quotation mark in a cell not doubled, or the cell not closed?"
        ) from None


def _check_header(header: Sequence[str], name_column: str, where: str) -> None:
    if name_column not in header:
        have = ", ".join(map(repr, header[:12]))
        raise BadInput(
            f"{where}: there is no column {name_column!r}; there are {have}. Say which one holds the names: "
            "--name-column, or name_column= in Python."
        )
    _check_columns(header, where)


def _check_columns(columns: Sequence[str], where: str) -> None:
    for column in columns:
        if not column:
            raise BadInput(f"{where}: column {columns.index(column) + 1} has no name. Give it one.")
        if columns.count(column) > 1:
            raise BadInput(f"{where}: the column {column!r} is there twice. Give each a name of its own.")

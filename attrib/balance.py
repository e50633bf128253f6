"""The balance of sources and wording: who has how many of the words, and in whose words things are judged.

Measures of one article or of a corpus, each with its counts. There is no figure for "bias" among them, and no
score of an outlet. What each asks, how it is computed and what it hides stands in `balance_measures`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from attrib.balance_measures import MEASURES, Unit, check_balance_measures
from attrib.errors import BadOption
from attrib.figures import COUNTED, FIXED, Figure, find_cells, find_figure, name_keys
from attrib.groups import NONE
from attrib.ledger import Cell, Ledger, Number
from attrib.people import People
from attrib.records import Annotated
from attrib.sheets import Sheet

# Measures with many lines, most of which count nothing in most articles.
_LONG = ("words by kind", "evaluative by category", "evaluative by target", "evaluative by quotation")
# Measures whose fixed lines stand among the others, where their count puts them.
_MIXED = ("words by speaker", "first to speak", "last to speak", "evaluative by target")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of one measure."""

    measure: str
    item: str | None  # None: the measure has one line
    voice: str | None  # None: the measure does not divide by voice
    about: str | None
    count: float  # a part, where several speak together
    base: float
    value: float | None  # None: undefined


@dataclass(frozen=True, slots=True)
class Balance:
    """All lines of all measures, in the order of `MEASURES`, those that count most first."""

    articles: int
    rows: tuple[Row, ...]

    def pick(self, measure: str, item: str | None = None) -> tuple[Row, ...]:
        """The lines of one measure, or those of one item of it.

        Raises `BadOption` for a measure that does not exist.
        """
        check_balance_measures([measure])
        return tuple(
            row for row in self.rows if row.measure == measure and (item is None or row.item == item)
        )

    def keep(self, measures: Collection[str]) -> Balance:
        """The same with the lines of these measures only. Raises `BadOption` for one that does not exist."""
        check_balance_measures(measures)
        return Balance(self.articles, tuple(row for row in self.rows if row.measure in measures))

    def to_json(self) -> dict[str, Any]:
        """The plain form; a value that is undefined is null."""
        return {"articles": self.articles, "rows": [asdict(row) for row in self.rows]}

    def to_sheet(self) -> Sheet:
        """A table with a line for each row, to be written or made a DataFrame of."""
        return Sheet(ROW_COLUMNS, (asdict(row) for row in self.rows), tuple(ROW_COLUMNS))

    def to_text(self, *, top: int | None = 10, measures: Collection[str] | None = None) -> str:
        """The measures for reading, each with its first `top` lines; of kinds and categories only those that
        count something. Raises `BadOption` for a measure that does not exist."""
        lines = ["1 article" if self.articles == 1 else f"{self.articles} articles"]
        for measure in measures or MEASURES:
            rows = [row for row in self.pick(measure) if row.count or measure not in _LONG]
            table = [_to_cells(row) for row in rows[:top]]
            lines += ["", f"{measure}: {MEASURES[measure].question}", *to_columns(table)]
            lines += [f"  … and {len(rows) - len(table)} more"] if len(rows) > len(table) else []
            lines += [] if rows else ["  (none)"]
        return "\n".join(lines) + "\n"


ROW_COLUMNS = {
    **dict.fromkeys(("measure", "item", "voice", "about"), "string"),
    **dict.fromkeys(("count", "base", "value"), "Float64"),
}


@dataclass(frozen=True, slots=True)
class Balances:
    """The balance of each group of articles, by a key of their meta."""

    key: str
    groups: Mapping[str, Balance]

    def keep(self, measures: Collection[str]) -> Balances:
        """The same with the lines of these measures only."""
        return Balances(self.key, {name: one.keep(measures) for name, one in self.groups.items()})

    def to_json(self) -> dict[str, Any]:
        """The plain form."""
        return {"by": self.key, "groups": {name: one.to_json() for name, one in self.groups.items()}}

    def to_sheet(self) -> Sheet:
        """One table, the group in its first column."""
        columns = {"group": "string", **ROW_COLUMNS}
        rows = ({"group": name, **asdict(row)} for name, one in self.groups.items() for row in one.rows)
        return Sheet(columns, rows, tuple(columns))

    def to_text(self, *, top: int | None = 10, measures: Collection[str] | None = None) -> str:
        """The balance of each group, one after the other."""
        parts = (
            f"{self.key}: {name}, {one.to_text(top=top, measures=measures)}"
            for name, one in self.groups.items()
        )
        return "\n".join(parts)


def measure_balance(records: Annotated | Iterable[Annotated], *, people: People | None = None) -> Balance:
    """The balance of one article or of all together, whose order does not matter. Records are read one at a
    time and not kept.

    A corpus is counted as one: counts are added up first, so long articles weigh more. Persons are joined by
    their full names, bodies by theirs, whom `people` lists by that; who is called by a surname or described
    is somebody else in every article. Raises `BadAnnotation` for a record without text.

    >>> measure_balance([]).pick("words by voice", "outlet")[0].value is None
    True
    """
    ledger = Ledger(people)
    for record in [records] if isinstance(records, Annotated) else records:
        ledger.add(record)
    return to_balance(ledger)


def balance_by(records: Iterable[Annotated], key: str, *, people: People | None = None) -> Balances:
    """The balance apart for the articles with each value of `key` in their meta ("outlet", "section" …), in
    the order of the values; those that lack it are the group "–".

    Raises `BadOption` when no article has the key.
    """
    ledgers: dict[str, Ledger] = defaultdict(lambda: Ledger(people))
    known: set[str] = set()
    for record in records:
        known.update(record.meta)
        value = record.meta.get(key)
        ledgers[NONE if value in (None, "") else str(value)].add(record)
    check_key(key, known)
    order = sorted(ledgers, key=lambda name: (name == NONE, name))
    return Balances(key, {name: to_balance(ledgers[name]) for name in order})


def check_key(key: str, known: Iterable[str]) -> None:
    """Raises `BadOption` for a key that no article has in its meta."""
    if key not in known:
        have = f"They have: {', '.join(sorted(known)[:12])}." if known else "They have no meta at all."
        raise BadOption(f"No article has the key {key!r} in its meta. {have}")


def to_balance(ledger: Ledger) -> Balance:
    """The lines of what a ledger counted."""
    names = name_keys(ledger.parties, alone=ledger.articles <= 1)
    found = ((cell, find_figure(ledger, cell)) for cell in find_cells(ledger))
    lead = {cell for measure, cells in FIXED.items() if measure not in _MIXED for cell in cells}
    rows = [(cell in lead, to_row(cell, figure, names)) for cell, figure in found]
    order = {measure: place for place, measure in enumerate(MEASURES)}
    # The fixed lines keep their order, which sorting does not touch.
    rows.sort(key=lambda pair: (order[pair[1].measure], *((0,) if pair[0] else (1, *_rank(pair[1])))))
    return Balance(ledger.articles, tuple(row for _, row in rows))


def _rank(row: Row) -> tuple[Any, ...]:
    """What counts most first; what belongs to one label or one speaker together."""
    item, voice, about = (one or "" for one in (row.item, row.voice, row.about))
    if row.measure in ("labels", "labels by target"):
        return -row.base, item, -row.count, voice, about
    if row.measure == "neutral alternatives":
        return -row.base, about, item, -row.count, voice
    if row.measure == "stance of cues":
        return -row.base, voice, -row.count, item
    return -row.count, -row.base, item, voice, about


def to_row(cell: Cell, figure: Figure, names: Mapping[str, str]) -> Row:
    """A line with the names of those who stand in it by their keys."""
    item, voice, about = (names.get(one, one) if one else None for one in cell[1:])
    if figure.item:
        item = " = ".join(sorted(names[key] for key in figure.item))
    return Row(cell.measure, item, voice, about, _plain(figure.count), _plain(figure.base), figure.value)


def _plain(number: Number) -> float:
    return int(number) if number == int(number) else float(number)


def _to_cells(row: Row) -> list[str]:
    """One line for reading: what it is of, its value, and the counts."""
    unit = MEASURES[row.measure].unit
    of = "of" if unit in ("share", "per 1 000 words") else "in"
    counts = f"{to_number(row.count)} {of} {to_number(row.base)} {COUNTED[row.measure]}"
    return [*to_names(row.measure, row.item, row.voice, row.about), to_value(row.value, unit), counts]


def to_names(measure: str, item: str | None, voice: str | None, about: str | None) -> list[str]:
    """What a line is of, for reading: three cells, of which some are empty."""
    if about is not None and measure in ("labels by target", "neutral alternatives"):
        about = f"of {about}" if measure == "labels by target" else f"for {about}"
    return [item or "", voice or "", about or ""]


def to_value(value: float | None, unit: Unit) -> str:
    """A value with its unit, a dash where it is undefined.

    >>> to_value(0.125, "share"), to_value(None, "number")
    ('12.5 %', '–')
    """
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:.2f}" if unit == "number" else f"{value:.2f} {unit}"


def to_number(number: float) -> str:
    """A count for reading: whole where it is whole.

    >>> to_number(3.0), to_number(2 / 3)
    ('3', '0.7')
    """
    return str(int(number)) if number == int(number) else f"{number:.1f}"


def to_columns(table: Sequence[Sequence[str]], left: int = 3) -> Iterator[str]:
    """Lines with their cells under each other, the first `left` and the last flush left; columns in which
    nothing stands are left out."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = [
            cell.ljust(width) if place < left or place == len(line) - 1 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            if width
        ]
        yield ("  " + "  ".join(cells)).rstrip()

"""Outlets on the same events: where their balance of sources and wording differs, with intervals over events.

Differences of single measures, each with its counts; no outlet gets a score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrib.balance import check_key, to_columns, to_names, to_number, to_value
from attrib.balance_measures import MEASURES, Unit, check_balance_measures
from attrib.errors import BadOption
from attrib.evaluative import read_lexicon
from attrib.figures import FIXED, Figure, find_cells, find_figure, find_labels, name_keys
from attrib.ledger import LABELS, Cell, Ledger, Party
from attrib.people import People
from attrib.records import Annotated
from attrib.sheets import Sheet

# Fewer events give no interval: drawn from so few, it is too narrow to be called one of 95 %.
MIN_EVENTS = 8

_ALTERNATIVES = "neutral alternatives"

Events = Mapping[str, Mapping[str, Ledger]]  # event → outlet → its articles on it


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of one measure for two outlets: means over the events for which both have a value."""

    outlet: str
    other: str
    measure: str
    item: str | None
    voice: str | None
    about: str | None
    count: float  # over those events
    other_count: float
    value: float | None  # None: for no event both have one
    other_value: float | None
    difference: float | None  # value − other_value
    low: float | None  # None: fewer than `MIN_EVENTS` events, or no bootstrap
    high: float | None
    events: int


DIFFERENCE_COLUMNS = {
    **dict.fromkeys(("outlet", "other", "measure", "item", "voice", "about"), "string"),
    **dict.fromkeys(("count", "other_count", "value", "other_value", "difference", "low", "high"), "Float64"),
    "events": "Int64",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two or more outlets make of the same events, for each pair of them."""

    key: str  # of meta: records with the same value are of one event
    events: int  # that at least two outlets wrote on
    articles: int  # on those
    left_out: int  # articles without event or outlet, or on an event of one outlet only
    bootstrap: int  # draws of events for `low` and `high` (2.5 and 97.5 of 100)
    rows: tuple[Difference, ...]

    def pick(self, measure: str) -> tuple[Difference, ...]:
        """The lines of one measure. Raises `BadOption` for one that does not exist."""
        check_balance_measures([measure])
        return tuple(row for row in self.rows if row.measure == measure)

    def keep(self, measures: Collection[str]) -> Comparison:
        """The same with the lines of these measures only. Raises `BadOption` for one that does not exist."""
        check_balance_measures(measures)
        return replace(self, rows=tuple(row for row in self.rows if row.measure in measures))

    def to_json(self) -> dict[str, Any]:
        """The plain form; what is undefined is null."""
        return asdict(self)

    def to_sheet(self) -> Sheet:
        """A table with a line for each row, to be written or made a DataFrame of."""
        return Sheet(DIFFERENCE_COLUMNS, (asdict(row) for row in self.rows), tuple(DIFFERENCE_COLUMNS))

    def to_text(self, *, top: int | None = 10, measures: Collection[str] | None = None) -> str:
        """A table of each pair for reading, with the first `top` lines of each measure that count something.

        Raises `BadOption` for a measure that does not exist.
        """
        check_balance_measures(measures or ())
        lines = [f"{_count(self.events, 'event')}, {_count(self.articles, 'article')}"]
        lines[0] += f"; {_count(self.left_out, 'article')} left out" if self.left_out else ""
        if self.events < MIN_EVENTS:
            lines.append(f"Too few events for intervals: there are {self.events}, {MIN_EVENTS} are needed.")
        for pair in dict.fromkeys((row.outlet, row.other) for row in self.rows):
            lines += ["", f"{pair[0]} − {pair[1]}"]
            for measure in measures or MEASURES:
                here = [row for row in self.pick(measure) if (row.outlet, row.other) == pair]
                rows = [row for row in here if row.count or row.other_count or not row.item]
                table = [_to_cells(row) for row in rows[:top]]
                lines += [f"{measure}:", *to_columns([["", "", "", *_heads(pair)], *table])] if rows else []
                lines += [f"  … and {len(rows) - len(table)} more"] if len(rows) > len(table) else []
        return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _heads(pair: tuple[str, str]) -> list[str]:
    return [*pair, "difference", "95 % of draws", "counts"]


def _to_cells(row: Difference) -> list[str]:
    unit = MEASURES[row.measure].unit
    interval = "–"
    if row.low is not None and row.high is not None:
        interval = f"{_to_signed(row.low, unit)} to {_to_signed(row.high, unit)}"
    return [
        *to_names(row.measure, row.item, row.voice, row.about),
        to_value(row.value, unit),
        to_value(row.other_value, unit),
        _to_signed(row.difference, unit),
        interval,
        f"{to_number(row.count)} and {to_number(row.other_count)} in {_count(row.events, 'event')}",
    ]


def _to_signed(value: float | None, unit: Unit) -> str:
    """A difference: of shares in points of a hundred."""
    if value is None:
        return "–"
    digits, value = (1, 100 * value) if unit == "share" else (2, value)
    return f"{round(value, digits) + 0.0:+.{digits}f}"  # + 0.0: a zero has no minus


def compare_outlets(
    records: Iterable[Annotated],
    event: str,
    *,
    by: str = "outlet",
    people: People | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Comparison:
    """How the balance of outlets differs where they write on the same events.

    Records with the same value of `event` in their meta are of one event; `by` is the key that tells outlets
    apart. For each event and pair of outlets a measure is computed from their articles on it and subtracted;
    a line is the mean of those differences over the events for which both are defined. A speaker or a label
    is compared where at least one of the two has it. `bootstrap` draws the events of a pair anew so many
    times, with replacement, for the interval that holds 95 of 100 means; for fewer than `MIN_EVENTS` events
    there is none. The same `seed` gives the same intervals, in whatever order the articles come.

    Raises `BadOption` when no article has one of the keys, or no event has articles of two outlets;
    `BadAnnotation` for a record without text.
    """
    if bootstrap < 0:
        raise BadOption(f"bootstrap is {bootstrap}; it is a number of draws, 0 for none. 1000 is usual.")
    read = _Read(people)
    read.add_all(records, event, by)
    shared: Events = {name: read.events[name] for name in sorted(read.events) if len(read.events[name]) > 1}
    if not shared:
        raise BadOption(
            f"No {event!r} has articles of two or more values of {by!r}: {_count(read.articles, 'article')}, "
            f"{_count(len(read.events), 'event')}. Do the articles on one event have the same {event!r}?"
        )
    ledgers = [ledger for outlets in shared.values() for ledger in outlets.values()]
    parties: dict[str, Counter[Party]] = defaultdict(Counter)
    for ledger in ledgers:
        for key, counted in ledger.parties.items():
            parties[key].update(counted)
    compared = sum(ledger.articles for ledger in ledgers)
    drawing = _Drawing(name_keys(parties, alone=False), bootstrap, seed)
    outlets = sorted({outlet for found in shared.values() for outlet in found})
    rows = [row for pair in combinations(outlets, 2) for row in _compare_pair(shared, pair, drawing)]
    return Comparison(event, len(shared), compared, read.articles - compared, bootstrap, tuple(rows))


@dataclass(slots=True)
class _Read:
    """The ledgers of each event, while articles come in."""

    people: People | None
    articles: int = 0
    events: dict[str, dict[str, Ledger]] = field(default_factory=lambda: defaultdict(dict))

    def add_all(self, records: Iterable[Annotated], event: str, by: str) -> None:
        # An outlet that avoids a label is asked for the alternatives too, or it would have nothing to show.
        labels = [one for one in read_lexicon().entries if one.category in LABELS]
        asked = {one.id: one.neutral for one in labels if one.neutral}
        known: set[str] = set()
        for record in records:
            self.articles += 1
            known.update(record.meta)
            name, outlet = record.meta.get(event), record.meta.get(by)
            if name not in (None, "") and outlet not in (None, ""):
                ledgers = self.events[str(name)]
                ledgers.setdefault(str(outlet), Ledger(self.people)).add(record, asked)
        for key in (event, by):
            check_key(key, known)


class _Drawing(NamedTuple):
    """What all pairs have in common."""

    names: Mapping[str, str]
    bootstrap: int
    seed: int


def _compare_pair(shared: Events, pair: tuple[str, str], drawing: _Drawing) -> Iterator[Difference]:
    """The lines of two outlets, in the order of the measures; what most events have comes first."""
    both = [outlets for outlets in shared.values() if pair[0] in outlets and pair[1] in outlets]
    if not both:
        return
    figures: dict[Cell, dict[int, tuple[Figure, Figure]]] = defaultdict(dict)
    for number, outlets in enumerate(both):
        one, other = outlets[pair[0]], outlets[pair[1]]
        labels = find_labels(one) | find_labels(other)
        for cell in {*find_cells(one, labels), *find_cells(other, labels)}:
            found = find_figure(one, cell), find_figure(other, cell)
            if found[0].value is not None and found[1].value is not None:
                figures[cell][number] = found
            else:
                figures.setdefault(cell, {})
    # How often each draw holds each event.
    size = len(both)
    draws = np.random.default_rng(drawing.seed).multinomial(
        size, np.full(size, 1 / size), size=drawing.bootstrap
    )  # (bootstrap, events)
    # An alternative that either of them uses somewhere needs no line that says that nobody does.
    used = {
        (cell.item, cell.about)
        for cell in figures
        if cell.measure == _ALTERNATIVES and cell.voice is not None
    }
    rows = [
        _to_difference(pair, cell, found, draws, drawing.names)
        for cell, found in figures.items()
        if cell.measure != _ALTERNATIVES or cell.voice is not None or (cell.item, cell.about) not in used
    ]
    fixed = [cell[:3] for cells in FIXED.values() for cell in cells]
    places = {cell: place for place, cell in enumerate(fixed)}
    order = {measure: place for place, measure in enumerate(MEASURES)}

    def rank(row: Difference) -> tuple[Any, ...]:
        place = places.get((row.measure, row.item, row.voice), len(places))
        names = (row.item or "", row.voice or "", row.about or "")
        return order[row.measure], place, -row.events, -row.count - row.other_count, *names

    yield from sorted(rows, key=rank)


def _to_difference(
    pair: tuple[str, str],
    cell: Cell,
    figures: Mapping[int, tuple[Figure, Figure]],
    draws: NDArray[np.int64],
    names: Mapping[str, str],
) -> Difference:
    values = np.full((draws.shape[1], 2), np.nan)  # (events, outlets)
    for number in figures:
        values[number] = [one.value for one in figures[number]]
    value = other_value = difference = low = high = None
    if figures:
        value, other_value = (float(one) for one in np.nanmean(values, axis=0))
        difference = value - other_value
    if len(figures) >= MIN_EVENTS and len(draws):
        low, high = _find_interval(values[:, 0] - values[:, 1], draws)
    item, voice, about = (names.get(key, key) if key is not None else None for key in cell[1:])
    return Difference(
        outlet=pair[0],
        other=pair[1],
        measure=cell.measure,
        item=item,
        voice=voice,
        about=about,
        count=float(sum(one.count for one, _ in figures.values())),
        other_count=float(sum(other.count for _, other in figures.values())),
        value=value,
        other_value=other_value,
        difference=difference,
        low=low,
        high=high,
        events=len(figures),
    )


def _find_interval(differences: NDArray[np.float64], draws: NDArray[np.int64]) -> Sequence[float]:
    """Where 95 of 100 means of drawn events lie; events without a value are left out of the means."""
    there = ~np.isnan(differences)
    with np.errstate(invalid="ignore"):  # a draw without any of them: nan, left out below
        means = draws @ np.where(there, differences, 0) / (draws @ there)
    return [float(edge) for edge in np.nanpercentile(means, [2.5, 97.5])]

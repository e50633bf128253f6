"""Tables read back: what somebody changed in a table of findings, put into the records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from attrib.errors import BadInput
from attrib.records import Annotated, Attribution, Claim, Evaluative, Speaker
from attrib.schema import check_record
from attrib.spans import Span
from attrib.table import Level, Row, to_dtypes, to_rows

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a table of one level holds of a record: columns that are fields, columns that are the edges of
    spans (field → start, end), and lists that are joined by "; "."""

    kind: type
    plain: frozenset[str]
    spans: Mapping[str, tuple[str, str]]
    joined: frozenset[str]

    @property
    def columns(self) -> frozenset[str]:
        edges = {column for pair in self.spans.values() for column in pair}
        return self.plain | self.joined | edges | {"id"}


def _of(kind: type, plain: str, joined: str = "", **spans: str) -> _Stored:
    edges = {field: (f"{prefix}start", f"{prefix}end") for field, prefix in spans.items()}
    return _Stored(kind, frozenset(plain.split()), edges, frozenset(joined.split()))


_LABELS = "source_status manner modality stance parent speaker open score speaker_score"
STORED: dict[Level, _Stored] = {
    "claims": _of(Claim, "status kind sentence attribution speaker score", spans=""),
    "attributions": _of(Attribution, _LABELS, "why", content="", source="source_", cue="cue_"),
    "speakers": _of(Speaker, "name kind role named and_or speaks_for", "members why"),
    "evaluative": _of(Evaluative, "category voice quoted attribution note score", "neutral why", span=""),
}


def from_frame(
    frame: pandas.DataFrame, records: Iterable[Annotated], level: Level = "claims"
) -> list[Annotated]:
    """The records with what a table of them (`to_frame`, also by way of CSV, Excel or Parquet) says now.

    An unchanged table gives the records as they were. A changed cell changes its field; a row that is gone
    takes its finding out; a row without an id, or with a new one, is a new finding, in the order of the
    text. An article without any row loses all its findings of the level, so give the records of the table
    only. The other levels, and all that a table does not hold, stay. Columns that are worked out (`text`,
    `words`, `speaker_name` …; `table_edits.STORED` has the others) may be missing, but not changed. An
    interrupted finding has only its outer edges in a table, so these cannot be changed.

    Raises `BadInput` for such a change, an article that no record has, or an id that stands twice, and
    `BadAnnotation` when a record is not sound any more, say because a claim's attribution was taken out.
    """
    stored, known_columns = STORED[level], to_dtypes(level)
    if missing := [column for column in ("article_id", *_needed(stored)) if column not in frame.columns]:
        raise BadInput(f"The table has no column {missing[0]!r}. Is it a table of {level}?")
    plain = frame.astype(object).where(frame.notna(), None)
    rows_of: dict[str, list[Row]] = {}
    for row in plain.to_dict("records"):
        named = {str(key): _to_plain(value) for key, value in row.items() if key in known_columns}
        rows_of.setdefault(str(named["article_id"]), []).append(named)
    found = [_edit(record, rows_of.pop(record.article_id, []), level) for record in records]
    if rows_of:
        raise BadInput(
            f"The table has rows of {', '.join(list(rows_of)[:3])}, of which no record was given. Give the "
            "records that the table was made of."
        )
    return found


def _needed(stored: _Stored) -> list[str]:
    return ["id", *(column for pair in stored.spans.values() for column in pair)]


def _to_plain(value: Any) -> Any:
    """A cell as Python has it: numpy's numbers and truth values unpacked."""
    return value.item() if hasattr(value, "item") else value


def _edit(record: Annotated, rows: Sequence[Row], level: Level) -> Annotated:
    before = {row["id"]: row for row in to_rows(record, level)}
    items = {item.id: item for item in getattr(record, level)}
    taken: set[str] = set()
    edited = []
    fresh_ids = _count_on(
        items, {"claims": "c", "attributions": "a", "speakers": "s", "evaluative": "e"}[level]
    )
    for row in rows:
        id = row["id"] if row["id"] is not None else next(fresh_ids)
        where = f"{record.article_id} {id}"
        if id in taken:
            raise BadInput(f"{where}: the id stands there twice. A new finding needs no id.")
        taken.add(id)
        if id not in items:
            edited.append(_make(row, str(id), STORED[level], where))
            continue
        changes = {column: value for column, value in row.items() if value != before[id][column]}
        edited.append(_change(items[id], changes, (row, STORED[level], where)) if changes else items[id])
    if [one.id for one in edited] == list(items) and tuple(edited) == tuple(items.values()):
        return record
    if level != "speakers" and any(one.id not in items for one in edited):
        edited.sort(key=_place)
    values: dict[str, Any] = {level: tuple(edited)}
    changed = replace(record, **values)
    check_record(changed.to_json(), record.article_id)
    return changed


def _count_on(items: Iterable[str], letter: str) -> Iterator[str]:
    numbers = [int(found[1]) for id in items if (found := re.fullmatch(rf"{letter}(\d+)", id))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"{letter}{number}"


def _place(item: Any) -> Any:
    if isinstance(item, Attribution):
        return item.content
    return item.spans if isinstance(item, Claim) else (item.span,)


def _change(item: Any, changes: Mapping[str, Any], setting: tuple[Row, _Stored, str]) -> Any:
    row, stored, where = setting
    if derived := sorted(column for column in changes if column not in stored.columns):
        raise BadInput(
            f"{where}: {derived[0]} was changed, but it is worked out from the record. Change one of "
            f"{', '.join(sorted(stored.columns - {'id'}))}."
        )
    values: dict[str, Any] = {column: changes[column] for column in changes if column in stored.plain}
    values |= {column: _split(changes[column]) for column in changes if column in stored.joined}
    for field, edges in stored.spans.items():
        if not any(edge in changes for edge in edges):
            continue
        now = getattr(item, field)
        many = isinstance(now, tuple) and not isinstance(now, Span)
        if many and len(now) > 1:
            raise BadInput(
                f"{where}: {field} is interrupted ({len(now)} spans), and a table has only its outer edges. "
                "Change it in the record."
            )
        values[field] = _read_span(row, edges, single=not many, where=where)
    if "cue" in values and values["cue"] == ():
        values["cue"] = None
    return replace(item, **values)


def _make(row: Row, id: str, stored: _Stored, where: str) -> Any:
    values: dict[str, Any] = {"id": id}
    values |= {column: row[column] for column in stored.plain if row.get(column) is not None}
    values |= {column: _split(row[column]) for column in stored.joined if row.get(column) is not None}
    for field, edges in stored.spans.items():
        values[field] = _read_span(row, edges, single=field in ("span", "cue"), where=where)
    needed = [one.name for one in fields(stored.kind) if one.default is MISSING]
    if lacking := [name for name in needed if name not in values]:
        raise BadInput(f"{where}: a new finding needs {lacking[0]}. Fill the column in, or take the row out.")
    return stored.kind(**values)


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def _read_span(row: Row, edges: tuple[str, str], *, single: bool, where: str) -> Any:
    start, end = (row[edge] for edge in edges)
    if start is None and end is None:
        return None if single else ()
    if start is None or end is None:
        raise BadInput(f"{where}: {edges[0]} and {edges[1]} belong together; one of them is empty.")
    span = Span(int(start), int(end))
    return span if single else (span,)

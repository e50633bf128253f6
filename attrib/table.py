"""Annotated articles as pandas tables: one row per claim, attribution, speaker or evaluative stretch.

So too the speakers of many articles, and what one of them said.

The columns and their types are always the same, also for no records at all, so that tables of many runs can
be put together, and from pandas to CSV, Excel and Parquet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrib.concordance import GAP, Saying
from attrib.errors import BadOption
from attrib.people import People
from attrib.records import (
    Annotated,
    Attribution,
    Category,
    Claim,
    ClaimKind,
    Evaluative,
    Manner,
    Modality,
    SourceStatus,
    Speaker,
    SpeakerKind,
    Stance,
    Status,
)
from attrib.roster import CorpusSpeaker, SpeakerGroup
from attrib.sheets import (
    COUNTED,
    Sheet,
    clean_cell,
    groups_sheet,
    join_counted,
    sayings_sheet,
    speakers_sheet,
)
from attrib.spans import Span, find_words

if TYPE_CHECKING:
    import pandas

    from attrib.balance import Balance, Balances
    from attrib.outlets import Comparison

Level = Literal["claims", "attributions", "speakers", "evaluative"]
Row = dict[str, Any]
Columns = dict[str, str | tuple[str, ...]]


# Column → type. "a category" is written as the tuple of its values.
_ARTICLE: Columns = {
    "article_id": "string",
    "outlet": "string",
    "date": "string",
    "title": "string",
}
_ATTRIBUTION: Columns = {
    "source_text": "string",
    "source_status": get_args(SourceStatus),
    "cue_text": "string",
    "manner": get_args(Manner),
    "modality": get_args(Modality),
    "stance": get_args(Stance),
}
_SPEAKER: Columns = {"speaker": "string", "speaker_name": "string", "speaker_kind": get_args(SpeakerKind)}

COLUMNS: dict[str, Columns] = {
    "claims": {
        **_ARTICLE,
        "id": "string",
        "start": "Int64",
        "end": "Int64",
        "spans": "Int64",
        "text": "string",
        "words": "Int64",
        "status": get_args(Status),
        "kind": get_args(ClaimKind),
        "sentence": "Int64",
        "attribution": "string",
        **_SPEAKER,
        **_ATTRIBUTION,
        "score": "Float64",
    },
    "attributions": {
        **_ARTICLE,
        "id": "string",
        "start": "Int64",
        "end": "Int64",
        "spans": "Int64",
        "text": "string",
        "words": "Int64",
        "source_start": "Int64",
        "source_end": "Int64",
        "cue_start": "Int64",
        "cue_end": "Int64",
        **_ATTRIBUTION,
        "parent": "string",
        **_SPEAKER,
        "open": "string",
        "addressee_text": "string",
        "medium_text": "string",
        "grounds_text": "string",
        "score": "Float64",
        "speaker_score": "Float64",
        "why": "string",
    },
    "speakers": {
        **_ARTICLE,
        "id": "string",
        "name": "string",
        "kind": get_args(SpeakerKind),
        "role": "string",
        "named": "boolean",
        "members": "string",
        "and_or": ("and", "or"),
        "speaks_for": "string",
        "mentions": "Int64",
        "attributions": "Int64",
        "claims": "Int64",
        "claim_words": "Int64",
        "why": "string",
    },
    "evaluative": {
        **_ARTICLE,
        "id": "string",
        "start": "Int64",
        "end": "Int64",
        "text": "string",
        "category": get_args(Category),
        "voice": "string",
        "voice_name": "string",
        "quoted": "boolean",
        "attribution": "string",
        "target_text": "string",
        "neutral": "string",
        "note": "string",
        "score": "Float64",
        "why": "string",
    },
}


def to_frame(
    records: Iterable[Annotated], level: Level = "claims", *, clean: bool = True
) -> pandas.DataFrame:
    """One row per claim, attribution, speaker or evaluative stretch, in the order of the records; `COLUMNS`
    lists the columns.

    `start` and `end` reach from the first to the last of a record's spans, `spans` is their number, and
    `text` the words of all of them, set apart by " … ". `outlet`, `date` and `title` come from meta. What is
    unknown is missing (`<NA>`), as is all text of a stand-off record. Lists (why, neutral, members) are
    joined by "; ". With `clean`, characters that Excel, Parquet or UTF-8 cannot hold (control characters,
    lone surrogates) stand as U+FFFD.

    >>> frame = to_frame([], "speakers")
    >>> len(frame), str(frame["named"].dtype)
    (0, 'boolean')
    """
    import pandas

    dtypes = to_dtypes(level)
    rows = [row for record in records for row in _ROWS[level](_View(record))]
    series = {
        column: pandas.Series([_clean(row[column]) if clean else row[column] for row in rows], dtype=dtype)
        for column, dtype in dtypes.items()
    }
    return pandas.DataFrame(series, columns=list(dtypes))


def to_rows(record: Annotated, level: Level, *, clean: bool = True) -> list[Row]:
    """The rows of one record as plain values, with the columns and cells of `to_frame`."""
    return [
        {column: _clean(row[column]) if clean else row[column] for column in to_dtypes(level)}
        for row in _ROWS[level](_View(record))
    ]


def to_dtypes(level: Level) -> dict[str, Any]:
    """The pandas type of each column, as `pandas.read_csv(path, dtype=to_dtypes("claims"))` takes them.

    Raises `BadOption` for a level that is not there.
    """
    if level not in COLUMNS:
        raise BadOption(f"level is {level!r}; it is one of {', '.join(COLUMNS)}.")
    return {column: _to_dtype(dtype) for column, dtype in COLUMNS[level].items()}


def _to_dtype(dtype: str | tuple[str, ...]) -> Any:
    import pandas

    if isinstance(dtype, tuple):
        return pandas.CategoricalDtype(list(dtype))
    # Plain Python strings: Arrow's cannot hold a lone surrogate.
    return pandas.StringDtype("python") if dtype == "string" else dtype


def _clean(value: Any) -> Any:
    return clean_cell(value) if isinstance(value, str) else value


def speakers_frame(speakers: Iterable[CorpusSpeaker], people: People | None = None) -> pandas.DataFrame:
    """The speakers of a corpus as a table, with the columns of the table of people when it is given again.

    >>> list(speakers_frame([]).columns)[:4]
    ['name', 'kind', 'named', 'basis']
    """
    return to_sheet_frame(speakers_sheet(speakers, people))


def groups_frame(groups: Iterable[SpeakerGroup], by: Sequence[str]) -> pandas.DataFrame:
    """Groups of speakers as a table; `by` names the columns that they were grouped by."""
    return to_sheet_frame(groups_sheet(groups, by))


def sayings_frame(sayings: Iterable[Saying], people: People | None = None) -> pandas.DataFrame:
    """What a speaker is said to have said as a table, one saying a row."""
    return to_sheet_frame(sayings_sheet(sayings, people))


def balance_frame(found: Balance | Balances | Comparison) -> pandas.DataFrame:
    """A balance of sources and wording, or a comparison of outlets, as a table with a line for each row."""
    return to_sheet_frame(found.to_sheet())


def to_sheet_frame(sheet: Sheet) -> pandas.DataFrame:
    """Any sheet as a table; names with their numbers are one cell ("say 12; tell 3")."""
    import pandas

    rows = list(sheet.rows)
    series = {}
    for column, kind in sheet.columns.items():
        cells = [join_counted(row[column]) if kind == COUNTED else row[column] for row in rows]
        dtype = _to_dtype("string" if kind == COUNTED else kind)
        series[column] = pandas.Series([_clean(cell) for cell in cells], dtype=dtype)
    return pandas.DataFrame(series, columns=list(sheet.columns))


class _View:
    """One annotated article, with its attributions and speakers by id."""

    def __init__(self, record: Annotated) -> None:
        self.record = record
        self.attributions = {attribution.id: attribution for attribution in record.attributions}
        self.speakers = {speaker.id: speaker for speaker in record.speakers}
        meta = record.meta
        self.article = {
            "article_id": record.article_id,
            **{
                key: str(meta[key]) if meta.get(key) is not None else None
                for key in ("outlet", "date", "title")
            },
        }

    def read(self, spans: Iterable[Span]) -> str | None:
        """The text of some spans; `None` without any, or without a text."""
        if self.record.text is None:
            return None
        return GAP.join(span.of(self.record.text) for span in spans) or None

    def count_words(self, spans: Iterable[Span]) -> int | None:
        text = self.record.text
        return None if text is None else sum(len(find_words(text, span)) for span in spans)

    def place(self, spans: tuple[Span, ...]) -> Row:
        return {
            **_edges(spans),
            "spans": len(spans),
            "text": self.read(spans),
            "words": self.count_words(spans),
        }

    def speaker(self, id: str | None) -> Row:
        speaker = self.speakers.get(id) if id is not None else None
        return {
            "speaker": id,
            "speaker_name": speaker.name if speaker else None,
            "speaker_kind": speaker.kind if speaker else None,
        }

    def attribution(self, attribution: Attribution | None) -> Row:
        if attribution is None:
            return dict.fromkeys(_ATTRIBUTION)
        return {
            "source_text": self.read(attribution.source),
            "source_status": attribution.source_status,
            "cue_text": self.read([attribution.cue]) if attribution.cue else None,
            "manner": attribution.manner,
            "modality": attribution.modality,
            "stance": attribution.stance,
        }


def _edges(spans: tuple[Span, ...], prefix: str = "") -> Row:
    return {
        f"{prefix}start": min(span.start for span in spans) if spans else None,
        f"{prefix}end": max(span.end for span in spans) if spans else None,
    }


def _join(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None


def record_frame(rows: Iterable[Row]) -> pandas.DataFrame:
    """Rows of `cluster.annotate_rows` as a frame; no rows give an empty one with the same columns."""
    import pandas

    return pandas.DataFrame(list(rows), columns=["article_id", "record", "error"]).astype("string")


def _claim_rows(view: _View) -> Iterator[Row]:
    for claim in view.record.claims:
        attribution = view.attributions.get(claim.attribution) if claim.attribution is not None else None
        yield {
            **view.article,
            **_plain(claim, "id", "status", "kind", "sentence", "attribution", "score"),
            **view.place(claim.spans),
            **view.speaker(claim.speaker),
            **view.attribution(attribution),
        }


def _attribution_rows(view: _View) -> Iterator[Row]:
    for attribution in view.record.attributions:
        yield {
            **view.article,
            **_plain(attribution, "id", "parent", "open", "score", "speaker_score"),
            **view.place(attribution.content),
            **_edges(attribution.source, "source_"),
            **_edges((attribution.cue,) if attribution.cue else (), "cue_"),
            **view.attribution(attribution),
            **view.speaker(attribution.speaker),
            "addressee_text": view.read(attribution.addressee),
            "medium_text": view.read(attribution.medium),
            "grounds_text": view.read(attribution.grounds),
            "why": _join(attribution.why),
        }


def _speaker_rows(view: _View) -> Iterator[Row]:
    for speaker in view.record.speakers:
        claims = [claim for claim in view.record.claims if claim.speaker == speaker.id]
        counted = [view.count_words(claim.spans) for claim in claims]
        yield {
            **view.article,
            **_plain(speaker, "id", "name", "kind", "role", "named", "and_or", "speaks_for"),
            "members": _join(speaker.members),
            "mentions": len(speaker.mentions),
            "attributions": sum(
                attribution.speaker == speaker.id for attribution in view.record.attributions
            ),
            "claims": len(claims),
            "claim_words": None if view.record.text is None else sum(words or 0 for words in counted),
            "why": _join(speaker.why),
        }


def _evaluative_rows(view: _View) -> Iterator[Row]:
    for found in view.record.evaluative:
        speaker = view.speakers.get(found.voice)
        if isinstance(found.target, Span):
            target = view.read([found.target])
        else:
            about = view.speakers.get(found.target) if found.target is not None else None
            target = about.name if about else found.target
        yield {
            **view.article,
            **_plain(found, "id", "category", "voice", "quoted", "attribution", "note", "score"),
            **_edges((found.span,)),
            "text": view.read([found.span]),
            "voice_name": speaker.name if speaker else None,
            "target_text": target,
            "neutral": _join(found.neutral),
            "why": _join(found.why),
        }


def _plain(record: Claim | Attribution | Speaker | Evaluative, *names: str) -> Row:
    return {name: getattr(record, name) for name in names}


_ROWS: dict[str, Callable[[_View], Iterator[Row]]] = {
    "claims": _claim_rows,
    "attributions": _attribution_rows,
    "speakers": _speaker_rows,
    "evaluative": _evaluative_rows,
}

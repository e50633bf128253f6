"""A table that is read back gives the records, with what was changed in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import annotated
from test_agreement import ANA
from test_table import RECORD

from attrib.errors import BadAnnotation, BadInput
from attrib.records import Annotated, Claim
from attrib.spans import Span
from attrib.table import COLUMNS, Level, to_dtypes, to_frame
from attrib.table_edits import STORED, from_frame

LEVELS = get_args(Level)
RECORDS = [RECORD, ANA]


@settings(max_examples=40, deadline=None)
@given(st.lists(annotated(), max_size=3, unique_by=lambda one: one.article_id), st.sampled_from(LEVELS))
def test_an_unchanged_table_gives_the_records_back(records: list[Annotated], level: Level) -> None:
    frame = to_frame(records, level, clean=True)
    if frame["article_id"].isin([one.article_id for one in records]).all():  # no id that had to be cleaned
        assert from_frame(frame, records, level) == records


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_table_may_go_through_a_file(tmp_path: Path, level: Level, form: str) -> None:
    frame = to_frame(RECORDS, level)
    if form == "parquet":
        frame.to_parquet(tmp_path / "table.parquet")
        frame = pandas.read_parquet(tmp_path / "table.parquet")
    else:
        frame.to_csv(tmp_path / "table.csv", index=False)
        options = {"keep_default_na": False, "na_values": [""]}
        frame = pandas.read_csv(tmp_path / "table.csv", dtype=to_dtypes(level), **options)
    assert from_frame(frame, RECORDS, level) == RECORDS


def test_a_changed_cell_changes_its_field_and_nothing_else() -> None:
    frame = to_frame(RECORDS, "attributions")
    frame.loc[frame["article_id"] == "harbour", ["manner", "cue_start"]] = ["mixed", 20]
    first, second = from_frame(frame, RECORDS, "attributions")
    assert first == RECORD
    assert second.attributions[0] == replace(ANA.attributions[0], manner="mixed", cue=Span(20, 25))
    assert replace(second, attributions=ANA.attributions) == ANA


def test_a_row_that_is_gone_and_a_row_that_is_new() -> None:
    frame = to_frame([ANA], "claims").iloc[1:]
    new = {"article_id": "harbour", "start": 52, "end": 65, "status": "unattributed", "sentence": 1}
    frame = pandas.concat([frame, pandas.DataFrame([new])], ignore_index=True)
    (record,) = from_frame(frame, [ANA])
    assert record.claims == (ANA.claims[1], Claim("c3", (Span(52, 65),), "unattributed", sentence=1))


def test_an_empty_table_takes_all_of_a_level_out() -> None:
    (record,) = from_frame(to_frame([], "evaluative"), [ANA], "evaluative")
    assert record == replace(ANA, evaluative=())


def test_what_a_table_does_not_hold_cannot_be_changed_in_it() -> None:
    frame = to_frame([ANA])
    frame.loc[0, "text"] = "Boats go"
    with pytest.raises(BadInput) as caught:
        from_frame(frame, [ANA])
    assert str(caught.value) == (
        "harbour c1: text was changed, but it is worked out from the record. Change one of attribution, end, "
        "kind, score, sentence, speaker, start, status."
    )
    frame = to_frame([RECORD])
    frame.loc[0, "end"] = 48
    with pytest.raises(
        BadInput, match=r"^harbour-3 c1: spans is interrupted \(2 spans\), and a table has only"
    ):
        from_frame(frame, [RECORD])


def test_tables_that_do_not_fit_are_refused() -> None:
    frame = to_frame([ANA])
    with pytest.raises(BadInput, match=r"^The table has rows of harbour, of which no record was given\. "):
        from_frame(frame, [RECORD])
    with pytest.raises(
        BadInput, match=r"^The table has no column 'source_start'\. Is it a table of attributions"
    ):
        from_frame(frame, [ANA], "attributions")
    with pytest.raises(BadInput, match=r"^harbour c1: the id stands there twice\. "):
        from_frame(pandas.concat([frame, frame]), [ANA])
    with pytest.raises(
        BadAnnotation, match=r"^harbour: 2 problems: claims\[1\]\.attribution: there is no attr"
    ):
        from_frame(to_frame([ANA], "attributions").iloc[:1], [ANA], "attributions")
    frame.loc[0, "start"] = None
    with pytest.raises(
        BadInput, match=r"^harbour c1: start and end belong together; one of them is empty\.$"
    ):
        from_frame(frame, [ANA])


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_stored_is_among_the_columns(level: Level) -> None:
    assert STORED[level].columns <= set(COLUMNS[level])

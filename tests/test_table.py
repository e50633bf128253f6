"""Tables have the same typed columns for any records, and survive CSV, Excel and Parquet."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import get_args

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Says, article
from strategies import annotated

from attrib.concordance import find_sayings
from attrib.errors import BadInput, BadOption
from attrib.people import read_people
from attrib.records import Annotated, Attribution, Claim, Evaluative, MadeWith, Speaker, text_sha256
from attrib.roster import corpus_groups, corpus_speakers
from attrib.sheets import list_sayings, sayings_sheet, speakers_sheet, to_terminal
from attrib.spans import Span
from attrib.table import (
    COLUMNS,
    Level,
    groups_frame,
    sayings_frame,
    speakers_frame,
    to_dtypes,
    to_frame,
)
from attrib.table_files import fit_excel, write_sheet

LEVELS = get_args(Level)
TEXT = "“Boats stay,” the mayor told The Quay, “in port.” The regime fell."
RECORD = Annotated(
    article_id="harbour-3",
    text=TEXT,
    text_sha256=text_sha256(TEXT),
    meta={"outlet": "The Quay", "date": "2024-05-03", "pages": 2},
    blocks=(),
    sentences=(Span(0, 49), Span(50, 66)),
    names=(),
    attributions=(
        Attribution(
            "a1",
            source=(Span(14, 23),),
            source_status="nominal",
            cue=Span(24, 28),
            content=(Span(0, 13), Span(39, 49)),
            manner="direct",
            speaker="s1",
            medium=(Span(29, 37),),
            score=0.9,
            speaker_score=0.8,
            why=("link", "floor"),
        ),
    ),
    claims=(
        Claim("c1", (Span(0, 13), Span(39, 49)), "attributed", "a1", "s1", score=0.75),
        Claim("c2", (Span(50, 65),), "unattributed", sentence=1),
    ),
    speakers=(Speaker("s1", "mayor", "person", named=False, mentions=(Span(14, 23),)),),
    evaluative=(Evaluative("e1", Span(54, 60), "loaded_label", "outlet", neutral=("government", "state")),),
    made_with=MadeWith("0.1.0"),
)


def row(level: Level, number: int = 0) -> dict[str, object]:
    values = to_frame([RECORD], level).iloc[number].to_dict()
    return {column: None if pandas.isna(value) else value for column, value in values.items()}


def test_a_claim_stands_with_its_text_its_speaker_and_its_attribution() -> None:
    assert row("claims") == {
        "article_id": "harbour-3",
        "outlet": "The Quay",
        "date": "2024-05-03",
        "title": None,
        "id": "c1",
        "start": 0,
        "end": 49,
        "spans": 2,
        "text": "“Boats stay,” … “in port.”",
        "words": 4,
        "status": "attributed",
        "kind": "statement",
        "sentence": 0,
        "attribution": "a1",
        "speaker": "s1",
        "speaker_name": "mayor",
        "speaker_kind": "person",
        "source_text": "the mayor",
        "source_status": "nominal",
        "cue_text": "told",
        "manner": "direct",
        "modality": "asserted",
        "stance": "neutral",
        "score": 0.75,
    }


def test_a_claim_of_the_outlet_has_no_speaker_and_no_attribution() -> None:
    claim = row("claims", 1)
    assert claim["text"] == "The regime fell"
    assert {claim[key] for key in ("attribution", "speaker", "speaker_name", "source_text", "manner")} == {
        None
    }


def test_an_attribution_has_the_places_of_its_parts() -> None:
    attribution = row("attributions")
    places = [
        attribution[key] for key in ("start", "end", "source_start", "source_end", "cue_start", "cue_end")
    ]
    assert places == [0, 49, 14, 23, 24, 28]
    assert attribution["medium_text"] == "The Quay"
    assert attribution["addressee_text"] is None
    assert attribution["why"] == "link; floor"


def test_a_speaker_is_counted() -> None:
    speaker = row("speakers")
    counts = {key: speaker[key] for key in ("mentions", "attributions", "claims", "claim_words")}
    assert counts == {"mentions": 1, "attributions": 1, "claims": 1, "claim_words": 4}
    assert speaker["named"] is False
    assert speaker["and_or"] is None


def test_an_evaluative_stretch_has_its_voice_and_its_neutral_words() -> None:
    evaluative = row("evaluative")
    assert (evaluative["text"], evaluative["voice"], evaluative["voice_name"]) == ("regime", "outlet", None)
    assert evaluative["neutral"] == "government; state"


@pytest.mark.parametrize("level", LEVELS)
def test_no_records_give_an_empty_frame_with_the_same_types(level: Level) -> None:
    empty, full = to_frame([], level), to_frame([RECORD], level)
    assert len(empty) == 0
    assert list(empty.columns) == list(COLUMNS[level])
    assert empty.dtypes.to_dict() == full.dtypes.to_dict() == to_dtypes(level)


def test_a_stand_off_record_has_places_but_no_text() -> None:
    record = Annotated.from_json({**RECORD.to_json(), "text": None})
    claim = to_frame([record]).iloc[0]
    assert (claim["start"], claim["end"]) == (0, 49)
    assert pandas.isna(claim["text"]) and pandas.isna(claim["words"])


def test_an_unknown_level_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadOption) as caught:
        to_frame([], "quotes")  # type: ignore[arg-type]
    assert str(caught.value) == "level is 'quotes'; it is one of claims, attributions, speakers, evaluative."


# What the three formats cannot hold, next to what they can.
ODD = "=1+1\x00\x0b\ud800 İ 👩🏽‍🚒 \r\n\u2028 \ufffe <b> _x0041_"


def odd_frame(level: Level) -> pandas.DataFrame:
    row = RECORD.to_json()
    row["text"] = ODD + TEXT[len(ODD) :]
    row["speakers"][0]["name"] = ODD
    return to_frame([RECORD, Annotated.from_json(row)], level)


@pytest.mark.parametrize("level", LEVELS)
def test_a_table_survives_parquet(tmp_path: Path, level: Level) -> None:
    frame = odd_frame(level)
    frame.to_parquet(tmp_path / "table.parquet")
    again = pandas.read_parquet(tmp_path / "table.parquet").astype(to_dtypes(level))
    pandas.testing.assert_frame_equal(again, frame)


@pytest.mark.parametrize("level", LEVELS)
def test_a_table_survives_csv(tmp_path: Path, level: Level) -> None:
    frame = odd_frame(level)
    frame.to_csv(tmp_path / "table.csv", index=False, encoding="utf-8", lineterminator="\n")
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as stream:
        again = pandas.read_csv(stream, dtype=to_dtypes(level), keep_default_na=False, na_values=[""])
    pandas.testing.assert_frame_equal(again, frame)


@pytest.mark.parametrize("level", LEVELS)
def test_a_table_survives_excel(tmp_path: Path, level: Level) -> None:
    frame = fit_excel(odd_frame(level))
    frame.to_excel(tmp_path / "table.xlsx", index=False)
    again = pandas.read_excel(
        tmp_path / "table.xlsx", dtype=to_dtypes(level), keep_default_na=False, na_values=[""]
    )
    pandas.testing.assert_frame_equal(again.astype(to_dtypes(level)), frame)


def test_a_cell_that_is_too_long_for_excel_is_cut_and_a_formula_is_quoted() -> None:
    frame = fit_excel(
        pandas.DataFrame({"text": ["x" * 40_000, "=SUM(A1)", None, "a\x00"], "n": [1, 2, 3, 4]})
    )
    first, second, third, fourth = frame["text"]
    assert (len(first), first[-1], second, fourth) == (32_767, "…", "'=SUM(A1)", "a\N{REPLACEMENT CHARACTER}")
    assert pandas.isna(third)


def test_texts_stay_to_the_character_when_cleaning_is_switched_off() -> None:
    row = RECORD.to_json()
    row["speakers"][0]["name"] = "a\x00\ud800"
    record = Annotated.from_json(row)
    assert to_frame([record], "speakers")["name"][0] == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert to_frame([record], "speakers", clean=False)["name"][0] == "a\x00\ud800"


@settings(max_examples=25, deadline=None)
@given(st.lists(annotated(), max_size=3), st.sampled_from(LEVELS))
def test_every_record_has_one_row_and_every_column_its_type(records: list[Annotated], level: Level) -> None:
    frame = to_frame(records, level)
    assert list(frame["id"]) == [found.id for record in records for found in getattr(record, level)]
    assert frame.dtypes.to_dict() == to_dtypes(level)


# Speakers of many articles, and what one of them said


CORPUS = [
    article("a", Says("Ana Ruiz", "=1+1", role="+mayor"), Says("a nurse", named=False), outlet="@Tide"),
    article("b", Says("Ana Ruiz", "-2\ud800", "tells us"), Says("Moe"), outlet="@Tide", date="2024-05-03"),
]


def test_frames_of_a_corpus_have_the_same_types_with_and_without_rows(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,party\nAna Ruiz,Tide\n", encoding="utf-8")
    people = read_people(tmp_path / "people.csv")
    speakers = list(corpus_speakers(CORPUS, people=people))
    groups = corpus_groups(CORPUS, ["party"], people=people)
    sayings = find_sayings(CORPUS, "Ana Ruiz", people=people)
    for full, empty in (
        (speakers_frame(speakers, people), speakers_frame([], people)),
        (groups_frame(groups, ["party"]), groups_frame([], ["party"])),
        (sayings_frame(sayings, people), sayings_frame([], people)),
    ):
        assert len(full) > len(empty) == 0
        assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    frame = speakers_frame(speakers, people)
    assert list(frame["name"].fillna("-")) == ["Ana Ruiz", "-", "Moe"]
    assert frame.loc[0, ["cues", "outlets", "party", "words"]].to_dict() == {
        "cues": "say 1; tell 1",
        "outlets": "@Tide 2",
        "party": "Tide",
        "words": 3,  # 1, 1 and 2, which has a lone surrogate behind it
    }
    assert groups_frame(groups, ["party"])["party"].fillna("-").tolist() == ["-", "Tide"]


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    write_sheet(sayings_sheet(find_sayings(CORPUS, "Ana Ruiz", context=0)), tmp_path / "said.csv")
    said = pandas.read_csv(tmp_path / "said.csv")
    assert said["content"].tolist() == ["'-2\N{REPLACEMENT CHARACTER}", "'=1+1"]
    assert said["outlet"].tolist() == ["'@Tide", "'@Tide"]
    write_sheet(speakers_sheet(corpus_speakers(CORPUS)), tmp_path / "speakers.csv")
    lines = (tmp_path / "speakers.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0] == (
        "name,kind,named,basis,roles,speaks_for,articles,attributions,claims,words,direct,mixed,indirect,asserted,"
        "together,spoken_for,cues,outlets,article_id"
    )
    assert lines[1:] == [
        "Ana Ruiz,person,True,full-name,'+mayor 1,,2,2,2,3,0,0,2,2,0,0,say 1; tell 1,'@Tide 2,",
        ",person,False,kind,,,1,1,1,3,0,0,1,1,0,0,say 1,'@Tide 1,",
        "Moe,person,True,surname-alone,,,1,1,1,3,0,0,1,1,0,0,say 1,'@Tide 1,b",
        "",
    ]


def test_jsonl_keeps_texts_to_the_character_and_counts_as_objects(tmp_path: Path) -> None:
    write_sheet(speakers_sheet(corpus_speakers(CORPUS)), tmp_path / "speakers.jsonl")
    first, *_ = map(json.loads, (tmp_path / "speakers.jsonl").read_text(encoding="utf-8").splitlines())
    assert (first["roles"], first["cues"], first["article_id"]) == (
        {"+mayor": 1},
        {"say": 1, "tell": 1},
        None,
    )
    write_sheet(sayings_sheet(find_sayings(CORPUS, "Ana Ruiz")), tmp_path / "said.jsonl")
    row = json.loads((tmp_path / "said.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert row["content"] == "-2\ud800"


def test_excel_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    for name in ("speakers.xlsx", "speakers.parquet"):
        write_sheet(speakers_sheet(corpus_speakers(CORPUS)), tmp_path / name)
    excel = pandas.read_excel(tmp_path / "speakers.xlsx")
    parquet = pandas.read_parquet(tmp_path / "speakers.parquet")
    assert excel["roles"].tolist()[0] == "'+mayor 1"
    assert parquet["roles"].tolist()[0] == "+mayor 1"
    assert list(excel.columns) == list(parquet.columns)
    assert excel["attributions"].tolist() == parquet["attributions"].tolist() == [2, 1, 1]


def test_a_table_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = speakers_sheet([])
    with pytest.raises(
        BadOption, match=r"speakers\.txt: the end of the name does not say which table to write\."
    ):
        write_sheet(sheet, tmp_path / "speakers.txt")
    with pytest.raises(BadInput, match=r"speakers\.csv: cannot be written \(No such file or directory\)\."):
        write_sheet(sheet, tmp_path / "nowhere" / "speakers.csv")
    with monkeypatch.context() as patch:
        for name in [name for name in sys.modules if name.split(".")[0] == "openpyxl"]:
            patch.delitem(sys.modules, name)
        patch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(BadOption, match=r"openpyxl is not installed, which writes \.xlsx: pip install"):
            write_sheet(sheet, tmp_path / "speakers.xlsx")
    monkeypatch.setattr("attrib.table_files.EXCEL_ROWS", 2)
    with pytest.raises(BadInput, match=r"The table has 3 rows; Excel holds 2\. Write \.csv or \.parquet\."):
        write_sheet(speakers_sheet(corpus_speakers(CORPUS)), tmp_path / "speakers.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_terminal_shows_the_first_rows_and_how_many_more_there_are() -> None:
    table, left_out = to_terminal(speakers_sheet(corpus_speakers(CORPUS)), top=2)
    assert (table.row_count, left_out) == (2, 1)
    names = [str(cell) for cell in table.columns[0].cells]
    assert names == ["Ana Ruiz", "(not named)"]
    table, left_out = to_terminal(speakers_sheet(corpus_speakers(CORPUS)))
    assert [str(cell) for cell in table.columns[0].cells][2] == "Moe (only in b)"


def test_the_terminal_marks_what_was_said_in_its_context() -> None:
    assert list(list_sayings(find_sayings(CORPUS, "Ana Ruiz", context=9))) == [
        (
            "2024-05-03 · @Tide · b · Ana Ruiz: tells us (indirect)",
            "tells us «-2\N{REPLACEMENT CHARACTER}». Moe sai",
        ),
        ("no date · @Tide · a · Ana Ruiz: said (indirect)", "uiz said «=1+1». a nurse"),
    ]

"""Speakers of many articles are joined where names say so, and nowhere else, and counted as the texts say."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Says, article, without_text
from strategies import annotated

import attrib.roster
import attrib.tally
from attrib.errors import BadInput, BadOption
from attrib.identity import BASES
from attrib.people import OWN_COLUMNS, is_full_name, read_people
from attrib.records import Annotated
from attrib.roster import CorpusSpeaker, Totals, corpus_groups, corpus_speakers
from attrib.sheets import GROUP_COLUMNS, SAYING_COLUMNS, SPEAKER_COLUMNS


def rows(*records: Annotated, **options: object) -> list[CorpusSpeaker]:
    return list(corpus_speakers(records, **options))  # type: ignore[arg-type]


def counted(*records: Annotated, **options: object) -> list[tuple[str | None, int, int]]:
    """Name, articles and attributions of every row."""
    return [
        (row.name, row.counts.articles, row.counts.attributions)
        for row in rows(*records, **options)  # type: ignore[arg-type]
    ]


# Who is joined


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mevlüt Şahin", "MEVLUT SAHIN"),
        ("Ana Ruiz", "Dr Ana Ruiz"),
        ("Ana Ruiz", "Ana Ruiz’s"),
        ("Sean O’Moe", "Sean O'Moe"),
        ("J.D. Moe", "J. D. Moe"),
        ("Joost de Wit", "Joost De Wit"),
    ],
)
def test_persons_are_joined_by_the_full_name_however_it_is_written(one: str, other: str) -> None:
    found = counted(article("a", Says(one)), article("b", Says(one)), article("c", Says(other)))
    assert found == [(one, 3, 3)]


@pytest.mark.parametrize("name", ["Ruiz", "Mr Ruiz", "A. Ruiz", "de Wit", "al-Wit", "Ruiz-Moe", "Moe Jr."])
def test_nobody_is_joined_on_a_surname_alone(name: str) -> None:
    found = rows(article("a", Says("Ana Ruiz")), article("b", Says(name)), article("c", Says(name)))
    assert [(row.name, row.basis, row.article_id) for row in found] == [
        ("Ana Ruiz", "full-name", None),
        (name, "surname-alone", "b"),
        (name, "surname-alone", "c"),
    ]
    assert not is_full_name(name)


def test_a_person_and_a_body_of_one_name_are_two() -> None:
    found = rows(article("a", Says("Nor Moe")), article("b", Says("Nor Moe", kind="organisation")))
    assert [(row.kind, row.counts.articles) for row in found] == [("organisation", 1), ("person", 1)]


def test_a_body_is_one_though_an_article_takes_it_for_a_government_and_has_it_with_an_article() -> None:
    found = rows(
        article("a", Says("the Quay Board", kind="organisation")),
        article("b", Says("Quay Board", kind="organisation")),
        article("c", Says("Quay Board", kind="government")),
        article("d", Says("Quay Board", kind="document")),
    )
    assert [(row.name, row.kind, row.counts.articles, row.basis) for row in found] == [
        ("Quay Board", "organisation", 3, "body-name"),
        ("Quay Board", "document", 1, "body-name"),
    ]


def test_two_of_one_name_whom_a_person_kept_apart_are_joined_to_nobody_there() -> None:
    two = (Says("Bo Moe", id="elder"), Says("Bo Moe", id="younger"))
    found = rows(article("a", Says("Bo Moe")), article("b", *two, by="Kim"))
    assert [(row.basis, row.article_id, row.counts.articles) for row in found] == [
        ("full-name", None, 1),
        ("namesakes", "b", 1),
        ("namesakes", "b", 1),
    ]
    # The program never tells two of one name apart: there they are one by mistake.
    assert counted(article("a", Says("Bo Moe")), article("b", *two)) == [("Bo Moe", 2, 3)]


def test_unnamed_speakers_are_counted_by_kind_or_by_description_or_not_at_all() -> None:
    records = [
        article("a", Says("a nurse", named=False), Says("two clerks", named=False, kind="group")),
        article("b", Says("the nurse", named=False), Says("a porter", named=False)),
    ]
    kinds = rows(*records)
    assert [(row.name, row.kind, row.named, row.basis) for row in kinds] == [
        (None, "person", False, "kind"),
        (None, "group", False, "kind"),
    ]
    assert [(row.counts.articles, row.counts.attributions) for row in kinds] == [(2, 3), (1, 1)]
    described = rows(*records, unnamed="descriptions")
    assert [(row.name, row.kind, row.counts.articles, row.basis) for row in described] == [
        ("a nurse", "person", 2, "description"),
        ("a porter", "person", 1, "description"),
        ("two clerks", "group", 1, "description"),
    ]
    assert rows(*records, unnamed="none") == []
    with pytest.raises(BadOption) as caught:
        rows(*records, unnamed="all")
    assert str(caught.value) == "unnamed is 'all'; it is one of kinds, descriptions, none."


def test_who_says_nothing_is_no_row() -> None:
    record = article("a", Says("Ana Ruiz"), Says("Bo Moe"))
    silent = Annotated.from_json({**record.to_json(), "attributions": [], "claims": []})
    assert rows(silent) == []


def test_every_basis_has_its_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in BASES.values())


# What is counted


def test_the_counts_of_a_speaker_are_those_of_the_texts() -> None:
    (row,) = rows(
        article(
            "a",
            Says("Ana Ruiz", "the quay holds", "said", role="the harbour master"),
            Says("Ana Ruiz", "“ships may stay”", "had earlier told them", manner="direct"),
            outlet="The Quay",
        ),
        article("b", Says("Ana Ruiz", "to comment", "declined", modality="declined"), outlet="The Quay"),
        article("c", Says("Ana Ruiz", "it is “safe”", "says", role="Harbour Master", manner="mixed"),
                outlet="Tide"),
        article("d", Says("Ana Ruiz", role="the harbour master")),
    )  # fmt: skip
    counts = row.counts
    assert (counts.articles, counts.attributions, counts.claims) == (4, 5, 5)
    # the quay holds 3, ships may stay 3, to comment 2, it is safe 3, the quay holds 3
    assert counts.words == 14
    assert (counts.direct, counts.mixed, counts.indirect, counts.asserted) == (1, 1, 3, 4)
    assert counts.cues == (("say", 3), ("decline", 1), ("tell", 1))
    assert counts.outlets == (("The Quay", 2), ("Tide", 1))
    assert row.roles == (("the harbour master", 3),)


def test_a_word_inside_two_contents_of_one_speaker_counts_once() -> None:
    # Outer content: "the note Ana Ruiz wrote so": 6 words, with the inner one's "so".
    (row,) = rows(article("a", Says("Ana Ruiz", "the note"), Says("Ana Ruiz", "so", "wrote", inside=True)))
    assert (row.counts.attributions, row.counts.words) == (2, 6)


def test_what_is_said_jointly_counts_for_every_member_and_for_no_row_of_its_own() -> None:
    both = Says("Ana Ruiz and Bo Moe", kind="joint", members=("Ana Ruiz", "Bo Moe"))
    found = rows(article("a", both), article("b", Says("Bo Moe")))
    assert [(row.name, row.counts.attributions, row.counts.together, row.counts.claims) for row in found] == [
        ("Bo Moe", 2, 1, 2),
        ("Ana Ruiz", 1, 1, 1),
    ]


def test_a_joint_speaker_that_is_its_own_member_does_not_go_round_for_ever() -> None:
    found = counted(
        article("a", Says("Ana Ruiz", kind="joint", members=("Ana Ruiz",))), unnamed="descriptions"
    )
    assert found == [("Ana Ruiz", 1, 1)]


def test_a_spokesperson_speaks_for_whom_is_counted_as_spoken_for() -> None:
    found = rows(
        article("a", Says("Bo Moe", speaks_for="Quay Board"), Says("Bo Moe", speaks_for="Quay Board"))
    )
    assert [(row.name, row.counts.attributions, row.counts.spoken_for, row.speaks_for) for row in found] == [
        ("Bo Moe", 2, 0, (("Quay Board", 1),)),
        ("Quay Board", 0, 2, ()),
    ]


def test_words_and_cues_are_missing_where_an_article_holds_no_text() -> None:
    record = article("a", Says("Ana Ruiz"))
    (row,) = rows(record, without_text(record))
    assert (row.counts.articles, row.counts.words, row.counts.cues) == (2, None, (("say", 1),))


def test_totals_divide_all_attributions() -> None:
    record = article("a", Says("Ana Ruiz"), Says("a nurse", named=False), Says("he"), Says("it"))
    row = record.to_json()
    row["attributions"][2] |= {"speaker": None, "open": "pronoun"}
    row["attributions"][3] |= {"speaker": None, "source": [], "source_status": "none"}
    totals = Totals()
    list(totals.watch([Annotated.from_json(row)]))
    assert totals == Totals(articles=1, attributions=4, named=1, unnamed=1, open=1, sourceless=1)


@settings(max_examples=40, deadline=None)
@given(st.lists(annotated(), max_size=4))
def test_rows_never_hold_more_articles_than_there_are_and_order_does_not_change_them(
    records: list[Annotated],
) -> None:
    found = rows(*records)
    assert all(row.counts.articles <= len(records) for row in found)
    manners = [(row.counts.direct + row.counts.mixed + row.counts.indirect) for row in found]
    assert manners == [row.counts.attributions for row in found]

    def numbers(rows: list[CorpusSpeaker]) -> list[tuple[object, ...]]:
        return sorted((row.basis, row.kind, row.counts.attributions, row.counts.claims) for row in rows)

    assert numbers(rows(*reversed(records))) == numbers(found)


# Memory


def many(articles: int) -> Iterator[Annotated]:
    """So many articles with the same speakers, one of them by her surname alone."""
    for number in range(articles):
        sentences = (Says("Ana Ruiz"), Says("a nurse", named=False), Says("Moe"))
        yield article(f"a{number}", *sentences, outlet=f"Tide {number % 3}")


def test_memory_stays_flat_in_the_number_of_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attrib.roster, "_SPILL_BYTES", 4096)

    def kept_bytes(articles: int) -> tuple[int, int]:
        """The rows of so many articles, and what is held when the last article has been read."""
        tracemalloc.start()
        found = corpus_speakers(many(articles))
        next(found)
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return 1 + sum(1 for _ in found), kept

    kept_bytes(20)  # what is read once: word lists, caches
    (few, few_bytes), (more, more_bytes) = kept_bytes(100), kept_bytes(1000)
    # Ana Ruiz, the unnamed person, and one Moe an article, who is on disk.
    assert (few, more) == (102, 1002)
    assert more_bytes < few_bytes + 40_000  # of 900 articles, whose texts alone are 80 000


def test_what_no_list_holds_is_counted_together_beyond_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attrib.tally, "MOST_NAMES", 2)
    cues = ("hummed", "whistled", "hooted", "croaked", "hummed")
    (row,) = rows(*(article(cue, Says("Ana Ruiz", cue=cue, role=f"the {cue} one")) for cue in cues))
    assert row.counts.cues == (("hummed", 2), ("(others)", 2), ("whistled", 1))
    assert row.roles == (("(others)", 2), ("the hummed one", 2), ("the whistled one", 1))


# The table of people


def people_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_people_bring_their_columns_and_join_what_their_aliases_say(tmp_path: Path) -> None:
    table = "\ufeffname;aliases;party;role\nAna Ruiz;Ruiz; Harbour;mayor\nBo Moe;;Tide;\nQuay Board;;;body"
    people = read_people(people_file(tmp_path, table))
    assert people.columns == ("party", "role")
    found = rows(
        article("a", Says("ANA RUIZ"), Says("Kim Lund")),
        article("b", Says("Ruiz"), Says("the Quay Board", kind="organisation")),
        article("c", Says("Moe")),
        people=people,
    )
    assert [(row.name, row.basis, row.counts.articles, dict(row.people)) for row in found] == [
        ("Ana Ruiz", "people-table", 2, {"party": "Harbour", "role": "mayor"}),
        ("Kim Lund", "full-name", 1, {"party": None, "role": None}),
        ("Quay Board", "people-table", 1, {"party": None, "role": "body"}),
        ("Moe", "surname-alone", 1, {"party": None, "role": None}),
    ]


def test_whom_articles_only_describe_is_in_no_table(tmp_path: Path) -> None:
    people = read_people(people_file(tmp_path, "name,party\nthe mayor,Tide\n"))
    (row,) = rows(article("a", Says("the mayor", named=False)), people=people)
    assert dict(row.people) == {"party": None}


def test_columns_that_would_hide_those_of_attrib_get_another_name(tmp_path: Path) -> None:
    people = read_people(people_file(tmp_path, "who,kind,gender\nAna Ruiz,mayor,f\n"), name_column="who")
    assert people.columns == ("people_kind", "gender")
    assert set(OWN_COLUMNS) >= {*SPEAKER_COLUMNS, *GROUP_COLUMNS, *SAYING_COLUMNS}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": the file is empty. Its first line must name the columns."),
        (
            "Name,party\nAna Ruiz,x\n",
            ":1: there is no column 'name'; there are 'Name', 'party'. Say which one holds the names: "
            "--name-column, or name_column= in Python.",
        ),
        ("name,a,a\n", ":1: the column 'a' is there twice. Give each a name of its own."),
        ("name,\n", ":1: column 2 has no name. Give it one."),
        (
            'name,party\nAna Ruiz,"x\ny"\nBo Moe,x\n,\nDr ANA RUIZ,z\n',
            ":6: the name 'Dr ANA RUIZ' is that of line 2 too ('Ana Ruiz'). "
            "One row for each: put the two together.",
        ),
        (
            "name,aliases\nAna Ruiz,Ana; The Harbour Master\nBo Moe,harbour master\n",
            ":3: the name 'harbour master' is that of line 2 too ('Ana Ruiz'). "
            "One row for each: put the two together.",
        ),
        ("name,party\n,x\n", ":2: the row has no name. Give one, or take the row out."),
        ("name,party\nRuiz, Ana,x\n", ":2: 3 cells, the header 2. Is one not quoted?"),
        (
            "name\nAna Ruiz\nJos\xe9 Moe\n".encode("latin-1"),
            ':3: the byte 0xe9 is not UTF-8. Save the table as UTF-8 (in a spreadsheet: "CSV UTF-8").',
        ),
        (
            'name\n"Ana Ruiz\n',
            ":2: unexpected end of data. Is a quotation mark in a cell not doubled, or the cell not closed?",
        ),
        (
            "n\x00ame\n",
            ":1: there is a NUL in it. Is it UTF-16, or no text? Save the table as CSV, UTF-8.",
        ),
    ],
)  # fmt: skip
def test_a_bad_table_of_people_is_one_error_with_its_line(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    path = people_file(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        read_people(path)
    assert str(caught.value) == f"{path}{said}"


def test_of_many_problems_of_a_table_the_first_three_are_told(tmp_path: Path) -> None:
    path = people_file(tmp_path, "name,party\n" + ",x\n" * 5)
    with pytest.raises(BadInput) as caught:
        read_people(path)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines[:3]] == [f"{path}:2", f"{path}:3", f"{path}:4"]
    assert lines[3] == "… and 2 more"


# Groups


def test_speakers_are_grouped_by_a_column_of_the_table_of_people(tmp_path: Path) -> None:
    people = read_people(people_file(tmp_path, "name,party\nAna Ruiz,Tide\nBo Moe,Tide\nKim Lund,\n"))
    both = Says("Ana Ruiz and Bo Moe", "ships may stay", kind="joint", members=("Ana Ruiz", "Bo Moe"))
    records = [
        article("a", both, Says("Kim Lund")),
        article("b", Says("Ana Ruiz"), Says("a nurse", named=False)),
        article("c", Says("a nurse", named=False)),
    ]
    found = corpus_groups(records, ["party"], people=people)
    assert [(one.values, one.speakers, one.counts.articles, one.counts.attributions) for one in found] == [
        # Kim Lund and a nurse in two articles, who may be two
        ((None,), 3, 3, 3),
        (("Tide",), 2, 2, 2),
    ]
    # What both say together counts once for their party: 3 words, and 3 of Ana Ruiz alone.
    assert found[1].counts.words == 6


def test_speakers_are_grouped_by_what_they_are_and_where_they_speak() -> None:
    records = [
        article("a", Says("Ana Ruiz"), Says("a nurse", named=False), outlet="Tide"),
        article("b", Says("Ana Ruiz"), outlet="The Quay"),
    ]
    found = corpus_groups(records, ["outlet", "named"])
    assert [(one.values, one.counts.attributions) for one in found] == [
        (("The Quay", "named"), 1),
        (("Tide", "named"), 1),
        (("Tide", "unnamed"), 1),
    ]


def test_grouping_by_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(BadOption) as caught:
        corpus_groups([], ["party"], people=read_people(people_file(tmp_path, "name,gender\nAna Ruiz,f\n")))
    assert str(caught.value) == (
        "There is no column 'party' to group by; there are gender, kind, named, outlet. "
        "Further columns come from a table of people (--people)."
    )

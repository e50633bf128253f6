"""A concordance holds all that one speaker is said to have said, and nobody else's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Says, article, without_text
from strategies import annotated

from attrib.concordance import Saying, Wanted, find_sayings
from attrib.errors import BadAnnotation, BadOption
from attrib.identity import find_shares
from attrib.people import read_people
from attrib.records import Annotated


def where(sayings: tuple[Saying, ...]) -> list[tuple[str, str]]:
    return [(saying.article_id, saying.content) for saying in sayings]


def test_sayings_come_in_the_order_of_their_dates_and_undated_ones_last() -> None:
    records = [
        article("none", Says("Ana Ruiz", "one")),
        article("late", Says("Ana Ruiz", "two"), date="May 7, 2024"),
        article("early", Says("Ana Ruiz", "three"), Says("Ana Ruiz", "four"), date="2024-05-03"),
        article("either", Says("Ana Ruiz", "five"), date="3/5/2023"),
        article("month", Says("Ana Ruiz", "six"), date="2024-05"),
        article("other", Says("Bo Moe", "seven"), date="2024-05-03"),
    ]
    found = find_sayings(records, "Ana Ruiz")
    assert where(found) == [
        ("month", "six"),
        ("early", "three"),
        ("early", "four"),
        ("late", "two"),
        ("none", "one"),
        ("either", "five"),
    ]
    assert [(one.date, one.written_date) for one in found[3:]] == [
        ("2024-05-07", "May 7, 2024"),
        (None, None),
        (None, "3/5/2023"),
    ]
    assert where(find_sayings(records, "Ana Ruiz", day_first=True))[0] == ("either", "five")


def test_a_saying_has_its_cue_its_article_and_its_context() -> None:
    record = article(
        "a",
        Says("Bo Moe", "ships may go"),
        Says("Dr Ana Ruiz", "“the quay holds”", "did not say", manner="direct", modality="negated"),
        outlet="Tide",
        title="Quay holds",
        date="2024-05-03",
    )
    # Bo Moe said ships may go.\nDr Ana Ruiz did not say “the quay holds”.\n
    assert find_sayings([record], "ana ruiz’s", context=12) == (
        Saying(
            date="2024-05-03",
            written_date="2024-05-03",
            outlet="Tide",
            article_id="a",
            title="Quay holds",
            speaker="Dr Ana Ruiz",
            source="Dr Ana Ruiz",
            cue="did not say",
            manner="direct",
            modality="negated",
            together=False,
            reported_by=None,
            before="did not say ",
            content="“the quay holds”",
            after=".\n",
            start=50,
            end=66,
            attribution="a2",
            speaker_score=0.9,
        ),
    )
    (without,) = find_sayings([record], "Ana Ruiz", context=0)
    assert (without.before, without.after) == ("", "")


def test_what_is_said_jointly_or_reported_by_another_is_there_and_marked() -> None:
    both = Says("Ana Ruiz and Bo Moe", "it holds", kind="joint", members=("Ana Ruiz", "Bo Moe"))
    record = article("a", both, Says("Kim Lund", "that"), Says("Ana Ruiz", "so", inside=True))
    assert [(one.content, one.together, one.reported_by) for one in find_sayings([record], "Ana Ruiz")] == [
        ("it holds", True, None),
        ("so", False, "Kim Lund"),
    ]


def test_a_surname_finds_its_one_bearer() -> None:
    records = [article("a", Says("Joost de Wit", "one")), article("b", Says("Bo Moe"))]
    for name in ("de Wit", "Wit", "Mr de Wit", "JOOST DE WIT"):
        assert where(find_sayings(records, name)) == [("a", "one")]


def test_several_who_match_are_one_error_that_lists_them() -> None:
    records = [
        article("a", Says("Ana Ruiz"), Says("Ana Ruiz")),
        article("b", Says("Bo Ruiz")),
        article("c", Says("Ruiz")),
        article("d", Says("Ruiz")),
        article("e", Says("Ruiz", kind="organisation")),
    ]
    with pytest.raises(BadOption) as caught:
        find_sayings(records, "Ruiz")
    assert str(caught.value) == (
        "5 speakers match 'Ruiz':\n"
        "  Ana Ruiz (person): 2 times, in a\n"
        "  Ruiz (person, by this name alone: another one in every article): 2 times, in c, d\n"
        "  Bo Ruiz (person): once, in b\n"
        "  Ruiz (organisation): once, in e\n"
        "Give a full name, say what it is (--kind), or ask for all of them (--all)."
    )
    assert [one.article_id for one in find_sayings(records, Wanted("Ruiz", every=True))] == list("aabcde")
    assert [one.article_id for one in find_sayings(records, Wanted("Ruiz", "body"))] == ["e"]
    # A full name means nobody else.
    assert [one.article_id for one in find_sayings(records, "Ana Ruiz")] == ["a", "a"]


def test_nobody_who_matches_is_an_error_with_names_that_are_near() -> None:
    records = [article("a", Says("Ana Ruiz")), article("b", Says("Quay Board", kind="organisation"))]
    for name, said in {
        "Anna Ruis": "Nobody called 'Anna Ruis' is said to say anything. Is one of these meant: Ana Ruiz?",
        "the Board": "Nobody called 'the Board' is said to say anything. Is one of these meant: Quay Board?",
        "Xu": "Nobody called 'Xu' is said to say anything. `attrib speakers` lists who speaks.",
        "…": "There is no letter in the name '…'. Whose sayings are asked for?",
    }.items():
        with pytest.raises(BadOption) as caught:
            find_sayings(records, name)
        assert str(caught.value) == said
    with pytest.raises(BadOption, match=r"No document called 'Ana Ruiz' is said to say anything\."):
        find_sayings(records, Wanted("Ana Ruiz", "document"))


def test_an_alias_of_the_table_of_people_finds_whom_it_means(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,aliases,party\nAna Ruiz,Ruiz;Nana,Tide\n", encoding="utf-8")
    people = read_people(tmp_path / "people.csv")
    records = [
        article("a", Says("Ana Ruiz", "one")),
        article("b", Says("Ruiz", "two")),
        article("c", Says("Bo Ruiz")),
    ]
    for name in ("Ruiz", "Nana", "Ana Ruiz"):
        found = find_sayings(records, name, people=people)
        assert where(found) == [("a", "one"), ("b", "two")]
        assert {one.people for one in found} == {(("party", "Tide"),)}
    assert find_sayings(records, "Bo Ruiz", people=people)[0].people == (("party", None),)


def test_records_without_text_are_one_clear_error() -> None:
    with pytest.raises(BadAnnotation) as caught:
        find_sayings([without_text(article("harbour-3", Says("Ana Ruiz")))], "Ana Ruiz")
    assert str(caught.value) == (
        "harbour-3: the record holds no text (it is stand-off), so there is nothing to quote. "
        "Give records that hold their texts."
    )
    with pytest.raises(BadOption, match="context is -1"):
        find_sayings([], "Ana Ruiz", context=-1)


@settings(max_examples=60, deadline=None)
@given(st.lists(annotated(), min_size=1, max_size=3), st.integers(0, 9))
def test_every_part_of_a_saying_is_what_the_text_says(records: list[Annotated], context: int) -> None:
    texts = {record.article_id: record.text or "" for record in records}
    names = {share.speaker.name for record in records for share in find_shares(record) if share.attributions}
    for name in names:
        try:
            sayings = find_sayings(records, Wanted(name, every=True), context=context)
        except BadOption as error:  # a name without letters
            assert "no letter" in str(error)
            continue
        for one in sayings if len(texts) == len(records) else ():
            text = texts[one.article_id]
            assert one.before == text[max(0, one.start - context) : one.start]
            assert one.after == text[one.end : one.end + context]
            assert all(part in text for part in one.content.split(" … "))

"""The balance of sources and wording counts what the text holds, and says nothing where there is nothing."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import Says, article, without_text
from strategies import annotated

import attrib
from attrib.balance import Balance, Row, balance_by, measure_balance
from attrib.balance_measures import MEASURES
from attrib.cli import main
from attrib.errors import BadAnnotation, BadOption
from attrib.figures import FIXED
from attrib.ledger import Ledger
from attrib.outlets import MIN_EVENTS, Comparison, compare_outlets
from attrib.people import read_people
from attrib.records import Annotated, Attribution, Block, Category, Claim, Evaluative, Speaker, text_sha256
from attrib.schema import find_problems
from attrib.spans import Span


def grow(record: Annotated, words: str, **parts: Any) -> tuple[Annotated, Span]:
    """The record with a sentence more, and where that stands without its full stop."""
    text = f"{record.text}{words}.\n"
    at = len(record.text or "")
    return replace(record, text=text, text_sha256=text_sha256(text), **parts), Span(at, at + len(words))


def writes(record: Annotated, words: str) -> Annotated:
    """The record with a claim more, of the outlet's own."""
    record, span = grow(record, words)
    return replace(record, claims=(*record.claims, Claim(f"o{len(record.claims)}", (span,), "unattributed")))


def reports(record: Annotated, words: str, *, source: bool = False) -> Annotated:
    """The record with a claim more that is reported: from nobody, or from a source left open."""
    record, span = grow(record, words)
    number = len(record.attributions)
    said = Attribution(f"r{number}", (), "none", None, (span,), "indirect")
    if source:
        said = replace(said, source_status="vague", open="no-candidate", manner="direct")
    claim = Claim(f"u{number}", (span,), "attributed" if source else "unsourced", said.id)
    return replace(record, attributions=(*record.attributions, said), claims=(*record.claims, claim))


def judges(
    record: Annotated, words: str, voice: str, category: Category = "loaded_label", **parts: Any
) -> Annotated:
    """The record with an evaluative stretch more: the first place where these words stand and none is yet."""
    text = record.text or ""
    at = text.index(words)
    while any(found.span.start == at for found in record.evaluative):
        at = text.index(words, at + 1)
    number = len(record.evaluative)
    found = Evaluative(f"e{number}", Span(at, at + len(words)), category, voice, **parts)
    return replace(record, evaluative=(*record.evaluative, found))


def lines(found: Balance, measure: str) -> dict[str | None, tuple[float, float, float | None]]:
    """Count, base and value of each item of a measure that counts something."""
    return {row.item: (row.count, row.base, row.value) for row in found.pick(measure) if row.count}


def divided(found: Balance, measure: str) -> dict[tuple[str | None, ...], tuple[float, float]]:
    """Count and base of each item, voice and about of a measure that counts something."""
    return {(r.item, r.voice, r.about): (r.count, r.base) for r in found.pick(measure) if r.count}


def number(found: Balance, measure: str) -> float:
    """The count of a measure that has one line."""
    [row] = found.pick(measure)
    return row.count


def quay() -> Annotated:
    """3 words of Ruiz, 4 of Lind, 5 of the outlet, 2 of nobody, 6 left open."""
    record = article(
        "quay",
        Says("Ana Ruiz", "the quay holds"),
        Says("Tomas Lind", "nobody asked us today", cue="claimed", manner="direct"),
    )
    record = reports(writes(record, "The old harbour will close"), "storms come")
    return reports(record, "they will never ever do it", source=True)


def test_the_words_of_claims_are_divided_by_voice() -> None:
    found = lines(measure_balance(quay()), "words by voice")
    assert found == {
        "outlet": (5, 20, 0.25),
        "attributed": (13, 20, 0.65),
        "unsourced": (2, 20, 0.1),
    }


def test_the_attributed_words_are_divided_by_speaker_and_what_is_left_open_is_shown() -> None:
    found = measure_balance(quay())
    assert lines(found, "words by speaker") == {
        "unsettled": (6, 13, 6 / 13),
        "Tomas Lind": (4, 13, 4 / 13),
        "Ana Ruiz": (3, 13, 3 / 13),
    }
    assert lines(found, "words by kind") == {"person": (7, 13, 7 / 13), "unsettled": (6, 13, 6 / 13)}
    assert lines(found, "words by naming") == {"named": (7, 13, 7 / 13), "unsettled": (6, 13, 6 / 13)}


def test_the_reported_words_are_divided_by_manner() -> None:
    # Lind's 4 and the 6 left open are direct; Ruiz's 3 and nobody's 2 indirect.
    assert lines(measure_balance(quay()), "words by manner") == {
        "direct": (10, 15, 10 / 15),
        "indirect": (5, 15, 5 / 15),
    }


def test_attributions_are_divided_by_who_their_source_is() -> None:
    record = article("a", Says("Ana Ruiz"), Says("a nurse", named=False, kind="unnamed"))
    found = measure_balance(reports(reports(record, "storms come"), "it floods", source=True))
    assert lines(found, "attributions by source") == {
        "named": (1, 4, 0.25),
        "unnamed": (1, 4, 0.25),
        "unsettled": (1, 4, 0.25),
        "unsourced": (1, 4, 0.25),
    }


def test_what_two_say_together_is_half_of_each() -> None:
    record = article(
        "a", Says("Norland and Vesk", "fares rise at noon", kind="joint", members=("Norland", "Vesk"))
    )
    found = measure_balance(record)
    assert lines(found, "words by speaker") == {"Norland": (2, 4, 0.5), "Vesk": (2, 4, 0.5)}
    assert divided(found, "stance of cues") == {
        ("neutral", "Norland", None): (0.5, 0.5),
        ("neutral", "Vesk", None): (0.5, 0.5),
    }
    assert (number(found, "speakers"), number(found, "independent sources")) == (2, 2)


def test_the_unnamed_are_shown_as_such_and_apart() -> None:
    nurse = Says("a nurse", named=False, kind="unnamed")
    one = measure_balance(article("a", nurse, replace(nurse, id="another")))
    assert list(lines(one, "words by speaker")) == ["a nurse (unnamed, s1)", "a nurse (unnamed, s2)"]
    two = measure_balance([article("a", nurse), article("b", nurse)])
    assert list(lines(two, "words by speaker")) == [
        "a nurse (unnamed, only in a)",
        "a nurse (unnamed, only in b)",
    ]


def test_a_speaker_who_is_called_outlet_is_not_taken_for_the_outlet() -> None:
    record = judges(article("a", Says("outlet", "a brutal quay")), "brutal", "s1", "evaluative_modifier")
    found = lines(measure_balance(record), "evaluative by voice")
    assert found == {"outlet (person)": (1, 3, 1000 / 3)}


def test_persons_of_several_articles_are_joined_by_their_full_names_only() -> None:
    records = [article("a", Says("Ana Ruiz")), article("b", Says("Dr Ana Ruiz")), article("c", Says("Ruiz"))]
    assert lines(measure_balance(records), "words by speaker") == {
        "Ana Ruiz": (6, 9, 6 / 9),
        "Ruiz (only in c)": (3, 9, 3 / 9),
    }


def test_a_table_of_people_joins_aliases(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,aliases\nAna Ruiz,Ruiz\n", encoding="utf-8")
    people = read_people(tmp_path / "people.csv")
    records = [article("a", Says("Ana Ruiz")), article("b", Says("Ruiz"))]
    assert lines(measure_balance(records, people=people), "words by speaker") == {"Ana Ruiz": (6, 6, 1.0)}


# Who speaks


def test_the_first_and_the_last_to_speak_are_counted_over_articles() -> None:
    records = [
        article("a", Says("Ana Ruiz"), Says("Tomas Lind")),
        article("b", Says("Ana Ruiz"), Says("Ana Ruiz")),
        reports(article("c", Says("Tomas Lind")), "storms come"),
        writes(article("d"), "Nobody says a thing"),
    ]
    found = measure_balance(records)
    assert lines(found, "first to speak") == {"Ana Ruiz": (2, 3, 2 / 3), "Tomas Lind": (1, 3, 1 / 3)}
    assert lines(found, "last to speak") == {
        "Ana Ruiz": (1, 3, 1 / 3),
        "Tomas Lind": (1, 3, 1 / 3),
        "unsourced": (1, 3, 1 / 3),
    }


def test_where_two_contents_end_together_the_inner_one_has_the_last_word() -> None:
    found = measure_balance(article("a", Says("the clerk"), Says("Ana Ruiz", inside=True)))
    assert list(lines(found, "first to speak")) == ["the clerk"]
    assert list(lines(found, "last to speak")) == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("sentences", "speakers", "independent"),
    [
        ([Says("Ana Ruiz"), Says("Ana Ruiz"), Says("Tomas Lind")], 2, 2),
        ([Says("Ana Ruiz"), Says("her spokesman", speaks_for="Ana Ruiz")], 2, 1),
        # The minister himself says nothing: two who speak for him are one source.
        ([Says("one", speaks_for="Tomas Lind"), Says("another", speaks_for="Tomas Lind")], 2, 1),
        ([Says("one", speaks_for="another"), Says("another", speaks_for="Tomas Lind")], 2, 1),
        ([Says("one", speaks_for="another"), Says("another", speaks_for="one")], 2, 1),
        # What Ruiz told the clerk the clerk vouches for.
        ([Says("the clerk"), Says("Ana Ruiz", inside=True)], 2, 1),
        ([Says("Norland and Vesk", kind="joint", members=("Norland", "Vesk")), Says("Vesk")], 2, 2),
        ([Says("both", kind="joint", members=("Norland", "Vesk"), speaks_for="Ana Ruiz")], 2, 1),
        ([Says("Ana Ruiz", modality="declined"), Says("Tomas Lind", modality="negated")], 0, 0),
        ([Says("Ana Ruiz", modality="declined"), Says("Ana Ruiz")], 1, 1),
        ([], 0, 0),
    ],
)
def test_speakers_and_independent_sources_are_counted(
    sentences: list[Says], speakers: int, independent: int
) -> None:
    found = measure_balance(article("a", *sentences))
    assert (number(found, "speakers"), number(found, "independent sources")) == (speakers, independent)


def test_speakers_are_counted_per_article() -> None:
    found = measure_balance([article("a", Says("Ana Ruiz"), Says("Tomas Lind")), article("b", Says("Vesk"))])
    assert found.pick("speakers") == (Row("speakers", None, None, None, 3, 2, 1.5),)


def test_sources_left_open_are_no_speakers() -> None:
    found = measure_balance(reports(reports(article("a"), "storms come"), "it floods", source=True))
    assert (number(found, "speakers"), number(found, "independent sources")) == (0, 0)


def test_claims_from_nobody_are_a_share_of_all_claims() -> None:
    assert measure_balance(quay()).pick("unsourced claims") == (
        Row("unsourced claims", None, None, None, 1, 5, 0.2),
    )


def test_the_concentration_is_over_settled_words() -> None:
    record = article("a", Says("Ana Ruiz", "it holds well"), Says("Tomas Lind", "no"))
    found = measure_balance(reports(record, "they will never", source=True))
    assert lines(found, "most quoted") == {"Ana Ruiz": (3, 4, 0.75)}
    [row] = found.pick("effective speakers")
    # exp(−(¾ ln ¾ + ¼ ln ¼)) = 4 ÷ 3^¾
    assert (row.count, row.base) == (2, 4)
    assert row.value == pytest.approx(4 / 3**0.75)


def test_of_two_who_have_as_much_both_are_the_most_quoted() -> None:
    found = measure_balance(article("a", Says("Tomas Lind", "no"), Says("Ana Ruiz", "yes")))
    assert lines(found, "most quoted") == {"Ana Ruiz = Tomas Lind": (1, 2, 0.5)}
    assert found.pick("effective speakers")[0].value == pytest.approx(2)


# In whose words


def regime() -> Annotated:
    """20 words: 13 of the outlet (sources, cues and the last sentence), 3 of Ruiz, 4 of Lind."""
    record = article(
        "regime",
        Says("Ana Ruiz", "the regime lies", role="minister"),
        Says("Tomas Lind", "that brutal regime fell", cue="claimed", manner="direct"),
    )
    record = writes(record, "The government of Vesk and its regime")
    record = judges(record, "regime", "s1", note="regime", neutral=("government", "armed force"))
    record = judges(record, "brutal", "s2", "evaluative_modifier", quoted=True)
    record = judges(record, "regime", "s2", note="regime", neutral=("government",), quoted=True)
    record = judges(record, "claimed", "outlet", "doubt", target="s2")
    return judges(record, "regime", "outlet", note="regime", target=record.claims[2].spans[0])


def test_the_invented_record_is_sound() -> None:
    for record in (quay(), regime()):
        assert find_problems(record.to_json()) == []


def test_stretches_are_counted_per_thousand_words_of_their_voice() -> None:
    # Outlet: Ana Ruiz said / Tomas Lind claimed / The government of Vesk and its regime = 3 + 3 + 7.
    found = lines(measure_balance(regime()), "evaluative by voice")
    assert found == {
        "outlet": (2, 13, 2000 / 13),
        "Tomas Lind": (2, 4, 500.0),
        "Ana Ruiz": (1, 3, 1000 / 3),
    }


def test_stretches_are_counted_by_category_target_and_quotation_in_each_voice() -> None:
    found = measure_balance(regime())
    assert divided(found, "evaluative by category") == {
        ("loaded_label", "outlet", None): (1, 13),
        ("loaded_label", "speakers", None): (2, 7),
        ("evaluative_modifier", "speakers", None): (1, 7),
        ("doubt", "outlet", None): (1, 13),
    }
    assert divided(found, "evaluative by quotation") == {
        ("quoted", "speakers", None): (2, 7),
        ("not quoted", "outlet", None): (2, 13),
        ("not quoted", "speakers", None): (1, 7),
    }
    assert divided(found, "evaluative by target") == {
        ("unclear", "speakers", None): (3, 7),
        ("Tomas Lind", "outlet", None): (1, 13),
        ("The government of Vesk and its regime", "outlet", None): (1, 13),
    }


def test_who_judges_nothing_has_nought_and_who_says_nothing_has_none() -> None:
    found = measure_balance(article("a", Says("Ana Ruiz")))
    values = {row.item: row.value for row in found.pick("evaluative by voice")}
    assert values == {"outlet": 0.0, "unsettled": None, "unsourced": None, "Ana Ruiz": 0.0}


def test_labels_and_their_neutral_alternatives_are_counted_by_voice() -> None:
    found = measure_balance(regime())
    about = "The government of Vesk and its regime"
    voices = ("Ana Ruiz", "Tomas Lind", "outlet")
    assert divided(found, "labels") == {("regime", voice, None): (1, 4) for voice in voices}
    assert divided(found, "labels by target") == {
        ("regime", "Ana Ruiz", "unclear"): (1, 4),
        ("regime", "Tomas Lind", "unclear"): (1, 4),
        ("regime", "outlet", about): (1, 4),
    }
    assert found.pick("neutral alternatives") == (
        Row("neutral alternatives", "armed force", None, "regime", 0, 4, 0.0),
        Row("neutral alternatives", "government", "outlet", "regime", 1, 4, 0.25),
    )


def test_in_the_example_article_regime_is_the_outlets_and_two_ministers_label() -> None:
    root = Path(__file__).parent
    text = (root / "texts" / "idlib.txt").read_bytes().decode("utf-8")
    row = json.loads((root.parent / "annotations" / "gold" / "idlib.json").read_text(encoding="utf-8"))
    found = measure_balance(replace(Annotated.from_json(row), text=text))
    assert {one.voice: one.count for one in found.pick("labels", "regime")} == {
        "outlet": 4,
        "Mevlut Cavusoglu": 3,
        "Hulusi Akar": 1,
    }
    assert [one.count for one in found.pick("neutral alternatives", "government")] == [0]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Armed groups and an armed group", 2),
        ("The group and the groups", 2),
        ("Regrouping armed forces", 0),
        ("THE GROUP", 1),
        ("Terrorist groups", 0),  # inside the label itself
    ],
)
def test_an_alternative_is_whole_words_outside_of_labels(text: str, count: int) -> None:
    record = writes(writes(article("a"), "Terrorist groups came"), text)
    alternatives = ("group", "armed group")
    record = judges(record, "Terrorist groups", "outlet", note="terrorist-group", neutral=alternatives)
    if text == "Terrorist groups":
        record = judges(record, "Terrorist groups", "outlet", note="terrorist-group", neutral=alternatives)
    found = measure_balance(record).pick("neutral alternatives")
    assert sum(row.count for row in found) == count


def test_a_label_without_an_entry_goes_by_its_words() -> None:
    record = judges(writes(article("a"), "The Night  Rabble came"), "Night  Rabble", "outlet")
    assert divided(measure_balance(record), "labels") == {("night rabble", "outlet", None): (1, 1)}


def test_a_target_that_is_a_speakers_mention_is_the_speaker() -> None:
    record = article("a", Says("Ana Ruiz"))
    speaker = replace(record.speakers[0], mentions=(Span(0, 8),))
    record = judges(record, "quay", "s1", target=Span(0, 8))
    found = measure_balance(replace(record, speakers=(speaker,)))
    assert divided(found, "evaluative by target") == {("Ana Ruiz", "speakers", None): (1, 3)}


def test_the_stance_of_cues_is_divided_for_each_speaker() -> None:
    record = article("a", Says("Ana Ruiz"), Says("Ana Ruiz"), Says("Ana Ruiz"), Says("Tomas Lind"))
    first = replace(record.attributions[0], stance="doubting")
    # A quotation that no word introduces has no stance, nor has what was not said.
    second = replace(record.attributions[1], cue=None)
    last = replace(record.attributions[3], modality="declined")
    found = measure_balance(replace(record, attributions=(first, second, record.attributions[2], last)))
    assert divided(found, "stance of cues") == {
        ("doubting", "Ana Ruiz", None): (1, 2),
        ("neutral", "Ana Ruiz", None): (1, 2),
    }


def test_site_furniture_is_no_text_of_the_outlet() -> None:
    record, span = grow(article("a", Says("Ana Ruiz")), "Share this now")
    record = replace(record, blocks=(Block("boilerplate", span),))
    assert measure_balance(record).pick("evaluative by voice", "outlet")[0].base == 3


# What is undefined


def test_of_nothing_all_shares_are_undefined() -> None:
    for found in (measure_balance([]), measure_balance(article("a"))):
        per_article = [row for row in found.rows if MEASURES[row.measure].unit == "per article"]
        rest = [row for row in found.rows if row not in per_article]
        assert {row.value for row in rest} == {None}
        assert {row.count for row in found.rows} == {0}
        assert {row.value for row in per_article} == ({None} if found.articles == 0 else {0.0})


def test_a_record_without_text_is_refused() -> None:
    with pytest.raises(BadAnnotation) as caught:
        measure_balance(without_text(quay()))
    assert str(caught.value) == (
        "quay: the record holds no text (it is stand-off), so its words cannot be counted. Give records that "
        "hold their texts."
    )


def test_a_parent_that_is_not_there_is_refused() -> None:
    record = article("a", Says("Ana Ruiz"))
    broken = replace(record, attributions=(replace(record.attributions[0], parent="a9"),))
    with pytest.raises(BadAnnotation, match="a: there is no attribution 'a9', which is named as the parent"):
        measure_balance(broken)


def test_there_is_no_other_measure() -> None:
    with pytest.raises(BadOption, match="No measure is called 'bias'"):
        measure_balance(quay()).pick("bias")


# Laws

RECORDS = st.lists(annotated(), max_size=4)


def counts_of(records: Iterable[Annotated]) -> dict[Any, Any]:
    ledger = Ledger()
    for record in records:
        ledger.add(record)
    return {cell: count for cell, count in ledger.counts.items() if count}


@given(RECORDS)
@settings(max_examples=25)
def test_shares_sum_to_one_or_are_undefined(records: list[Annotated]) -> None:
    found = measure_balance(records)
    whole = "words by voice/words by speaker/words by kind/words by naming/words by manner"
    whole += "/attributions by source/first to speak/last to speak"
    for measure in whole.split("/"):
        values = [row.value for row in found.pick(measure)]
        shares = [value for value in values if value is not None]
        assert len(shares) in (0, len(values)), measure
        assert not shares or math.fsum(shares) == pytest.approx(1), measure
    of_speaker: Counter[str | None] = Counter()
    for row in found.pick("stance of cues"):
        of_speaker[row.voice] += row.value or 0  # type: ignore[assignment]
    assert all(total == pytest.approx(1) for total in of_speaker.values())
    of_label: Counter[str | None] = Counter()
    for row in (*found.pick("labels"), *found.pick("neutral alternatives")):
        of_label[row.item if row.measure == "labels" else row.about] += row.value or 0  # type: ignore[assignment]
    assert all(total == pytest.approx(1) for total in of_label.values())


@given(RECORDS)
@settings(max_examples=20)
def test_every_evaluative_stretch_is_counted_once_in_each_division(records: list[Annotated]) -> None:
    found = measure_balance(records)
    stretches = sum(len(record.evaluative) for record in records)
    for measure in (m for m in MEASURES if m.startswith("evaluative")):
        assert math.fsum(row.count for row in found.pick(measure)) == pytest.approx(stretches), measure


@given(RECORDS, st.randoms())
@settings(max_examples=20)
def test_the_order_of_articles_does_not_matter(records: list[Annotated], chance: random.Random) -> None:
    mixed = list(records)
    chance.shuffle(mixed)
    assert measure_balance(mixed) == measure_balance(records)


@given(RECORDS)
@settings(max_examples=20)
def test_the_counts_of_a_corpus_are_the_sums_of_its_articles(records: list[Annotated]) -> None:
    summed: Counter[Any] = Counter()
    for record in records:
        summed.update(counts_of([record]))
    assert counts_of(records) == dict(summed)


@given(RECORDS)
@settings(max_examples=20)
def test_an_article_in_which_nobody_speaks_leaves_the_shares_of_speakers_alone(
    records: list[Annotated],
) -> None:
    def shares(found: Balance) -> list[tuple[float, float, float | None]]:
        measures = ("words by speaker", "words by kind", "attributions by source", "most quoted")
        return [(row.count, row.base, row.value) for measure in measures for row in found.pick(measure)]

    quiet = writes(article("quiet"), "The ferry sails")
    assert shares(measure_balance([*records, quiet])) == shares(measure_balance(records))


@given(RECORDS)
@settings(max_examples=20)
def test_no_two_lines_are_of_the_same(records: list[Annotated]) -> None:
    named = [row[:4] for row in map(_to_tuple, measure_balance(records).rows)]
    assert len(set(named)) == len(named)


def _to_tuple(row: Row) -> tuple[Any, ...]:
    return row.measure, row.item, row.voice, row.about, row.value


@given(RECORDS)
@settings(max_examples=20)
def test_values_lie_in_their_ranges(records: list[Annotated]) -> None:
    for row in measure_balance(records).rows:
        top = 1.0 if MEASURES[row.measure].unit == "share" else math.inf
        assert row.value is None or 0 <= row.value <= top
        assert (row.value is None) == (row.base == 0)


def test_every_measure_has_lines_or_names_none() -> None:
    assert set(FIXED) < set(MEASURES)
    assert {row.measure for row in measure_balance(regime()).rows} == set(MEASURES)


# Groups and outlets


def test_groups_are_balanced_apart() -> None:
    records = [
        article("a", Says("Ana Ruiz"), outlet="Post"),
        article("b", Says("Tomas Lind"), Says("Vesk"), outlet="Herald"),
        article("c"),
    ]
    found = balance_by(records, "outlet")
    assert [(name, one.articles) for name, one in found.groups.items()] == [
        ("Herald", 1),
        ("Post", 1),
        ("–", 1),
    ]
    assert found.groups["Herald"] == measure_balance(records[1])


def test_a_key_that_no_article_has_is_refused() -> None:
    with pytest.raises(BadOption) as caught:
        balance_by([article("a", outlet="Post", date="2024")], "genre")
    assert str(caught.value) == "No article has the key 'genre' in its meta. They have: date, outlet."


def on_event(event: int, post_words: int, herald_words: int) -> list[Annotated]:
    """One event in two outlets: so many words of Ruiz, and ten of the outlet's own in each."""
    return [
        writes(
            article(
                f"{outlet}-{event}", Says("Ana Ruiz", " ".join(["so"] * words)), outlet=outlet, event=event
            ),
            " ".join(["own"] * 10),
        )
        for outlet, words in (("Post", post_words), ("Herald", herald_words))
    ]


def pick_attributed(found: Comparison) -> Any:
    [row] = [row for row in found.pick("words by voice") if row.item == "attributed"]
    return row


def test_outlets_are_compared_within_events() -> None:
    # Herald 10 ÷ 20 and 30 ÷ 40, Post 10 ÷ 20 and 90 ÷ 100: −(0 + 0.15) ÷ 2.
    records = [*on_event(1, 10, 10), *on_event(2, 90, 30), article("alone", outlet="Post", event=3)]
    found = compare_outlets([*records, article("stray", outlet="Post")], "event")
    row = pick_attributed(found)
    assert (found.events, found.articles, found.left_out) == (2, 4, 2)
    assert (row.outlet, row.other, row.count, row.other_count, row.events) == ("Herald", "Post", 40, 100, 2)
    assert (row.value, row.other_value) == (pytest.approx(0.625), pytest.approx(0.7))
    assert row.difference == pytest.approx(-0.075)
    assert (row.low, row.high) == (None, None)
    assert "Too few events for intervals: there are 2, 8 are needed." in found.to_text()


def test_events_without_a_value_in_both_are_left_out_of_a_line() -> None:
    silent = [writes(article(f"{outlet}-9", outlet=outlet, event=9), "own") for outlet in ("Post", "Herald")]
    found = compare_outlets([*on_event(1, 10, 10), *silent], "event")
    most = found.pick("most quoted")[0]
    assert (pick_attributed(found).events, most.events, most.value) == (2, 1, 1.0)


def test_from_eight_events_on_there_are_intervals_that_a_seed_fixes() -> None:
    events = [on_event(n, 10 * n, 10) for n in range(MIN_EVENTS)]
    records = [record for event in events for record in event]
    found = compare_outlets(records, "event", seed=3)
    row = pick_attributed(found)
    assert row.low < row.difference < row.high
    assert compare_outlets(reversed(records), "event", seed=3) == found
    assert pick_attributed(compare_outlets(records, "event", seed=4)).low != row.low
    assert pick_attributed(compare_outlets(records, "event", bootstrap=0)).low is None
    assert pick_attributed(compare_outlets(records[2:], "event")).low is None
    assert "Too few" not in found.to_text()


def test_a_difference_that_all_events_share_has_an_interval_without_width() -> None:
    records = [record for n in range(MIN_EVENTS) for record in on_event(n, 30, 10)]
    row = pick_attributed(compare_outlets(records, "event", bootstrap=50))
    assert (row.difference, row.low, row.high) == (pytest.approx(-0.25),) * 3


def test_an_outlet_that_avoids_a_label_is_asked_for_the_alternatives() -> None:
    post = writes(article("p", outlet="Post", event=1), "The regime fell")
    post = judges(post, "regime", "outlet", note="regime", neutral=("government",))
    herald = writes(article("h", outlet="Herald", event=1), "The government fell, a government said")
    found = compare_outlets([post, herald], "event")
    [label] = found.pick("labels")
    [neutral] = [row for row in found.pick("neutral alternatives") if row.item == "government"]
    assert (label.item, label.voice, label.value, label.other_value) == ("regime", "outlet", 0.0, 1.0)
    assert (neutral.about, neutral.value, neutral.other_value) == ("regime", 1.0, 0.0)
    assert (neutral.count, neutral.other_count) == (2, 0)


def test_three_outlets_make_three_pairs() -> None:
    records = [article(name, Says("Ana Ruiz"), outlet=name, event=1) for name in ("c", "b", "a")]
    found = compare_outlets(records, "event")
    assert list(dict.fromkeys((row.outlet, row.other) for row in found.rows)) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


def test_events_of_one_outlet_alone_cannot_be_compared() -> None:
    with pytest.raises(BadOption) as caught:
        compare_outlets([article("a", outlet="Post", event=1)], "event")
    assert str(caught.value) == (
        "No 'event' has articles of two or more values of 'outlet': 1 article, 1 event. Do the articles on "
        "one event have the same 'event'?"
    )


# Put out


def test_a_balance_is_a_table() -> None:
    found = measure_balance(quay())
    frame = attrib.balance_frame(found)
    assert list(frame.columns) == ["measure", "item", "voice", "about", "count", "base", "value"]
    assert len(frame) == len(found.rows)
    assert {str(frame[name].dtype) for name in ("count", "base", "value")} == {"Float64"}
    grouped = attrib.balance_frame(balance_by([article("a", outlet="Post")], "outlet"))
    assert (grouped.columns[0], set(grouped["group"])) == ("group", {"Post"})
    compared = attrib.balance_frame(compare_outlets(on_event(1, 1, 2), "event"))
    assert set(compared["outlet"]) == {"Herald"}


def test_a_balance_is_text() -> None:
    text = measure_balance(quay()).to_text(measures=["words by speaker", "speakers", "labels"], top=2)
    assert text == (
        "1 article\n\n"
        "words by speaker: Who gets how many of the attributed words?\n"
        "  unsettled   46.2 %  6 of 13 attributed words\n"
        "  Tomas Lind  30.8 %  4 of 13 attributed words\n"
        "  … and 1 more\n\n"
        "speakers: How many speak?\n"
        "  2.00 per article  2 in 1 articles\n\n"
        "labels: Which labels are used, and by whom?\n"
        "  (none)\n"
    )


def test_a_comparison_is_text() -> None:
    text = compare_outlets(on_event(1, 10, 30), "event").to_text(measures=["words by voice"])
    assert text == (
        "1 event, 2 articles\n"
        "Too few events for intervals: there are 1, 8 are needed.\n\n"
        "Herald − Post\n"
        "words by voice:\n"
        "              Herald    Post  difference  95 % of draws  counts\n"
        "  outlet      25.0 %  50.0 %       -25.0              –  10 and 10 in 1 event\n"
        "  attributed  75.0 %  50.0 %       +25.0              –  30 and 10 in 1 event\n"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    path = tmp_path / "corpus.jsonl"
    attrib.write(path, [*on_event(1, 10, 30), *on_event(2, 5, 5)])
    return str(path)


def run(*words: str) -> str:
    ran = CliRunner().invoke(main, ["balance", *words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_the_command_prints_what_python_gives(corpus: str) -> None:
    records = list(attrib.read(corpus))
    assert run(corpus) == measure_balance(records).to_text()
    assert json.loads(run(corpus, "--json")) == measure_balance(records).to_json()
    assert run(corpus, "--by", "outlet") == balance_by(records, "outlet").to_text()
    assert run(corpus, "--event", "event") == compare_outlets(records, "event").to_text()
    only = json.loads(run(corpus, "--event", "event", "--json", "--measure", "speakers"))
    assert {row["measure"] for row in only["rows"]} == {"speakers"}


def test_the_command_writes_a_table(corpus: str, tmp_path: Path) -> None:
    target = tmp_path / "balance.csv"
    assert run(corpus, "-o", str(target), "--measure", "speakers") == ""
    assert target.read_text(encoding="utf-8") == (
        "measure,item,voice,about,count,base,value\nspeakers,,,,4,4,1.0\n"
    )
    assert run(corpus, "--format", "csv", "--measure", "speakers") == target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--measure", "bias"], "No measure is called 'bias'. There are: words by voice,"),
        (["--by", "genre"], "No article has the key 'genre' in its meta. They have: event, outlet."),
        (["--json", "--format", "csv"], "--json prints; a table goes to a file (-o) or has a --format."),
    ],
)
def test_the_command_says_what_is_wrong(corpus: str, words: list[str], message: str) -> None:
    ran = CliRunner().invoke(main, ["balance", corpus, *words])
    assert ran.exit_code == 2
    assert message in ran.stderr


def test_the_measures_come_in_one_order() -> None:
    order = list(MEASURES)
    places = [order.index(row.measure) for row in measure_balance([quay(), regime()]).rows]
    assert all(before <= after for before, after in pairwise(places))


def test_speakers_who_only_are_spoken_of_are_no_speakers() -> None:
    record = article("a", Says("Ana Ruiz"))
    record = replace(record, speakers=(*record.speakers, Speaker("s9", "Vesk", "government")))
    record = judges(record, "quay", "s1", target="s9")
    found = measure_balance(record)
    assert number(found, "speakers") == 1
    assert list(lines(found, "evaluative by target")) == ["Vesk"]

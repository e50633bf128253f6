"""Every measure, worked out by hand on one sentence or two, and the laws that all of them obey."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.counts import Counts, Words, match, span_counts, touch_counts, word_counts
from attrib.errors import BadAnnotation, BadOption
from attrib.gold import LAYERS, Gold
from attrib.records import Annotated, Attribution, Claim, Evaluative, MadeWith, Name, Speaker, text_sha256
from attrib.score import Scores, score
from attrib.score_measures import MEASURES
from attrib.spans import Span

# Words: Ana 0 Ruiz 1 said 2 the 3 dam 4 would 5 hold 6 | He 7 denied 8 it 9 | Rain 10 fell 11 all 12 night 13
TEXT = "Ana Ruiz said the dam would hold. “He denied it.” Rain fell all night."
ALL = frozenset(LAYERS)


def at(words: str) -> Span:
    """Where these words stand in TEXT (the first time)."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


def record(text: str = TEXT, id: str = "dam-1", **layers: Any) -> Annotated:
    none: dict[str, Any] = dict.fromkeys(
        ("blocks", "sentences", "names", "attributions", "claims", "speakers", "evaluative"), ()
    )
    return Annotated(id, text, text_sha256(text), {}, made_with=MadeWith("test"), **{**none, **layers})


def said(id: str, source: str | None, cue: str | None, *content: str, **more: Any) -> Attribution:
    return Attribution(
        id,
        (at(source),) if source else (),
        more.pop("source_status", "named" if source else "none"),
        at(cue) if cue else None,
        tuple(map(at, content)),
        more.pop("manner", "indirect"),
        **more,
    )


def compare(gold: list[Attribution], guess: list[Attribution], **more: Any) -> Scores:
    return score([Gold(record(attributions=tuple(gold)), ALL, **more)], [record(attributions=tuple(guess))])


def counts(scores: Scores, measure: str) -> tuple[int, int, int]:
    row = scores[measure]
    return row.gold, row.guess, row.right


def test_punctuation_and_blanks_at_the_edges_of_a_span_never_count() -> None:
    words = Words.of(TEXT)
    assert span_counts([at("the dam would hold")], [at(" the dam would hold.")], words) == Counts(1, 1, 1, 1)


def test_a_word_counts_as_inside_a_span_that_covers_a_part_of_it() -> None:
    assert word_counts([at("Ruiz")], [at("a Ru")], Words.of(TEXT)) == Counts(1, 2, 1, 1)


def test_the_words_of_each_role_are_compared_one_by_one() -> None:
    # content: gold "the dam would hold" (4 words), guess "dam would hold" (3), 3 shared.
    # P = 3/3, R = 3/4, F1 = 2·1·0.75 / 1.75 = 0.857…; source "Ana Ruiz" against "Ruiz": P 1/1, R 1/2, F1 2/3.
    scores = compare(
        [said("a1", "Ana Ruiz", "said", "the dam would hold")], [said("a1", "Ruiz", "said", "dam would hold")]
    )
    row = scores["content words"]
    assert (row.gold, row.guess, row.right, row.precision, row.recall) == (4, 3, 3, 1.0, 0.75)
    assert row.f1 == row.score == pytest.approx(6 / 7)
    assert scores["source words"].f1 == pytest.approx(2 / 3)
    assert counts(scores, "cue words") == (1, 1, 1)
    assert counts(scores, "content exact") == (1, 1, 0)
    assert counts(scores, "source exact") == (1, 1, 0)
    assert counts(scores, "cue exact") == (1, 1, 1)
    assert counts(scores, "record exact") == (1, 1, 0)


def test_a_source_that_two_attributions_share_counts_once() -> None:
    gold = [said("a1", "Ana Ruiz", "said", "the dam would hold"), said("a2", "Ana Ruiz", "denied", "it")]
    # Records and contents: 2 in gold, 1 in guess, 1 right. Sources: 1, 1, 1.
    scores = compare(gold, gold[:1])
    assert counts(scores, "source exact") == (1, 1, 1)
    assert counts(scores, "content exact") == (2, 1, 1)
    assert counts(scores, "record exact") == (2, 1, 1)


def test_a_content_is_compared_whole_and_by_its_fragments() -> None:
    # One content of the fragments "the dam" and "would hold"; the guess has the first and "Rain".
    scores = compare(
        [said("a1", None, "said", "the dam", "would hold")], [said("a1", None, "said", "the dam", "Rain")]
    )
    assert counts(scores, "content exact") == (1, 1, 0)
    assert counts(scores, "content fragment exact") == (2, 2, 1)


def test_records_agree_softly_from_a_jaccard_of_one_half_on() -> None:
    gold = [said("a1", "Ana Ruiz", "said", "the dam would hold")]
    # 2 of 4 words: Jaccard 2/4 = 0.5 is enough; 1 of 4: 0.25 is not.
    assert counts(compare(gold, [said("a1", "Ruiz", "said", "the dam")]), "record soft") == (1, 1, 1)
    assert counts(compare(gold, [said("a1", "Ruiz", "said", "dam")]), "record soft") == (1, 1, 0)


def test_a_softly_equal_content_with_another_source_is_found_but_not_right() -> None:
    gold = [said("a1", "Ana Ruiz", "said", "the dam would hold"), said("a2", None, None, "He denied it")]
    guess = [said("a1", "He", "said", "the dam would hold"), said("a2", None, None, "He denied it")]
    scores = compare(gold, guess)
    assert counts(scores, "record soft") == (2, 2, 1)
    # Both contents are found; the second has no source on either side, which is right: 1 of 2.
    assert counts(scores, "source right, content found") == (2, 2, 1)


def test_pairs_are_made_so_that_as_many_as_can_be_agree() -> None:
    # Best first would give guess 0 to gold 0 (0.9) and leave gold 1 alone; 0 → 1 and 1 → 0 makes two pairs.
    assert match({(0, 0): (True, 0.9, True), (0, 1): (True, 0.5, True), (1, 0): (True, 0.6, True)}) == {
        0: 1,
        1: 0,
    }
    # A chain: 0-0 and 1-1 are taken first, then 2 asks for 0, 0 for 1, 1 for 2.
    chain = {(0, 0): 0.9, (1, 1): 0.9, (2, 0): 0.5, (0, 1): 0.5, (1, 2): 0.5}
    assert match({pair: (True, fit, True) for pair, fit in chain.items()}) == {0: 1, 1: 2, 2: 0}


@given(
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14), st.randoms(use_true_random=False)
)
def test_no_other_pairing_makes_more_pairs(allowed: set[tuple[int, int]], chance: random.Random) -> None:
    def most(golds: list[int], free: frozenset[int]) -> int:
        if not golds:
            return 0
        first, rest = golds[0], golds[1:]
        with_first = [1 + most(rest, free - {j}) for i, j in allowed if i == first and j in free]
        return max([most(rest, free), *with_first])

    pairs = match({pair: (True, chance.random(), True) for pair in sorted(allowed)})
    assert set(pairs.items()) <= allowed
    assert len(set(pairs.values())) == len(pairs) == most(list(range(5)), frozenset(range(5)))


def test_contents_found_are_counted_apart_for_quoted_indirect_and_sourceless() -> None:
    gold = [
        said("a1", "Ana Ruiz", "said", "the dam would hold"),  # indirect
        said("a2", None, None, "He denied it"),  # quoted, without a source
        said("a3", None, "fell", "it.” Rain"),  # mixed
    ]
    scores = compare(gold, gold[1:])
    assert counts(scores, "content found, indirect") == (1, 1, 0)
    assert counts(scores, "content found, quoted") == (1, 1, 1)
    assert counts(scores, "content found, no source") == (2, 2, 2)


def test_attributions_inside_others_are_left_out_where_gold_has_none() -> None:
    outer = said("a1", "Ana Ruiz", "said", "the dam would hold")
    inner = said("a2", "the dam", "would", "hold", parent="a1")
    gold, guess = record(attributions=(outer,)), record(attributions=(outer, inner))
    flat = score([Gold(gold, frozenset({"source", "cue", "content"}))], [guess])
    assert counts(flat, "record exact") == (1, 1, 1)
    assert counts(score([Gold(gold, ALL)], [guess]), "record exact") == (1, 2, 1)
    assert counts(score([Gold(guess, ALL)], [gold]), "content found, nested") == (1, 1, 0)


def test_what_is_masked_is_left_out_of_gold_and_guess() -> None:
    gold = [said("a1", "Ana Ruiz", "said", "the dam would hold")]
    guess = [*gold, said("a2", None, None, "He denied it")]
    assert counts(compare(gold, guess), "record exact") == (1, 2, 1)
    assert counts(compare(gold, guess, masked=(at("“He denied it.”"),)), "record exact") == (1, 1, 1)


def test_status_manner_and_modality_are_asked_of_records_that_agree_softly() -> None:
    gold = [
        said("a1", "Ana Ruiz", "said", "the dam would hold"),
        said("a2", "He", "denied", "it", source_status="pronoun", manner="direct", modality="negated"),
        said("a3", None, None, "Rain fell"),
    ]
    guess = [
        said("a1", "Ana Ruiz", "said", "the dam would hold", source_status="nominal"),
        said("a2", "He", "denied", "it", source_status="pronoun", manner="mixed", modality="negated"),
    ]
    scores = compare(gold, guess)
    # Two records agree softly. Status: pronoun right, named wrong. Manner: indirect right, direct wrong.
    assert counts(scores, "source status right") == (2, 2, 1)
    assert counts(scores, "manner right") == (2, 2, 1)
    assert counts(scores, "modality right") == (2, 2, 2)
    assert (scores["modality right"].precision, scores["modality right"].recall) == (None, 1.0)


def test_speakers_are_compared_by_name_whatever_their_ids_and_case() -> None:
    gold = record(
        attributions=(
            said("a1", "Ana Ruiz", "said", "the dam would hold", speaker="s1"),
            said("a2", "He", "denied", "it", source_status="pronoun", speaker="s2"),
            said("a3", None, None, "Rain fell"),
        ),
        speakers=(Speaker("s1", "Ana Ruiz", "person"), Speaker("s2", "Jo Bell", "person")),
    )
    guess = record(
        attributions=(
            said("b1", "Ana Ruiz", "said", "the dam would hold", speaker="s2"),
            said("b2", "He", "denied", "it", source_status="pronoun"),
            said("b3", None, None, "Rain fell"),
        ),
        speakers=(Speaker("s2", "ANA  Ruiz", "person"),),
    )
    scores = score([Gold(gold, ALL)], [guess])
    # a1 the same name, a2 Jo Bell against nobody, a3 nobody on both sides: 2 of 3.
    assert counts(scores, "speaker right") == (3, 3, 2)
    assert counts(scores, "speaker right, named") == (1, 1, 1)
    assert counts(scores, "speaker right, pronoun") == (1, 1, 0)
    with pytest.raises(KeyError):  # no source is a role here
        scores["speaker right, nominal"]


def claims(*stretches: tuple[str, str]) -> tuple[Claim, ...]:
    return tuple(Claim(f"c{n}", (at(words),), status) for n, (words, status) in enumerate(stretches))  # type: ignore[arg-type]


def test_claims_are_compared_whole_by_their_start_and_by_the_status_of_their_words() -> None:
    gold = Gold(
        record(claims=claims(("the dam would hold", "attributed"), ("Rain fell all night", "unattributed"))),
        ALL,
        unsettled_claims=((at("He denied it"),),),
    )
    guess = record(
        claims=claims(
            ("the dam", "attributed"), ("He denied it", "unsourced"), ("fell all night", "attributed")
        )
    )
    scores = score([gold], [guess])
    # Exact: only "He denied it", whose status is unknown but which is a claim. Starts: the, He; not Rain.
    assert counts(scores, "claim exact") == (3, 3, 1)
    assert counts(scores, "claim start") == (3, 3, 2)
    # Status known of 4 + 4 words. "the dam" right (2), "would hold", "Rain" in no claim, 3 words wrong: 2 of
    # 8, and 2 of the 5 words that stand in a guessed claim.
    assert counts(scores, "claim status right") == (8, 8, 2)
    assert counts(scores, "claim status right, claim found") == (5, 5, 2)
    # The outlet's own words: 4 in gold, none in guess.
    assert counts(scores, "outlet claim words") == (4, 0, 0)
    assert scores["outlet claim words"].f1 == 0.0


def test_names_are_compared_with_and_without_their_type() -> None:
    gold = record(names=(Name(at("Ana Ruiz"), "Person", 1.0), Name(at("Rain"), "Misc", 1.0)))
    guess = record(names=(Name(at("Ana Ruiz"), "Location", 0.5),))
    scores = score([Gold(gold, ALL)], [guess])
    assert counts(scores, "name exact") == (2, 1, 0)
    assert counts(scores, "name span") == (2, 1, 1)


def test_sentences_are_compared_by_words_and_tokens_by_characters() -> None:
    gold = Gold(
        record(sentences=(at("He denied it."), at("Rain fell all night."))), ALL, tokens=(at("it"), at("."))
    )
    guess = replace(
        record(sentences=(at("“He denied it.” "),)), extra={"tokens": [[*span] for span in spans("it.")]}
    )
    scores = score([gold], [guess])
    assert counts(scores, "sentence exact") == (2, 1, 1)
    assert counts(scores, "token exact") == (2, 1, 0)
    # A guess that gives no tokens is not measured by them.
    assert "token exact" not in [row.measure for row in score([gold], [record()]).rows]


def spans(*words: str) -> list[tuple[int, int]]:
    return [(at(one).start, at(one).end) for one in words]


def wording(*found: tuple[str, str]) -> tuple[Evaluative, ...]:
    return tuple(
        Evaluative(f"e{n}", at(words), "intensifier", voice) for n, (words, voice) in enumerate(found)
    )


def test_evaluative_stretches_are_compared_exactly_by_touch_and_by_voice() -> None:
    people = (Speaker("s1", "Ana Ruiz", "person"),)
    gold = record(
        evaluative=wording(("all night", "s1"), ("denied it", "outlet"), ("dam", "outlet")), speakers=people
    )
    guess = record(
        evaluative=wording(
            ("all", "unsettled"), ("night", "outlet"), ("denied it", "outlet"), ("Rain", "outlet")
        )
    )
    scores = score([Gold(gold, ALL)], [guess])
    assert counts(scores, "evaluative exact") == (3, 4, 1)
    row = scores["evaluative touched"]
    # Gold touched: "all night", "denied it" (2 of 3). Guesses that touch: all, night, denied it (3 of 4).
    assert (row.gold, row.guess, row.right, row.guess_right) == (3, 4, 2, 3)
    assert row.precision == 0.75
    assert row.recall == pytest.approx(2 / 3)
    # The first of the two guesses on "all night" answers for it: someone's, but not Ana Ruiz's.
    assert counts(scores, "voice right, outlet or not") == (2, 2, 2)
    assert counts(scores, "voice right") == (2, 2, 1)


def test_targets_agree_by_speaker_or_by_half_of_their_words() -> None:
    people = (Speaker("s1", "Ana Ruiz", "person", mentions=(at("Ana Ruiz"), at("He"))),)
    golds = wording(("all night", "outlet"), ("denied it", "outlet"), ("dam", "outlet"), ("fell", "outlet"))
    gold_targets: list[Span | str | None] = [at("Rain fell"), "s1", "s1", None]
    guess_targets: list[Span | str | None] = [at("Rain"), at("Ana Ruiz"), at("dam"), at("dam")]
    gold, guess = (
        record(
            evaluative=tuple(replace(one, target=to) for one, to in zip(golds, targets, strict=True)),
            speakers=people,
        )
        for targets in (gold_targets, guess_targets)
    )
    # Half of "Rain fell", and a mention of s1; "dam" is neither of hers; nothing is asked of the last.
    assert counts(score([Gold(gold, ALL)], [guess]), "target right") == (3, 3, 2)


def test_evaluative_words_are_counted_with_and_without_quotations() -> None:
    gold = record(evaluative=wording(("all night", "outlet"), ("denied it", "s1"), ("dam", "outlet")))
    quoted = replace(
        gold, evaluative=tuple(replace(one, quoted=one.voice == "s1") for one in gold.evaluative)
    )
    guess = record(evaluative=wording(("night", "outlet"), ("denied", "outlet"), ("Rain", "outlet")))
    scores = score([Gold(quoted, ALL)], [guess])
    assert counts(scores, "evaluative words") == (5, 3, 2)
    # Nothing is asked about "denied it", which is quoted.
    assert counts(scores, "evaluative words, unquoted") == (3, 2, 1)


def test_a_category_that_nobody_looked_for_is_not_wrong() -> None:
    found = wording(("night", "outlet"), ("denied", "outlet"))
    guess = record(evaluative=(found[0], replace(found[1], category="doubt")))
    gold = record(evaluative=wording(("all night", "outlet")))
    assert counts(score([Gold(gold, ALL)], [guess]), "evaluative touched") == (1, 2, 1)
    emotive = Gold(gold, ALL, categories=frozenset({"intensifier"}))
    assert counts(score([emotive], [guess]), "evaluative touched") == (1, 1, 1)


def test_sentences_that_judge_are_scored_by_the_mean_of_both_answers() -> None:
    judging = ((at("Rain fell all night"), True), (at("dam"), False), (at("denied it"), False))
    gold = Gold(record(), frozenset({"judging"}), judging=judging)
    guess = record(evaluative=wording(("night", "outlet"), ("denied", "outlet")))
    scores = score([gold], [guess], bootstrap=10)
    assert counts(scores, "evaluative sentence") == (1, 2, 1)
    assert counts(scores, "plain sentence") == (2, 1, 1)
    row = scores["evaluative or plain sentence"]
    assert row.score == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert (row.gold, row.guess, row.right, row.f1) == (3, 3, 2, None)
    assert (row.low, row.high) == (row.score, row.score)  # one article: every draw is the same


def test_touching_counts_each_side_on_its_own() -> None:
    assert touch_counts([at("all night")], [at("all"), at("night")], Words.of(TEXT)) == Counts(1, 2, 1, 2)


def test_calibration_is_the_mean_distance_of_scores_from_the_share_that_is_right() -> None:
    gold = [said("a1", None, "said", "the dam would hold"), said("a2", None, None, "He denied it")]
    guess = [
        said("b1", None, "said", "the dam would hold", score=0.95),
        said("b2", None, "would", "He denied it", score=0.92),
        said("b3", None, None, "Rain", score=0.3),
    ]
    scores = compare(gold, guess)
    # Softly right: b1, b2. Bin .9–1: scores 1.87, right 2; bin .3–.4: 0.3, right 0. (|1.87-2| + 0.3) / 3
    assert scores["calibration error, record soft"].score == pytest.approx((0.13 + 0.3) / 3)
    # Exactly right: b1 alone. (|1.87-1| + 0.3) / 3
    assert scores["calibration error, record exact"].score == pytest.approx((0.87 + 0.3) / 3)


def two_articles() -> tuple[list[Gold], list[Annotated]]:
    one, two = said("a1", None, "said", "the dam would hold"), said("a2", None, None, "He denied it")
    three = said("a3", None, None, "Rain fell")
    golds = [record(id="x", attributions=(one, two, three)), record(id="y", attributions=(one,))]
    guesses = [record(id="y"), record(id="x", attributions=(one, two, three))]
    return [Gold(gold, ALL) for gold in golds], guesses


def test_records_are_also_averaged_over_articles() -> None:
    scores = score(*two_articles())
    # Article x has F1 1 (3 of 3), y has 0 (1 in gold, none guessed): mean 0.5; together 2·3 / (4 + 3).
    assert scores["record exact, mean of articles"].score == 0.5
    assert scores["record soft, mean of articles"].score == 0.5
    assert scores["record exact"].score == pytest.approx(6 / 7)


def test_a_bootstrap_gives_the_same_interval_for_the_same_seed() -> None:
    golds, guesses = two_articles()
    first, second = (score(golds, guesses, bootstrap=200, seed=7) for _ in range(2))
    assert first == second
    row = first["record exact"]
    # Draws are x x (F1 1), x y (6/7) or y y (0), a quarter of them each at the ends.
    assert (row.low, row.high) == (0.0, 1.0)
    assert score(golds, guesses)["record exact"].low is None


def test_measures_without_gold_are_absent() -> None:
    scores = score(
        [Gold(record(names=(Name(at("Ana Ruiz"), "Person", 1.0),)), frozenset({"names"}))], [record()]
    )
    assert [row.measure for row in scores.rows] == ["name exact", "name span"]


def test_a_record_that_states_no_layers_is_scored_by_what_the_gold_has() -> None:
    name = (Name(at("Ana Ruiz"), "Person", 1.0),)
    golds = [record(id="x", names=name), record(id="y")]
    guesses = [
        record(id="x", names=name),
        record(id="y", names=name, evaluative=wording(("night", "outlet"))),
    ]
    # y has no name in gold: the one guessed there is wrong, for x shows that names were annotated.
    scores = score(golds, guesses)
    assert [row.measure for row in scores.rows] == ["name exact", "name span"]
    assert counts(scores, "name exact") == (1, 2, 1)


def test_articles_on_one_side_only_are_an_error_with_their_names() -> None:
    with pytest.raises(BadAnnotation) as error:
        score([record(id="x"), record(id="y")], [record(id="y"), record(id="z")])
    assert str(error.value) == (
        "Gold and guess are not about the same articles: 1 only in the gold (x), 1 only in the guess (z). "
        "Were they made from the same files? Leave the odd ones out and score again."
    )


def test_an_article_twice_on_one_side_is_an_error() -> None:
    with pytest.raises(BadAnnotation, match="guess: the article x stands there twice"):
        score([record(id="x")], [record(id="x"), record(id="x")])


def test_stand_off_gold_takes_the_text_of_the_guess() -> None:
    name = (Name(at("Ana Ruiz"), "Person", 1.0),)
    standoff = replace(record(names=name), text=None)
    assert counts(score([standoff], [record(names=name)]), "name exact") == (1, 1, 1)
    with pytest.raises(BadAnnotation, match=r"dam-1: gold and guess are not of the same text \(sha256"):
        score([standoff], [record(text="Another text")])
    with pytest.raises(BadAnnotation, match="dam-1: neither gold nor guess holds the text"):
        score([standoff], [standoff])


def test_a_stretch_overlaps_when_it_shares_a_word_and_one_may_answer_to_two() -> None:
    gold = [said("g1", "Ana Ruiz", "said", "the dam would hold"), said("g2", "He", "denied", "it")]
    guess = [said("p1", "Ruiz", "said", "the dam"), said("p2", None, "denied", "hold")]
    scores = compare(gold, guess)
    assert counts(scores, "source overlap") == (2, 1, 1)
    row = scores["content overlap"]
    assert (row.gold, row.guess, row.right, row.guess_right) == (2, 2, 1, 2)
    assert counts(scores, "cue overlap") == (2, 2, 2)


def test_each_side_puts_its_records_into_its_own_groups() -> None:
    gold = [said("g1", "Ana Ruiz", "said", "the dam would hold", manner="direct")]
    guess = [said("p1", "Ana Ruiz", "said", "the dam would hold", manner="mixed", source_status="nominal")]
    scores = compare(gold, guess)
    assert counts(scores, "record soft") == (1, 1, 1)
    for group, found in (("direct", (1, 0, 1, 0)), ("mixed", (0, 1, 0, 1)), ("named", (1, 0, 1, 0))):
        row = scores[f"record soft, {group}"]
        assert (row.gold, row.guess, row.right, row.guess_right) == found
    assert "record soft, indirect" not in {row.measure for row in scores.rows}


def test_macro_counts_every_article_alike_that_has_anything() -> None:
    def named(id: str, *words: str) -> Annotated:
        return record(id=id, names=tuple(Name(at(one), "Person", 1.0) for one in words))

    golds = [named("a", "Ana", "Rain", "dam"), named("b", "Ana"), named("c")]
    scores = score(golds, [named("a", "Ana"), named("b", "Ana"), named("c")])
    row = scores["name exact"]
    assert row.score == pytest.approx(2 / 3) and row.macro == pytest.approx((0.5 + 1) / 2)
    gold = [
        said("g1", "Ana Ruiz", "said", "the dam would hold", manner="direct"),
        said("g2", "He", "denied", "it"),
    ]
    both = [record(id=id, attributions=tuple(gold)) for id in "ab"]
    wrong = [replace(one, manner="mixed") for one in gold]
    guesses = [record(id="a", attributions=(gold[0], wrong[1])), record(id="b", attributions=(gold[0],))]
    row = score(both, guesses)["manner right"]
    assert (row.score, row.macro) == (pytest.approx(2 / 3), pytest.approx((0.5 + 1) / 2))


def test_a_negative_bootstrap_is_refused() -> None:
    with pytest.raises(BadOption, match="bootstrap is -1"):
        score([], [], bootstrap=-1)


def test_the_table_has_one_line_per_measure() -> None:
    name = (Name(at("Ana Ruiz"), "Person", 1.0),)
    scores = score([Gold(record(names=name), frozenset({"names"}))], [record(names=name)])
    assert scores.to_text() == (
        "1 articles\n"
        "measure     gold  guess  right      P      R     F1  score  macro\n"
        "name exact     1      1      1  100.0  100.0  100.0  100.0  100.0\n"
        "name span      1      1      1  100.0  100.0  100.0  100.0  100.0\n"
    )
    plain = json.loads(json.dumps(scores.to_json()))
    assert plain["rows"][0]["measure"] == "name exact"
    assert plain["articles"] == 1


# Laws, on invented annotations of TEXT.

some_span = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 25)).map(
    lambda pair: Span(pair[0], min(len(TEXT), sum(pair)))
)
some_spans = st.lists(some_span, min_size=1, max_size=3).map(tuple)
scores_of_one = st.floats(0, 1)


@st.composite
def some_annotation(draw: st.DrawFn) -> Annotated:
    """Any annotation of TEXT, tokens among its further keys."""
    people = (Speaker("s1", "Ana Ruiz", "person"), Speaker("s2", "Jo Bell", "person"))
    found = [
        Attribution(
            f"a{n}",
            draw(some_spans) if draw(st.booleans()) else (),
            draw(st.sampled_from(["named", "nominal", "pronoun"])),
            draw(st.none() | some_span),
            draw(some_spans),
            draw(st.sampled_from(["direct", "indirect", "mixed"])),
            speaker=draw(st.sampled_from([None, "s1", "s2"])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    made = record(
        attributions=tuple(found),
        claims=tuple(Claim(f"c{n}", spans, draw(st.sampled_from(["attributed", "unattributed"])))
                     for n, spans in enumerate(draw(st.lists(some_spans, max_size=4)))),
        names=tuple(Name(span, "Person", 1.0) for span in draw(st.lists(some_span, max_size=3))),
        sentences=tuple(draw(st.lists(some_span, max_size=3))),
        speakers=people,
        evaluative=tuple(Evaluative(f"e{n}", span, "doubt", draw(st.sampled_from(["outlet", "s1"])))
                         for n, span in enumerate(draw(st.lists(some_span, max_size=3, unique=True)))),
    )  # fmt: skip
    return replace(made, extra={"layers": sorted(ALL), "tokens": [[0, 3], [4, 8]]})


@settings(max_examples=60, deadline=None)
@given(some_annotation())
def test_gold_against_itself_is_right_everywhere(gold: Annotated) -> None:
    for row in score([gold], [gold]).rows:
        # Two attributions of one content may be paired crosswise, and stretches may overlap: whose they are
        # is then another question.
        if MEASURES[row.measure][0] in ("f1", "mean f1"):
            assert row.score == 1.0, row
        if row.measure.startswith(("calibration", "content found")):
            assert row.score == (0.0 if row.measure.startswith("calibration") else 1.0), row


@settings(max_examples=60, deadline=None)
@given(some_annotation(), some_annotation())
def test_swapping_gold_and_guess_swaps_precision_and_recall(gold: Annotated, guess: Annotated) -> None:
    there, back = score([gold], [guess]), score([guess], [gold])
    rows = {row.measure: row for row in back.rows}
    for row in there.rows:
        if MEASURES[row.measure][0] == "f1":
            other = rows[row.measure]
            assert (row.precision, row.recall) == (other.recall, other.precision)
            assert row.f1 == pytest.approx(other.f1)


@settings(max_examples=60, deadline=None)
@given(some_annotation(), st.lists(some_span, min_size=1, max_size=3))
def test_a_wrong_guess_more_never_raises_precision(gold: Annotated, contents: list[Span]) -> None:
    gold = replace(gold, attributions=tuple(one for one in gold.attributions if touches_none(one, contents)))
    guess = replace(gold, attributions=gold.attributions[:1])
    more = tuple(
        Attribution(f"w{n}", (), "none", None, (span,), "indirect") for n, span in enumerate(contents)
    )
    before = {row.measure: row for row in score([gold], [guess]).rows}
    worse = replace(guess, attributions=guess.attributions + more)
    for row in score([gold], [worse]).rows:
        was = before.get(row.measure)
        if was is not None and was.precision is not None and row.precision is not None:
            assert row.precision <= was.precision + 1e-12, row


def touches_none(one: Attribution, others: list[Span]) -> bool:
    words = Words.of(TEXT)
    return not words.in_spans(one.content) & words.in_spans(others)

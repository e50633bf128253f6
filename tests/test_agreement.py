"""Agreement of annotators: figures worked out by hand, laws that hold for any records, and odd articles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from newsroom import Says, article, without_text
from strategies import annotated

import attrib
from attrib.agreement import agree
from attrib.agreement_text import to_text
from attrib.differences import find_cases
from attrib.errors import BadAnnotation, BadOption
from attrib.records import Annotated, Attribution, Claim, Evaluative, MadeWith, Speaker, text_sha256
from attrib.spans import Span

#       0         1         2         3         4         5         6
#       0123456789012345678901234567890123456789012345678901234567890123456
TEXT = "Boats stay, Ana Ruiz said. The regime fell, a nurse told the Quay."


def record(id: str, by: str, **parts: object) -> Annotated:
    values: dict[str, object] = {
        **dict.fromkeys(("blocks", "names", "attributions", "claims", "speakers", "evaluative"), ()),
        "sentences": (Span(0, 26), Span(27, 66)),
        "made_with": MadeWith("0.1.0", by=by),
        **parts,
    }
    return Annotated(id, TEXT, text_sha256(TEXT), {}, **values)  # type: ignore[arg-type]


RUIZ, NURSE = Speaker("s1", "Ana Ruiz", "person"), Speaker("s2", "a nurse", "unnamed", named=False)
FIRST = Attribution("a1", (Span(12, 20),), "named", Span(21, 25), (Span(0, 10),), "indirect", speaker="s1")
SECOND = Attribution(
    "a2", (Span(44, 51),), "anonymous", Span(52, 56), (Span(27, 42),), "indirect", speaker="s2"
)
ANA = record(
    "harbour",
    "ana",
    attributions=(FIRST, SECOND),
    claims=(
        Claim("c1", (Span(0, 10),), "attributed", "a1", "s1"),
        Claim("c2", (Span(27, 42),), "attributed", "a2", "s2", sentence=1),
    ),
    speakers=(RUIZ, NURSE),
    evaluative=(Evaluative("e1", Span(31, 37), "loaded_label", "s2", "a2"),),
)
# Bo leaves "Boats" out of the first content, does not see the second attribution, and gives the claim and the
# label in it to the outlet.
BO = record(
    "harbour",
    "bo",
    attributions=(replace(FIRST, content=(Span(6, 11),), manner="mixed"),),
    claims=(
        Claim("c1", (Span(0, 10),), "attributed", "a1", "s1"),
        Claim("c2", (Span(27, 42),), "unattributed", sentence=1),
    ),
    speakers=(RUIZ,),
    evaluative=(Evaluative("e1", Span(27, 37), "loaded_label", "outlet"),),
)


def test_the_figures_of_one_article_are_those_counted_by_hand() -> None:
    found = agree([ANA], [BO])
    assert found.annotators == ("ana", "bo")
    counts = {
        row.measure: (row.first, row.second, row.first_agreed, row.second_agreed)
        for row in found.rows
        if not row.group
    }
    assert counts == {
        **{"source exact": (2, 1, 1, 1), "source overlap": (2, 1, 1, 1), "source words": (4, 2, 2, 2)},
        **{"cue exact": (2, 1, 1, 1), "cue overlap": (2, 1, 1, 1), "cue words": (2, 1, 1, 1)},
        **{"content exact": (2, 1, 0, 0), "content overlap": (2, 1, 1, 1), "content words": (5, 1, 1, 1)},
        **{"claim exact": (2, 2, 2, 2), "claim overlap": (2, 2, 2, 2), "claim words": (5, 5, 5, 5)},
        **{"evaluative exact": (1, 1, 0, 0), "evaluative overlap": (1, 1, 1, 1)},
        **{"evaluative words": (1, 2, 1, 1), "record exact": (2, 1, 0, 0), "record soft": (2, 1, 1, 1)},
        **{"speaker": (1, 1, 1, 1), "source status": (1, 1, 1, 1), "manner": (1, 1, 0, 0)},
        **{"modality": (1, 1, 1, 1), "claim status": (2, 2, 1, 1), "claim speaker": (2, 2, 1, 1)},
        **{"category": (1, 1, 1, 1), "voice": (1, 1, 0, 0)},
    }
    assert found["record soft"].micro == pytest.approx(2 / 3)


def test_a_group_holds_what_either_side_puts_there() -> None:
    found = agree([ANA], [BO])
    indirect, mixed = (found["record soft", f"manner: {manner}"] for manner in ("indirect", "mixed"))
    # Ana has two indirect ones and Bo finds one, which Bo calls mixed and Ana has too.
    assert (indirect.first, indirect.second, indirect.first_agreed, indirect.second_agreed) == (2, 0, 1, 0)
    assert (mixed.first, mixed.second, mixed.first_agreed, mixed.second_agreed) == (0, 1, 0, 1)


def test_alpha_on_words_and_claims_is_that_worked_out_by_hand() -> None:
    found = agree([ANA], [BO])
    # 13 words. Source: Ana marks 4, Bo 2 of them: 26 labels, 6 of them "source", 22 pairs of equal labels.
    assert found.alpha("words: source").alpha == pytest.approx(1 - 25 * 4 / (26**2 - 6**2 - 20**2))
    # Two claims: equal in one. 4 labels, 3 and 1, and 2 of them have an equal partner.
    assert found.alpha("claims: status").alpha == pytest.approx(1 - 3 * 2 / (16 - 9 - 1))
    assert dict(found.alpha("claims: speaker").labels) == {"ana ruiz": 2, "(outlet)": 1, "a nurse": 1}
    assert found.alpha("words: evaluative").units == 13


def test_disagreements_stand_side_by_side() -> None:
    found = agree([ANA], [BO])
    assert [(case.kind, case.span, case.differs) for case in found.disagreements] == [
        ("attribution", Span(0, 11), ("content", "manner")),
        ("evaluative", Span(27, 37), ("span", "voice")),
        ("attribution", Span(27, 42), ("found",)),
        ("claim", Span(27, 42), ("status", "speaker")),
    ]
    text = to_text(found)
    assert (
        "harbour 0:11 attribution: content, manner\n"
        "  ana  content: «Boats stay»; manner: indirect\n"
        "  bo   content: «stay,»; manner: mixed\n"
    ) in text
    assert "  ana  content: «The regime fell»; source: «a nurse»; cue: «told»\n  bo   –\n" in text
    assert "no intervals: fewer than 8 articles to draw from" in text


def test_several_annotators_are_compared_pair_by_pair() -> None:
    found = agree([ANA], [BO], [replace(ANA, made_with=MadeWith("0.1.0", by="cem"))])
    by_pair = {
        pair: {row.measure: row for row in rows if not row.group} for pair, rows in found.pairs.items()
    }
    exact = {pair: rows["cue exact"].micro for pair, rows in by_pair.items()}
    assert exact == {("ana", "bo"): 2 / 3, ("ana", "cem"): 1.0, ("bo", "cem"): 2 / 3}
    # Of all pairs the counts are added up: 2 + 2 + 1 and 1 + 2 + 2, of which 1 + 2 + 1 agree.
    row = found["cue exact"]
    assert (row.first, row.second, row.first_agreed, row.micro) == (5, 5, 4, pytest.approx(0.8))
    assert found.disagreements[0].readings[2] == found.disagreements[0].readings[0]


def test_macro_is_the_mean_over_articles_that_have_something_to_compare() -> None:
    empty = record("empty", "ana")
    same = replace(ANA, article_id="same")
    found = agree(
        [ANA, same, empty], [BO, same, replace(empty, made_with=MadeWith("0.1.0", by="bo"))],
        annotators=["ana", "bo"],
    )  # fmt: skip
    row = found["cue exact"]
    assert (row.first, row.second, row.articles) == (4, 3, 2)
    assert row.micro == pytest.approx(6 / 7)
    assert row.macro == pytest.approx((2 / 3 + 1) / 2)
    assert [len(rows) > 0 for rows in found.by_article.values()] == [True, True, False]


def test_intervals_hold_the_figure_and_are_the_same_every_time() -> None:
    sides = [
        [replace(one, article_id=f"{one.article_id}-{n}") for n in range(4) for one in pair]
        for pair in ((ANA, replace(ANA, article_id="same")), (BO, replace(ANA, article_id="same")))
    ]
    found = agree(*sides, annotators=["ana", "bo"], bootstrap=200)
    row = found["cue exact"]
    assert row.low is not None and row.high is not None
    assert 2 / 3 <= row.low < row.micro < row.high <= 1
    assert agree(*sides, annotators=["ana", "bo"], bootstrap=200).to_json() == found.to_json()
    assert found.alpha("words: cue").low is not None


def test_an_article_that_not_everybody_annotated_stops_or_is_listed() -> None:
    other = replace(ANA, article_id="dam")
    with pytest.raises(BadAnnotation) as caught:
        agree([ANA, other], [BO])
    assert str(caught.value) == (
        "1 article is not annotated by everybody: dam (only ana). Were the same files annotated? "
        "missing='leave' (--missing leave) goes on without them, and lists them."
    )
    found = agree([ANA, other], [BO], missing="leave")
    assert found.left_out == {"dam": ("ana",)}
    assert "left out, not annotated by all: dam (only ana)" in to_text(found)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(BadOption, match=r"^1 side was given; at least two are compared\.$"):
        agree([ANA])
    with pytest.raises(BadOption, match=r"^bootstrap is -1; "):
        agree([ANA], [BO], bootstrap=-1)
    with pytest.raises(BadAnnotation, match=r"^bo: the article harbour stands there twice\. "):
        agree([ANA], [BO, BO])
    with pytest.raises(BadAnnotation, match=r"^No article is annotated by everybody \(ana, bo\)\. "):
        agree([ANA], [replace(BO, article_id="dam")], missing="leave")
    edited = replace(BO, text=TEXT + "!")
    with pytest.raises(BadAnnotation, match=r"^harbour: bo annotated another text than ana \(sha256 "):
        agree([ANA], [edited])
    with pytest.raises(BadAnnotation, match=r"^harbour: none of ana, bo holds the text\. "):
        agree([without_text(ANA)], [without_text(BO)])


def test_a_stand_off_record_takes_the_text_of_the_other() -> None:
    assert agree([without_text(ANA)], [BO]).rows == agree([ANA], [BO]).rows


def test_what_is_masked_or_was_not_looked_for_is_left_out() -> None:
    masked = replace(BO, extra={"masked": [[27, 66]]})
    found = agree([ANA], [masked])
    assert (found["cue exact"].first, found["cue exact"].second) == (1, 1)
    assert [case.span for case in found.disagreements] == [Span(0, 11)]
    layers = replace(BO, extra={"layers": ["cue"]})
    assert {row.measure for row in agree([ANA], [layers]).rows} == {"cue exact", "cue overlap", "cue words"}


def test_two_runs_of_the_bundled_model_agree_on_everything() -> None:
    record = attrib.annotate(TEXT)
    found = agree([record], [record], annotators=["one", "two"])
    assert found.rows and {row.micro for row in found.rows} == {1.0}
    assert found.disagreements == ()


def test_speakers_are_compared_by_name() -> None:
    one = article("a", Says("Ana Ruiz"), Says("Moe"))
    other = replace(one, speakers=tuple(replace(s, name=s.name.upper()) for s in one.speakers))
    assert agree([one], [other], annotators=["1", "2"])["speaker"].micro == 1.0
    swapped = replace(one, speakers=tuple(replace(s, name=s.name + " sr") for s in one.speakers))
    assert agree([one], [swapped], annotators=["1", "2"])["speaker"].micro == 0.0


@settings(max_examples=40, deadline=None)
@given(annotated())
def test_whoever_agrees_with_themselves_agrees_on_all(record: Annotated) -> None:
    found = agree([record], [record], annotators=["1", "2"])
    assert all(row.micro == 1.0 for row in found.rows)
    assert found.disagreements == ()


@settings(max_examples=40, deadline=None)
@given(annotated(), annotated())
def test_exchanging_the_sides_changes_no_figure(one: Annotated, other: Annotated) -> None:
    # The findings of another text, as far as they fit into this one.
    size = len(one.text or "")
    row = other.to_json() | {"article_id": one.article_id, "text": one.text, "text_sha256": one.text_sha256}
    row["attributions"] = [
        a for a in row["attributions"]
        if a["parent"] is None
        and all(end <= size for _, end in a["source"] + a["content"] + [a["cue"] or [0, 0]])
    ]  # fmt: skip
    row["claims"] = [c | {"attribution": None} for c in row["claims"] if c["spans"][-1][1] <= size]
    row["evaluative"] = [
        e for e in row["evaluative"] if e["span"][1] <= size and isinstance(e["target"], str)
    ]
    second = Annotated.from_json(row)
    found, exchanged = (
        agree(*pair, annotators=["1", "2"]) for pair in (([one], [second]), ([second], [one]))
    )
    exact = [name for name in ("exact", "overlap", "words")]
    for row_, back in zip(found.rows, exchanged.rows, strict=True):
        if row_.measure.split()[-1] in exact:
            assert (row_.first, row_.second, row_.micro) == (back.second, back.first, back.micro)
    assert [a.alpha for a in found.alphas] == pytest.approx([a.alpha for a in exchanged.alphas])
    assert len(find_cases([one, second])) == len(find_cases([second, one]))

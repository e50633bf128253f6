"""From stretches to claims: whose each is, and that nothing is said twice or lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import block, make_reading, read_marked

from attrib.attributions import find_attributions
from attrib.claims import _Draft, _join, find_claims
from attrib.reading import Relation, Stretch
from attrib.records import Block, Claim
from attrib.spans import Span, find_words


def claims_of(marked: str, *blocks: Block) -> list[tuple[str, str]]:
    """(status, words) of each claim of a marked text."""
    reading = read_marked(marked)
    found = find_claims(reading, blocks, find_attributions(reading, blocks))
    return [(claim.status, " | ".join(span.of(reading.text) for span in claim.spans)) for claim in found]


def test_the_frame_of_an_attribution_is_no_claim() -> None:
    assert claims_of("[s1:The mayor] [q1:said] [c1:the dam holds].") == [("attributed", "the dam holds")]


def test_a_source_with_a_relative_clause_is_no_claim_either() -> None:
    assert claims_of("[s1:Ada Jell, who runs the clinic,] [q1:said] [c1:the fridge had failed].") == [
        ("attributed", "the fridge had failed")
    ]


def test_a_stretch_is_cut_where_the_voice_changes() -> None:
    assert claims_of("[k1:The price rose, but [s1:the mayor] [q1:said] [c1:it will fall].]") == [
        ("unattributed", "The price rose"),
        ("attributed", "it will fall"),
    ]


@pytest.mark.parametrize(
    ("marked", "claims"),
    [
        (
            "[c1:“We wait,”] [s1:Bo] [q1:told] villagers in Vesk, [c1:“and we hope.”]",
            [("attributed", "“We wait,” | “and we hope.”")],
        ),
        (
            "In a letter to the bishop, [s1:Bo] [q1:asked for] [c1:that his men be freed].",
            [("attributed", "that his men be freed")],
        ),
        (
            "[s1:Bo] [q1:declined] [c1:to answer] and left the hall by a side door.",
            [("attributed", "to answer"), ("unattributed", "left the hall by a side door.")],
        ),
        (
            "[q1:The announcement by] [s1:the union] [c1:that it would strike] sent prices up 6%.",
            [("attributed", "that it would strike"), ("unattributed", "sent prices up 6%.")],
        ),
        (
            "[c1:The lake], [q1:according to] [s1:Bo], [c1:is half full], and tankers have been parked.",
            [("attributed", "The lake | is half full"), ("unattributed", "tankers have been parked.")],
        ),
    ],
)
def test_what_stands_beside_an_attribution_is_a_claim_only_when_it_asserts(
    marked: str, claims: list[tuple[str, str]]
) -> None:
    assert claims_of(marked) == claims


@pytest.mark.parametrize(
    "marked",
    [
        "[s1:Bo] [q1:was denied] [c1:a visa] in May.",
        "[s1:The club] [q1:plans] [c1:to play in Depok].",
        "[s1:Critics] [q1:blame] [c1:the council].",
    ],
)
def test_a_content_that_is_no_clause_leaves_the_claim_whole_and_the_outlets(marked: str) -> None:
    reading = read_marked(marked)
    assert claims_of(marked) == [("unattributed", reading.text)]


def test_a_source_that_does_something_else_first_is_the_subject_of_that_claim() -> None:
    marked = "[s1:Ada and Bo] met in Depok and had lunch, and [q1:said] [c1:the dam holds]."
    assert claims_of(f"[k1:{marked}]") == [
        ("unattributed", "Ada and Bo met in Depok and had lunch"),
        ("attributed", "the dam holds"),
    ]


@pytest.mark.parametrize(
    ("marked", "claims"),
    [
        # Left over beside an attribution, it is dropped …
        (
            "[k1:[c1:The dam holds], [s1:Ada] [q1:said]] [k2:on Monday].",
            [("attributed", "The dam holds")],
        ),
        # … and joins what it says the time of.
        (
            "[k1:Later in June,] [k2:the dam was closed.]",
            [("unattributed", "Later in June, the dam was closed.")],
        ),
        ("[k1:On Monday.]", [("unattributed", "On Monday.")]),  # a sentence of its own
        ("[k1:However,] [k2:the dam held.]", [("unattributed", "However, the dam held.")]),
        (
            "[k1:The dam held] [k2:and thanks to the rain,] [k3:it filled.]",
            [("unattributed", "The dam held"), ("unattributed", "and thanks to the rain, it filled.")],
        ),
    ],
)
def test_what_only_says_when_is_no_claim_of_its_own(marked: str, claims: list[tuple[str, str]]) -> None:
    assert claims_of(marked) == claims


def test_contents_that_nobody_is_said_to_have_said_are_unsourced() -> None:
    assert claims_of("It [q1:is feared] [c1:that the boat sank].") == [("unsourced", "that the boat sank")]


def test_the_innermost_attribution_has_the_claim() -> None:
    reading = read_marked("[s1:Ada] [q1:said] [c1:[s2:Bo] [q2:claimed] [c2:the dam fell]].")
    (claim,) = find_claims(reading, (), find_attributions(reading, ()))
    assert (claim.attribution, claim.spans[0].of(reading.text)) == ("a2", "the dam fell")


def test_a_headline_with_its_source_at_the_end_is_the_content_alone() -> None:
    headline = Block("headline", Span(0, 16))
    assert claims_of("[c1:Dam holds][q1::] [s1:mayor]\n\nIt rains.", headline) == [
        ("attributed", "Dam holds"),
        ("unattributed", "It rains."),
    ]


@pytest.mark.parametrize(
    ("marked", "claims"),
    [
        ("[k1:Dockers carry the boat home]", [("unattributed", "Dockers carry the boat home")]),
        ("[k1:Dam at noon]", []),
        ("Dockers carry the boat home [k1:Image]", []),
    ],
)
def test_a_caption_is_a_claim_when_the_network_sees_one_that_asserts(
    marked: str, claims: list[tuple[str, str]]
) -> None:
    words = read_marked(marked).text
    assert claims_of(marked, block(words, "caption", words)) == claims


def test_site_furniture_repeats_and_what_a_caption_only_names_are_no_claims() -> None:
    marked = "Dam holds\n\nDam holds\n\nBy Bo Moe\n\nDam at noon\n\nIt rains.\n\nWe use cookies."
    blocks = (
        block(marked, "headline", "Dam holds"),
        block(marked, "headline", "Dam holds", repeats=True, at=5),
        block(marked, "byline", "By Bo Moe"),
        block(marked, "caption", "Dam at noon"),
        block(marked, "boilerplate", "We use cookies."),
    )
    assert claims_of(marked, *blocks) == [("unattributed", "Dam holds"), ("unattributed", "It rains.")]


def test_what_somebody_is_only_asked_about_is_no_claim() -> None:
    marked = "[q1:Asked about] [c1:the missing funds], [s2:Ada Jell] [q2:said] [c2:the dam holds]."
    assert claims_of(marked) == [("attributed", "the dam holds")]


def test_what_the_network_left_out_of_a_content_goes_to_the_claim_beside_it() -> None:
    assert claims_of("[s1:Ada] [q1:said] [c1:[k1:the dam fell] on the second day of May].") == [
        ("attributed", "the dam fell on the second day of May")
    ]


def test_what_the_network_left_out_elsewhere_is_a_claim_when_it_has_a_verb() -> None:
    assert claims_of("[k1:It rains.] The dam has fallen into the sea. Friday, 3 May") == [
        ("unattributed", "It rains."),
        ("unattributed", "The dam has fallen into the sea."),
    ]


def test_a_claim_knows_its_sentence_and_kind() -> None:
    reading = make_reading(
        "It rains. Who knows?",
        claims=(Stretch((Span(0, 9),), "statement", 0.9), Stretch((Span(10, 20),), "question", 0.7)),
    )
    assert find_claims(reading, (), ()) == (
        Claim("c1", (Span(0, 9),), "unattributed", kind="statement", sentence=0, score=0.9),
        Claim("c2", (Span(10, 20),), "unattributed", kind="question", sentence=1, score=0.7),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who knows", "question"),
        ("And is it late", "question"),
        ("It sank?", "question"),
        ("Envoy to come", "statement"),
    ],
)
def test_a_question_has_its_mark_or_its_first_word(text: str, kind: str) -> None:
    reading = make_reading(text, claims=(Stretch((Span(0, len(text)),), "question", 0.7),))
    assert [claim.kind for claim in find_claims(reading, (), ())] == [kind]


def test_a_pronoun_left_over_is_no_claim() -> None:
    assert claims_of("[k1:It] [q1:was learned from] [s1:Bo] [k2:[c1:that it leaks]].") == [
        ("attributed", "that it leaks")
    ]
    assert claims_of("[s1:Both] [q1:deny] [k1:[c1:it]].") == [("attributed", "it")]


def test_no_frame_is_left_over_around_what_is_reported_in_turn() -> None:
    marked = "[k1:[s1:Union head Bo] [q1:criticised] [c1:the mayor for saying that it leaks].]"
    assert claims_of(marked) == [("attributed", "that it leaks")]


def test_site_furniture_inside_a_paragraph_is_no_claim() -> None:
    assert claims_of("It began at noon. Follow us on Twitter. Share this article.") == [
        ("unattributed", "It began at noon.")
    ]


def test_coordinators_alone_are_no_claim() -> None:
    assert claims_of("[s1:Ada] [q1:said] [c1:yes it does], and [s2:Bo] [q2:said] [c2:no it does not].") == [
        ("attributed", "yes it does"),
        ("attributed", "no it does not"),
    ]


TEXT = "Dam holds: mayor\n\nAda said the dam holds, and left. “It does,” she said. Rain fell.\n\nBo left."
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(*sorted(pair)))
relations = st.builds(
    Relation,
    source=st.lists(spans, max_size=1).map(tuple),
    cue=st.none() | spans.filter(lambda span: bool(span.of(TEXT).strip())),
    content=st.lists(spans, min_size=1, max_size=3).map(tuple),
    inner=st.booleans(),
    score=st.just(0.5),
)
stretches = st.builds(
    Stretch,
    spans=st.lists(spans, min_size=1, max_size=2).map(lambda found: tuple(sorted(found))),
    kind=st.just("statement"),
    score=st.just(0.5),
)
blocks = st.lists(
    st.builds(Block, kind=st.sampled_from(["headline", "byline", "boilerplate", "body"]), span=spans),
    max_size=2,
)


def glue(spans: tuple[Span, ...]) -> list[Span]:
    """Spans with nothing but white space between them as one."""
    glued: list[Span] = []
    for span in spans:
        if glued and not TEXT[glued[-1].end : span.start].strip():
            glued[-1] = Span(glued[-1].start, span.end)
        else:
            glued.append(span)
    return glued


@settings(max_examples=200, deadline=None)
@given(st.lists(relations, max_size=4), st.lists(stretches, max_size=6), blocks)
def test_laws_of_claims(found: list[Relation], said: list[Stretch], page: list[Block]) -> None:
    reading = make_reading(TEXT, relations=tuple(found), claims=tuple(said))
    attributions = find_attributions(reading, page)
    claims = find_claims(reading, page, attributions)
    everywhere = sorted(span for claim in claims for span in claim.spans)
    assert all(before.end <= after.start for before, after in pairwise(everywhere))
    assert [claim.id for claim in claims] == [f"c{number}" for number in range(1, len(claims) + 1)]
    for claim in claims:
        for span in claim.spans:
            assert 0 <= span.start < span.end <= len(TEXT)
            assert span.of(TEXT) == span.of(TEXT).strip()
        assert any(find_words(TEXT, span) for span in claim.spans)
        for attribution in attributions:
            parts = glue(attribution.content)
            inside = [any(part.holds(span) for part in parts) for span in claim.spans]
            outside = [not any(part.touches(span) for part in parts) for span in claim.spans]
            # A content that is no clause holds no claim, and cuts none.
            assert all(inside) or all(outside) or attribution.id not in {one.attribution for one in claims}
            if claim.attribution == attribution.id:
                assert all(inside)


@pytest.mark.parametrize(
    ("starts", "joined"),
    [((0, 20), 0), ((20, 30), 0), ((0, 4), 1)],  # between two; before two; behind two
)
def test_a_piece_goes_to_the_nearest_claim_the_one_before_it_first(
    starts: tuple[int, int], joined: int
) -> None:
    text = "abc def ghi jkl mno pqr stu vwx yz "
    drafts = [_Draft([Span(start, start + 3)], frozenset(), "statement", 0.8) for start in starts]
    assert _join(text, drafts, Span(12, 15), frozenset()) is None
    assert [Span(12, 15) in draft.spans for draft in drafts] == [place == joined for place in (0, 1)]

"""From relations to attributions: spans as the guidelines want them, and what each says of itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import block, make_reading, read_marked

from attrib.attributions import find_attributions
from attrib.reading import Reading, Relation
from attrib.records import Attribution
from attrib.spans import Span


def find(marked: str) -> tuple[Reading, tuple[Attribution, ...]]:
    reading = read_marked(marked)
    return reading, find_attributions(reading, ())


def only(marked: str) -> tuple[str, Attribution]:
    reading, (attribution,) = find(marked)
    return reading.text, attribution


def contents(marked: str) -> list[list[str]]:
    reading, found = find(marked)
    return [[span.of(reading.text) for span in attribution.content] for attribution in found]


@pytest.mark.parametrize(
    ("marked", "content"),
    [
        ("[s1:The mayor] [q1:said] [c1:the dam holds.]", ["the dam holds"]),
        ("[s1:The mayor] [q1:said] “[c1:the dam holds].”", ["“the dam holds.”"]),
        ("“[c1:It holds],” [q1:said] [s1:the mayor].", ["“It holds,”"]),
        ("[s1:She] [q1:left for] [c1:the U.S.]", ["the U.S."]),
        ("[c1:The dam,] [s1:she] [q1:said]", ["The dam"]),
        ("[s1:She] [q1:wrote:]\n\n[c1:“One.\n\n“Two.”]", ["“One.", "“Two.”"]),
        ("[s1:She] [q1:said that] [c1:it holds]", ["that it holds"]),
        ("[c1:The suspect] [q1:is believed] [c1:to have fled].", ["The suspect", "to have fled"]),
        ("[c1:But the dam holds], [s1:she] [q1:said].", ["the dam holds"]),
        ("[s1:She] [q1:said] [c1:the dam holds -- the oldest in Vesk].", ["the dam holds"]),
        ("[s1:She] [q1:said] [c1:“the dam holds -- the oldest one”].", ["“the dam holds -- the oldest one”"]),
        ("[s1:She] [q1:said] [c1:the dam — the oldest — holds].", ["the dam — the oldest — holds"]),
        ("[s1:She] [q1:said] [c1:But the dam holds].", ["But the dam holds"]),
        ("[c1:“But it holds],” [s1:she] [q1:said].", ["“But it holds,”"]),
        (
            "[s1:She] [q1:said], [c1:“It holds.] It always did. It will.”",
            ["“It holds. It always did. It will.”"],
        ),
    ],
)
def test_contents_keep_their_marks_and_lose_outer_stops(marked: str, content: list[str]) -> None:
    assert contents(marked) == [content]


def test_a_quotation_is_not_completed_over_another_attribution() -> None:
    marked = "[s1:She] [q1:said], [c1:“It holds.] [s2:Bo] [q2:said] [c2:so].”"
    assert contents(marked) == [["“It holds."], ["so"]]


def test_words_without_cue_and_marks_are_no_content() -> None:
    assert contents("It stands for [c1:the stoning of Satan].") == []
    assert contents("It stood. [c1:“The dam holds, they know.”]") == [["“The dam holds, they know.”"]]


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        (
            "[s1:[L:Denmark]], [L:Norway] and [L:Iceland] [q1:said] [c1:they agree].",
            "Denmark, Norway and Iceland",
        ),
        ("[L:Denmark] and [s1:[L:Norway]] [q1:said] [c1:they agree].", "Denmark and Norway"),
        ("In [L:Vesk], [s1:[L:Norway]] [q1:said] [c1:it agrees].", "Norway"),  # commas alone join nothing
        ("[L:Norway] and [s1:[P:Ada Lind]] [q1:said] [c1:it holds].", "Ada Lind"),  # of two kinds
        ("[s1:the [L:Norway] desk] and [L:Iceland] [q1:said] [c1:it holds].", "the Norway desk"),
        ("[s1:the [O:Home Office] today] [q1:said] [c1:it holds].", "the Home Office"),
        ("[s1:[O:USA Today]] [q1:said] [c1:it holds].", "USA Today"),
        ("[s1:Today] [q1:said] [c1:it holds].", "Today"),
    ],
)
def test_a_name_that_is_part_of_a_coordination_is_a_source_with_the_others(marked: str, source: str) -> None:
    text, attribution = only(marked)
    assert [span.of(text) for span in attribution.source] == [source]


def test_a_content_is_never_part_of_its_own_cue() -> None:
    assert contents("[c1:The boat was [q1:reportedly] full].") == [["The boat was", "full"]]


def test_the_closing_comma_of_a_pair_belongs_to_the_source() -> None:
    text, found = only("[s1:The director, [P:Ada Jell]], [q1:disputes] [c1:the count].")
    assert [span.of(text) for span in found.source] == ["The director, Ada Jell,"]


def test_a_comma_alone_does_not() -> None:
    text, found = only("[s1:Ada Jell,] [q1:said,] [c1:it holds].")
    assert found.cue is not None
    assert ([span.of(text) for span in found.source], found.cue.of(text)) == (["Ada Jell"], "said")


def test_a_colon_that_touches_the_cue_belongs_to_it() -> None:
    text, found = only("[s1:Ada Jell] [q1:wrote]: [c1:“It holds.”]")
    assert found.cue is not None
    assert found.cue.of(text) == "wrote:"


def test_relations_in_site_furniture_and_repeated_headlines_are_left_out() -> None:
    reading = read_marked(
        "[c1:Dam holds][q1::] [s1:mayor]\n\n[c2:Dam holds][q2::] [s2:mayor]\n\n"
        "[s3:We] [q3:ask] [c3:you to subscribe]"
    )
    text = reading.text
    blocks = (
        block(text, "headline", "Dam holds: mayor"),
        block(text, "headline", "Dam holds: mayor", repeats=True, at=5),
        block(text, "boilerplate", "We ask you to subscribe"),
    )
    assert [attribution.content for attribution in find_attributions(reading, blocks)] == [(Span(0, 9),)]


def test_ids_follow_the_text() -> None:
    _, found = find("[s2:Ada] [q2:said] [c2:yes it is]. [s1:Bo] [q1:said] [c1:no it is not].")
    assert [(a.id, a.content[0].start) for a in found] == [("a1", 9), ("a2", 28)]


def test_a_sentence_in_quotation_marks_without_a_cue_is_an_attribution_left_open() -> None:
    _, (found,) = find("Two drivers stood by the bumper. “You braked!”")
    assert (found.cue, found.source, found.source_status, found.open) == (
        None,
        (),
        "elided",
        "orphan-quotation",
    )
    assert found.why == ("bare-quotation",)


def test_a_quotation_with_no_prose_around_it_has_no_source_and_is_not_open() -> None:
    _, (found,) = find("“The dam has broken again.”")
    assert (found.cue, found.source, found.source_status, found.open) == (None, (), "none", None)


@pytest.mark.parametrize(
    "text",
    [
        "The “volunteers” came at dawn.",
        "They read “The Salt Road Of Old” twice.",
        "The rule known as “two strikes” is old.",
        "Nothing is quoted here.",
    ],
)
def test_titles_terms_and_scare_quotes_are_no_attributions(text: str) -> None:
    assert find(text)[1] == ()


@pytest.mark.parametrize(
    ("marked", "content"),
    [
        ("[c1:“Not that one,”] [s1:he] [q1:said]. “The red one.”", ["“Not that one,”", "“The red one.”"]),
        ("[c1:“First the goats.] [s1:Bo] [q1:said].", None),
        (
            "[s1:Bo] [q1:said:] [c1:“First the goats.]\n\n“Then the sheep.”",
            ["“First the goats.", "“Then the sheep.”"],
        ),
        (
            "[s1:Bo] [q1:wrote] to the board in March:\n\n“[c1:It failed].\n\n“It failed again.”",
            ["“It failed.", "“It failed again.”"],
        ),
        (
            "[c1:“It holds,”] [s1:Bo] [q1:said], [q2:adding] [c2:that rain is due]. “We wait.”",
            ["“It holds,”", "“We wait.”"],
        ),
    ],
)
def test_a_quotation_without_a_cue_goes_on_from_the_one_before_it(
    marked: str, content: list[str] | None
) -> None:
    if content is not None:
        assert contents(marked)[0] == content
        assert "continued-quotation" in find(marked)[1][0].why


def test_a_closed_quotation_does_not_go_on_in_the_next_paragraph() -> None:
    found = contents("[s1:Bo] [q1:said]: [c1:“First the goats.”]\n\n“Then we all went home.”")
    assert found == [["“First the goats.”"], ["“Then we all went home.”"]]


def test_a_quotation_after_a_joined_one_is_an_answer() -> None:
    found = contents("[c1:“Go,”] [s1:he] [q1:said]. “Go now.” “I will not go.”")
    assert found == [["“Go,”", "“Go now.”"], ["“I will not go.”"]]


@pytest.mark.parametrize(
    ("marked", "status"),
    [
        ("[s1:[P:Ada Jell], 41,] [q1:said] [c1:so]", "named"),
        ("[s1:Harbour master [P:Ada Jell]] [q1:said] [c1:so]", "named"),
        ("[s1:[L:Norland]'s foreign minister] [q1:said] [c1:so]", "nominal"),
        ("[s1:The foreign minister of [L:Norland]] [q1:said] [c1:so]", "nominal"),
        ("[s1:[L:Norland] and [L:Vesk]] [q1:said] [c1:so]", "named"),
        ("[s1:the Treasury] [q1:said] [c1:so]", "named"),
        ("[s1:A spokeswoman for [O:Norbank]] [q1:said] [c1:so]", "nominal"),
        ("[s1:Parents] [q1:said] [c1:so]", "nominal"),
        ("[s1:He] [q1:said] [c1:so]", "pronoun"),
        ("[s1:Her] [q1:advice was] [c1:to go]", "pronoun"),
        ("[s1:which] [q1:said] [c1:so]", "pronoun"),
        ("[s1:Officials] [q1:said] [c1:so]", "anonymous"),
        ("[s1:A border officer] [q1:said] [c1:so]", "anonymous"),
        ("[s1:people familiar with the deal] [q1:said] [c1:so]", "anonymous"),
        ("[s1:a trader, who asked not to be named,] [q1:said] [c1:so]", "anonymous"),
        ("[s1:Critics of the plan] [q1:said] [c1:so]", "vague"),
        ("[s1:Some] [q1:said] [c1:so]", "vague"),
        ("[s1:Analysts] [q1:said] [c1:so]", "vague"),
        ("[s1:Analysts at [O:Norbank]] [q1:said] [c1:so]", "nominal"),
        ("It [q1:is feared] [c1:that it sank]", "none"),
        ("[c1:The boat] [q1:reportedly] [c1:sank]", "none"),
        ("There are [q1:rumours] [c1:that it sank]", "none"),
        ("[q1:Asked about] [c1:the money]", "none"),
    ],
)
def test_the_status_of_a_source_follows_its_wording(marked: str, status: str) -> None:
    assert only(f"{marked}.")[1].source_status == status


def test_a_participle_or_a_second_verb_leaves_its_source_to_the_context() -> None:
    _, found = find(
        "[s1:Bo] [q1:said] [c1:no], [q2:adding] [c2:that rain is due] and [q3:warned of] [c3:floods]."
    )
    assert [attribution.source_status for attribution in found] == ["named", "elided", "elided"] or [
        attribution.source_status for attribution in found
    ] == ["nominal", "elided", "elided"]


@pytest.mark.parametrize(
    ("marked", "manner"),
    [
        ("[s1:Ada] [q1:said] [c1:it holds]", "indirect"),
        ("[s1:Ada] [q1:said] [c1:it “holds”]", "mixed"),
        ("[s1:Ada] [q1:said] [c1:“It holds.”]", "direct"),
        ("[c1:“It,”] [s1:Ada] [q1:said], [c1:“holds.”]", "direct"),
        ("[s1:Ada] [q1:criticised] [c1:[s2:Bo] for [q2:saying] [c2:it was “old”]]", "indirect"),
        ("[c1:'[s2:My father] [q2:said], [c2:\"Salt first\"]',] [q1:said] [s1:Ada]", "direct"),
        ("[s1:MAYOR][q1::] [c1:It holds.]\n\n[s2:BO][q2::] [c2:Good.]", "direct"),
        ("[s1:Mayor][q1::] [c1:It holds]", "indirect"),
    ],
)
def test_the_manner_counts_quotation_marks(marked: str, manner: str) -> None:
    assert find(marked)[1][0].manner == manner


def test_marks_inside_a_nested_content_count_for_that_one() -> None:
    _, found = find("[s1:Ada] [q1:criticised] [c1:[s2:Bo] for [q2:saying] [c2:it was “old”]].")
    assert [(a.manner, a.parent) for a in found] == [("indirect", None), ("mixed", "a1")]


@pytest.mark.parametrize(
    ("marked", "modality"),
    [
        ("She [q1:said] [c1:no].", "asserted"),
        ("She [q1:denied] [c1:it].", "asserted"),
        ("She [q1:did not say] [c1:so].", "negated"),
        ("[s1:None] [q1:has said] [c1:so].", "negated"),
        ("She [q1:would not say] [c1:why].", "declined"),
        ("She [q1:refused] [c1:to answer].", "declined"),
        ("She [q1:asked] [c1:why it broke].", "question"),
        ("She [q1:asked for] [c1:it to be mended].", "asserted"),
        ("She [q1:asked] [c1:the firm to mend it].", "asserted"),
        ("[q1:Asked about] [c1:the money], she left.", "question"),
        ("Did [s1:she] [q1:say] [c1:it was safe]?", "question"),
        ("She [q1:may argue] [c1:that it is safe].", "hypothetical"),
        ("She [q1:could yet deny] [c1:it].", "hypothetical"),
        ("She [q1:will announce] [c1:the sale].", "future"),
        ("She [q1:is expected to announce] [c1:the sale].", "future"),
        ("[s1:Jo May] [q1:said] [c1:it is safe].", "asserted"),
        ("[s1:He] [q1:questioned] [c1:the cost].", "asserted"),
        ("If [s1:she] [q1:says] [c1:so], he goes.", "hypothetical"),
        ("Should [s1:the court] [q1:find] [c1:that it leaks], he goes.", "hypothetical"),
        ("If it rains and floods, [s1:she] [q1:said] [c1:he goes].", "asserted"),
        ("[s1:She] [q1:wasn't convinced:] [c1:“I don't buy it.”]", "asserted"),
        ("[s1:She] [q1:did not say:] [c1:“I don't buy it.”]", "negated"),
    ],
)
def test_the_modality_is_that_of_the_speech_act(marked: str, modality: str) -> None:
    assert only(marked)[1].modality == modality


def test_the_stance_is_that_of_the_cue() -> None:
    _, found = find(
        "[s1:Ada] [q1:claimed] [c1:so]. [s2:Bo] [q2:admitted] [c2:it]. [s3:Cy] [q3:slammed] [c3:it]."
    )
    assert [attribution.stance for attribution in found] == ["doubting", "vouching", "confrontational"]


def test_the_parent_is_the_innermost_content_that_holds_cue_and_content() -> None:
    _, found = find("[s1:Ada] [q1:said] [c1:[s2:Bo] [q2:said] [c2:[s3:Cy] [q3:said] [c3:it fell]]].")
    assert [attribution.parent for attribution in found] == [None, "a1", "a2"]


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ("[s1:Bo] [q1:criticised] [c1:the mayor for [q2:saying] [c2:that it holds]].", ["the mayor"]),
        ("[s1:Bo] [q1:accused] [c1:[P:Ada Lind] of wrongly [q2:claiming] [c2:it holds]].", ["Ada Lind"]),
        ("[s1:Bo] [q1:criticised] [c1:[s2:Ada] for [q2:saying] [c2:that it holds]].", ["Ada"]),
        # Whom the saying belongs to is not plain.
        ("[s1:Bo] [q1:slammed] [c1:the mayor as cruel for [q2:saying] [c2:that it holds]].", []),
        ("[s1:Bo] [q1:spoke] [c1:of [q2:saying] [c2:that it holds]].", []),
    ],
)
def test_a_saying_that_somebody_is_blamed_for_is_theirs(marked: str, source: list[str]) -> None:
    reading, found = find(marked)
    assert [span.of(reading.text) for span in found[1].source] == source
    assert found[1].parent == "a1"


def test_two_attributions_of_one_content_are_nobodys_parents() -> None:
    _, found = find("[s1:The Herald] [q1:reported] [c1:[c2:the sale]], [q2:citing] [s2:people close to it].")
    assert [attribution.parent for attribution in found] == [None, None]


TEXT = "Ada said the dam holds. “It does,” she said.\n\n“Bo, who built it, ‘knows’ that.\n\nHe left."
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(*sorted(pair)))
relations = st.builds(
    Relation,
    source=st.lists(spans, max_size=2).map(tuple),
    cue=st.none() | spans.filter(lambda span: bool(span.of(TEXT).strip())),
    content=st.lists(spans, min_size=1, max_size=3).map(tuple),
    inner=st.booleans(),
    score=st.just(0.5),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(relations, max_size=5))
def test_whatever_the_network_says_spans_are_trimmed_and_parents_make_no_circle(
    found: list[Relation],
) -> None:
    attributions = find_attributions(make_reading(TEXT, relations=tuple(found)), ())
    parents = {attribution.id: attribution.parent for attribution in attributions}
    assert len(parents) == len(attributions)
    for attribution in attributions:
        for span in attribution.content:
            words = span.of(TEXT)
            assert words == words.strip() != ""
            assert "\n" not in words
            assert attribution.cue is None or not attribution.cue.touches(span)
        seen = {attribution.id}
        above = attribution.parent
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = parents[above]

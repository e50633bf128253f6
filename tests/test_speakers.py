"""From sources to speakers: settled by names and evidence, or left open with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import read_marked

from attrib.attributions import find_attributions
from attrib.naming import to_key
from attrib.reasons import REASONS
from attrib.records import Attribution, Speaker
from attrib.speakers import find_speakers


def find(marked: str) -> tuple[str, tuple[Speaker, ...], tuple[Attribution, ...]]:
    reading = read_marked(marked)
    return reading.text, *find_speakers(reading, find_attributions(reading, ()))


def names_of(marked: str) -> list[str | None]:
    """The name of each attribution's speaker, or the reason in brackets why it is open."""
    _, speakers, attributions = find(marked)
    by_id = {speaker.id: speaker.name for speaker in speakers}
    return [by_id[a.speaker] if a.speaker else (f"({a.open})" if a.open else None) for a in attributions]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[s1:[P:Ada Jell]] [q1:said] [c1:yes]. [s2:[P:Jell]] [q2:said] [c2:no].", ["Ada Jell", "Ada Jell"]),
        ("[s1:[P:Jell]][q1::] [c1:yes]\n\n[s2:[P:Ada Jell]] [q2:said] [c2:no].", ["Ada Jell", "Ada Jell"]),
        ("[s1:Dr [P:Omar Say]] [q1:said] [c1:yes].", ["Omar Say"]),
        ("[s1:[P:Mr Omar Say]] [q1:said] [c1:yes].", ["Omar Say"]),
        ("[s1:The director, [P:Ada Jell],] [q1:said] [c1:yes].", ["Ada Jell"]),
        ("[s1:[P:Ada Jell], director of [O:Norbank],] [q1:said] [c1:yes].", ["Ada Jell"]),
        ("[s1:shopkeeper [P:Ada Jell]'s] [q1:view] [c1:is no].", ["Ada Jell"]),
        (
            "[s1:[P:Joost de Wit]] [q1:said] [c1:yes]. [s2:[P:De Wit]] [q2:said] [c2:no].",
            ["Joost de Wit"] * 2,
        ),
        ("[s1:[P:José Peña]] [q1:said] [c1:yes]. [s2:[P:Pena]] [q2:said] [c2:no].", ["José Peña"] * 2),
        ("[s1:[P:ADA JELL]] [q1:said] [c1:yes]. [s2:[P:Ada Jell]] [q2:said] [c2:no].", ["ADA JELL"] * 2),
        ("[s1:The [O:Treasury]] [q1:said] [c1:yes].", ["Treasury"]),
        (
            "[s1:[O:Jell Motors]] [q1:said] [c1:so]. [s2:[P:Ada Jell]] [q2:said] [c2:no].",
            ["Jell Motors", "Ada Jell"],
        ),
    ],
)
def test_names_and_single_surnames_are_settled(marked: str, names: list[str]) -> None:
    assert names_of(marked) == names


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("The [m1:coach] shrugged. [s1:[m1:He]] [q1:said] [c1:no].", ["the coach"]),
        ("The [m1:waitress] shrugged. [s1:[m1:He]] [q1:said] [c1:no].", ["(pronoun)"]),
        ("The [m1:farmers] stayed. [s1:[m1:They]] [q1:said] [c1:no].", ["the farmers"]),
        ("The [m1:farmers] stayed. [s1:[m1:She]] [q1:said] [c1:no].", ["(pronoun)"]),
        ("The [m1:company] folded. [s1:[m1:It]] [q1:said] [c1:no].", ["the company"]),
        ("The [m1:quay] broke. [s1:[m1:It]] [q1:said] [c1:no].", ["(pronoun)"]),
        ("[s1:A woman] [q1:said] [c1:no]. [s2:He] [q2:said] [c2:so].", ["a woman", "(pronoun)"]),
        (
            "[s1:The woman’s brother] [q1:said] [c1:no]. [s2:He] [q2:said] [c2:so].",
            ["the woman’s brother"] * 2,
        ),
        ("[s1:Public Health [L:England]] [q1:said] [c1:no].", ["Public Health England"]),
        ("[s1:Former [L:England]] [q1:said] [c1:no].", ["England"]),
        ("[s1:[O:WHO]][q1::] [c1:it rises]", ["WHO"]),
        ("[q1:Talking about] [c1:the quay], [s2:[P:Ada Jell]] [q2:said] [c2:so].", ["Ada Jell"] * 2),
        ("By [q1:claiming] [c1:the quay], [P:Ada Jell] angered them.", ["Ada Jell"]),
        ("The [m1:farmers] marched to the [m2:quay], [q1:chanting] [c1:“Water”].", ["the farmers"]),
        ("The [m1:farmers] of [m2:Vesk], [q1:chanting] [c1:“Water”], left.", ["(no-antecedent)"]),
        ("The [m1:storm] hit the [m2:quay], [q1:warning] [c1:nobody].", ["(no-antecedent)"]),
        ("[q1:Talking about] [c1:the quay] was what [P:Ada Jell] did.", ["(no-antecedent)"]),
        ("[s1:Malaysian authorities] [q1:said] [c1:no].", ["Malaysian authorities"]),
        ("[s1:Research teams] [q1:said] [c1:no].", ["research teams"]),
        (
            "[s1:An aide] [q1:said] [c1:it is safe]\n\n[s2:The aide, [P:Ada Jell],] [q2:said] [c2:so].",
            ["an aide", "Ada Jell"],
        ),
        ("[s1:Local authorities] [q1:said] [c1:no].", ["local authorities"]),
        ("[s1:Hamas-run hospitals] [q1:said] [c1:no].", ["Hamas-run hospitals"]),
        ("[s1:The council] [q1:said] [c1:no]. [s2:It] [q2:added] [c2:so].", ["the council"] * 2),
        ("[s1:A MAN], who fled, [q1:said] [c1:no].", ["a man"]),
        (
            "[s1:Police chief][q1::] [c1:it is safe]\n\n[s2:Chief [P:Ada Jell]] [q2:said] [c2:so].",
            ["Ada Jell"] * 2,
        ),
        (
            "[s1:Aide] [q1:says] [c1:it is safe]\n\n[s2:The aide, [P:Ada Jell],] [q2:said] [c2:so].",
            ["Ada Jell"] * 2,
        ),
    ],
)
def test_somebody_without_a_name_is_taken_up_by_a_pronoun_and_a_headline(
    marked: str, names: list[str]
) -> None:
    assert names_of(marked) == names


@pytest.mark.parametrize(
    ("marked", "reasons"),
    [
        ("[s1:She] [q1:said] [c1:yes].", ["(pronoun)"]),
        ("[P:Ada Jell] met [P:Eva Moe]. [s1:She] [q1:said] [c1:yes].", ["(several-candidates)"]),
        ("[P:Ada Jell] met [P:Eva Moe]. [s1:He] [q1:said] [c1:yes].", ["(pronoun)"]),
        ("[P:Ada Jell] met [P:Bo Jell]. [s1:[P:Jell]] [q1:said] [c1:yes].", ["(shared-surname)"]),
        ("[P:Ada Jell] came. [s1:The younger [P:Jell]] [q1:said] [c1:yes].", ["(shared-surname)"]),
        (
            "Minister [P:Ada Jell] met minister [P:Eva Moe]. [s1:The minister] [q1:said] [c1:yes].",
            ["(several-roles)"],
        ),
        ("[s1:I] [q1:think] [c1:so].", ["(first-person)"]),
        ("[s1:[P:Ada Jell]] [q1:said]: [c1:“[s2:We] [q2:say] [c2:no].”]", ["Ada Jell", "(first-person)"]),
        ("Two drivers stood there. “You braked!”", ["(orphan-quotation)"]),
        ("It [q1:is feared] [c1:that it sank].", [None]),
        ("It rained all day, [q1:adding] [c1:that it would stop].", ["(no-antecedent)"]),
    ],
)
def test_what_is_not_clear_is_left_open_with_its_reason(marked: str, reasons: list[str | None]) -> None:
    assert names_of(marked) == reasons


JELL = "[s1:[P:Ada Jell]] [q1:said] [c1:the ferry is late]. "


@pytest.mark.parametrize(
    ("marked", "name", "why"),
    [
        ("[P:Ada Jell] came. [s1:She] [q1:said] [c1:yes].", "Ada Jell", "subject"),
        (f"{JELL}[s2:She] [q2:said] [c2:it is old].", "Ada Jell", "holds-floor"),
        (f"{JELL}[P:Bo Moe] left. [s2:She] [q2:said] [c2:it is old].", "Ada Jell", "holds-floor"),
        (
            "[m1:[P:Ada Jell]] met [P:Eva Moe]. [s1:[m1:She]] [q1:said] [c1:yes].",
            "Ada Jell",
            "coreference",
        ),
        (
            "Norland's foreign minister, [P:Ada Jell], met [P:Eva Moe]. [s1:The foreign minister] "
            "[q1:said] [c1:yes].",
            "Ada Jell",
            "role-match",
        ),
        (
            "[c1:Ferry to stay][q1::] [s1:FM]\n\nForeign minister [P:Ada Jell] came.",
            "Ada Jell",
            "role-match",
        ),
        (
            "The [O:Food Safety Board] met. [s1:The board] [q1:said] [c1:no].",
            "Food Safety Board",
            "short-name",
        ),
        ("[P:Ada Jell], [s1:who] [q1:said] [c1:it was late], left.", "Ada Jell", "relative-pronoun"),
        ("Most [m1:voters] [s1:who] [q1:fear] [c1:it sank] stayed.", "most voters", "relative-pronoun"),
        ("[c1:Ferry to stay][q1::] [s1:Jell]\n\n[P:Mr Jell] came.", "Jell", "name-in-source"),
        (
            "Norland's minister, [P:Ada Jell], met her Vesk counterpart, [P:Bo Moe]. [s1:The Vesk minister] "
            "[q1:said] [c1:yes].",
            "Bo Moe",
            "role-match",
        ),
        (
            "[P:Ada Jell] met [m1:[P:Bo Moe]]. [s1:[m1:His] host] [q1:said] [c1:yes].",
            "Ada Jell",
            "role-match",
        ),
        ("[L:Norland] and [L:Vesk] met. [s1:Both] [q1:deny] [c1:it].", "Norland and Vesk", "plural-before"),
        ("Two guards ran. [s1:Both] [q1:deny] [c1:it].", "two guards", "plural-before"),
        ("Two guards ran. [s1:Neither] [q1:denies] [c1:it].", "two guards", "plural-before"),
        (
            "A clerk of the Vesk water board left. [s1:The board] [q1:said] [c1:no].",
            "the Vesk water board",
            "fuller-description",
        ),
        (
            "[s1:[L:Norland]'s foreign minister] [q1:said] [c1:yes].",
            "Norland's foreign minister",
            "described-source",
        ),
        (
            "[s1:Officials] [q1:said] [c1:yes]. [s2:A senior one] [q2:said] [c2:no].",
            "a senior official",
            "unnamed-source",
        ),
        (
            "[s1:Two polls] [q1:say] [c1:yes]. [s2:A third, by the firm Vesk,] [q2:says] [c2:no].",
            "a third poll",
            "new-in-text",
        ),
        (
            "[P:Hassan Jell] saw his son [P:Kerem]. [s1:The elder [P:Jell]] [q1:said] [c1:yes].",
            "Hassan Jell",
            "kinship",
        ),
        ("By [P:Ada Jell]\n\n[s1:I] [q1:think] [c1:so].", "Ada Jell", "byline"),
        (
            "[P:Mr Bo Jell] met [P:Mrs Ada Jell]. [s1:Mr [P:Jell]] [q1:said] [c1:yes].",
            "Bo Jell",
            "surname-match",
        ),
    ],
)
def test_evidence_settles_the_rest_and_is_named(marked: str, name: str, why: str) -> None:
    _, speakers, attributions = find(marked)
    last = attributions[-1]
    assert [one.name for one in speakers if one.id == last.speaker] == [name], (last.open, last.why)
    assert last.why[-1] == why
    assert last.speaker_score is not None and 0.5 <= last.speaker_score <= 1


def test_a_first_person_in_quotation_marks_is_who_is_quoted() -> None:
    marked = "[s1:[P:Ada Jell]] [q1:said]: [c1:“[s2:I] [q2:think] [c2:it sank].”]"
    assert names_of(marked) == ["Ada Jell", "Ada Jell"]


def test_what_was_just_announced_has_the_role_of_the_announcer() -> None:
    marked = (
        "[c1:Trains will stop], [s1:Norland's foreign minister] [q1:said]. "
        "The announcement by [P:Ada Jell] came late. [s2:The foreign minister] [q2:said] [c2:no]."
    )
    assert names_of(marked) == ["Ada Jell", "Ada Jell"]


def test_an_orphan_quotation_goes_to_the_only_one_quoted_right_before_it() -> None:
    marked = (
        "[c1:“The old ferry is late again,”] [q1:said] [s1:[P:Ada Jell]].\n\n“Nobody here knows why that is.”"
    )
    _, _, found = find(marked)
    assert [(one.speaker, one.why[-1]) for one in found] == [
        ("s1", "name-in-source"),
        ("s1", "orphan-holds-floor"),
    ]
    assert found[1].speaker_score < found[0].speaker_score


@pytest.mark.parametrize(
    ("source", "principal", "kind"),
    [
        ("[P:Ada Jell], a spokeswoman for [O:Norbank],", "Norbank", "organisation"),
        ("A spokesman for the water board", "the water board", "government"),
        ("The family's lawyer", "the family", "group"),
        ("[P:Ada Jell]", None, None),
    ],
)
def test_who_speaks_for_others_has_them_as_a_speaker(
    source: str, principal: str | None, kind: str | None
) -> None:
    _, speakers, (attribution,) = find(f"[s1:{source}] [q1:said] [c1:yes].")
    names = {one.id: (one.name, one.kind) for one in speakers}
    whose = next(one for one in speakers if one.id == attribution.speaker).speaks_for
    assert (names[whose] if whose else (None, None)) == (principal, kind)


def test_an_owner_is_not_what_they_own() -> None:
    assert names_of("[m1:[P:Bo Moe]] came. [s1:[m1:His] wife] [q1:said] [c1:yes].") == ["his wife"]


def test_nobody_calls_themselves_by_their_role() -> None:
    marked = "[s1:Minister [P:Ada Jell]] [q1:said] [c1:[s2:the minister] [q2:had said] [c2:no]]."
    assert names_of(marked) == ["Ada Jell", "the minister"]


def test_the_author_is_not_he_in_their_own_text() -> None:
    marked = "By [P:Ada Jell]\n\n[P:Eva Moe] came. [s1:She] [q1:said] [c1:yes]."
    assert names_of(marked) == ["Eva Moe"]


@pytest.mark.parametrize(
    ("marked", "name", "kind"),
    [
        ("[s1:Officials] [q1:said] [c1:yes].", "officials", "unnamed"),
        ("[s1:Critics] [q1:said] [c1:yes].", "critics", "group"),
        ("[s1:A nurse in Vesk] [q1:said] [c1:yes].", "a nurse in Vesk", "unnamed"),
        ("[s1:Two former clients] [q1:said] [c1:yes].", "two former clients", "group"),
        ("[c1:It holds], [q1:according to] [s1:the site diary].", "the site diary", "document"),
    ],
)
def test_who_is_not_named_is_described_as_the_text_does(marked: str, name: str, kind: str) -> None:
    _, (speaker,), _ = find(marked)
    assert (speaker.name, speaker.kind, speaker.named) == (name, kind, False)


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("The [O:Ministry of Health] met. [s1:The [O:Ministry of Health]] [q1:said] [c1:no].", "government"),
        ("[s1:The [O:Supreme Court]] [q1:ruled] [c1:so].", "government"),
        ("[s1:[O:Norbank]] [q1:said] [c1:no].", "organisation"),
        ("[s1:[L:Norland]] [q1:said] [c1:no].", "government"),
        ("[P:Ada Jell] came. [s1:She] [q1:said] [c1:no].", "person"),
    ],
)
def test_the_kind_of_a_named_speaker_is_told_by_the_noun_in_the_name(marked: str, kind: str) -> None:
    _, (speaker,), _ = find(marked)
    assert speaker.kind == kind


def test_joint_sources_have_members() -> None:
    _, speakers, (attribution,) = find("[s1:[L:Norland], [L:Vesk] and [L:Orsa]] [q1:said] [c1:yes].")
    assert [(s.name, s.kind, s.members, s.and_or) for s in speakers] == [
        ("Norland", "government", (), None),
        ("Vesk", "government", (), None),
        ("Orsa", "government", (), None),
        ("Norland, Vesk and Orsa", "joint", ("s1", "s2", "s3"), "and"),
    ]
    assert (attribution.speaker, attribution.source_status) == ("s4", "named")


def test_a_disjunct_of_a_name_and_a_role_keeps_the_role_as_a_description() -> None:
    assert names_of("[s1:Either Mayor [P:Petra Holm] or her deputy] [q1:told] them [c1:to dig].") == [
        "Petra Holm or her deputy"
    ]


def test_a_spokesman_for_two_is_one_speaker() -> None:
    assert names_of("[s1:A spokesman for [L:Norland] and [L:Vesk]] [q1:said] [c1:yes].") == [
        "a spokesman for Norland and Vesk"
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Lawyers for [P:Ada Jell]", "lawyers for Ada Jell"),
        ("A spokesman for Ms. [P:Jell] and [P:Bo Moe]", "a spokesman for Ms. Jell and Bo Moe"),
        ("Friends of [P:Ada Jell]", "friends of Ada Jell"),
        (
            "Several nurses, including [P:Ada Jell] and [P:Bo Moe],",
            "several nurses, including Ada Jell and Bo Moe",
        ),
        ("Many [O:Republicans]", "many Republicans"),
        ("Head of the [O:Vesk Council] [P:Ada Jell]", "Ada Jell"),
        ("President of Norland Dr. [P:Ada Jell]", "Ada Jell"),
    ],
)
def test_who_speaks_for_somebody_is_not_that_person(source: str, name: str) -> None:
    assert names_of(f"[s1:{source}] [q1:said] [c1:yes].") == [name]


@pytest.mark.parametrize(("between", "name"), [("the quay", "Ada Jell"), ("[P:Bo Jell]", "(shared-surname)")])
def test_a_shared_surname_means_who_was_last_called_so(between: str, name: str) -> None:
    before = (
        "[P:Bo Jell] is away. [s1:[P:Ada Jell]] [q1:said] [c1:yes]. [s2:[P:Jell]] [q2:said] [c2:no].\n\n"
        f"[s3:[P:Eva Moe]] [q3:said] [c3:so].\n\nIt rained on {between}.\n\n"
    )
    after = "[s4:[O:Norbank]] [q4:asked] [c4:why], and [s5:[P:Jell]] [q5:said] [c5:so]."
    assert names_of(before + after)[-1] == name


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("The chairman", "It", ["the chairman", "(pronoun)"]),
        ("The decree", "It", ["the decree", "the decree"]),
        ("The decree", "He", ["the decree", "(pronoun)"]),
        ("The police", "They", ["the police", "the police"]),
        ("The [O:Supreme Court]", "The ministry", ["Supreme Court", "the ministry"]),
        ("[P:Ana] and [P:Lea Novak]", "[P:Ana]", ["Ana Novak and Lea Novak", "Ana Novak"]),
    ],
)
def test_it_is_nobody_and_a_ministry_no_court(first: str, second: str, names: list[str]) -> None:
    assert names_of(f"[s1:{first}] [q1:said] [c1:no]. [s2:{second}] [q2:said] [c2:yes].") == names


@pytest.mark.parametrize(
    ("before", "source", "name"),
    [
        ("Shares in [O:Norbank] fell. ", "The company", "Norbank"),
        ("Shares in [O:Norbank] and [O:Vesk Oil] fell. ", "The company", "the company"),
        ("The MP [P:Ada Jell] came. ", "Parliament", "parliament"),
    ],
)
def test_a_general_noun_means_the_only_body_and_no_person(before: str, source: str, name: str) -> None:
    assert names_of(f"{before}[s1:{source}] [q1:said] [c1:no].") == [name]


@pytest.mark.parametrize(
    ("bodies", "name"),
    [
        ("The [O:Church of Norland]", "Church of Norland"),
        ("The [O:Vesk Church]", "Vesk Church"),
        ("The [O:Church of Norland] and the [O:Vesk Church]", "Church"),
    ],
)
@pytest.mark.parametrize("short", ["The Church", "The [O:Church]"])
def test_a_capital_noun_means_the_one_body_that_has_it_in_its_name(
    bodies: str, name: str, short: str
) -> None:
    assert names_of(f"{bodies} met. It rained. [s1:{short}] [q1:said] [c1:no].") == [name]


@pytest.mark.parametrize(
    ("source", "status"), [("Vellmar", "named"), ("Hauliers", "nominal"), ("Research", "nominal")]
)
def test_an_unknown_word_at_the_head_of_a_sentence_may_be_a_name(source: str, status: str) -> None:
    assert find(f"[s1:{source}] [q1:said] [c1:no].")[2][0].source_status == status


def test_nobody_is_said_to_have_asked() -> None:
    _, _, found = find("[s1:Ms [P:Jell]] [q1:said] [c1:no] when [q2:asked] [c2:if she would go].")
    assert [one.source_status for one in found] == ["named", "none"]


def test_a_label_in_a_transcript_is_a_person() -> None:
    _, speakers, _ = find(
        "[s1:[O:OKORO]][q1::] [c1:No.]\n\n[s2:[P:SMITH]][q2::] [c2:Why?]\n\n[s3:[O:OKORO]][q3::] [c3:So.]"
    )
    assert [speaker.kind for speaker in speakers] == ["person", "person"]


def test_a_nickname_means_its_bearer() -> None:
    marked = "[s1:[P:Bo “Spud” Moe]] [q1:said] [c1:no]. [s2:[P:Spud]] [q2:said] [c2:yes]."
    assert names_of(marked) == ["Bo “Spud” Moe"] * 2


def test_who_was_she_is_not_he_in_the_next_sentence() -> None:
    said = "[m1:[P:Tal Jell]] met the crew. [s1:[m1:She]] [q1:said] [c1:no]."
    assert names_of(f"{said} [s2:[m1:He]] [q2:said] [c2:yes].") == ["Tal Jell", "(pronoun)"]


def test_a_body_with_a_name_of_its_own_is_no_other_body() -> None:
    board = "[s1:[m1:[O:Norbank]]] [q1:said] [c1:no]. [s2:[m1:The {}]] [q2:said] [c2:yes]."
    assert names_of(board.format("bank")) == ["Norbank", "Norbank"]
    assert names_of(board.format("[P:Ruiz] bank")) == ["Norbank", "the Ruiz bank"]


def test_a_cue_without_a_source_goes_on_with_the_speaker_before_it() -> None:
    _, _, found = find("[s1:[P:Ada Jell]] [q1:said] [c1:yes], [q2:adding] [c2:that rain is due].")
    assert [(a.speaker, a.why[-1]) for a in found] == [("s1", "name-in-source"), ("s1", "elided-source")]


def test_a_cue_that_goes_on_from_another_verb_has_the_subject_of_the_sentence() -> None:
    text = "In 2017, [L:Norland], [L:Vesk] and [L:Orsa] held talks and [q1:announced] [c1:that rain is due]."
    _, speakers, (found,) = find(text)
    assert [one.name for one in speakers if one.id == found.speaker] == ["Norland, Vesk and Orsa"]
    assert (found.source, found.source_status, found.why[-1]) == ((), "elided", "elided-source")
    for text in (
        "The head of [L:Norland] left and [q1:announced] [c1:that rain is due].",
        "[L:Norland]'s head left and [q1:announced] [c1:that rain is due].",
        "It rained in [L:Norland] and [q1:announced] [c1:that rain is due].",
    ):
        assert names_of(text) == ["(no-antecedent)"]


def test_it_goes_on_with_what_is_open_too() -> None:
    assert names_of("[s1:She] [q1:said] [c1:yes], [q2:adding] [c2:that rain is due].") == [
        "(pronoun)",
        "(pronoun)",
    ]


def test_the_role_is_the_words_beside_the_name() -> None:
    roles = {
        "[s1:Defense Minister [P:Ada Jell]] [q1:said] [c1:yes].": "Defense Minister",
        "[s1:The director, [P:Ada Jell],] [q1:said] [c1:yes].": "the director",
        "[s1:[P:Ada Jell], 41, a courier in Vesk,] [q1:said] [c1:yes].": "a courier in Vesk",
        "[s1:[P:Ada Jell], a courier in Vesk,] [q1:said] [c1:yes].": "a courier in Vesk",
        "[s1:[P:Ada Jell]] [q1:said] [c1:yes].": None,
    }
    assert {marked: find(marked)[1][0].role for marked in roles} == roles


def test_mentions_are_the_sources_and_the_names_that_are_surely_theirs() -> None:
    text, (speaker,), _ = find(
        "[P:Ada Jell] came. [s1:[P:Jell]] [q1:said] [c1:yes]. [P:Bo Moe] left [P:Jell]."
    )
    assert [span.of(text) for span in speaker.mentions] == ["Ada Jell", "Jell", "Jell"]


def test_settled_attributions_have_a_score_and_open_ones_none() -> None:
    _, _, found = find("[s1:[P:Ada Jell]] [q1:said] [c1:yes]. [s2:He] [q2:said] [c2:no].")
    assert [a.speaker_score is None for a in found] == [False, True]
    assert all(reason in REASONS for a in found for reason in (*a.why, *([a.open] if a.open else [])))


@given(st.text(max_size=30))
def test_keys_do_not_change_when_made_again(name: str) -> None:
    assert to_key(to_key(name)) == to_key(name)


def test_a_joint_source_that_stays_open_leaves_no_speaker_behind() -> None:
    marked = "[P:Ada Jell] and [P:Bo Jell] met. [s1:[P:Cy Moe] and [P:Jell]] [q1:said] [c1:yes]."
    _, speakers, (found,) = find(marked)
    assert (speakers, found.speaker, found.open) == ((), None, "shared-surname")

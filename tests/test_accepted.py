"""Which names a speaker may go by, and the counts of speakers that are named, wrongly named and left open."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attrib.accepted import fold_name, is_accepted, pick_source_kind
from attrib.gold import Gold
from attrib.records import Annotated, Attribution, MadeWith, SourceStatus, Speaker, text_sha256
from attrib.score import score
from attrib.score_measures import MEASURES
from attrib.spans import Span


def speaker(name: str, **more: object) -> Speaker:
    return Speaker("s1", name, "person", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("RUIZ", ("Ana Ruiz",)),
        ("King", ("Abel King",)),
        ("Ms Ruíz’s", ("Ana Ruiz",)),
        ("Mayor Ana Ruiz", ("Ruiz",)),
        ("the Office of Tides", ("Office of Tides",)),
        ("Tides", ("Office of Tides", "Office")),
        ("Ana Maria Ruiz", ("Ana Ruiz", "Ruiz")),
    ],
)
def test_a_name_is_accepted_whatever_its_case_titles_article_and_length(name: str, names: tuple[str]) -> None:
    assert is_accepted(speaker(name), names)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Eva Ruiz", ("Ana Ruiz", "Ruiz")),  # the fullest name is Ana's: Ruiz alone may not be gone beyond
        ("the mayor", ("Ana Ruiz",)),
        ("the Mayor", ("Mayor Ana Ruiz",)),  # a title is no part of a name
        ("Jo Bell", ("Ana Ruiz",)),
        ("Abel Moe", ("Abel King",)),  # a surname that could be a title
        ("Ana Ruiz", ()),
    ],
)
def test_another_name_is_not_accepted(name: str, names: tuple[str]) -> None:
    assert not is_accepted(speaker(name), names)


def test_a_joint_speaker_is_not_one_of_its_members() -> None:
    joint = speaker("Ana Ruiz and Jo Bell", members=("s2", "s3"))
    assert not is_accepted(joint, ("Ana Ruiz",))
    assert is_accepted(joint, ("Ana Ruiz and Jo Bell",))


@given(st.text(max_size=30))
@example("RUIZ’S")
@example("'S")
def test_a_title_an_article_or_capitals_change_nothing(name: str) -> None:
    if fold_name(name):
        assert fold_name(f"the Mayor {name}") == fold_name(name) == fold_name(name.casefold())


# Words stand at: Ana Ruiz 0:8, he 15:17, I 24:25, We 31:33, the baker 40:49, Jo 57:59
TEXT = "Ana Ruiz spoke he spoke I spoke We spoke the baker spoke Jo spoke."
SOURCES: tuple[tuple[int, int, SourceStatus], ...] = (
    (0, 8, "named"),
    (15, 17, "pronoun"),
    (24, 25, "pronoun"),
    (32, 34, "pronoun"),
    (41, 50, "nominal"),
    (57, 59, "named"),
)


def annotated(guessed: list[str | None], speakers: tuple[Speaker, ...] = ()) -> Annotated:
    """The six sources of TEXT, each with one word as content, and the speakers of these ids."""
    attributions = tuple(
        Attribution(
            f"a{n}", (Span(start, end),), status, None, (Span(end + 1, end + 6),), "indirect", speaker=id
        )
        for n, ((start, end, status), id) in enumerate(zip(SOURCES, guessed, strict=True))
    )
    return Annotated(
        "x", TEXT, text_sha256(TEXT), {}, (), (), (), attributions, (), speakers, (), MadeWith("test")
    )


def test_sources_are_told_apart_as_names_pronouns_and_roles() -> None:
    kinds = [pick_source_kind(TEXT, one) for one in annotated([None] * 6).attributions]
    assert kinds == ["name", "pronoun", "I or you", "I or you", "role", "name"]
    bare = Attribution("a1", (), "none", None, (Span(0, 8),), "indirect")
    assert pick_source_kind(TEXT, bare) is None


def test_speakers_are_counted_as_named_wrongly_named_or_left_open() -> None:
    ruiz = ("Ana Ruiz", "Ruiz")
    # "We" are never named in the text; of Jo no entity is known, so nothing is asked.
    names = {"a0": ruiz, "a1": ruiz, "a2": ruiz, "a3": (), "a4": ("Mio",)}
    layers = frozenset({"source", "content", "speaker_names"})
    gold = Gold(annotated([None] * 6), layers, speaker_names=names)
    speakers = (
        Speaker("s1", "Ruiz", "person"),
        Speaker("s2", "Jo Bell", "person"),
        Speaker("s3", "the baker", "unnamed", named=False),
    )
    # Right; another's name; open; another's name where there is none to give; a description; not asked.
    scores = score([gold], [annotated(["s1", "s2", None, "s2", "s3", "s2"], speakers)])
    counts = {row.measure: (row.right, row.gold) for row in scores.rows if row.measure.startswith("speaker ")}
    assert counts == {
        # "We" has a name that is none of theirs; the baker, who has one, goes without.
        "speaker right": (1, 5),
        "speaker right, named": (1, 1),
        "speaker right, nominal": (0, 1),
        "speaker right, pronoun": (0, 3),
        "speaker named": (1, 4),
        "speaker named, name": (1, 1),
        "speaker named, pronoun": (0, 1),
        "speaker named, I or you": (0, 1),
        "speaker named, role": (0, 1),
        "speaker named, no name": (0, 3),
        "speaker wrongly named": (2, 5),
        "speaker wrongly named, name": (0, 1),
        "speaker wrongly named, pronoun": (1, 1),
        "speaker wrongly named, I or you": (1, 2),
        "speaker wrongly named, role": (0, 1),
        "speaker wrongly named, no name": (2, 4),
        "speaker left open": (2, 4),
        "speaker left open, name": (0, 1),
        "speaker left open, pronoun": (0, 1),
        "speaker left open, I or you": (1, 1),
        "speaker left open, role": (1, 1),
        "speaker left open, no name": (2, 3),
    }
    assert scores["speaker wrongly named"].score == 2 / 5
    assert scores["speaker wrongly named"].recall is None
    assert MEASURES["speaker wrongly named"][0] == "share of faults"


def test_an_entity_that_the_text_never_names_is_rightly_left_without_a_name() -> None:
    gold = Gold(
        annotated([None] * 6),
        frozenset({"source", "content", "speaker_names"}),
        speaker_names={"a3": (), "a4": ()},
    )
    we = Speaker("s1", "the crew", "unnamed", named=False)
    scores = score([gold], [annotated([None, None, None, "s1", None, None], (we,))])
    assert (scores["speaker right"].score, scores["speaker wrongly named"].score) == (1.0, 0.0)
    with pytest.raises(KeyError):  # nobody is there to be named
        scores["speaker named"]


def test_an_unnamed_speaker_of_the_right_name_is_right() -> None:
    gold = Gold(
        annotated([None] * 6),
        frozenset({"source", "content", "speaker_names"}),
        speaker_names={"a0": ("Ruiz",)},
    )
    scores = score([gold], [annotated(["s1", *[None] * 5], (speaker("Ruiz", named=False),))])
    assert scores["speaker named"].score == 1.0
    assert scores["speaker wrongly named"].score == 0.0

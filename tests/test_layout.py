"""Paragraphs hold every character that is not white space; blocks say what each of them is on the page."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from strategies import texts, trimmed

from attrib.furniture import pick_furniture
from attrib.layout import find_blocks, find_paragraphs
from attrib.spans import Span

IDLIB = Path(__file__).parent / "texts" / "idlib.txt"


def paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in find_paragraphs(text)]


def kinds(text: str, **meta: str) -> list[str]:
    return [block.kind for block in find_blocks(text, find_paragraphs(text), meta)]


def blocks(text: str, **meta: str) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(text)) for block in find_blocks(text, find_paragraphs(text), meta)]


# Paragraphs


@pytest.mark.parametrize(
    "gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\r\r", "\u2028\u2028", "\u2029", "\x85\x85", "\n\n\n\n"]
)
def test_a_blank_line_of_any_kind_parts_two_paragraphs(gap: str) -> None:
    assert paragraphs(f"The dam broke.{gap}Nobody was hurt.") == ["The dam broke.", "Nobody was hurt."]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r", "\u2028", "\x85", "\n\t"])
def test_a_single_break_parts_two_paragraphs_where_lines_are_not_wrapped(gap: str) -> None:
    assert paragraphs(f"Tram to open: FM{gap}MİDDLE EAST{gap}It opens.") == [
        "Tram to open: FM",
        "MİDDLE EAST",
        "It opens.",
    ]


WRAPPED = """The harbour master said on Tuesday that no
boat may leave before the storm has passed
the islands. Ana Ruiz, who leads the fishing
guild, said the guild would pay for ropes and
for two nights in town.

The storm is called Vera."""


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\u2028"])
def test_single_breaks_of_hard_wrapped_prose_are_white_space(gap: str) -> None:
    text = WRAPPED.replace("\n", gap)
    assert [paragraph.split()[0] for paragraph in paragraphs(text)] == ["The", "The"]
    assert paragraphs(text)[0].endswith("in town.")


def test_a_short_line_ends_its_paragraph_even_in_wrapped_prose() -> None:
    text = WRAPPED.replace("\n\n", "\nWEATHER\n")
    assert [paragraph[:9] for paragraph in paragraphs(text)] == ["The harbo", "WEATHER", "The storm"]


def test_a_wrapped_note_is_found_on_a_page_that_is_not_wrapped() -> None:
    text = (
        "One line.\nSecond line.\nThird line.\nFourth one.\n\nNote: this page was\nlooked at by two\npeople."
    )
    assert paragraphs(text)[-1] == "Note: this page was\nlooked at by two\npeople."
    assert len(paragraphs(text)) == 5


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u2029", "\r\n"])
def test_a_text_of_white_space_has_no_paragraphs(text: str) -> None:
    assert find_paragraphs(text) == ()
    assert find_blocks(text, ()) == ()


@given(texts())
def test_paragraphs_are_trimmed_in_order_and_lose_nothing(text: str) -> None:
    found = find_paragraphs(text)
    assert all(span.start < span.end and trimmed(text, span) for span in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join(span.of(text) for span in found).split() == text.split() or (
        "".join("".join(span.of(text).split()) for span in found) == "".join(text.split())
    )


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "a ",
        " ",
        "\n",
        "The dam broke.\n",
        "It broke.\n\n",
        "\r\n",
        "“",
        "\u2028 ",
        "By Ana Ruiz and Bo Lind\n",
        "(",
        "x, ",
    ],
)
def test_a_million_characters_take_linear_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    start = time.perf_counter()
    find_blocks(text, find_paragraphs(text))
    # The slowest, 50 000 paragraphs, takes about a second; a quadratic scan takes hours.
    assert time.perf_counter() - start < 60


# Blocks


def test_the_parts_of_a_whole_page_are_told_apart() -> None:
    text = IDLIB.read_bytes().decode("utf-8")
    found = find_blocks(text, find_paragraphs(text))
    assert [block.kind for block in found] == [
        *("headline", "section", "headline", "deck", "byline"),
        *["body"] * 13,
        *("boilerplate", "boilerplate"),
    ]
    # The headline stands twice; the deck's words come again in the body, where they are a claim of their own.
    assert [i for i, block in enumerate(found) if block.repeats] == [2]


def test_a_dateline_is_cut_off_the_paragraph_it_opens() -> None:
    text = (
        "OSLO, 3 May (NTB) — A landslide closed the E6 north of Mosjøen on Tuesday.\n\n"
        "Police chief Ingrid Solbakk said so.\n\n(Reporting by J. Moe; editing by K. Lunde)\n"
        "Our standards: the agency's code of conduct\nShare on X · Copy link · 212 comments"
    )
    assert blocks(text) == [
        ("dateline", "OSLO, 3 May (NTB) —"),
        ("body", "A landslide closed the E6 north of Mosjøen on Tuesday."),
        ("body", "Police chief Ingrid Solbakk said so."),
        ("byline", "(Reporting by J. Moe; editing by K. Lunde)"),
        ("boilerplate", "Our standards: the agency's code of conduct"),
        ("boilerplate", "Share on X · Copy link · 212 comments"),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "DEPOK (KLM) —",
        "DEPOK —",
        "PORT-AU-QUAY, Feb 7 (Reuters) -",
        "Depok (AFP) –",
        "ST. ANNE, N.L. —",
        "DEPOK, July 25:",
    ],
)
def test_datelines_of_many_houses_are_found(dateline: str) -> None:
    assert blocks(f"{dateline} The tram opens on Monday.") == [
        ("dateline", dateline),
        ("body", "The tram opens on Monday."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "KLM — the owner of the line — said so.",
        "Sen. Ana Ruiz (R-Depok) — A former mayor — said so.",
        "BREAKING — The dam broke.",
        "THE CHAIR: We resume at 10:30.",
        "Travel: the 10:30 from Depok is cancelled and the 11:15 runs as usual.",
    ],
)
def test_what_only_looks_like_a_dateline_stays_in_the_body(text: str) -> None:
    assert blocks(text) == [("body", text)]


def test_a_text_that_begins_with_a_sentence_has_no_headline() -> None:
    assert kinds("The tram opens on Monday.\n\nIt is blue.") == ["body", "body"]
    assert kinds("SMITH: Where were you at nine?\n\nOKORO: At the depot.") == ["body", "body"]


def test_the_title_of_the_meta_data_is_a_headline_even_with_a_full_stop() -> None:
    text = "The tram opens on Monday.\n\nIt is blue."
    assert kinds(text, title="The tram opens on Monday") == ["headline", "body"]
    assert kinds(text, title="The tram opens on Monday - The Quay") == ["headline", "body"]


def test_decks_bylines_dates_and_labels_stand_between_headline_and_body() -> None:
    text = (
        "WORLD\n\nTram to open: mayor\n\nThe line was twelve years in the making\n\nBy Ana Ruiz in Depok\n\n"
        "3 May 2024, 10:30 GMT\n\nThe tram opens soon.\n\nA long wait\n\nIt is blue.\n\nTram to open: mayor"
    )
    expected = ["section", "headline", "deck", "byline", "dateline", "body", "section", "body", "headline"]
    assert kinds(text) == expected
    found = find_blocks(text, find_paragraphs(text))
    assert [block.repeats for block in found] == [False] * 8 + [True]


def test_a_whole_sentence_is_a_deck_only_when_a_byline_follows() -> None:
    head, sentence, body = "Tram to open", "The line took twelve years.", "The tram opens on Monday."
    assert kinds(f"{head}\n\n{sentence}\n\nBy Ana Ruiz\n\n{body}") == ["headline", "deck", "byline", "body"]
    assert kinds(f"{head}\n\n{sentence}\n\n{body}") == ["headline", "body", "body"]


def test_the_author_and_the_outlet_of_the_meta_data_are_credits() -> None:
    text = "Tram to open\n\nBo Lind\n\nThe Quay\n\nThe tram opens on Monday."
    assert kinds(text, author="Bo Lind", outlet="The Quay") == ["headline", "byline", "byline", "body"]


@pytest.mark.parametrize(
    "kind, paragraph",
    [
        ("byline", "By Ana Ruiz and Bo Lind, Harbour Correspondents"),
        ("byline", "News Service AA"),
        ("byline", "(Reuters)"),
        ("byline", "Additional reporting by J. Moe in Depok; Editing by K. Lunde"),
        ("dateline", "Friday, July 21, 2017"),
        ("dateline", "Published: 3 May 2024 10:30 GMT"),
        ("dateline", "5:25 p.m."),
        ("caption", "The harbour at dawn. Image: Bo Lind."),
        ("caption", "Boats wait out the storm (Photo by Bo Lind)"),
        ("caption", "Boats wait out the storm [Bo Lind/Reuters]"),
        ("caption", "FILE PHOTO: Ana Ruiz at the harbour"),
        ("boilerplate", "+"),
        ("boilerplate", "* * *"),
        ("boilerplate", "Read more: “We sail,” says harbour master"),
        ("boilerplate", "Sign up for our newsletter"),
        ("boilerplate", "Follow Ana Ruiz on Twitter @anaruiz."),
        ("boilerplate", "© 2024 The Quay. All rights reserved."),
        (
            "boilerplate",
            "We use cookies to improve your visit. By continuing you agree to our terms of use.",
        ),
        ("boilerplate", "Advertisement"),
        ("boilerplate", "Facebook | Twitter | WhatsApp | Email"),
    ],
)
def test_furniture_is_known_by_its_own_words(kind: str, paragraph: str) -> None:
    assert pick_furniture(paragraph) == kind


@pytest.mark.parametrize(
    "paragraph",
    [
        "The regulator fined the firm because it stored cookies without consent.",
        "“We use cookies to improve your visit,” the notice read, and by continuing you agree to our terms.",
        "By Tuesday the boats were gone.",
        "Ruiz said she would follow the council on Twitter.",
        "The council will share the report on Monday.",
        "Subscribers to the newsletter rose by a third.",
        "The picture shows boats in the storm.",
        "May was the wettest month in 12 years.",
        "Reporting by the council is late, Ruiz said.",
        "Correction: An earlier version of this article gave the wrong date.",
        "Home prices rose.",
        "X marks the spot, the captain said.",
        "Copyright law will change in May.",
    ],
)
def test_a_sentence_of_the_story_is_never_furniture(paragraph: str) -> None:
    assert pick_furniture(paragraph) is None
    assert kinds(f"The dam broke.\n\n{paragraph}\n\nNobody was hurt.") == ["body"] * 3


@given(texts())
def test_blocks_are_trimmed_in_order_apart_and_lose_nothing(text: str) -> None:
    found = find_blocks(text, find_paragraphs(text), {"title": text[:9]})
    spans = [block.span for block in found]
    assert all(span.start < span.end and trimmed(text, span) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert not any(block.repeats for block in found if block.kind == "body")


def test_blocks_do_not_depend_on_the_kind_of_line_break() -> None:
    text = "Tram to open: mayor\n\nBy Ana Ruiz\n\nDEPOK (KLM) — The tram opens on Monday."
    other = text.replace("\n", "\r\n")
    assert blocks(other) == blocks(text)
    assert find_blocks(other, find_paragraphs(other))[1].span == Span(23, 34)

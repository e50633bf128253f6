"""A record without its text finds it again by the hash; a text that changed on its way through a file too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from newsroom import Says, article
from strategies import annotated

from attrib.errors import BadAnnotation
from attrib.records import Annotated, Article, text_sha256
from attrib.schema import find_problems
from attrib.standoff import drop_text, rejoin

RECORD = article("a", Says("Ana Ruiz", "the quay is naïve"), Says("Moe"))


@settings(max_examples=60, deadline=None)
@given(annotated())
def test_taking_the_text_out_and_putting_it_back_gives_the_same_record(record: Annotated) -> None:
    bare = drop_text(record)
    assert bare.text is None and find_problems(bare.to_json()) == find_problems(record.to_json())
    assert list(rejoin([bare], [Article("another id", record.text or "")])) == [record]


@pytest.mark.parametrize(
    "changed",
    [
        (RECORD.text or "").replace("\n", "\r\n"),
        "\ufeff" + (RECORD.text or ""),
        (RECORD.text or "") + "\n\n",
        (RECORD.text or "").replace("ï", "i\u0308"),
    ],
    ids=["line ends", "byte order mark", "blank end", "decomposed"],
)
def test_what_a_file_does_to_a_text_is_undone_when_the_hash_proves_it(changed: str) -> None:
    assert list(rejoin([drop_text(RECORD)], [Article("a", changed)])) == [RECORD]


def test_a_record_that_has_its_text_is_handed_on() -> None:
    assert list(rejoin([RECORD], [])) == [RECORD]


def test_a_record_whose_text_is_not_there_stops_or_stays_without() -> None:
    bare = drop_text(RECORD)
    short = text_sha256(RECORD.text or "")[:12]
    with pytest.raises(BadAnnotation) as caught:
        list(rejoin([bare], [Article("b", "Another text.")]))
    assert str(caught.value) == (
        f"a: no text with the sha256 {short}… was given. Name the file or folder that holds it, or go on "
        "without it (missing='keep', --missing keep)."
    )
    other = rf"^a: the text of that id is another one \(its sha256 is not {short}…\)"
    with pytest.raises(BadAnnotation, match=other):
        list(rejoin([bare], [Article("a", "Another text.")]))
    assert list(rejoin([bare], [], missing="keep")) == [bare]


def test_a_text_that_was_edited_is_not_dropped() -> None:
    with pytest.raises(BadAnnotation, match=r"^a: the text is not that of text_sha256, so it could never be"):
        drop_text(replace(RECORD, text="edited"))
    assert drop_text(drop_text(RECORD)) == drop_text(RECORD)

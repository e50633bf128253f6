"""Quotation marks of every house style are paired within a paragraph; apostrophes are left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from strategies import texts

from attrib.layout import find_paragraphs
from attrib.quotes import find_quotations, pair_quotes, stays_open
from attrib.spans import Span


def quoted(text: str) -> list[str]:
    return [span.of(text) for span in find_quotations(text, find_paragraphs(text))]


@pytest.mark.parametrize(
    "text, found",
    [
        ('"Yes," she said.', ['"Yes,"']),
        ("“Yes,” she said. “No.”", ["“Yes,”", "“No.”"]),
        ("‘Yes,’ she said.", ["‘Yes,’"]),
        ("'Yes,' she said.", ["'Yes,'"]),
        ("„Yes,“ she said.", ["„Yes,“"]),
        ("‚Yes,‘ she said.", ["‚Yes,‘"]),
        ("«Yes,» she said.", ["«Yes,»"]),
        ("``Yes,'' she said.", ["``Yes,''"]),
        ("＂Yes,＂ she said.", ["＂Yes,＂"]),
    ],
)
def test_every_pair_of_marks_is_found_with_its_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_a_quotation_inside_a_quotation_is_not_listed() -> None:
    assert quoted("“He told me ‘go’,” she said.") == ["“He told me ‘go’,”"]


@pytest.mark.parametrize(
    "text", ["The workers' pay isn't low.", 'A 6" pipe', "the ’90s boats", "rock 'n roll"]
)
def test_apostrophes_and_inch_marks_open_nothing(text: str) -> None:
    assert quoted(text) == []


def test_an_open_quotation_runs_to_the_end_of_its_paragraph() -> None:
    text = "“We sail.\n\n“We stay,” she said."
    assert quoted(text) == ["“We sail.", "“We stay,”"]
    assert [stays_open(text, span) for span in find_quotations(text, find_paragraphs(text))] == [True, False]


@given(texts())
def test_quotations_stand_in_their_paragraph_in_order_and_apart(text: str) -> None:
    for paragraph in find_paragraphs(text):
        found = pair_quotes(text, paragraph)
        assert all(paragraph.holds(span) and span.start < span.end for span in found)
        assert all(before.end <= after.start for before, after in pairwise(found))
        assert pair_quotes(text, Span(paragraph.start, paragraph.end)) == found

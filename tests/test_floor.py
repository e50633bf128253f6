"""Whom "I" means where it stands in nobody's words."""

from __future__ import annotations

import pytest
from readings import block, read_marked

from attrib.floor import Floor
from attrib.referents import Referents

LONG = "word " * 45


def pick(marked: str, at: str = "I think") -> tuple[str, str] | None:
    reading = read_marked(marked)
    holder = Floor(reading, Referents(reading), ()).pick(reading.text.rindex(at))
    return None if holder is None else (holder.key, holder.reason)


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("[P:RUIZ]: No.\n\n[P:MOE]: I think so.", ("person moe", "turn-label")),
        ("[P:RUIZ]: No.\n\nCLERK: I think so.", None),
        ("Hello, I'm [P:Ana Ruiz]. I think so.", ("person ana ruiz", "introduces-self")),
        ("“I'm [P:Ana Ruiz],” she said. I think so.", None),
        ("We hear you, Miss [P:Ruiz].\n\nI think so.", ("person ruiz", "called-upon")),
        ("We met Ana [P:Ruiz].\n\nI think so.", None),
        (f"Miss [P:Ruiz]?\n\n{LONG}.\n\nI think so, {LONG}.", ("person ruiz", "called-upon")),
        ("Miss [P:Ruiz]?\n\nYes.\n\nI think so.", None),
        (f"Miss [P:Ruiz]?\n\nYes.\n\nI think so, {LONG}.", ("person ruiz", "called-upon")),
        (f"Miss [P:Ruiz]?\n\nYes.\n\nDr [P:Moe]?\n\nI think so, {LONG}.", ("person moe", "called-upon")),
        ("STATEMENT OF [P:ANA RUIZ]\n\nI think so.", ("person ana ruiz", "called-upon")),
        ("By [P:Ana Ruiz]\n\nI think so.", ("person ana ruiz", "byline")),
        ("By [P:Ana Ruiz] and [P:Bo Moe]\n\nI think so.", None),
        ("I think so.\n\nYours,\n\n[P:Ana Ruiz]", ("person ana ruiz", "signature")),
        ("I think so.\n\nRespectfully, [P:Ana Ruiz]", ("person ana ruiz", "signature")),
        ("I think so.\n\nDear [P:Ana Ruiz] came.", None),
    ],
)
def test_the_floor_is_held_by_whom_the_text_gives_it(marked: str, found: tuple[str, str] | None) -> None:
    assert pick(marked) == found


def test_an_interview_is_answered_by_the_person_in_its_heading() -> None:
    questions = "\n\n".join(f"Why {number}?\n\nBecause." for number in "abcd")
    assert pick(f"An interview with [P:Ana Ruiz]\n\n{questions}\n\nI think so.") == (
        "person ana ruiz",
        "interviewee",
    )
    assert pick(f"An interview with [P:Ana Ruiz]\n\n{questions}\n\nI think so, or?") is None
    assert pick(f"[P:Ana Ruiz] meets [P:Bo Moe]\n\n{questions}\n\nI think so.") is None
    assert pick("An interview with [P:Ana Ruiz]\n\nWhy?\n\nI think so.") is None


def test_a_block_that_is_a_byline_needs_no_by() -> None:
    reading = read_marked("Ferry late\n\n[P:Ana Ruiz], Vesk\n\nI think so.")
    floor = Floor(reading, Referents(reading), [block(reading.text, "byline", "Ana Ruiz, Vesk")])
    assert [holder[:2] for holder in floor.authors] == [("person ana ruiz", "byline")]

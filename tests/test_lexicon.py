"""The list of reporting words: what it holds, how forms are found, and how a bad row is reported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from attrib.errors import BadInput
from attrib.lexicon import Factivity, pick_cue, read_cues
from attrib.records import Stance
from attrib.spans import Span
from attrib.wordforms import inflect

CUES = "lemma\tpart\tstance\tfactivity\twording\tforms\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_more_than_250_verbs_and_every_stance_and_factivity() -> None:
    entries = {(entry.lemma, entry.part): entry for entry in read_cues().values()}
    assert sum(part == "verb" for _, part in entries) >= 250
    assert {entry.stance for entry in entries.values()} == set(get_args(Stance))
    assert {entry.factivity for entry in entries.values()} == set(get_args(Factivity))


@pytest.mark.parametrize(
    ("factivity", "cues"),
    [
        ("factive", "regretted resents realised discovered knew reveals admitted found noticed learnt"),
        ("nonfactive", "said claimed thinks believes suggested insisted alleged denied fears taught"),
        ("counterfactive", "pretended lied falsifies disproves"),
    ],
)
def test_factivity_says_whether_the_cue_takes_its_content_to_be_so(factivity: str, cues: str) -> None:
    assert [word for word in cues.split() if read_cues()[word].factivity != factivity] == []


def test_an_adverb_that_denies_turns_the_cue_round() -> None:
    text = "Bo falsely claimed so"
    picked = pick_cue(text, Span(3, 18))
    assert picked is not None
    assert (picked[0].lemma, picked[0].factivity) == ("falsely claimed", "counterfactive")


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("say", "said"), ("tell", "told"), ("deny", "denies"), ("admit", "admitted"),
        ("point out", "pointed out"),
        ("slam", "slams"), ("brag", "bragging"), ("write", "written"), ("go on", "went on"),
        ("agree", "agreed"),
        ("announcement", "announcements"), ("story", None), ("lie", "lied"),
    ],
)  # fmt: skip
def test_forms_lead_to_their_lemma(lemma: str, form: str | None) -> None:
    if form is None:
        assert lemma not in read_cues()
    else:
        assert read_cues()[form].lemma == lemma


def test_every_regular_form_is_made_of_letters_and_blanks() -> None:
    assert [form for form in read_cues() if not re.fullmatch(r"[a-z][a-z -]*[a-z]", form)] == []


def test_agree_keeps_its_ee() -> None:
    assert inflect("agree", "verb") == ("agree", "agrees", "agreed", "agreeing")


@pytest.mark.parametrize(
    ("cue", "lemma", "stance"),
    [
        ("had earlier admitted", "admit", "vouching"),
        ("claimed", "claim", "doubting"),
        ("hit back", "hit back", "confrontational"),
        ("boasted", "boast", "emotive"),
        ("according to", "according to", "neutral"),
        ("The announcement by", "announcement", "neutral"),
    ],
)
def test_the_reporting_word_of_a_cue_is_found(cue: str, lemma: str, stance: str) -> None:
    picked = pick_cue(cue, Span(0, len(cue)))
    assert picked is not None
    assert (picked[0].lemma, picked[0].stance) == (lemma, stance)


def test_a_cue_without_a_reporting_word_has_none() -> None:
    assert pick_cue("that was how :", Span(0, 14)) is None


def test_cues_that_judge_are_told_from_those_that_do_not() -> None:
    judging = {
        word: read_cues()[word].wording for word in ("claimed", "admitted", "conceded", "ranted", "slams")
    }
    assert judging == {
        "claimed": "doubt",
        "admitted": "certainty",
        "conceded": "certainty",
        "ranted": "dysphemism",
        "slams": "intensifier",
    }
    plain = ("said", "warned", "vowed", "denied", "refused", "blamed", "reportedly", "allegedly")
    assert [word for word in plain if read_cues()[word].wording] == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "lemma\tpart\n",
            "cues.tsv:1: the heading is 'lemma part', not 'lemma part stance factivity wording forms'.",
        ),
        (
            CUES + "# a remark\nsay\tverb\tcalm\tnonfactive\t-\tsaid\n",
            "cues.tsv:3: column stance: 'calm' is none of "
            "neutral, doubting, vouching, emotive, confrontational.",
        ),
        (
            CUES + "say\tverb\tneutral\tnonfactive\t-\n",
            "cues.tsv:2: 5 cells, 5 of them filled, where 6 are wanted "
            "(lemma, part, stance, factivity, wording, forms). Write - where there is nothing to say.",
        ),
        (
            CUES + "say\tverb\tneutral\tnonfactive\t-\tsaid\n" * 2,
            "cues.tsv:3: 'say' (verb) stands twice. Keep one of the two rows.",
        ),
    ],
)
def test_a_bad_row_of_cues_is_reported_with_its_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_cues(write(tmp_path / "cues.tsv", rows))
    assert str(caught.value) == message

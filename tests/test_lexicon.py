"""The word lists: what they hold, how forms are found, and how a bad row is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attrib.errors import BadInput
from attrib.lexicon import inflect, pick_cue, read_cues, read_evaluative
from attrib.spans import Span

CUES = "lemma\tpart\tstance\tfactivity\twording\tforms\n"
WORDS = "id\tphrase\tcategory\tneutral\tnote\tnot\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_more_than_250_reporting_words() -> None:
    assert len({(entry.lemma, entry.part) for entry in read_cues().values()}) >= 250


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


def test_a_bad_pattern_is_reported_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "evaluative.tsv", WORDS + "regime\tregime\tloaded_label\t-\tnote\t(tax\n")
    with pytest.raises(
        BadInput, match=re.escape("evaluative.tsv:2: column not: '(tax' is no regular expression")
    ):
        read_evaluative(path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    row = "regime\tregime\tloaded_label\tgovernment\tnote\t-\n"
    with pytest.raises(BadInput) as caught:
        read_evaluative(write(tmp_path / "evaluative.tsv", WORDS + row + row))
    assert str(caught.value) == (
        "evaluative.tsv:3: the id 'regime' stands in line 2 as well. Ids are cited in records."
    )


def test_phrases_match_whole_words_in_their_forms() -> None:
    regime = next(entry for entry in read_evaluative() if entry.id == "regime")
    assert [m.group() for m in regime.pattern.finditer("Regimes fall; the regime’s end; regimental.")] == [
        "Regimes",
        "regime",
    ]


def test_every_entry_says_why_it_judges() -> None:
    assert [entry.id for entry in read_evaluative() if len(entry.note) < 10] == []

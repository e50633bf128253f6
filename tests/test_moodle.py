"""Exercises in Moodle's formats: GIFT is read back as Moodle reads it, XML as its documentation asks."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

import pytest
from classroom import HOSTILE, harbour, quay_works
from hypothesis import given
from hypothesis import strategies as st

from attrib.exercise import ExerciseSet
from attrib.making import exercises
from attrib.moodle import _PARTS, escape_gift, to_gift, to_moodle_xml

# What Moodle takes for a part of a mark (question/engine/bank.php), but for the signs.
FRACTIONS = {
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20",
    "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0",
}  # fmt: skip


@dataclass
class Question:
    """A question of a GIFT file as Moodle takes it."""

    kind: str
    name: str
    text: str
    feedback: str
    answers: list[tuple[float, str]]


def _before(text: str) -> str:
    for character, number in zip(":#={}~n", (58, 35, 61, 123, 125, 126, 10), strict=True):
        text = text.replace("\\\\", "&&092;").replace(f"\\{character}", f"&&{number:03};")
    return text.replace("&&092;", "\\")


def _after(text: str) -> str:
    for character, number in zip(":#={}~\n", (58, 35, 61, 123, 125, 126, 10), strict=True):
        text = text.replace(f"&&{number:03};", character)
    return text.strip()


def _plain(text: str) -> str:
    """A text without the name of a format in front."""
    text = text.strip()
    return _after(re.sub(r"^\[(html|moodle|plain|markdown)\]", "", text))


def read_gift(gift: str) -> list[Question]:
    """Questions stand apart by blank lines, lines that begin with // are none, escaped signs mean nothing.

    Written after the documentation of the format (docs.moodle.org, "GIFT format") and what Moodle 4 does with
    weights: one that is not of one or two digits is text.
    """
    found = []
    for block in re.split(r"\n[ \t]*\n", gift):
        lines = [line for line in block.split("\n") if not line.strip().startswith("//")]
        text = _before("\n".join(lines).strip())
        if not text:
            continue
        name = ""
        if text.startswith("::"):
            name, text = text[2:].split("::", 1)
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            found.append(Question("description", _after(name), _plain(text), "", []))
            continue
        assert 0 <= start < end and text.rstrip().endswith("}"), text
        body, feedback = text[start + 1 : end].strip(), ""
        if "####" in body:
            body, feedback = body.rsplit("####", 1)
        question = Question("essay", _after(name), _plain(text[:start]), _plain(feedback), [])
        body = body.strip()
        if body.startswith("#"):
            question.kind, question.answers = "numerical", [(1.0, body[1:])]
        elif "~" in body:
            question.kind = "single" if "=" in body else "several"
            parts = [part.strip() for part in body.replace("=", "~=").split("~")]
            for part in parts[1:] if not parts[0] else parts:
                weight = 0.0
                if part.startswith("="):
                    weight, part = 1.0, part[1:]
                elif match := re.match(r"%(-*[0-9]{1,2}\.?[0-9]*)%", part):
                    weight, part = float(match[1]) / 100, part[match.end() :]
                assert "#" not in part, part  # would be the answer's feedback
                question.answers.append((weight, _plain(part)))
        else:
            assert not body, body
        found.append(question)
    return found


def to_text(markup: str) -> str:
    """What HTML shows."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.fixture(scope="module", params=["harbour", "two", "hostile"])
def made(request: pytest.FixtureRequest) -> ExerciseSet:
    if request.param == "harbour":
        return exercises(harbour())
    if request.param == "two":
        return exercises(harbour(), quay_works())
    record = harbour(meta={"title": HOSTILE, "outlet": f"%50%{HOSTILE}"})
    speakers = tuple(replace(one, name=f"{start}{one.name}{HOSTILE}") for one, start in
                     zip(record.speakers, ("%50%", "[html]", "=", "~"), strict=True))  # fmt: skip
    return exercises(replace(record, speakers=speakers))


def test_gift_holds_every_item_with_its_options_and_the_right_one(made: ExerciseSet) -> None:
    questions = read_gift(to_gift(made))
    assert [one.kind for one in questions[: len(made.texts)]] == ["description"] * len(made.texts)
    for question, item in zip(questions[len(made.texts) :], made.items, strict=True):
        assert question.name == item.id
        assert " ".join(to_text(question.text).split()).endswith(" ".join(item.prompt.split()))
        assert item.key.why in to_text(question.feedback)
        told = [(weight, to_text(answer)) for weight, answer in question.answers]
        if item.shape == "choice":
            assert question.kind == "single"
            options = [(float(option.id == item.key.right[0]), option.text) for option in item.options]
            assert told == options
        elif item.shape == "number":
            assert (question.kind, told) == ("numerical", [(1.0, item.key.right[0])])
        elif item.shape == "write":
            assert (question.kind, told) == ("essay", [])
        else:
            right = {item.words[int(place)].of(item.passage) for place in item.key.right}
            assert {word for weight, word in told if weight > 0} == right
            assert sum(weight for weight, _ in told if weight > 0) == pytest.approx(1, abs=1e-4)


def test_gift_keeps_the_marked_words_and_paragraphs() -> None:
    made = exercises(harbour(), kinds=["who-says-so"], levels=[3])
    question = read_gift(to_gift(made))[1]
    assert "<strong><u>that repairs would take a year</u></strong>" in question.text
    assert "<br><br>" in question.text


@given(st.text(alphabet=st.sampled_from("\\~=#{}:\nab%[/ &<"), max_size=30))
def test_what_is_escaped_for_gift_is_read_back(text: str) -> None:
    markup = html.escape(text.strip(), quote=False)
    gift = f"::n::[html]x{escape_gift(markup)}y {{####[html]z{escape_gift(markup)}z}}\n"
    (question,) = read_gift(gift)
    assert question.text == f"x{markup}y" and question.feedback == f"z{markup}z"


def test_moodle_xml_is_what_moodle_expects(made: ExerciseSet) -> None:
    xml = to_moodle_xml(made)
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    quiz = ET.fromstring(xml.encode("utf-8"))
    assert quiz.tag == "quiz" and {one.tag for one in quiz} == {"question"}
    categories = [
        one.findtext("category/text") for one in quiz.iter("question") if one.get("type") == "category"
    ]
    assert categories == [f"$course$/top/attrib {made.id}", *(
        f"$course$/top/attrib {made.id}/{one.id}" for one in made.exercises)]  # fmt: skip
    questions = [one for one in quiz if one.get("type") not in ("category", "description")]
    kinds = {"choice": "multichoice", "mark": "multichoice", "number": "numerical", "write": "essay"}
    for question, item in zip(questions, made.items, strict=True):
        assert question.get("type") == kinds[item.shape] and question.findtext("name/text") == item.id
        text = question.find("questiontext")
        assert text is not None and text.get("format") == "html"
        assert item.key.why in to_text(question.findtext("generalfeedback/text") or "")
        assert question.findtext("defaultgrade") == "1"
        answers = [
            (one.get("fraction") or "", to_text(one.findtext("text") or ""))
            for one in question.findall("answer")
        ]
        assert all(fraction.removeprefix("-") in FRACTIONS for fraction, _ in answers)
        if item.shape == "choice":
            assert question.findtext("single") == "true"
            assert answers == [
                ("100" if one.id == item.key.right[0] else "0", one.text) for one in item.options
            ]
        elif item.shape == "number":
            assert answers == [("100", item.key.right[0])]
            assert question.findtext("answer/tolerance") == "0"
        elif item.shape == "write":
            assert answers == [] and question.findtext("responserequired") == "1"
            assert item.key.alternatives[0] in (question.findtext("graderinfo/text") or "")
        hints = [to_text(one.findtext("text") or "") for one in question.findall("hint")]
        assert hints == ([] if item.shape == "write" else list(item.hints))


def test_parts_of_a_mark_are_those_that_moodle_takes() -> None:
    assert set(_PARTS.values()) <= FRACTIONS
    assert all(float(part) * count == pytest.approx(100, abs=1e-3) for count, part in _PARTS.items())


def test_an_item_without_a_settled_answer_becomes_an_essay() -> None:
    record = harbour()
    attributions = tuple(
        replace(one, speaker=None, open="pronoun") if one.id == "a2" else one for one in record.attributions
    )
    claims = tuple(replace(one, speaker=None) if one.attribution == "a2" else one for one in record.claims)
    from attrib.items import Choice

    made = exercises(
        replace(record, attributions=attributions, claims=claims), kinds=["who-says-so"], levels=[3],
        choice=Choice(unsure="flag"),
    )  # fmt: skip
    (question,) = [one for one in read_gift(to_gift(made)) if one.kind == "essay"]
    assert "The program was not sure of this one" in question.feedback

"""Exercises for Moodle: its text format GIFT and its XML.

Questions come as HTML in both, so that marked words and paragraphs stay. Words to be marked become a question
with several right answers, since Moodle has none in which words of a text are marked.
docs.moodle.org, "GIFT format" and "Moodle XML format".
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from attrib.exercise import Exercise, ExerciseSet, Item, Text
from attrib.exercise_pages import cut_segments
from attrib.rules import name_rule

# Of these alone Moodle makes parts of a mark: 100 ÷ n for n right or wrong answers.
_PARTS = {
    1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20",
    6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111", 10: "10",
}  # fmt: skip
WRONG_WORDS = 6  # offered beside the right ones where words are to be marked
_MIN_LETTERS = 5  # of a wrong word: "the" tempts nobody
_GIFT_SPECIAL = str.maketrans({one: f"\\{one}" for one in "\\~=#{}:"} | {"\n": "\\n", "\r": None})


def escape(text: str) -> str:
    """A text as HTML, to stand between tags: its quotation marks stay as they are."""
    return html.escape(text, quote=False)


class _Choice(NamedTuple):
    """One answer of a multiple choice as HTML, with the percentage of the mark that it gives."""

    html: str
    part: str


def to_gift(made: ExerciseSet) -> str:
    """All exercises as GIFT: the articles as descriptions, then every item as a question."""
    blocks = [f"// {len(made.items)} questions, set {made.id}"]
    for number, text in enumerate(made.texts, start=1):
        blocks.append(f"::article {number}::[html]{escape_gift(_text_html(text))}")
    for exercise in made.exercises:
        blocks.append(f"// {exercise.id}")
        blocks += [_to_question(made, exercise, item) for item in exercise.items]
    return "\n\n".join(blocks) + "\n"


def escape_gift(markup: str) -> str:
    r"""HTML with what means something in GIFT escaped, on one line.

    >>> print(escape_gift("a=b\n~{1}"))
    a\=b\n\~\{1\}
    """
    return markup.translate(_GIFT_SPECIAL)


def _to_answer(markup: str) -> str:
    """An answer, which must not begin as a weight (%50%) or a format ([html]) does."""
    first = {"%": "&#37;", "[": "&#91;"}.get(markup[:1])
    return escape_gift(first + markup[1:] if first else markup)


def _to_question(made: ExerciseSet, exercise: Exercise, item: Item) -> str:
    head = f"::{item.id}::[html]{escape_gift(_question_html(made, exercise, item))}"
    feedback = escape_gift(_feedback_html(item))
    if item.shape == "number" and item.key.right:
        return f"{head} {{#{item.key.right[0]}####{feedback}}}"
    choices = _find_choices(item)
    if not choices:
        return f"{head} {{####{feedback}}}"
    # Moodle reads weights of two digits at most, so 100 is written as "=", which makes one answer of it.
    single = any(one.part == "100" for one in choices)
    signs = {
        one: ("=" if one.part == "100" else "~") if single else f"~%{one.part}%" if one.part != "0" else "~"
        for one in choices
    }
    answers = [f"{signs[one]}{_to_answer(one.html)}" for one in choices]
    return "\n".join([f"{head} {{", *(f"  {answer}" for answer in answers), f"  ####{feedback}", "}"])


def _find_choices(item: Item) -> list[_Choice]:
    """The answers of an item that Moodle can mark; none where the teacher marks it."""
    if not item.key.right or item.shape in ("number", "write"):
        return []
    if item.shape == "choice":
        right = item.key.right[0]
        return [_Choice(escape(one.text), "100" if one.id == right else "0") for one in item.options]
    words = [span.of(item.passage) for span in item.words]
    # A word that stands twice is one answer, and right if it is right anywhere.
    right_words = list(dict.fromkeys(words[int(place)] for place in item.key.right))[: max(_PARTS)]
    known = {word.casefold() for word in (*right_words, *(words[int(place)] for place in item.key.free))}
    others = {
        word.casefold(): word for word in words if len(word) >= _MIN_LETTERS and word.casefold() not in known
    }
    draw = random.Random(f"{item.article_id} {item.id}")
    wrong_words = draw.sample(sorted(others.values()), min(WRONG_WORDS, len(others)))
    parts = [(word, _PARTS[len(right_words)]) for word in right_words]
    # Where one answer is to be chosen, and where there is but one wrong word, a wrong one takes nothing off.
    minus = f"-{_PARTS[len(wrong_words)]}" if len(right_words) > 1 and len(wrong_words) > 1 else "0"
    parts += [(word, minus) for word in wrong_words]
    return [_Choice(escape(word), part) for word, part in draw.sample(parts, len(parts))]


def _text_html(text: Text) -> str:
    meta = ", ".join(one for one in (text.published, text.origin) if one)
    body = "".join(f"<p>{_lines(escape(one))}</p>" for one in text.paragraphs if one != text.title)
    return f"<h4>{escape(text.title)}</h4>{body}<p><small>{escape(meta)}</small></p>"


def _question_html(made: ExerciseSet, exercise: Exercise, item: Item) -> str:
    names = {text.id: text.title for text in made.texts}
    head = f"<p><em>{escape(exercise.lesson.instructions)}</em></p>"
    if len(made.texts) > 1 and item.article_id:
        head += f"<p><small>{escape(names[item.article_id])}</small></p>"
    return f"{head}{_passage_html(item)}<p><strong>{escape(item.prompt)}</strong></p>"


def _passage_html(item: Item) -> str:
    if not item.passage:
        return ""
    pieces = cut_segments(item.passage, item.focus)
    marked = "".join(
        escape(piece) if place is None else f"<strong><u>{escape(piece)}</u></strong>"
        for piece, place in pieces
    )
    return f"<blockquote>{_lines(marked)}</blockquote>"


def _lines(markup: str) -> str:
    return markup.replace("\r\n", "\n").replace("\n\n", "<br><br>").replace("\n", "<br>")


def _feedback_html(item: Item) -> str:
    told = [item.key.why]
    if item.key.alternatives:
        told.append(f"For comparison: {', '.join(item.key.alternatives)}.")
    if item.key.unsure:
        told.append("The program was not sure of this one: settle it in class.")
    return "".join(f"<p>{escape(one)}</p>" for one in (*told, f"Rule {name_rule(item.rule)}") if one)


def to_moodle_xml(made: ExerciseSet) -> str:
    """All exercises as Moodle XML, in a category for each exercise. Hints come with it."""
    quiz = ET.Element("quiz")
    _add_category(quiz, f"attrib {made.id}")
    for number, text in enumerate(made.texts, start=1):
        _add_question(quiz, "description", f"article {number}", _text_html(text), "", mark="0")
    for exercise in made.exercises:
        _add_category(quiz, f"attrib {made.id}/{exercise.id}")
        for item in exercise.items:
            _add_item(quiz, made, exercise, item)
    ET.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, encoding="unicode") + "\n"


def _add_category(quiz: ET.Element, name: str) -> None:
    question = ET.SubElement(quiz, "question", type="category")
    _add_text(ET.SubElement(question, "category"), f"$course$/top/{name}")


def _add_item(quiz: ET.Element, made: ExerciseSet, exercise: Exercise, item: Item) -> None:
    choices = _find_choices(item)
    number = item.shape == "number" and bool(item.key.right)
    kind = "numerical" if number else "multichoice" if choices else "essay"
    text = _question_html(made, exercise, item)
    question = _add_question(quiz, kind, item.id, text, _feedback_html(item), mark="1")
    if number:
        answer = ET.SubElement(question, "answer", fraction="100", format="moodle_auto_format")
        _add_text(answer, item.key.right[0])
        _add_values(answer, [("tolerance", "0")])
    elif choices:
        single = str(any(one.part == "100" for one in choices)).lower()
        # Words come in the order by lot that they were drawn in; speakers keep outlet and nobody last.
        _add_values(question, [("single", single), ("shuffleanswers", "false"), ("answernumbering", "none")])
        for one in choices:
            answer = ET.SubElement(question, "answer", fraction=one.part, format="html")
            _add_text(answer, one.html)
            _add_text(ET.SubElement(answer, "feedback", format="html"), "")
    else:
        _add_values(question, [
            ("responseformat", "plain"), ("responserequired", "1"), ("responsefieldlines", "3"),
            ("attachments", "0"), ("attachmentsrequired", "0"),
        ])  # fmt: skip
        _add_text(ET.SubElement(question, "graderinfo", format="html"), _feedback_html(item))
        _add_text(ET.SubElement(question, "responsetemplate", format="html"), "")
    for hint in item.hints if kind != "essay" else ():
        _add_text(ET.SubElement(question, "hint", format="html"), f"<p>{escape(hint)}</p>")


def _add_question(
    quiz: ET.Element, kind: str, name: str, markup: str, feedback: str, *, mark: str
) -> ET.Element:
    question = ET.SubElement(quiz, "question", type=kind)
    _add_text(ET.SubElement(question, "name"), name)
    _add_text(ET.SubElement(question, "questiontext", format="html"), markup)
    _add_text(ET.SubElement(question, "generalfeedback", format="html"), feedback)
    _add_values(question, [("defaultgrade", mark), ("penalty", "0.3333333"), ("hidden", "0")])
    return question


def _add_values(element: ET.Element, values: Iterable[Sequence[str]]) -> None:
    for tag, value in values:
        ET.SubElement(element, tag).text = value


def _add_text(element: ET.Element, text: str) -> None:
    ET.SubElement(element, "text").text = text

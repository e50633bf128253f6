"""attrib reads a news article and says, for every statement in it, who says so and in whose words.

    import attrib

    annotated = attrib.annotate("The ferry is late, the mayor said.")
    for claim in annotated.claims:
        print(claim.status, [span.of(annotated.text) for span in claim.spans])

Names are looked up when they are first used, so that importing attrib loads neither a model nor Stanza nor
pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrib.adjudication import adjudicate, list_decisions
    from attrib.agreement import Agreement, agree
    from attrib.anchoring import Anchored, anchor
    from attrib.balance import Balance, balance_by, measure_balance
    from attrib.changes import Changes, compare_runs
    from attrib.concordance import Saying, Wanted, find_sayings
    from attrib.corrections import CarriedOver, carry_over, mark_review
    from attrib.errors import AttribError, BadAnnotation, BadInput, BadModel, BadOption, NotEnglish
    from attrib.exercise import Answer, Answers, Exercise, ExerciseSet, Item, Key
    from attrib.exercise_files import read_key, write_exercises
    from attrib.files import read_annotated as read
    from attrib.files import read_articles
    from attrib.files import write_annotated as write
    from attrib.grading import Graded, grade_answers, read_answers
    from attrib.items import Choice
    from attrib.lineup import Lineup, line_up
    from attrib.making import exercises
    from attrib.outlets import Comparison, compare_outlets
    from attrib.page import Page
    from attrib.pages import view
    from attrib.people import People, read_people
    from attrib.pipeline import Annotator, Options, annotate, annotate_many, load
    from attrib.processors import stanza_options
    from attrib.records import Annotated, Article, Attribution, Block, Claim, Evaluative, Name, Speaker
    from attrib.roster import CorpusSpeaker, SpeakerGroup, corpus_groups, corpus_speakers
    from attrib.spans import Span
    from attrib.standoff import drop_text, rejoin
    from attrib.table import balance_frame, groups_frame, sayings_frame, speakers_frame, to_frame
    from attrib.table_edits import from_frame

__version__ = "0.1.0"

# Public name → where it is, and its name there if that is another.
_PUBLIC = {
    **dict.fromkeys(("load", "annotate", "annotate_many", "Annotator", "Options"), "pipeline"),
    **{"read": "files.read_annotated", "read_articles": "files", "write": "files.write_annotated"},
    **dict.fromkeys(("corpus_speakers", "corpus_groups", "CorpusSpeaker", "SpeakerGroup"), "roster"),
    **dict.fromkeys(("find_sayings", "Saying", "Wanted"), "concordance"),
    **dict.fromkeys(("read_people", "People"), "people"),
    **dict.fromkeys(("measure_balance", "balance_by", "Balance"), "balance"),
    **dict.fromkeys(("compare_outlets", "Comparison"), "outlets"),
    "view": "pages",
    "Page": "page",
    **dict.fromkeys(("to_frame", "speakers_frame", "groups_frame", "sayings_frame"), "table"),
    **{"balance_frame": "table", "from_frame": "table_edits"},
    **dict.fromkeys(("agree", "Agreement"), "agreement"),
    **dict.fromkeys(("compare_runs", "Changes"), "changes"),
    **dict.fromkeys(("line_up", "Lineup"), "lineup"),
    **dict.fromkeys(("list_decisions", "adjudicate"), "adjudication"),
    **dict.fromkeys(("carry_over", "mark_review", "CarriedOver"), "corrections"),
    **dict.fromkeys(("drop_text", "rejoin"), "standoff"),
    **dict.fromkeys(("anchor", "Anchored"), "anchoring"),
    **{"exercises": "making", "Choice": "items"},
    **dict.fromkeys(("ExerciseSet", "Exercise", "Item", "Key", "Answer", "Answers"), "exercise"),
    **dict.fromkeys(("write_exercises", "read_key"), "exercise_files"),
    **dict.fromkeys(("grade_answers", "read_answers", "Graded"), "grading"),
    **{"stanza_options": "processors", "Span": "spans"},
    **dict.fromkeys(("Annotated", "Article", "Attribution", "Block"), "records"),
    **dict.fromkeys(("Claim", "Evaluative", "Name", "Speaker"), "records"),
    **dict.fromkeys(
        ("AttribError", "BadAnnotation", "BadInput", "BadModel", "BadOption", "NotEnglish"), "errors"
    ),
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"attrib has no {name!r}. It has: {', '.join(__all__)}.")
    module, _, other = _PUBLIC[name].partition(".")
    value = getattr(import_module(f"attrib.{module}"), other or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

"""What `score` measures: each measure with its kind and its question."""

from __future__ import annotations

from typing import Literal, get_args

from attrib.accepted import SOURCE_KINDS
from attrib.records import Manner, SourceStatus

Kind = Literal["f1", "mean f1", "macro f1", "share", "share of faults", "error"]

# Layers whose values are groups of attributions with a figure of their own.
GROUPED: dict[str, tuple[str, ...]] = {
    "manner": get_args(Manner),
    "source_status": get_args(SourceStatus),
}


def _measures_of_speakers() -> dict[str, tuple[Kind, str]]:
    """The measures of sources whose entity the gold settles, for all sources and for each kind of source."""
    questions: dict[str, tuple[Kind, str]] = {
        "speaker named": (
            "share",
            "Of records that agree softly and whose source stands for someone the text names: does the "
            "speaker go by a proper name of theirs, or a part of it (a surname), titles and articles apart?",
        ),
        "speaker wrongly named": (
            "share of faults",
            "Of records that agree softly and whose source stands for a settled entity, named in the text or "
            "not: does the speaker go by a name that is not theirs?",
        ),
        "speaker left open": (
            "share of faults",
            "Of records that agree softly and whose source stands for someone the text names: has it no "
            "speaker, or one without a name?",
        ),
    }
    kinds = {
        "name": "is a name",
        "pronoun": "is a pronoun of the third person",
        "I or you": "is a pronoun of the first or second person",
        "role": "is a role or a description",
        "no name": "is no name: a pronoun, a role or a description",
    }
    measures = {}
    for measure, (kind, question) in questions.items():
        measures[measure] = (kind, question)
        measures |= {
            f"{measure}, {of}": (kind, f"The same, where the source {kinds[of]}.") for of in SOURCE_KINDS
        }
    return measures


def _measures_of_groups() -> dict[str, tuple[Kind, str]]:
    """`record soft` of the attributions of each manner and source status."""
    sorts = {"manner": "speech", "source_status": "source"}
    return {
        f"record soft, {group}": (
            "f1",
            f"`record soft` of attributions whose {sorts[layer]} each side calls {group}, whatever the other "
            "calls it (that is another measure).",
        )
        for layer, groups in GROUPED.items()
        for group in groups
    }


# Name of the measure → its kind and its question. F1 compares two sets of findings; a share is right ÷ gold;
# of faults, 0 is best, and of an error. All lie between 0 and 1. Undefined, and absent, when there is nothing
# to compare.
MEASURES: dict[str, tuple[Kind, str]] = {
    "source overlap": ("f1", "Does a source share a word with one of the other side?"),
    "source words": ("f1", "Is each word part of a source?"),
    "source exact": (
        "f1",
        "Does a source cover these very words? A source that several attributions share counts once.",
    ),
    "cue overlap": ("f1", "Does a cue share a word with one of the other side?"),
    "cue words": ("f1", "Is each word part of a cue?"),
    "cue exact": ("f1", "Does a cue cover these very words?"),
    "content overlap": ("f1", "Does a content share a word with one of the other side?"),
    "content words": ("f1", "Is each word part of a content?"),
    "content exact": ("f1", "Does a content, all its fragments together, cover these very words?"),
    "content fragment exact": ("f1", "Does a fragment of a content cover these very words?"),
    "record exact": ("f1", "Are source, cue and content of an attribution all the very same words?"),
    "record exact, mean of articles": (
        "mean f1",
        "The same, each article counting alike (mean of the articles' F1).",
    ),
    "record soft": (
        "f1",
        "Do two contents share at least half of their words (Jaccard), with sources that overlap or are both "
        "absent? Pairs are one to one, as many as can be.",
    ),
    "record soft, mean of articles": (
        "mean f1",
        "The same, each article counting alike (mean of the articles' F1).",
    ),
    **_measures_of_groups(),
    "source right, content found": (
        "share",
        "Of contents found (Jaccard 0.5 or more, one to one): do the sources overlap, or are both absent?",
    ),
    "content found, quoted": (
        "share",
        "Of attributions whose content is quoted to the last word: is the content found?",
    ),
    "content found, indirect": (
        "share",
        "Of attributions with no word of the content quoted: is the content found?",
    ),
    "content found, no source": ("share", "Of attributions that name no source: is the content found?"),
    "content found, nested": (
        "share",
        "Of attributions inside the content of another: is the content found?",
    ),
    "source status right": ("share", "Of records that agree softly: is the source named in the same way?"),
    "manner right": ("share", "Of records that agree softly: direct, indirect or mixed alike?"),
    "modality right": (
        "share",
        "Of records that agree softly: is the speech act asserted, negated, asked … alike?",
    ),
    "speaker right": (
        "share",
        "Of records that agree softly: the same speaker by name, or none on both sides? Where the gold has "
        "all names of an entity: one of them, or no other's name for one that the text never names?",
    ),
    "speaker right, named": ("share", "The same, where the source is a name."),
    "speaker right, nominal": ("share", "The same, where the source is a role or a description."),
    "speaker right, pronoun": ("share", "The same, where the source is a pronoun."),
    **_measures_of_speakers(),
    "claim exact": ("f1", "Does a claim, all its spans together, cover these very words?"),
    "claim start": ("f1", "Does a claim begin at this word?"),
    "claim status right": (
        "share",
        "Of the words of gold claims whose status is known: is the status of the guessed claim that holds "
        "the word the same? A word in no guessed claim counts as wrong.",
    ),
    "claim status right, claim found": ("share", "The same, over words that stand in a guessed claim too."),
    "outlet claim words": ("f1", "Is each word part of an unattributed claim?"),
    "name exact": ("f1", "Does a name of this type cover these very words?"),
    "name span": ("f1", "Does a name of any type cover these very words?"),
    "sentence exact": ("f1", "Does a sentence cover these very words?"),
    "token exact": ("f1", "Is this stretch of characters a token?"),
    "evaluative exact": ("f1", "Does an evaluative stretch cover these very words?"),
    "evaluative touched": (
        "f1",
        "Precision: does a guessed stretch share a word with a gold one? Recall: the other way round.",
    ),
    "evaluative words": ("f1", "Is each word part of an evaluative stretch?"),
    "evaluative words, unquoted": (
        "f1",
        "The same outside quotations; words of gold stretches that are quoted are left out.",
    ),
    "evaluative sentence": (
        "f1",
        "Does a sentence of the gold hold an evaluative stretch (an unquoted one, where the gold says what "
        "is quoted)?",
    ),
    "plain sentence": ("f1", "Does it hold none?"),
    "evaluative or plain sentence": ("macro f1", "The mean of these two."),
    "voice right": ("share", "Of evaluative stretches touched: the same voice by name?"),
    "target right": (
        "share",
        "Of evaluative stretches touched that judge somebody or something: is it the same speaker, or do the "
        "two targets share at least half of their words?",
    ),
    "voice right, outlet or not": (
        "share",
        "Of evaluative stretches touched: the outlet's words in both, or in neither?",
    ),
    "calibration error, record soft": (
        "error",
        "How far do the scores of attributions lie from the share that is softly right? Mean over ten bins "
        "of equal width, weighted by the attributions in them (expected calibration error).",
    ),
    "calibration error, record exact": ("error", "The same, for the share that is exactly right."),
}
# A mean of articles and the measure that it is of; a macro mean and its parts.
MEANS = {
    name: name.removesuffix(", mean of articles") for name, (kind, _) in MEASURES.items() if kind == "mean f1"
}
PARTS = {"evaluative or plain sentence": ("evaluative sentence", "plain sentence")}

"""Speakers for attributions that people found: whom sources stand for, seen apart from finding them.

The text is read as ever, for its sentences, names and mentions; the gold's attributions stand in the place of
those that attrib would find, and `score` then asks only who their speakers are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from attrib import __version__
from attrib.errors import BadAnnotation, BadOption
from attrib.gold import Gold, find_layers
from attrib.layout import find_blocks
from attrib.naming import NameIndex
from attrib.reader import Reader
from attrib.reading import Reading
from attrib.records import Annotated, Attribution, MadeWith
from attrib.score import MEASURES
from attrib.sources import pick_status
from attrib.speakers import find_speakers

# What is asked of speakers for given attributions; all that is asked of finding them is right by the way.
ASKED = tuple(name for name in MEASURES if name.startswith(("speaker ", "source status")))
_LAYERS = frozenset({"source", "content", "nested", "source_status", "speaker", "speaker_names"})


def keep_speakers(golds: Iterable[Gold]) -> list[Gold]:
    """The gold for speakers of given attributions: its layers of sources and speakers, and no other.

    Raises `BadOption` when nothing in it says who a source stands for.
    """
    kept = [replace(gold, layers=find_layers(gold) & _LAYERS) for gold in golds]
    if not any(gold.layers and gold.layers & {"speaker", "speaker_names"} for gold in kept):
        raise BadOption(
            "The gold does not say who its sources stand for, so speakers cannot be scored. "
            "Cases, gum and records of attrib/1 with attributions do."
        )
    return kept


def settle_given(golds: Iterable[Gold], reader: Reader) -> Iterator[Annotated]:
    """Each article with its gold attributions and the speakers that attrib finds for them.

    What gold says of their speakers is not looked at. There are no claims and no evaluative language in it.
    Raises `BadAnnotation` for a stand-off record, which holds no text to read.
    """
    for gold in golds:
        text = gold.annotated.text
        if text is None:
            raise BadAnnotation(
                f"{gold.annotated.article_id}: the gold holds no text, so there is nothing to read. "
                "Give records that hold theirs."
            )
        yield settle_speakers(gold.annotated, reader.read(text), reader)


def settle_speakers(gold: Annotated, reading: Reading, reader: Reader) -> Annotated:
    """One article with its gold attributions and the speakers that attrib finds for them."""
    meta = gold.meta
    blocks = find_blocks(reading.text, reading.paragraphs, meta)
    given = _give(reading, gold.attributions)
    speakers, attributions = find_speakers(reading, given, blocks)
    return Annotated(
        article_id=gold.article_id,
        text=gold.text,
        text_sha256=gold.text_sha256,
        meta=meta,
        blocks=blocks,
        sentences=reading.sentences,
        names=reading.names,
        attributions=attributions,
        claims=(),
        speakers=speakers,
        evaluative=(),
        made_with=MadeWith(__version__, reader.model.name, reader.model.sha256, tokenizer="attrib"),
    )


def _give(reading: Reading, attributions: Iterable[Attribution]) -> tuple[Attribution, ...]:
    """The attributions as attrib would have found them: in its order, without speakers, and each source with
    the status that attrib gives it. Whether a missing source is to be added is taken from the gold."""
    names = NameIndex(reading.text, reading.names)
    given = []
    for one in attributions:
        if not one.content:  # a slip, which no measure counts
            continue
        status = one.source_status
        if one.source:
            status = pick_status(reading.text, one.source, names.near(one.source))
        bare = replace(one, source_status=status, speaker=None, open=None, speaker_score=None, why=())
        parts = (*one.content, *((one.cue,) if one.cue else ()))
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        given.append((start, -end, bare))
    return tuple(one for *_, one in sorted(given, key=lambda found: found[:2]))

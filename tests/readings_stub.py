"""A stand-in for the reader, for tests of what stands around it: it finds what a few patterns find."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import numpy as np
from readings import make_reading

from attrib.reading import Mention, Reading, Relation
from attrib.records import Name
from attrib.spans import Span

NAMES = {"Ana Ruiz": "Person", "Ruiz": "Person", "Harbour Council": "Organization", "Depok": "Location"}
_NAME = re.compile("|".join(map(re.escape, NAMES)))
# With bounds, so that a text without a full stop takes no more time than one with many.
_SAID = re.compile(r"(?P<content>[^.]{1,200}), (?P<source>[^.,]{1,80}) (?P<cue>said)\.")
_MENTION = re.compile(r"\b(?:minister|mayor|Norland|he|she|Ruiz)\b")


class StubReader:
    """Reads as a `Reader` does: `read_many` in order, some texts ahead. `reads` lists the texts read."""

    model = SimpleNamespace(name="stub", sha256="0" * 64)

    def __init__(self) -> None:
        self.reads: list[str] = []

    def read(self, text: str) -> Reading:
        self.reads.append(text)
        relations = tuple(
            Relation(
                (Span(*m.span("source")),), Span(*m.span("cue")), (Span(*m.span("content")),), False, 0.9
            )
            for m in _SAID.finditer(text)
        )
        names = tuple(Name(Span(*m.span()), NAMES[m.group()], 0.9) for m in _NAME.finditer(text))
        mentions = tuple(Mention(Span(*m.span()), "person", 0.9) for m in _MENTION.finditer(text))
        reading = make_reading(text, relations=relations, names=names)
        return replace(reading, mentions=mentions, antecedents=np.ones((len(mentions), 1), dtype=np.float32))

    def read_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        left = iter(texts)
        ahead = deque(map(self.read, islice(left, 3)))
        while ahead:
            yield ahead.popleft()
            ahead.extend(map(self.read, islice(left, 1)))

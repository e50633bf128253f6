"""What one reading of a text gives: the one value that passes from the network to the modules that find
things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrib.records import ClaimKind, Name
from attrib.spans import Span


class Relation(NamedTuple):
    """One source, cue and content that belong together, as the network linked them."""

    source: tuple[Span, ...]  # (): no source stands in the text
    cue: Span | None  # None: a quotation that no word introduces
    content: tuple[Span, ...]  # in order, at least one
    inner: bool  # found inside the content of another attribution
    score: float  # probability, calibrated on dev, that the record is right


class Stretch(NamedTuple):
    """One claim-sized stretch, before it is known whose it is."""

    spans: tuple[Span, ...]
    kind: ClaimKind
    score: float


class Wording(NamedTuple):
    """One stretch of evaluative language as one output layer of the network sees it."""

    span: Span
    layer: Literal["lexical_bias", "loaded_language", "name_calling"]
    score: float


class Mention(NamedTuple):
    """The head word of a mention of someone or something ("minister" in "Turkey's foreign minister")."""

    head: Span
    kind: Literal["person", "organization", "place", "other"]
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the network says of one text. Spans are of `text`; sequences are in the order of the text.

    `antecedents[i, k]` is the probability that mention i means the same as mention i - 1 - k, for the nearest
    `antecedents.shape[1] - 1` mentions before it; the last column is that it means none of them. Rows sum to
    1.
    """

    text: str
    paragraphs: tuple[Span, ...]
    quotations: tuple[Span, ...]  # see quotes.find_quotations
    sentences: tuple[Span, ...]
    tokens: tuple[Span, ...]
    names: tuple[Name, ...]
    relations: tuple[Relation, ...]
    claims: tuple[Stretch, ...]
    wording: tuple[Wording, ...]
    mentions: tuple[Mention, ...]
    antecedents: NDArray[np.float32]  # (mentions, reach + 1)

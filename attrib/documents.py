"""What a Stanza document says of a text, in attrib's own terms: sentences, tokens, names and coreference.

A document's own parts take the place of the reader's, so that any Stanza model can stand in for a head of the
network. Stanza itself is not imported here: `processors` is its only door.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrib.errors import BadInput
from attrib.reading import Mention, Reading
from attrib.records import Name
from attrib.spans import Span

Document = Any  # a stanza.Document

# Entity types of Stanza's English models (OntoNotes, CoNLL 2003, WikiNER, worldwide), in capitals → the
# reader's types. What is not listed (CARDINAL, ORDINAL, PERCENT, QUANTITY, TIME and whatever else) names
# nobody and nothing.
NAME_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("PERSON", "PER"), "Person"),
    **dict.fromkeys(("ORGANIZATION", "ORG"), "Organization"),
    **dict.fromkeys(("LOCATION", "LOC", "GPE"), "Location"),
    **dict.fromkeys(("FACILITY", "FAC"), "Facility"),
    **dict.fromkeys(("MISC", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"), "Misc"),
    "NORP": "NORP",
    "DATE": "Date",
    "MONEY": "Money",
    "PRODUCT": "Product",
}


def from_document(document: Document, reading: Reading) -> Reading:
    """The reading with the document's sentences, tokens, entities (as names) and chains (as antecedents).

    Tokens are surface tokens: a multi-word token counts as one. What no processor of the document has looked
    for stays as it was read; so do tokens and sentences that are the reading's own. Entities come without a
    score, so a name has the reader's when the reader found it too, else 1.

    Raises `BadInput` when the document was made of another text, or when its tokens do not say where they
    stand.
    """
    check_document(document)
    if document.text != reading.text:
        raise BadInput(
            f"A document of {len(document.text)} characters and a reading of {len(reading.text)} are not of "
            "the same text. Read the document's own text: reader.read(document.text)."
        )
    tokens = tuple(Span(token.start_char, token.end_char) for token in document.iter_tokens())
    sentences = tuple(
        Span(sentence.tokens[0].start_char, sentence.tokens[-1].end_char)
        for sentence in document.sentences
        if sentence.tokens
    )
    if tokens == reading.tokens and [s.start for s in sentences] == [s.start for s in reading.sentences]:
        tokens, sentences = reading.tokens, reading.sentences
    names = _find_names(document, reading)
    antecedents = _find_antecedents(document, reading)
    return replace(reading, sentences=sentences, tokens=tokens, names=names, antecedents=antecedents)


def check_document(document: Document) -> None:
    """Raises `BadInput` when a document has no text, or tokens without a place in it."""
    if document.text is None:
        raise BadInput(
            "A document without a text: attrib points at stretches of it, so it needs one. "
            "processors.settle_text(document) joins one from the tokens."
        )
    for token in document.iter_tokens():
        if token.start_char is None or token.end_char is None:
            raise BadInput(
                f"The token {token.text!r} does not say where it stands in the text. "
                "Give every token start_char and end_char, or leave the text out and let attrib join the "
                "tokens."
            )


def settle_text(document: Document) -> None:
    """Gives a document without a text (from CoNLL-U, say) the text that its tokens and their spaces make.

    A document that has a text is left alone.
    """
    if document.text is not None:
        return
    parts: list[str] = []
    at = 0
    for token in document.iter_tokens():
        token._start_char, token._end_char = at, at + len(token.text)
        if len(token.words) == 1:
            token.words[0].start_char, token.words[0].end_char = token.start_char, token.end_char
        parts += token.text, token.spaces_after
        at = token._end_char + len(token.spaces_after)
    document.text = "".join(parts).rstrip()
    for sentence in document.sentences:
        sentence.text = document.text[sentence.tokens[0].start_char : sentence.tokens[-1].end_char]


def _find_names(document: Document, reading: Reading) -> tuple[Name, ...]:
    """The document's entities where a `ner` processor has looked for some, else the names that were read."""
    if getattr(document, "names", None) is not None or not any(token.ner for token in document.iter_tokens()):
        return reading.names
    scores = {(name.span, name.type): name.score for name in reading.names}
    found = []
    for entity in document.ents:
        span, kind = Span(entity.start_char, entity.end_char), NAME_TYPES.get(entity.type.upper())
        if kind is not None:
            found.append(Name(span, kind, scores.get((span, kind), 1.0)))
    return tuple(found)


def _find_antecedents(document: Document, reading: Reading) -> NDArray[np.float32]:
    """The document's coreference chains as certain antecedents; the reader's when the document has no chains.

    Chains are made of whole phrases, the reader's mentions of head words: a mention belongs to the smallest
    phrase that holds its head, and a phrase to the first head in it that is not a possessor ("Norland's
    *minister* of defence").
    """
    if not document.coref:
        return reading.antecedents
    phrases = sorted(_find_phrases(document), key=lambda phrase: phrase[0].end - phrase[0].start)
    chains: dict[int, int] = {}  # mention → chain
    taken: set[Span] = set()
    for at, mention in enumerate(reading.mentions):
        phrase, chain = next((pair for pair in phrases if pair[0].holds(mention.head)), (None, -1))
        if phrase is not None and phrase not in taken and not _is_possessor(reading.text, mention, phrase):
            taken.add(phrase)
            chains[at] = chain
    steps: list[int] = []  # mentions back to the last of the same chain, 0: there is none
    last: dict[int, int] = {}
    for at in range(len(reading.mentions)):
        chain = chains.get(at, -1)
        steps.append(at - last.get(chain, at))
        if chain >= 0:
            last[chain] = at
    antecedents = np.zeros((len(steps), max(steps, default=0) + 1), dtype=np.float32)  # (mentions, reach + 1)
    antecedents[np.arange(len(steps)), np.array(steps, dtype=np.int64) - 1] = 1.0
    return antecedents


def _find_phrases(document: Document) -> list[tuple[Span, int]]:
    """Every mention of the document's chains as a stretch of text, with the number of its chain."""
    phrases = []
    for number, chain in enumerate(document.coref):
        for mention in chain.mentions:
            if not isinstance(mention.start_word, int):  # a dropped pronoun: no text
                continue
            words = document.sentences[mention.sentence].words[mention.start_word : mention.end_word]
            starts, ends = words[0], words[-1]
            start = starts.start_char if starts.start_char is not None else starts.parent.start_char
            end = ends.end_char if ends.end_char is not None else ends.parent.end_char
            phrases.append((Span(start, end), number))
    return phrases


def _is_possessor(text: str, mention: Mention, phrase: Span) -> bool:
    rest = text[mention.head.end : phrase.end]
    return rest.startswith(("'s ", "’s ", "' ", "’ "))

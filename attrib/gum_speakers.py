"""The gold speakers of gum: the entity behind the source of each attribution relation, and its proper names.

gum chains all mentions of an entity, names, roles and pronouns alike, and tags every word; which mentions are
names is read from that. Keys of a row are those of the stand-off format (docs/model.md).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from attrib.naming import POSSESSIVE, strip_article
from attrib.nouns import ROLES, TITLES
from attrib.records import SourceStatus, Speaker, SpeakerKind
from attrib.spans import Span, find_words

_KINDS: Mapping[str, SpeakerKind] = {
    "person": "person",
    "organization": "organisation",
    "place": "government",
}
_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})
_RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
Token = Sequence[Any]  # start, end, upos, lemma, head, deprel


@dataclass(frozen=True, slots=True)
class Entity:
    """One chain: a speaker, and its proper names, the fullest first; none where the text never names it."""

    speaker: Speaker
    names: tuple[str, ...]


class _Mention(NamedTuple):
    chain: int
    kind: str
    span: Span
    words: range  # places of its words
    head: int  # place of the word that the others depend on


class Entities:
    """The entities of one row, found by the sources that stand for them."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self._text: str = row["text"]
        self._tokens: Sequence[Token] = row["tokens"]
        self._starts = [token[0] for token in self._tokens]
        self._mentions = list(self._read_mentions())
        self._speaking = self._find_speaking()

    def _read_mentions(self) -> Iterator[_Mention]:
        for one in self._row.get("mentions", ()):
            span = Span(*one["span"])
            if words := self._words_of(span):
                # gum's minimal span is "Ana Ruiz" of "Ana Ruiz, a baker".
                core = self._words_of(Span(*one["min"])) or words
                yield _Mention(one["chain"], one["type"], span, words, self._head_of(core))

    def pick_chain(self, source: Sequence[Span]) -> int | None:
        """The chain that a source belongs to; `None` where gum has no mention of that source, or where its
        parts belong to several.

        That is the mention of the same span, else the one with the same head word ("team leader Ana Ruiz"
        within a longer source), else, of a relative pronoun, the one it stands in ("the girl who said").
        """
        chains = {self._pick_chain(span) for span in source}
        return chains.pop() if len(chains) == 1 else None

    def _pick_chain(self, span: Span) -> int | None:
        if same := [one.chain for one in self._mentions if one.span == span]:
            return same[0]
        if not (words := self._words_of(span)):
            return None
        if span.of(self._text).casefold() in _RELATIVES:
            around = [one for one in self._mentions if one.words[0] < words[0] <= one.words[-1]]
            pick = min(around, key=lambda one: len(one.words), default=None)
            return None if pick is None else pick.chain
        head = self._head_of(words)
        return next((one.chain for one in self._mentions if one.head == head), None)

    def pick_status(self, source: Sequence[Span]) -> SourceStatus:
        """Whether a source is a name, a pronoun or a description."""
        if not source or not (words := self._words_of(source[0])):
            return "none"
        head = self._head_of(words)
        if self._tokens[head][2] == "PRON":
            return "pronoun"
        chain = self.pick_chain(source)
        kind = next((one.kind for one in self._mentions if one.chain == chain), "person")
        return "named" if self._pick_name(words, head, kind) else "nominal"

    def to_entity(self, chain: int, id: str) -> Entity:
        """A chain as a speaker, whose name without a proper one is the first description of it."""
        mentions = [one for one in self._mentions if one.chain == chain]
        found = [
            name.of(self._text)
            for one in (*mentions, *self._find_introductions(chain))
            if (name := self._pick_name(one.words, one.head, one.kind))
        ]
        names = tuple(sorted(dict.fromkeys(found), key=lambda name: -len(find_words(name))))
        nominal = (one.span for one in mentions if self._tokens[one.head][2] != "PRON")
        speaker = Speaker(
            id,
            names[0] if names else next(nominal, mentions[0].span).of(self._text),
            _KINDS.get(mentions[0].kind, "document") if names else "unnamed",
            named=bool(names),
            mentions=tuple(one.span for one in mentions),
        )
        return Entity(speaker, names)

    def _find_speaking(self) -> dict[int, frozenset[str]]:
        """The chains that say "I" in the turns of a transcript, with the words of the name on its label.

        gum does not chain "I" to the name in "My name is Ana"; its label of the turn ("AnaRuiz") does.
        """
        turns: dict[str, Counter[int]] = {}
        for one in self._mentions:
            if one.span.of(self._text).casefold() in _FIRST_PERSON and (label := self._label_of(one)):
                turns.setdefault(label, Counter())[one.chain] += 1
        return {
            chains.most_common(1)[0][0]: frozenset(re.findall(r"[A-Z][a-z]+", label))
            for label, chains in turns.items()
        }

    def _label_of(self, mention: _Mention) -> str | None:
        """The label of the turn that a mention stands in; `None` outside of transcripts."""
        labels = self._row.get("speaker") or ()
        sentences = zip(self._row["sentences"], labels, strict=True) if labels else ()
        return next((label for (start, end), label in sentences if start <= mention.span.start < end), None)

    def _find_introductions(self, chain: int) -> list[_Mention]:
        """The mentions of other chains that are names on the label of the one who says "I" in this chain."""
        label = self._speaking.get(chain, frozenset())
        return [one for one in self._mentions if label.issuperset(one.span.of(self._text).split())]

    def _words_of(self, span: Span) -> range:
        """The places of the words inside a span."""
        first = last = bisect_left(self._starts, span.start)
        while last < len(self._tokens) and self._tokens[last][1] <= span.end:
            last += 1
        return range(first, last)

    def _head_of(self, words: range) -> int:
        """The word that the others depend on, the first whose own head lies outside."""
        head = next((place for place in words if self._tokens[place][4] not in words), words[0])
        # A surname that was cut off from its name still stands for it.
        return int(self._tokens[head][4]) if self._tokens[head][5].startswith("flat") else head

    def _pick_name(self, words: range, head: int, kind: str) -> Span | None:
        """The proper name that a mention with this head word goes by, without article, possessive and titles.

        Of a person that is the head and what is flatly joined to it; "the Minister" is none, nor are several
        at once. Of all else it is the noun phrase down to its "of" ("Office of Tides").
        """
        parts = [place for place in words if self._tokens[place][4] == head]
        relation_of = {place: self._tokens[place][5] for place in parts}
        flat = [
            place
            for place, relation in relation_of.items()
            if relation.startswith("flat")
            or (relation == "appos" and place == head + 1)  # "the firm Norbank"
        ]
        flat += [
            place
            for place in words
            if self._tokens[place][4] in flat and self._tokens[place][5].startswith("flat")
        ]
        if kind != "person" and self._tokens[head][2] == "PROPN":
            return self._pick_phrase(words, head)
        if any(relation == "conj" for relation in relation_of.values()):
            return None
        # "The Regent", "Regent of the Isles": with a name of its own there would be neither.
        described = any(relation in ("det", "nmod") for relation in relation_of.values())
        if self._is_role(head) or self._is_apart(head, flat) or (described and not flat):
            return self._span_of(flat) if flat else None  # "ferry captain Ana Ruiz": the captain is no name
        return self._span_of([head, *flat])

    def _is_role(self, place: int) -> bool:
        start, end, upos, *_ = self._tokens[place]
        plural = self._row["xpos"][place] == "NNPS" if self._row.get("xpos") else False
        return upos != "PROPN" or plural or self._text[start:end].casefold() in TITLES | ROLES

    def _is_apart(self, head: int, flat: Sequence[int]) -> bool:
        """Whether words stand between a head and the name joined to it ("captain of the ferry Ana Ruiz")."""
        between = range(head + 1, flat[0]) if flat else ()
        return any(self._tokens[place][2] != "PUNCT" for place in between)

    def _pick_phrase(self, words: range, head: int) -> Span | None:
        """A name and what belongs to it: the words before its head, and "of" with its noun phrase behind."""
        first = head
        while first - 1 in words and self._tokens[first - 1][2] in ("PROPN", "ADJ", "NOUN"):
            first -= 1
        last = head
        for place in range(head + 1, words[-1] + 1):
            upos, lemma = self._tokens[place][2], self._tokens[place][3]
            joins = upos == "ADJ" or lemma in ("of", "for", "and")
            if upos == "PROPN":
                last = place
            elif not joins and (lemma != "the" or self._tokens[place - 1][2] != "ADP"):
                break
        return self._span_of([first, last])

    def _span_of(self, places: Iterable[int]) -> Span:
        ordered = sorted(places)
        span = Span(self._tokens[ordered[0]][0], self._tokens[ordered[-1]][1])
        span = strip_article(self._text, span)
        possessive = POSSESSIVE.search(span.of(self._text))
        return Span(span.start, span.start + possessive.start()) if possessive else span

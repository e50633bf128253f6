"""Splices: one record made of findings of several records of one text, with ids and references set anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attrib.differences import Item
from attrib.records import Annotated, Attribution, Claim, Evaluative, Speaker
from attrib.schema import VOICES
from attrib.spans import Span

Key = tuple[str, int]  # a speaker by name without case, and the how-manyth of that name in a record


@dataclass(frozen=True, slots=True)
class Pick:
    """A finding to take over from one of the records, and the id it is to keep (`None`: a new one)."""

    side: int  # which record
    item: Item
    id: str | None = None
    # The records from which to read a speaker or a voice, and a target, where they are not that of `item`.
    speaker_side: int | None = None
    target_side: int | None = None


@dataclass(frozen=True, slots=True)
class Spliced:
    """The record, the new id of each pick by its place in the list (`None`: left out), and those left out
    because the attribution they depend on was not picked."""

    record: Annotated
    ids: tuple[str | None, ...]
    dangling: tuple[Pick, ...]


def splice(
    base: Annotated,
    sides: Sequence[Annotated],
    picks: Sequence[Pick],
    *,
    stands_for: Mapping[tuple[int, str], int],
    prefer: Mapping[Key, int] | None = None,
) -> Spliced:
    """A record with the text, blocks, sentences, names and maker of `base` and with the picked findings.

    `stands_for` says which pick (by its place) stands for an attribution (side, id), so that claims,
    evaluative stretches and nested attributions refer to what was picked. What depends on an attribution that
    nothing stands for is left out, and listed. Speakers of one name are one, with all their mentions; what
    else is said of them comes from the first record that has them, or from the one `prefer` gives. Only
    speakers that are needed stay. New ids count on from the highest number that is kept.
    """
    alive = _find_alive(picks, stands_for)
    ids = _give_ids(picks, alive)
    cast = _Cast(sides, prefer or {}, {id for pick in picks if pick.side == 0 and (id := pick.id)})
    attributions: list[Attribution] = []
    claims: list[Claim] = []
    evaluative: list[Evaluative] = []
    for place, pick in enumerate(picks):
        id = ids[place]
        if id is None:
            continue
        item, side = pick.item, pick.side
        from_side = side if pick.speaker_side is None else pick.speaker_side

        def refer(attribution: str | None, side: int = side) -> str | None:
            return None if attribution is None else ids[stands_for[side, attribution]]

        if isinstance(item, Attribution):
            speaker = cast.settle(from_side, item.speaker)
            attributions.append(replace(item, id=id, parent=refer(item.parent), speaker=speaker))
        elif isinstance(item, Claim):
            speaker = cast.settle(from_side, item.speaker)
            sentence = _find_sentence(base, item)
            claims.append(
                replace(item, id=id, attribution=refer(item.attribution), speaker=speaker, sentence=sentence)
            )
        else:
            voice = item.voice if item.voice in VOICES else str(cast.settle(from_side, item.voice))
            about = side if pick.target_side is None else pick.target_side
            target = cast.settle(about, item.target) if isinstance(item.target, str) else item.target
            evaluative.append(
                replace(item, id=id, attribution=refer(item.attribution), voice=voice, target=target)
            )
    record = replace(
        base,
        attributions=tuple(sorted(attributions, key=lambda one: one.content)),
        claims=tuple(sorted(claims, key=lambda one: one.spans)),
        evaluative=tuple(sorted(evaluative, key=lambda one: one.span)),
        speakers=cast.list_speakers(),
    )
    return Spliced(
        record, tuple(ids), tuple(pick for pick, stays in zip(picks, alive, strict=True) if not stays)
    )


def _find_alive(picks: Sequence[Pick], stands_for: Mapping[tuple[int, str], int]) -> list[bool]:
    """Which picks stay: those whose attribution, its parent and so on all stand for something that stays."""
    alive = [True] * len(picks)
    while True:
        dead = [
            place
            for place, pick in enumerate(picks)
            if alive[place]
            and (above := _find_above(pick.item)) is not None
            and ((at := stands_for.get((pick.side, above))) is None or not alive[at])
        ]
        if not dead:
            return alive
        for place in dead:
            alive[place] = False


def _find_above(item: Item) -> str | None:
    return item.parent if isinstance(item, Attribution) else item.attribution


def _give_ids(picks: Sequence[Pick], alive: Sequence[bool]) -> list[str | None]:
    """Kept ids as they are; new ones count on, in the order of the text."""
    ids = [pick.id if stays else None for pick, stays in zip(picks, alive, strict=True)]
    taken = Counter(_split(id)[0] for id in ids if id)
    highest = {letter: max(_split(id)[1] for id in ids if id and _split(id)[0] == letter) for letter in taken}
    new = [place for place, pick in enumerate(picks) if alive[place] and pick.id is None]
    for place in sorted(new, key=lambda place: _place_of(picks[place].item)):
        letter = {Attribution: "a", Claim: "c", Evaluative: "e"}[type(picks[place].item)]
        highest[letter] = highest.get(letter, 0) + 1
        ids[place] = f"{letter}{highest[letter]}"
    return ids


def _split(id: str) -> tuple[str, int]:
    """The letter and the number of an id; 0 for one that another program gave."""
    return (id[0], int(id[1:])) if id[1:].isdecimal() else (id[0], 0)


def _place_of(item: Item) -> tuple[Span, ...]:
    if isinstance(item, Attribution):
        return item.content
    return item.spans if isinstance(item, Claim) else (item.span,)


def _find_sentence(base: Annotated, claim: Claim) -> int:
    """The sentence of `base` in which a claim begins, else the last one before it; 0 without any."""
    before = [n for n, sentence in enumerate(base.sentences) if sentence.start <= claim.spans[0].start]
    return before[-1] if before else 0


class _Cast:
    """The speakers of several records, joined by name."""

    def __init__(self, sides: Sequence[Annotated], prefer: Mapping[Key, int], kept: set[str]) -> None:
        self._known: dict[Key, dict[int, Speaker]] = {}
        self._keys: dict[tuple[int, str], Key] = {}
        for side, record in enumerate(sides):
            for speaker, key in to_keys(record.speakers):
                self._known.setdefault(key, {})[side] = speaker
                self._keys[side, speaker.id] = key
        self._prefer = prefer
        self._ids: dict[Key, str] = {}
        self._taken = {one.id for one in sides[0].speakers} if kept else set()
        self._keeps = bool(kept)

    def settle(self, side: int, id: Any) -> str | None:
        """The new id of a speaker of one record, who is needed from now on."""
        if id is None:
            return None
        key = self._keys[side, id]
        if key not in self._ids:
            first = self._known[key].get(0)
            self._ids[key] = first.id if self._keeps and first is not None else self._next_id()
            speaker, at = self._read(key)
            for other in (*speaker.members, *([speaker.speaks_for] if speaker.speaks_for else [])):
                self.settle(at, other)
        return self._ids[key]

    def _next_id(self) -> str:
        number = 1
        while f"s{number}" in self._taken:
            number += 1
        self._taken.add(f"s{number}")
        return f"s{number}"

    def _read(self, key: Key) -> tuple[Speaker, int]:
        known = self._known[key]
        side = self._prefer.get(key, min(known))
        return known[side], side

    def list_speakers(self) -> tuple[Speaker, ...]:
        listed = []
        for key, id in self._ids.items():
            speaker, side = self._read(key)
            mentions = {span for one in self._known[key].values() for span in one.mentions}
            listed.append(
                replace(
                    speaker,
                    id=id,
                    mentions=tuple(sorted(mentions)),
                    members=tuple(str(self.settle(side, one)) for one in speaker.members),
                    speaks_for=self.settle(side, speaker.speaks_for),
                )
            )
        return tuple(sorted(listed, key=lambda one: (len(one.id), one.id)))


def to_keys(speakers: Sequence[Speaker]) -> list[tuple[Speaker, Key]]:
    """Each speaker with what it is joined by across records; namesakes of one record stay apart."""
    seen: Counter[str] = Counter()
    keyed = []
    for speaker in speakers:
        name = " ".join(speaker.name.casefold().split())
        keyed.append((speaker, (name, seen[name])))
        seen[name] += 1
    return keyed

"""Corrections: what a person accepted, rejected or changed in a program's record, and a newer program's
record that leaves it so.

The record's further key `review` holds it:

    "review": {"by": "ana", "accepted": ["a1"], "changed": ["a2"], "added": ["e3"],
               "rejected": [{"kind": "claim", "item": {…}}], "new": ["c4"]}

The first three and `new` name findings by id; a rejected one stands in no list of the record any more, so it
is kept in whole. What none of them names has been seen by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attrib.differences import KINDS, LAYERS, PLACES, Case, Kind, find_cases
from attrib.errors import BadAnnotation
from attrib.records import Annotated, Attribution, Claim, Evaluative, text_sha256
from attrib.splice import Pick, splice

VERDICTS = ("accepted", "changed", "added")
REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of a record's findings; ids are those of the record that holds it."""

    by: str
    accepted: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    rejected: tuple[tuple[Kind, Mapping[str, Any]], ...] = ()  # the plain form of what is no longer there
    new: tuple[str, ...] = ()  # what a newer program found since, which the person has not seen

    @property
    def settled(self) -> frozenset[str]:
        """The ids of everything that is to stay as it is."""
        return frozenset((*self.accepted, *self.changed, *self.added))

    def to_json(self) -> dict[str, Any]:
        """The plain form, as the record's key `review` holds it."""
        return {
            "by": self.by,
            **{name: list(getattr(self, name)) for name in VERDICTS},
            "rejected": [{"kind": kind, "item": dict(item)} for kind, item in self.rejected],
            "new": list(self.new),
        }


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A newer record with a person's corrections in it, and the ids of what the person has not seen.

    `suppressed` are findings of the newer record that were left out: id there, and why.
    """

    record: Annotated
    new: tuple[str, ...]
    suppressed: tuple[tuple[str, str], ...] = field(default=())


def read_review(record: Annotated) -> Review:
    """What a person said of the record's findings.

    A record without the key `review` that a person made has everything accepted; one that a program made,
    nothing. Raises `BadAnnotation` for a review that is not in the form above, or names an id that is not
    there.
    """
    have = [one.id for kind in KINDS for one in getattr(record, LAYERS[kind])]
    raw = record.extra.get(REVIEW)
    if raw is None:
        by = record.made_with.by
        return Review(by, accepted=tuple(have) if by != "program" else ())
    try:
        lists = {name: tuple(map(str, raw.get(name, ()))) for name in (*VERDICTS, "new")}
        rejected = tuple((_kind(one["kind"]), dict(one["item"])) for one in raw.get("rejected", ()))
        review = Review(str(raw["by"]), **lists, rejected=rejected)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadAnnotation(
            f"{record.article_id}: the key `review` cannot be read ({error!r}). docs/agreement.md has "
            "its form."
        ) from None
    if unknown := sorted((review.settled | set(review.new)) - set(have)):
        raise BadAnnotation(
            f"{record.article_id}: the review names {unknown[0]!r}, which is no finding of the record. Was "
            "it taken out by hand? What is rejected goes to `rejected`, in whole."
        )
    return review


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name:
            return kind
    raise ValueError(f"{name!r} is no kind of finding")


def mark_review(before: Annotated, after: Annotated, *, by: str) -> Annotated:
    """A person's corrected record with its `review`, made by comparing it with the program's.

    What is the same was accepted, what differs (in places or labels) was changed, what only the person has
    was added, and what only the program had was rejected. Use it when the person has seen the whole article.
    Raises `BadAnnotation` when the two are not of the same text.
    """
    _check_text(before, after)
    verdicts: dict[str, list[str]] = {name: [] for name in VERDICTS}
    rejected: list[tuple[Kind, Mapping[str, Any]]] = []
    for case in find_cases(_with_text(before, after)):
        old, new = case.items
        if new is not None:
            verdict = "added" if old is None else "changed" if case.differs else "accepted"
            verdicts[verdict].append(new.id)
        elif old is not None:
            rejected.append((case.kind, _to_plain(before, case.kind, old.id)))
    lists = {name: tuple(ids) for name, ids in verdicts.items()}
    review = Review(by, **lists, rejected=(*read_rejected(before), *rejected))
    made_with = replace(after.made_with, by=by)
    return replace(after, made_with=made_with, extra={**after.extra, REVIEW: review.to_json()})


def read_rejected(record: Annotated) -> tuple[tuple[Kind, Mapping[str, Any]], ...]:
    """What was rejected before; nothing where the record has no review."""
    return read_review(record).rejected if REVIEW in record.extra else ()


def carry_over(corrected: Annotated, fresh: Annotated) -> CarriedOver:
    """The newer record `fresh` with everything that a person settled in `corrected`, and with what is new.

    Settled findings stay to the letter, ids included, and what is new in a settled attribution has its
    speaker; a new finding that is about the same thing is left
    out, and so is one whose words are those of a rejected one (its labels may be others), and what depends
    on that. A finding of `corrected` that nobody has seen is not kept: the newer program has the word there.
    What is new has ids that count on, and is listed in `review.new`. Text, blocks, sentences and names are
    those of `fresh`, speakers of one name are one, and what `corrected` says of them stays.

    Raises `BadAnnotation` when the two are not of the same text.
    """
    _check_text(corrected, fresh)
    sides = _with_text(corrected, fresh)
    review = read_review(corrected)
    ghost = _to_ghost(sides[1], review.rejected)
    suppressed: list[tuple[str, str]] = []
    gone = {
        (case.kind, case.items[1].id)
        for case in find_cases((ghost, sides[1]))
        if case.items[1] is not None and _is_same_place(case)
    }
    picks: list[Pick] = []
    stands_for: dict[tuple[int, str], int] = {}
    for case in find_cases(sides):
        old, new = case.items
        if old is not None and old.id in review.settled:
            places = [(0, old), (1, new)]
            picks.append(Pick(0, old, id=old.id))
            if new is not None:
                suppressed.append((new.id, f"{old.id} is settled"))
        elif new is not None and (case.kind, new.id) in gone:
            suppressed.append((new.id, "rejected"))
            continue
        elif new is not None:
            places = [(0, old), (1, new)]
            picks.append(Pick(1, new))
        else:
            continue
        if case.kind == "attribution":
            stands_for |= {(side, one.id): len(picks) - 1 for side, one in places if one is not None}
    base = replace(sides[1], made_with=fresh.made_with, extra={**fresh.extra, **corrected.extra})
    picks = [_follow(pick, sides, picks, stands_for) for pick in picks]
    spliced = splice(base, sides, picks, stands_for=stands_for)
    for pick in spliced.dangling:
        if pick.side == 0:
            raise BadAnnotation(
                f"{corrected.article_id}: {pick.item.id} is settled, but the attribution it belongs to was "
                "rejected or never seen. Accept that one too, or reject this one."
            )
        suppressed.append((pick.item.id, "the attribution it depends on was rejected"))
    new_ids = tuple(
        id for pick, id in zip(picks, spliced.ids, strict=True) if pick.side == 1 and id is not None
    )
    review = replace(review, new=new_ids)
    record = replace(spliced.record, extra={**spliced.record.extra, REVIEW: review.to_json()})
    return CarriedOver(record, new_ids, tuple(suppressed))


def _follow(
    pick: Pick, sides: Sequence[Annotated], picks: Sequence[Pick], stands_for: Mapping[tuple[int, str], int]
) -> Pick:
    """A new claim or stretch with the speaker whom the person gave to its attribution, where the program had
    it from there."""
    item = pick.item
    if pick.side == 0 or isinstance(item, Attribution) or item.attribution is None:
        return pick
    at = stands_for.get((1, item.attribution))
    settled = picks[at].item if at is not None and picks[at].side == 0 else None
    if not isinstance(settled, Attribution):
        return pick
    own = next(one.speaker for one in sides[1].attributions if one.id == item.attribution)
    if isinstance(item, Claim) and item.speaker == own:
        return replace(pick, item=replace(item, speaker=settled.speaker), speaker_side=0)
    if isinstance(item, Evaluative) and item.voice == (own or "unsettled"):
        voice = settled.speaker or "unsettled"
        return replace(pick, item=replace(item, voice=voice), speaker_side=0)
    return pick


def _is_same_place(case: Case) -> bool:
    """Whether both have it, in the same words."""
    main = {"attribution": ("source", "cue", "content")}.get(case.kind, PLACES[case.kind])
    return "found" not in case.differs and not any(place in case.differs for place in main)


def _to_ghost(record: Annotated, rejected: Iterable[tuple[Kind, Mapping[str, Any]]]) -> Annotated:
    """A record of what was rejected, to be compared with."""
    layers: dict[str, list[Mapping[str, Any]]] = {layer: [] for layer in LAYERS.values()}
    for number, (kind, item) in enumerate(rejected):
        layers[LAYERS[kind]].append({**item, "id": f"r{number}"})
    row = {**record.to_json(), "speakers": [], **layers}
    return Annotated.from_json(row, where=f"{record.article_id}: review")


def _to_plain(record: Annotated, kind: Kind, id: str) -> Mapping[str, Any]:
    rows: Sequence[Mapping[str, Any]] = record.to_json()[LAYERS[kind]]
    return next(row for row in rows if row["id"] == id)


def _check_text(one: Annotated, other: Annotated) -> None:
    hashes = [
        text_sha256(record.text) if record.text is not None else record.text_sha256 for record in (one, other)
    ]
    if hashes[0] != hashes[1]:
        raise BadAnnotation(
            f"{one.article_id}: the two records are not of the same text (sha256 {hashes[0][:12]}… and "
            f"{hashes[1][:12]}…). `attrib anchor` moves a corrected record to an edited text first."
        )
    if one.text is None and other.text is None:
        raise BadAnnotation(f"{one.article_id}: neither record holds the text. One of them must.")


def _with_text(one: Annotated, other: Annotated) -> tuple[Annotated, Annotated]:
    text = one.text if one.text is not None else other.text
    return replace(one, text=text), replace(other, text=text)

"""Lineups: the records that several annotators, or several runs, made of the same articles, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from attrib.errors import BadAnnotation, BadOption
from attrib.gold import to_gold
from attrib.records import Annotated, text_sha256
from attrib.spans import Span

Missing = Literal["stop", "leave"]


@dataclass(frozen=True, slots=True)
class Lineup:
    """Articles in the order of the first annotator, each with one record per annotator, all with the text.

    `left_out` holds the articles that not everybody has: the article's id, and who has it.
    """

    annotators: tuple[str, ...]
    articles: tuple[tuple[Annotated, ...], ...]
    left_out: Mapping[str, tuple[str, ...]]


def line_up(
    sides: Sequence[Iterable[Annotated]],
    *,
    annotators: Sequence[str] | None = None,
    missing: Missing = "stop",
) -> Lineup:
    """Puts the records of two or more sides together by `article_id`.

    `annotators` names the sides; else each is named for the one person who made it (`made_with.by`), or for
    its place ("1", "2" …) where that does not tell all of them apart. With missing="leave" an article that
    not everybody has is left out and listed; a text that only one side holds serves all of them.

    Raises `BadOption` for fewer than two sides or names that do not fit them, `BadAnnotation` when an article
    stands twice in a side, has no text at all or not the same text, when not everybody has it
    (missing="stop"), and when there is none that everybody has.
    """
    if len(sides) < 2:
        raise BadOption(f"{len(sides)} side was given; at least two are compared.")
    if missing not in ("stop", "leave"):
        raise BadOption(f"missing is {missing!r}; it is 'stop' or 'leave'.")
    read = [list(side) for side in sides]
    names = tuple(annotators) if annotators is not None else _name_sides(read)
    if len(names) != len(read) or len(set(names)) < len(names):
        raise BadOption(
            f"annotators is {', '.join(names)}; {len(read)} different names are needed, one for each side."
        )
    by_id = [_by_id(side, name) for side, name in zip(read, names, strict=True)]
    ids = dict.fromkeys(id for side in by_id for id in side)
    holders = {id: tuple(n for n, side in zip(names, by_id, strict=True) if id in side) for id in ids}
    left_out = {id: who for id, who in holders.items() if len(who) < len(names)}
    if left_out and missing == "stop":
        first = "; ".join(f"{id} (only {' and '.join(who)})" for id, who in list(left_out.items())[:3])
        count = "1 article is" if len(left_out) == 1 else f"{len(left_out)} articles are"
        raise BadAnnotation(
            f"{count} not annotated by everybody: {first}{' …' * (len(left_out) > 3)}. Were the same files "
            "annotated? missing='leave' (--missing leave) goes on without them, and lists them."
        )
    shared = [id for id in ids if id not in left_out]
    if not shared:
        raise BadAnnotation(
            f"No article is annotated by everybody ({', '.join(names)}). Articles are known by article_id: "
            "do the files name them alike?"
        )
    articles = tuple(_with_text([side[id] for side in by_id], names) for id in shared)
    return Lineup(names, articles, left_out)


def find_masked(records: Iterable[Annotated]) -> tuple[Span, ...]:
    """The stretches that any of the records sets aside (its further key `masked`): nobody is asked there."""
    return tuple(span for record in records for span in to_gold(record).masked)


def find_shared_layers(records: Iterable[Annotated]) -> frozenset[str] | None:
    """The layers that all who state layers have in common; `None` when nobody states any: all of them."""
    stated = [layers for record in records if (layers := to_gold(record).layers) is not None]
    return frozenset.intersection(*stated) if stated else None


def _name_sides(sides: Sequence[Sequence[Annotated]]) -> tuple[str, ...]:
    makers = [{record.made_with.by for record in side} for side in sides]
    names = [next(iter(one)) if len(one) == 1 else "" for one in makers]
    if all(names) and len(set(names)) == len(names):
        return tuple(names)
    return tuple(str(number) for number in range(1, len(sides) + 1))


def _by_id(side: Iterable[Annotated], name: str) -> dict[str, Annotated]:
    found: dict[str, Annotated] = {}
    for record in side:
        if record.article_id in found:
            raise BadAnnotation(
                f"{name}: the article {record.article_id} stands there twice. Which is meant? Leave the "
                "other out."
            )
        found[record.article_id] = record
    return found


def _with_text(records: Sequence[Annotated], names: Sequence[str]) -> tuple[Annotated, ...]:
    """All with the text, which stand-off records take from one that holds it."""
    text = next((record.text for record in records if record.text is not None), None)
    id = records[0].article_id
    if text is None:
        raise BadAnnotation(
            f"{id}: none of {', '.join(names)} holds the text. `attrib rejoin` puts it back into a record."
        )
    wanted = text_sha256(text)
    for record, name in zip(records, names, strict=True):
        has = text_sha256(record.text) if record.text is not None else record.text_sha256
        if has != wanted:
            raise BadAnnotation(
                f"{id}: {name} annotated another text than {names[0]} (sha256 {has[:12]}… and "
                f"{wanted[:12]}…). Was it edited or scraped again? `attrib anchor` moves a record to another "
                "text."
            )
    return tuple(replace(record, text=text) for record in records)

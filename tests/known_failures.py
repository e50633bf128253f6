"""The hard cases that the bundled model gets wrong, as docs/limits.md lists them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrib
from attrib.accepted import is_accepted
from attrib.adaptors import read_gold
from attrib.compare import pair_softly
from attrib.counts import Words
from attrib.records import Annotated, Article, Attribution
from attrib.spans import Span

CASES = Path(__file__).parent / "cases" / "cases.jsonl"


def make_failures() -> str:
    """How many cases are right, and every one that is not: its phenomenon, what is wrong, and the case."""
    golds = [gold.annotated for gold in read_gold(CASES)]
    with open(CASES, encoding="utf-8") as lines:
        phenomena = {case["id"]: case["phenomenon"].replace("_", " ") for case in map(json.loads, lines)}
    guesses = attrib.annotate_many([Article(gold.article_id, gold.text or "") for gold in golds])
    wrong: dict[str, list[str]] = defaultdict(list)
    for gold, guess in zip(golds, guesses, strict=True):
        if faults := list(find_faults(gold, guess)):
            wrong[phenomena[gold.article_id]] += [f"`{gold.article_id}`: {'; '.join(faults)}"]
    count = sum(map(len, wrong.values()))
    rows = [f"| {name} | {case} |" for name, cases in sorted(wrong.items()) for case in cases]
    head = f"{len(golds) - count} of {len(golds)} cases are right in all of this; these are not:"
    return "\n".join([head, "", "| phenomenon | case: what is wrong |", "|---|---|", *rows])


def find_faults(gold: Annotated, guess: Annotated) -> Iterator[str]:
    """What of a case is not found, is found though it is not there, or has another speaker or voice."""
    pairs = pair_softly(gold, guess, Words.of(gold.text or ""))
    missed = [one for one in gold.attributions if one.id not in {pair[0].id for pair in pairs}]
    extra = {one.id: one for one in guess.attributions if one.id not in {pair[1].id for pair in pairs}}
    for one in missed:
        same = next((other for other in extra.values() if is_same_cue(one, other)), None)
        if same is None:
            yield f"not found: {tell(gold, one)}"
        else:
            del extra[same.id]
            yield " ".join([tell(gold, one), "has", *tell_differences(gold, one, same)])
    for one in extra.values():
        yield f"found, but not there: {tell(guess, one)}"
    for wanted, found in pairs:
        names = [next((who for who in side.speakers if who.id == one.speaker), None)
                 for side, one in ((gold, wanted), (guess, found))]  # fmt: skip
        right, given = names
        if right is not None and (given is None or not is_accepted(given, [right.name])):
            instead = given.name if given else "left open"
            yield f"“{quote(gold, wanted.source)}” is {right.name}, not {instead}"
    for word in gold.evaluative:
        if not any(word.span.touches(other.span) for other in guess.evaluative):
            yield f"not marked: “{word.span.of(gold.text or '')}”"


def is_same_cue(one: Attribution, other: Attribution) -> bool:
    return one.cue is not None and other.cue is not None and one.cue.touches(other.cue)


def tell_differences(record: Annotated, wanted: Attribution, found: Attribution) -> Iterator[str]:
    """The source and the content that were found instead, where they differ."""
    if wanted.source != found.source:
        yield f"the source “{quote(record, found.source) or '–'}”"
    if wanted.content != found.content:
        yield f"the content “{quote(record, found.content)}”"


def tell(record: Annotated, one: Attribution) -> str:
    cue = one.cue.of(record.text or "") if one.cue else "no cue"
    return f"“{quote(record, one.source) or '–'}”, *{cue}*, “{quote(record, one.content)}”"


def quote(record: Annotated, spans: Sequence[Span], most: int = 60) -> str:
    words = " … ".join(" ".join(span.of(record.text or "").split()) for span in spans)
    short = words if len(words) <= most else words[: most - 1].rstrip() + "…"
    return short.replace("|", "\\|").replace("*", "\\*")


if __name__ == "__main__":
    print(make_failures())

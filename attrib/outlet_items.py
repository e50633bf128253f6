"""Items on two outlets that write on one event: who speaks in which, and which words each uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from attrib.exercise import Item, Key, Level, Option
from attrib.identity import Identity, find_shares
from attrib.items import Candidate, Reading, quote, shuffle
from attrib.ledger import LABELS, UNSAID
from attrib.outlets import compare_outlets
from attrib.records import Evaluative
from attrib.spans import find_words

FIRST, SECOND, BOTH = "first", "second", "both"


def two_outlets_items(first: Reading, second: Reading) -> Iterator[Candidate]:
    """*Two outlets, one event*: whom one of two articles lets speak alone, labels that one uses alone, and
    what the other writes for the same."""
    yield from _speaker_items(first, second)
    yield from _label_items(first, second)
    yield from _alternative_items(first, second)


def name_articles(first: Reading, second: Reading) -> tuple[str, str]:
    """What two articles go by: their outlets where these differ, else their order."""
    outlets = [reading.outlet.strip(" ()") for reading in (first, second)]
    if all(outlets) and outlets[0] != outlets[1]:
        return outlets[0], outlets[1]
    return "the first article", "the second article"


def _find_speaking(reading: Reading) -> dict[str, tuple[str, str | None]]:
    """Who is said to have said something: by what joins speakers across articles, name and doubt."""
    found: dict[str, tuple[str, str | None]] = {}
    for share in find_shares(reading.record):
        said = [one for one in share.attributions if one.modality not in UNSAID and one.content]
        doubts = [reading.doubt(one, speaker=True) for one in said]
        if said:
            # One sure saying is enough: then they speak.
            doubt = None if None in doubts else doubts[0]
            found[_to_key(share.identity, reading, share.speaker.id)] = reading.name(share.speaker.id), doubt
    return found


def _to_key(identity: Identity, reading: Reading, id: str) -> str:
    return identity.key or f"only {reading.record.article_id}: {id}"


def _is_comparable(key: str, name: str, other: Reading) -> bool:
    """Whether it is certain that somebody is not in the other article under another name: who is joined to
    nobody, and whoever shares a word of the name with another one there, is not."""
    if key.startswith("only "):
        return False
    words = {word.of(name).casefold() for word in find_words(name)} - {"the", "of", "and"}
    return not any(
        words & {word.of(one.name).casefold() for word in find_words(one.name)}
        for one in other.record.speakers
    )


def _speaker_items(first: Reading, second: Reading) -> Iterator[Candidate]:
    speaking = _find_speaking(first), _find_speaking(second)
    for place, key in enumerate(dict.fromkeys([*speaking[0], *speaking[1]])):
        in_first, in_second = key in speaking[0], key in speaking[1]
        right = BOTH if in_first and in_second else FIRST if in_first else SECOND
        name, doubt = speaking[0].get(key) or speaking[1][key]
        if right == BOTH:
            doubt = doubt or speaking[1][key][1]
        elif not _is_comparable(key, name, second if in_first else first):
            continue
        else:
            # The other article may hold them among its unsettled sources.
            doubt = doubt or _find_open(second if in_first else first)
        if first.leaves_out(doubt):
            continue
        told = {BOTH: "Both articles report", FIRST: "Only {0} reports", SECOND: "Only {1} reports"}[right]
        yield _to_candidate(
            first,
            second,
            2 if right == BOTH else 1,
            Item(
                id=f"speaks {place}",
                shape="choice",
                prompt=f"In which article is {name} said to have said something?",
                passage="",
                focus=(),
                rule="P1",
                hints=("Search both articles for the name, then for a reporting word beside it.",),
                key=Key((right,), why=f"{told} what {name} says.", unsure=doubt),
            ),
            place,
        )


def _find_open(reading: Reading) -> str | None:
    open_ones = (one for one in reading.record.attributions if one.open is not None)
    return next((reading.doubt(one, speaker=True) for one in open_ones), None)


def _find_labels(reading: Reading) -> dict[str, Evaluative]:
    """The labels that judge, by their words, the first of each."""
    found: dict[str, Evaluative] = {}
    for one in reading.record.evaluative:
        if one.category in LABELS and reading.doubt(one) is None:
            found.setdefault(reading.words([one.span]).casefold(), one)
    return found


def _holds(reading: Reading, phrase: str) -> bool:
    """Whether an article holds some words in any case, with or without a plural s."""
    wanted = [word.of(phrase).casefold().removesuffix("s") for word in find_words(phrase)]
    words = [word.of(reading.text).casefold().removesuffix("s") for word in find_words(reading.text)]
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


def _label_items(first: Reading, second: Reading) -> Iterator[Candidate]:
    labels = _find_labels(first), _find_labels(second)
    for place, label in enumerate(dict.fromkeys([*labels[0], *labels[1]])):
        there = _holds(first, label), _holds(second, label)
        right = BOTH if all(there) else FIRST if there[0] else SECOND
        if there != (label in labels[0], label in labels[1]) and right == BOTH:
            continue  # there it does not judge, or not surely
        yield _to_candidate(
            first,
            second,
            2,
            Item(
                id=f"label {place}",
                shape="choice",
                prompt=f"Which article has the judging word {quote(label)}?",
                passage="",
                focus=(),
                rule="E1",
                hints=("Look at how each article names those who act.",),
                key=Key((right,), why="The word stands in "
                        + {BOTH: "both.", FIRST: "{0} alone.", SECOND: "{1} alone."}[right]),
            ),
            100 + place,
        )  # fmt: skip


def _alternative_items(first: Reading, second: Reading) -> Iterator[Candidate]:
    """What the other outlet writes where one has a label: its neutral alternatives, as `attrib balance
    --event` finds them."""
    records = [
        replace(one.record, meta={"event": "one", "outlet": side})
        for one, side in ((first, FIRST), (second, SECOND))
    ]
    rows = compare_outlets(records, "event", bootstrap=0).pick("neutral alternatives")
    readings = {FIRST: first, SECOND: second}
    labels = {side: _find_labels(reading) for side, reading in readings.items()}
    place = 200
    for side, other in ((FIRST, SECOND), (SECOND, FIRST)):
        for label, one in labels[side].items():
            if _holds(readings[other], label):
                continue
            goes_by = one.note or label
            used = {
                row.item
                for row in rows
                if row.about == goes_by and (row.count if row.outlet == other else row.other_count)
            }
            here = [phrase for phrase in one.neutral if phrase in used and not _holds(readings[side], phrase)]
            spare = [phrase for phrase in one.neutral if not _holds(readings[other], phrase)]
            if not here or not spare:
                continue
            draw = first.draw(f"alternative {label}")
            options = shuffle([Option(phrase, quote(phrase)) for phrase in (here[0], *spare[:3])], draw)
            place += 1
            yield Candidate(
                3,
                place,
                label,
                Item(
                    id=f"alternative {place}",
                    shape="choice",
                    prompt=f"One article writes {quote(label)}. Which plainer words does the other one use?",
                    passage="",
                    focus=(),
                    rule="E1",
                    hints=(f"{quote(label)} stands in {name_articles(first, second)[side == SECOND]}.",),
                    key=Key(
                        (here[0],),
                        alternatives=tuple(here),
                        why=f"Whether {quote(here[0])} means the same there is worth a discussion.",
                    ),
                    options=options,
                    article_id=readings[side].record.article_id,
                ),
            )


def _to_candidate(first: Reading, second: Reading, level: Level, item: Item, place: int) -> Candidate:
    """With the three options that most of these items have."""
    names = name_articles(first, second)
    options = (
        Option(FIRST, f"Only in {names[0]}"),
        Option(SECOND, f"Only in {names[1]}"),
        Option(BOTH, "In both"),
    )
    # Names may hold braces, so they are put in one by one and never formatted.
    why = item.key.why.replace("{0}", names[0], 1).replace("{1}", names[1], 1)
    why = why[:1].upper() + why[1:]
    told = replace(item, options=options, key=replace(item.key, why=why), article_id="")
    return Candidate(level, place, item.key.right[0], told)

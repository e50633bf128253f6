"""What `agree` measures: the counts of two annotators of one article, and the labels that alpha compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from attrib.alphas import Unit
from attrib.compare import pair_softly
from attrib.counts import Counts, Words, count_equal, count_shared, count_touching, match
from attrib.differences import find_cases
from attrib.records import Annotated, Attribution, Claim, Evaluative
from attrib.spans import Span


class Measure(NamedTuple):
    """What a measure asks, and the layers (`gold.LAYERS`) that both must have looked for."""

    question: str
    layers: frozenset[str]


def _of(question: str, layers: str) -> Measure:
    return Measure(question, frozenset(layers.split()))


_STRETCHES = {
    "source": ("a source", "source"),
    "cue": ("a cue", "cue"),
    "content": ("a content", "content"),
    "claim": ("a claim", "claims"),
    "evaluative": ("an evaluative stretch", "evaluative"),
}
MEASURES: dict[str, Measure] = {
    f"{name} {how}": _of(question.format(what=what), layer)
    for name, (what, layer) in _STRETCHES.items()
    for how, question in (
        ("exact", "Does the other mark {what} of these very words?"),
        ("overlap", "Does the other mark {what} that shares a word with it?"),
        ("words", "Does the other mark this word as part of {what}?"),
    )
} | {
    "record exact": _of("Has the other the same words for source, cue and content?", "source cue content"),
    "record soft": _of(
        "Has the other a record whose content shares half of all words, and a source that shares a word (or "
        "none, like this one)?",
        "source content",
    ),
    "speaker": _of("Of records that agree softly: the same speaker by name, or none in both?", "speaker"),
    "source status": _of("Of records that agree softly: the same source status?", "source_status"),
    "manner": _of("Of records that agree softly: the same manner?", "manner"),
    "modality": _of("Of records that agree softly: the same modality?", "modality"),
    "claim status": _of("Of claims of the same words: the same status?", "claims claim_status"),
    "claim speaker": _of("Of claims of the same words: the same speaker by name, or none in both?", "claims"),
    "category": _of("Of evaluative stretches that share a word: the same category?", "evaluative"),
    "voice": _of("Of evaluative stretches that share a word: the same voice by name?", "evaluative voice"),
}
GROUPED = ("record exact", "record soft", "speaker")
ALL = ""  # the group that holds everything

# Question of an alpha → what its units and labels are.
ALPHAS = {
    "words: source": "each word; source or not",
    "words: cue": "each word; cue or not",
    "words: content": "each word; content or not",
    "words: roles": "each word; all the roles it has (`content`, `content+cue` …) or none",
    "words: status": "each word; the status of the claim that holds it, or none",
    "words: evaluative": "each word; evaluative or not",
    "claims: status": "each claim that two or more mark with the same words; its status",
    "claims: speaker": "the same; the speaker's name, `(open)`, `(unsourced)` or `(outlet)`",
}
_ALPHA_LAYERS = {
    "words: source": {"source"},
    "words: cue": {"cue"},
    "words: content": {"content"},
    "words: roles": {"source", "cue", "content"},
    "words: status": {"claims", "claim_status"},
    "words: evaluative": {"evaluative"},
    "claims: status": {"claims", "claim_status"},
    "claims: speaker": {"claims", "speaker"},
}

Key = tuple[str, str]  # measure, group


def count_pair(
    one: Annotated, other: Annotated, words: Words, layers: frozenset[str] | None
) -> dict[Key, Counts]:
    """The counts of one article by measure and group; `layers` are those both looked for, `None` for all.

    A group ("manner: direct") holds what an annotator puts there, whatever the other calls it: a direct
    quotation that the other has as mixed is found, and the difference shows in `manner`. All counts are the
    same with the two exchanged, but for their sides.
    """
    counts: dict[Key, Counts] = {}
    sides = (one, other)
    for name, (_, layer) in _STRETCHES.items():
        if layers is None or layer in layers:
            counts.update(_count_stretches(name, sides, words))
    counts.update(_count_records(sides, words))
    counts.update(_count_labels(sides, words))
    if layers is None:
        return counts
    return {key: count for key, count in counts.items() if MEASURES[key[0]].layers <= layers}


def _count_stretches(name: str, sides: Sequence[Annotated], words: Words) -> Iterator[tuple[Key, Counts]]:
    spans = [_find_stretches(name, side) for side in sides]
    covered = [[found for one in side if (found := words.in_spans(one))] for side in spans]
    if name == "source":  # shared by several attributions, it is one source
        covered = [sorted(set(side), key=sorted) for side in covered]
    yield (f"{name} exact", ALL), count_equal(*covered)
    yield (f"{name} overlap", ALL), count_touching(*covered)
    yield (f"{name} words", ALL), count_shared(*(frozenset().union(*side) for side in covered))


def _find_stretches(name: str, side: Annotated) -> list[tuple[Span, ...]]:
    if name == "claim":
        return [one.spans for one in side.claims]
    if name == "evaluative":
        return [(one.span,) for one in side.evaluative]
    if name == "cue":
        return [(one.cue,) for one in side.attributions if one.cue is not None]
    return [getattr(one, name) for one in side.attributions if getattr(one, name)]


def _count_records(sides: Sequence[Annotated], words: Words) -> Iterator[tuple[Key, Counts]]:
    found = [[one for one in side.attributions if words.in_spans(one.content)] for side in sides]
    keys = [Counter(_parts(one, words) for one in side) for side in found]
    shared = keys[0] & keys[1]
    exact = [list(_take(side, shared, words)) for side in found]
    one, other = sides
    pairs = pair_softly(one, other, words)
    soft = [[pair[side] for pair in pairs] for side in (0, 1)]
    names = [_Names(side) for side in sides]
    same = [names[0].of(a.speaker) == names[1].of(b.speaker) for a, b in pairs]
    alike = [[one for one, equal in zip(side, same, strict=True) if equal] for side in soft]
    for measure, asked, right in (
        ("record exact", found, exact),
        ("record soft", found, soft),
        ("speaker", soft, alike),
    ):
        tallies = [[Counter(_groups(side)) for side in both] for both in (asked, right)]
        groups = {ALL, *(group for tally in tallies[0] for group in tally)}
        for group in sorted(groups):
            (gold, guess), (rights, guess_rights) = ([tally[group] for tally in both] for both in tallies)
            yield (measure, group), Counts(gold, guess, rights, guess_rights)
    for field in ("source_status", "manner", "modality"):
        yield (field.replace("_", " "), ALL), _share(getattr(a, field) == getattr(b, field) for a, b in pairs)


def _parts(one: Attribution, words: Words) -> Hashable:
    cue = words.in_spans([one.cue]) if one.cue is not None else frozenset()
    return words.in_spans(one.source), cue, words.in_spans(one.content)


def _take(side: Iterable[Attribution], shared: Counter[Hashable], words: Words) -> Iterator[Attribution]:
    left = Counter(shared)
    for one in side:
        key = _parts(one, words)
        if left[key] > 0:
            left[key] -= 1
            yield one


def _groups(attributions: Iterable[Attribution]) -> Iterator[str]:
    for one in attributions:
        yield ALL
        yield f"manner: {one.manner}"
        yield f"source status: {one.source_status}"


def _count_labels(sides: Sequence[Annotated], words: Words) -> Iterator[tuple[Key, Counts]]:
    names = [_Names(side) for side in sides]
    claims = _pair_claims(sides, words)
    yield ("claim status", ALL), _share(a.status == b.status for a, b in claims)
    yield ("claim speaker", ALL), _share(names[0].of(a.speaker) == names[1].of(b.speaker) for a, b in claims)
    found = [case.items for case in find_cases(sides, words=words, kinds=("evaluative",))]
    pairs = [(a, b) for a, b in found if isinstance(a, Evaluative) and isinstance(b, Evaluative)]
    yield ("category", ALL), _share(a.category == b.category for a, b in pairs)
    yield ("voice", ALL), _share(names[0].of(a.voice) == names[1].of(b.voice) for a, b in pairs)


def _pair_claims(sides: Sequence[Annotated], words: Words) -> list[tuple[Claim, Claim]]:
    first, second = ([(words.in_spans(c.spans), c) for c in side.claims] for side in sides)
    fits = {
        (i, j): (one.status == other.status, 1.0, one.speaker is None and other.speaker is None)
        for i, (covered, one) in enumerate(first)
        for j, (there, other) in enumerate(second)
        if covered and covered == there
    }
    return [(first[i][1], second[j][1]) for i, j in match(fits).items()]


def _share(right: Iterable[bool]) -> Counts:
    answers = list(right)
    return Counts(len(answers), len(answers), sum(answers), sum(answers))


class _Names:
    """The speakers of one record by name, since records number them differently."""

    def __init__(self, record: Annotated) -> None:
        self._by_id = {one.id: (" ".join(one.name.casefold().split()),) for one in record.speakers}

    def of(self, id: str | None) -> Hashable:
        """The name, in a tuple, so that nobody called "Outlet" is taken for the voice."""
        return self._by_id.get(id, id) if id is not None else None

    def show(self, id: str) -> str:
        return self._by_id.get(id, (id,))[0]


def list_units(
    records: Sequence[Annotated], words: Words, layers: frozenset[str] | None
) -> dict[str, list[Unit]]:
    """The units of one article for each alpha that the layers allow: what each annotator says of each word,
    and of each claim that at least two mark with the same words."""
    size = len(words)
    roles = [
        {role: words.in_spans(_spans_of(role, one)) for role in ("source", "cue", "content")}
        for one in records
    ]
    judged = [words.in_spans(one.span for one in record.evaluative) for record in records]
    statuses = [
        {word: claim.status for claim in reversed(record.claims) for word in words.in_spans(claim.spans)}
        for record in records
    ]
    units: dict[str, list[Unit]] = {
        f"words: {role}": [
            tuple(role if word in one[role] else "none" for one in roles) for word in range(size)
        ]
        for role in ("source", "cue", "content")
    }
    units["words: roles"] = [
        tuple("+".join(sorted(role for role in one if word in one[role])) or "none" for one in roles)
        for word in range(size)
    ]
    units["words: status"] = [tuple(one.get(word, "none") for one in statuses) for word in range(size)]
    units["words: evaluative"] = [
        tuple("evaluative" if word in one else "none" for one in judged) for word in range(size)
    ]
    claims = [{words.in_spans(c.spans): c for c in reversed(record.claims)} for record in records]
    shared = [spans for spans, times in Counter(s for one in claims for s in one if s).items() if times > 1]
    shared.sort(key=sorted)
    names = [_Names(record) for record in records]
    units["claims: status"] = [tuple(one[s].status if s in one else None for one in claims) for s in shared]
    units["claims: speaker"] = [
        tuple(_voice(one[s], known) if s in one else None for one, known in zip(claims, names, strict=True))
        for s in shared
    ]
    return {name: found for name, found in units.items() if layers is None or _ALPHA_LAYERS[name] <= layers}


def _spans_of(role: str, record: Annotated) -> list[Span]:
    return [span for spans in _find_stretches(role, record) for span in spans]


def _voice(claim: Claim, names: _Names) -> str:
    if claim.speaker is not None:
        return names.show(claim.speaker)
    return {"attributed": "(open)", "unsourced": "(unsourced)", "unattributed": "(outlet)"}[claim.status]

"""Who gets to speak in many articles, how often, named or not, in which role: one row for each speaker.

What is kept in memory grows with the speakers, not with the articles. Who can be joined to nobody is written
aside to a temporary file when their article is done.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import IO, Any, Literal, cast, get_args

from attrib.errors import BadOption
from attrib.identity import Basis, Identity, Share, find_shares
from attrib.people import People, fold_body
from attrib.records import Annotated, SpeakerKind
from attrib.tally import Counted, Counts, Tally, count_names, rank, to_outlet

Unnamed = Literal["kinds", "descriptions", "none"]

# What rows can be grouped by besides the columns of a table of people.
OWN_KEYS = ("kind", "named", "outlet")
# Above this, those who are joined to nobody are on disk. Some 4 000 of them.
_SPILL_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class CorpusSpeaker:
    """One row of the table: a speaker, or all of one kind whom the articles do not name."""

    name: str | None  # as it is written most often, or as the table of people has it; None: see `basis`
    kind: SpeakerKind
    named: bool
    basis: Basis  # what the row is joined by (`identity.BASES`)
    counts: Counts
    roles: Counted = ()  # articles in which the speaker has each
    speaks_for: Counted = ()  # articles in which the speaker speaks for each
    article_id: str | None = None  # of somebody joined to nobody; None: the row may be of many articles
    people: tuple[tuple[str, str | None], ...] = ()  # columns of the table of people


@dataclass(frozen=True, slots=True)
class SpeakerGroup:
    """All speakers with the same values of the columns that one groups by."""

    values: tuple[str | None, ...]  # None: not in the table, or the cell is empty
    speakers: int  # who is joined to nobody counts in every article
    counts: Counts


@dataclass(slots=True)
class Totals:
    """What a corpus holds, so that a table of speakers can be read against all that is said."""

    articles: int = 0
    attributions: int = 0
    named: int = 0
    unnamed: int = 0
    open: int = 0  # a source that no speaker was settled for
    sourceless: int = 0  # the text names no source
    without_text: int = 0  # articles

    def watch(self, records: Iterable[Annotated]) -> Iterator[Annotated]:
        """The same records, counted on their way."""
        for record in records:
            named = {speaker.id: speaker.named for speaker in record.speakers}
            self.articles += 1
            self.without_text += record.text is None
            for attribution in record.attributions:
                self.attributions += 1
                if attribution.speaker in named:
                    self.named += named[attribution.speaker]
                    self.unnamed += not named[attribution.speaker]
                elif attribution.open is not None or attribution.source:
                    self.open += 1
                else:
                    self.sourceless += 1
            yield record


def corpus_speakers(
    records: Iterable[Annotated], *, people: People | None = None, unnamed: Unnamed = "kinds"
) -> Iterator[CorpusSpeaker]:
    """Everybody who speaks in some articles, who says most first; then those who can be joined to nobody, in
    the order of the articles.

    Persons are joined by their full names, bodies and documents by their names, never a person by a surname
    alone; whom `people` lists, by name or alias, is joined by that. Unnamed speakers are counted together by
    "kinds", by their "descriptions", or left out ("none"). An article that comes twice counts twice.

    Raises `BadOption` for another way to count the unnamed.
    """
    if unnamed not in get_args(Unnamed):
        raise BadOption(f"unnamed is {unnamed!r}; it is one of {', '.join(get_args(Unnamed))}.")
    rows: dict[str, _Row] = {}
    kinds: dict[tuple[SpeakerKind, bool], Tally] = defaultdict(Tally)
    with tempfile.SpooledTemporaryFile(_SPILL_BYTES, "w+", encoding="utf-8", newline="\n") as alone:
        for record in records:
            joined: dict[str, list[Share]] = defaultdict(list)
            nameless: dict[tuple[SpeakerKind, bool], list[Share]] = defaultdict(list)
            for share in find_shares(record, people):
                speaker, (key, basis, _) = share.speaker, share.identity
                if key is not None:
                    joined[key].append(share)
                elif basis != "description":
                    _write_aside(alone, record, share, people)
                elif unnamed == "kinds":
                    nameless[speaker.kind, speaker.named].append(share)
                elif unnamed == "descriptions":
                    # No key of a name begins so: those go on with a colon or "in line".
                    joined[f"{speaker.kind} {speaker.named} {fold_body(speaker.name)}"].append(share)
            for key, shares in joined.items():
                rows.setdefault(key, _Row(shares[0].identity)).add(record, shares)
            for one, shares in nameless.items():
                kinds[one].add(record, shares)
        cells = people.values(None) if people is not None else ()
        found = [row.to_speaker(people) for row in rows.values()]
        found += [
            CorpusSpeaker(None, kind, named, "kind", tally.to_counts(), people=cells)
            for (kind, named), tally in kinds.items()
        ]
        yield from sorted(found, key=_most_said_first)
        alone.seek(0)
        for line in alone:
            yield _from_json(json.loads(line))


def corpus_groups(
    records: Iterable[Annotated], by: Sequence[str], *, people: People | None = None
) -> tuple[SpeakerGroup, ...]:
    """The same counts for groups of speakers, the largest first: by columns of the table of people, by
    "kind", "named" or "outlet", or by several of them together.

    What several of a group say together counts once. Unnamed speakers are in no table, and count in every
    article as one more. Raises `BadOption` for a column that is not there.
    """
    known = [*(people.columns if people else ()), *OWN_KEYS]
    for column in by:
        if column not in known:
            raise BadOption(
                f"There is no column {column!r} to group by; there are {', '.join(known)}. "
                "Further columns come from a table of people (--people)."
            )
    tallies: dict[tuple[str | None, ...], Tally] = defaultdict(Tally)
    joined: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
    alone: Counter[tuple[str | None, ...]] = Counter()
    for record in records:
        groups: dict[tuple[str | None, ...], list[Share]] = defaultdict(list)
        for share in find_shares(record, people):
            values = tuple(_pick_value(column, record, share) for column in by)
            groups[values].append(share)
            if share.identity.key is None:
                alone[values] += 1
            else:
                joined[values].add(share.identity.key)
        for values, shares in groups.items():
            tallies[values].add(record, shares)
    found = (
        SpeakerGroup(values, len(joined[values]) + alone[values], tally.to_counts())
        for values, tally in tallies.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.counts.attributions, tuple(map(str, one.values)))))


def _pick_value(column: str, record: Annotated, share: Share) -> str | None:
    row = share.identity.row
    cells = dict(row.values) if row is not None else {}
    if column in cells or column not in OWN_KEYS:
        return cells.get(column)
    if column == "outlet":
        return to_outlet(record)
    return share.speaker.kind if column == "kind" else "named" if share.speaker.named else "unnamed"


def _most_said_first(speaker: CorpusSpeaker) -> tuple[int, int, str, str]:
    return -speaker.counts.attributions, -speaker.counts.articles, speaker.name or "", speaker.kind


class _Row:
    """What is known of one speaker, while articles come in."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.tally = Tally()
        self.names: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.roles: Counter[str] = Counter()  # as written
        self.speaks_for: Counter[str] = Counter()
        self.named = True

    def add(self, record: Annotated, shares: Sequence[Share]) -> None:
        self.tally.add(record, shares)
        self.named = shares[0].speaker.named
        self.kinds.update({share.speaker.kind for share in shares})
        roles = {" ".join(share.speaker.role.split()) for share in shares if share.speaker.role}
        principals = {share.speaks_for for share in shares if share.speaks_for is not None}
        count_names(self.names, sorted({share.speaker.name for share in shares}))
        count_names(self.roles, sorted(roles))
        count_names(self.speaks_for, sorted(principals))

    def to_speaker(self, people: People | None) -> CorpusSpeaker:
        row = self.identity.row
        # "The Mayor" and "the mayor" are one role, written as it is most often.
        usual: dict[str, str] = {}
        roles: Counter[str] = Counter()
        for role, articles in rank(self.roles):
            roles[usual.setdefault(fold_body(role), role)] += articles
        return CorpusSpeaker(
            row.name if row is not None else rank(self.names)[0][0],
            kind=cast(SpeakerKind, rank(self.kinds)[0][0]),
            named=self.named,
            basis=self.identity.basis,
            counts=self.tally.to_counts(),
            roles=rank(roles),
            speaks_for=rank(self.speaks_for),
            people=people.values(row) if people is not None else (),
        )


def _write_aside(file: IO[str], record: Annotated, share: Share, people: People | None) -> None:
    row = _Row(share.identity)
    row.add(record, [share])
    speaker = replace(row.to_speaker(people), article_id=record.article_id)
    file.write(json.dumps(asdict(speaker)) + "\n")


def _from_json(row: dict[str, Any]) -> CorpusSpeaker:
    def pairs(values: Any) -> Any:
        return tuple((name, value) for name, value in values)

    counts = row["counts"]
    counts = Counts(**{**counts, "cues": pairs(counts["cues"]), "outlets": pairs(counts["outlets"])})
    nested = {key: pairs(row[key]) for key in ("roles", "speaks_for", "people")}
    return CorpusSpeaker(**{**row, **nested, "counts": counts})

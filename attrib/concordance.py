"""Everything one speaker is said to have said, in the order of the articles' dates, each in its context."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from attrib.dates import read_date
from attrib.errors import BadAnnotation, BadOption
from attrib.identity import Share, Sort, find_shares, to_sort
from attrib.people import People, fold_body, fold_person, is_full_name
from attrib.records import Annotated, Attribution, Manner, Modality
from attrib.referents import find_surnames
from attrib.tally import to_outlet

GAP = " … "  # between the spans of one content


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose sayings are asked for."""

    name: str
    sort: Sort | None = None  # a person, a body or a document; None: any of them
    every: bool = False  # all who match, where several do


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that a speaker is said to have said, by one attribution."""

    date: str | None  # ISO, as far as it goes; None: there is none that can be read in one way only
    written_date: str | None  # as the article's meta has it
    outlet: str | None
    article_id: str
    title: str | None
    speaker: str  # as this article names them
    source: str | None  # None: the text names no source there
    cue: str | None  # None: a quotation that no word introduces
    manner: Manner
    modality: Modality
    together: bool  # said by several together
    reported_by: str | None  # who says that they said so; None: the outlet itself
    before: str
    content: str  # all of it; " … " where the sentence is interrupted
    after: str
    start: int  # of the content's first span
    end: int  # of its last
    attribution: str  # its id in the article
    speaker_score: float | None  # None: a person settled it, or nobody said how sure
    people: tuple[tuple[str, str | None], ...] = ()  # columns of the table of people


def find_sayings(
    records: Iterable[Annotated],
    wanted: str | Wanted,
    *,
    context: int = 80,
    people: People | None = None,
    day_first: bool | None = None,
) -> tuple[Saying, ...]:
    """What one speaker is said to have said, with up to `context` characters of the text on either side.

    The name is compared as those of speakers are (no case, diacritics, titles, possessives). Somebody whom
    `people` lists goes by the name and every alias there. A surname finds everyone who has it, and every
    article's bearer of it alone; a description ("the harbour master") everyone so described. Articles
    without a date stand last, in their order.

    Raises `BadOption` when nobody matches, or several do and `wanted.every` does not say that all are meant;
    `BadAnnotation` for a record without text.
    """
    if isinstance(wanted, str):
        wanted = Wanted(wanted)
    if context < 0:
        raise BadOption(f"context is {context}: give a number of characters, 0 or more.")
    search = _Search(wanted, people)
    for number, record in enumerate(records):
        if record.text is None:
            raise BadAnnotation(
                f"{record.article_id}: the record holds no text (it is stand-off), so there is nothing to "
                "quote. Give records that hold their texts."
            )
        day = read_date(record.meta.get("date"), day_first=day_first)
        for share in find_shares(record, people):
            found = search.pick(share, number)
            if found is not None:
                cells = people.values(share.identity.row) if people is not None else ()
                found.sayings += [
                    (number, replace(saying, date=day, people=cells))
                    for saying in _read_sayings(record, share, context)
                ]
    sayings = search.settle()
    sayings.sort(key=lambda place: (place[1].date is None, place[1].date or "", place[0], place[1].start))
    return tuple(saying for _, saying in sayings)


@dataclass(slots=True)
class _Found:
    """One speaker who matches the name asked for, and what they say."""

    label: str  # as an error lists them
    how: set[Literal["table", "name", "surname"]]
    sayings: list[tuple[int, Saying]]  # with the number of the article


class _Search:
    """Who matches a name, and what they say, while articles come in."""

    def __init__(self, wanted: Wanted, people: People | None) -> None:
        self.wanted = wanted
        self.person, self.body = fold_person(wanted.name), fold_body(wanted.name)
        if not self.body:
            raise BadOption(f"There is no letter in the name {wanted.name!r}. Whose sayings are asked for?")
        known = (people.persons.get(self.person), people.bodies.get(self.body)) if people else ()
        self.lines = {row.number for row in known if row is not None}
        self.found: dict[str, _Found] = {}
        self.others: dict[str, str] = {}  # folded → as written

    def pick(self, share: Share, number: int) -> _Found | None:
        """Where to put what a speaker says; `None` for those who do not match."""
        speaker, (key, basis, row) = share.speaker, share.identity
        person = speaker.kind == "person" and speaker.named
        folded = fold_person(speaker.name) if person else fold_body(speaker.name)
        how: Literal["table", "name", "surname"]
        if self.wanted.sort not in (None, to_sort(speaker.kind)):
            return None
        if row is not None and row.number in self.lines:
            how = "table"
        elif folded == (self.person if person else self.body):
            how = "name"
        elif person and self.person in find_surnames(folded):
            how = "surname"
        else:
            if share.attributions:
                self.others.setdefault(folded, speaker.name)
            return None
        if not share.attributions:
            return None
        label = f"{row.name if row is not None else speaker.name} ({speaker.kind}{_APART.get(basis, '')})"
        # Who is joined to nobody is somebody else in every article.
        found = self.found.setdefault(key or f"article {number}, {speaker.id}", _Found(label, set(), []))
        found.how.add(how)
        return found

    def settle(self) -> list[tuple[int, Saying]]:
        """What is said by the one who matches best, or by all whom the user asked for.

        Raises `BadOption` for nobody and for several.
        """
        every = list(self.found.values())
        found = [one for one in every if "table" in one.how]
        if not found and is_full_name(self.wanted.name):
            # Who gives a full name means no longer one that ends so; a bare surname may mean anybody.
            found = [one for one in every if "name" in one.how]
        found = found or every
        if not found:
            raise BadOption(self._say_nobody())
        if len(found) > 1 and not self.wanted.every:
            raise BadOption(_say_several(self.wanted.name, found))
        return [saying for one in found for saying in one.sayings]

    def _say_nobody(self) -> str:
        close = difflib.get_close_matches(self.body, self.others, n=3, cutoff=0.7)
        words = set(self.body.split())
        close += [key for key in self.others if words & set(key.split()) and key not in close]
        names = ", ".join(self.others[key] for key in close[:5])
        hint = f"Is one of these meant: {names}?" if names else "`attrib speakers` lists who speaks."
        what = f"No {self.wanted.sort}" if self.wanted.sort else "Nobody"
        return f"{what} called {self.wanted.name!r} is said to say anything. {hint}"


def _say_several(name: str, found: Sequence[_Found]) -> str:
    times: Counter[str] = Counter()
    articles: dict[str, dict[str, None]] = defaultdict(dict)  # in the order of the files
    for one in found:
        times[one.label] += len(one.sayings)
        articles[one.label] |= dict.fromkeys(saying.article_id for _, saying in one.sayings)
    lines = []
    for label, count in times.most_common(8):
        more = " …" if len(articles[label]) > 3 else ""
        said = "once" if count == 1 else f"{count} times"
        lines.append(f"  {label}: {said}, in {', '.join(list(articles[label])[:3])}{more}")
    if len(times) > 8:
        lines.append(f"  … and {len(times) - 8} more")
    return "\n".join(
        [
            f"{len(found)} speakers match {name!r}:",
            *lines,
            "Give a full name, say what it is (--kind), or ask for all of them (--all).",
        ]
    )


_APART = {
    "surname-alone": ", by this name alone: another one in every article",
    "namesakes": ", one of two of the name in an article",
    "description": ", described so: another one in every article",
}


def _read_sayings(record: Annotated, share: Share, context: int) -> Iterator[Saying]:
    text, meta = record.text or "", record.meta
    for attribution in share.attributions:
        if not attribution.content:
            continue  # a slip
        start = min(span.start for span in attribution.content)
        end = max(span.end for span in attribution.content)
        yield Saying(
            date=None,
            written_date=_to_text(meta.get("date")),
            outlet=to_outlet(record),
            article_id=record.article_id,
            title=_to_text(meta.get("title")),
            speaker=share.speaker.name,
            source=GAP.join(span.of(text) for span in attribution.source) or None,
            cue=attribution.cue.of(text) if attribution.cue is not None else None,
            manner=attribution.manner,
            modality=attribution.modality,
            together=attribution.id in share.together,
            reported_by=_pick_reporter(record, attribution),
            before=text[max(0, start - context) : start],
            content=GAP.join(span.of(text) for span in attribution.content),
            after=text[end : end + context],
            start=start,
            end=end,
            attribution=attribution.id,
            speaker_score=attribution.speaker_score,
        )


def _to_text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _pick_reporter(record: Annotated, attribution: Attribution) -> str | None:
    """Who says that somebody said so: the speaker of the attribution around it, else its source's words."""
    if attribution.parent is None:
        return None
    around = next((one for one in record.attributions if one.id == attribution.parent), None)
    if around is None:
        return None
    names = (speaker.name for speaker in record.speakers if speaker.id == around.speaker)
    said = GAP.join(span.of(record.text or "") for span in around.source)
    return next(names, said or "nobody named")

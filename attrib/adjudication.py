"""Adjudication: a list of what annotators differ in, to be decided by a person, and the record that follows
from the decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from attrib.counts import Words
from attrib.differences import Case, Item, find_cases
from attrib.errors import BadInput, BadOption
from attrib.lineup import Lineup, find_masked
from attrib.records import Annotated, Attribution, MadeWith, Speaker
from attrib.splice import Key, Pick, splice, to_keys

NONE = "none"  # the decision that there is nothing
COLUMNS = (
    "article_id",
    "number",
    "kind",
    "start",
    "end",
    "text",
    "differs",
    "majority",
    "decision",
    "comment",
)
_SPEAKER_FIELDS = ("kind", "role", "named", "and_or")
# What a decision may take from another annotator, and the fields of a record that hold it.
_TAKEN = {"speaker": ("speaker", "open", "speaker_score")}
# What a finding has to do with an attribution is one annotator's, and goes with the rest of the finding.
_WHOLE = ("found", "nested", "status")


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """One article's record, and how many of its cases all agreed on or somebody decided."""

    record: Annotated
    agreed: int
    decided: int


def list_decisions(lineup: Lineup) -> list[dict[str, Any]]:
    """A row for everything in which the annotators differ, in the order of the articles and texts.

    `number` counts all cases of an article, also those that all agree on, and is what a decision is found
    by. `majority` is the first of more than half of all annotators who say the very same, else empty. Each
    annotator has a column of that name with what differs there ("–": not there). `decision` is to be filled
    in: the name of the annotator who is right; "none" when there is nothing; or a name and single fields of
    others ("ana speaker=bo manner=cem"). Speakers of one name of whom the annotators say different things
    come last in each article (`kind` speaker); who is mentioned where is not asked.
    """
    _check_names(lineup.annotators)
    return [row for records in lineup.articles for row in _list_article(records, lineup.annotators)]


def adjudicate(
    lineup: Lineup, decisions: Iterable[Mapping[str, Any]], *, by: str, guidelines: str | None = None
) -> list[Adjudicated]:
    """The record of each article that follows from the decisions, made by `by`.

    What all agree on is taken over. Text, blocks, sentences and names are those of the first annotator;
    speakers of one name are one. Ids are counted anew, in the order of the text. The record's further key
    `adjudicated` names the annotators and counts the cases.

    Raises `BadInput` when a decision is missing, is about no case, names nobody, or leaves a finding
    without the attribution it belongs to.
    """
    _check_names(lineup.annotators)
    wanted = _read_decisions(decisions, lineup)
    return [_decide(records, lineup.annotators, wanted, (by, guidelines)) for records in lineup.articles]


def _check_names(annotators: Sequence[str]) -> None:
    for name in annotators:
        if name in (*COLUMNS, NONE) or not name or any(mark.isspace() or mark == "=" for mark in name):
            raise BadOption(
                f"{name!r} cannot stand in a list of decisions. Name the annotators without blanks and '=', "
                f"and not like one of its columns ({', '.join(COLUMNS)})."
            )


def _find_article_cases(records: Sequence[Annotated]) -> tuple[Case, ...]:
    return find_cases(records, words=Words.of(records[0].text or "", find_masked(records)))


def _list_article(records: Sequence[Annotated], annotators: Sequence[str]) -> Iterable[dict[str, Any]]:
    text = records[0].text or ""
    cases = _find_article_cases(records)
    for number, case in enumerate(cases, start=1):
        if case.differs:
            yield {
                **_head(case.article_id, number, case.kind, ", ".join(case.differs)),
                **{"start": case.span.start, "end": case.span.end, "text": case.span.of(text)},
                "majority": _find_majority(case, annotators),
                **{
                    name: _show(case, reading)
                    for name, reading in zip(annotators, case.readings, strict=True)
                },
            }
    for number, (key, differs, shown) in enumerate(_list_speakers(records), start=len(cases) + 1):
        at = min((span for _, found in shown.values() for span in found.mentions), default=None)
        yield {
            **_head(records[0].article_id, number, "speaker", ", ".join(differs)),
            **({"start": at.start, "end": at.end} if at else {}),
            "text": key[0],
            **{
                name: "; ".join(f"{field}: {getattr(shown[side][1], field)}" for field in differs)
                if side in shown
                else "–"
                for side, name in enumerate(annotators)
            },
        }


def _head(article_id: str, number: int, kind: str, differs: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(COLUMNS),
        "article_id": article_id,
        "number": number,
        "kind": kind,
        "differs": differs,
    }


def _show(case: Case, reading: Mapping[str, str | None] | None) -> str:
    if reading is None:
        return "–"
    lead = {"attribution": "content", "claim": "spans", "evaluative": "span"}[case.kind]
    usual = {"attribution": ("source", "cue"), "claim": ("status",), "evaluative": ("category",)}[case.kind]
    shown = dict.fromkeys((lead, *usual, *(field for field in case.differs if field != "found")))
    return "; ".join(f"{field}: {reading[field] or '–'}" for field in shown)


def _find_majority(case: Case, annotators: Sequence[str]) -> str | None:
    """The first annotator of more than half who say the same; "none" when more than half lack it."""
    views = [None if reading is None else tuple(sorted(reading.items())) for reading in case.readings]
    view, times = Counter(views).most_common(1)[0]
    if 2 * times <= len(views):
        return None
    return NONE if view is None else annotators[views.index(view)]


def _list_speakers(
    records: Sequence[Annotated],
) -> list[tuple[Key, list[str], dict[int, tuple[int, Speaker]]]]:
    """Speakers of one name of whom records say different things: what differs, and each record's speaker."""
    known: dict[Key, dict[int, tuple[int, Speaker]]] = {}
    for side, record in enumerate(records):
        for speaker, key in to_keys(record.speakers):
            known.setdefault(key, {})[side] = (side, speaker)
    listed = []
    for key, found in known.items():
        differs = [f for f in _SPEAKER_FIELDS if len({getattr(one, f) for _, one in found.values()}) > 1]
        if differs:
            listed.append((key, differs, found))
    return listed


_Wanted = Mapping[tuple[str, int], tuple[str, Mapping[str, str]]]


def _read_decisions(rows: Iterable[Mapping[str, Any]], lineup: Lineup) -> _Wanted:
    known = {
        (row["article_id"], row["number"]): row
        for records in lineup.articles
        for row in _list_article(records, lineup.annotators)
    }
    problems = []
    wanted: dict[tuple[str, int], tuple[str, Mapping[str, str]]] = {}
    for row in rows:
        number = str(row.get("number") or "").strip()
        key = (str(row.get("article_id")), int(number) if number.isdecimal() else -1)
        where = f"{key[0]} number {number or '?'}"
        asked = known.get(key)
        if asked is None or asked["kind"] != row.get("kind"):
            problems.append(f"{where}: there is no such {row.get('kind') or 'case'} to decide")
            continue
        name, *rest = str(row.get("decision") or "").split() or [""]
        parts = [part.partition("=")[::2] for part in rest]
        if not name:
            continue  # named below, with those that have no row at all
        open_fields = asked["differs"].split(", ")
        if name not in (*lineup.annotators, NONE) or (name == NONE and (parts or asked["kind"] == "speaker")):
            problems.append(f"{where}: {row['decision']!r} names none of {', '.join(lineup.annotators)}")
        elif bad := [
            f for f, who in parts if f not in open_fields or f in _WHOLE or who not in lineup.annotators
        ]:
            problems.append(
                f"{where}: {bad[0]!r} cannot be taken from another ({', '.join(open_fields)} differ)"
            )
        elif parts and asked["kind"] == "speaker":
            problems.append(f"{where}: a speaker is decided as a whole, by one name")
        else:
            wanted[key] = (name, dict(parts))
    problems += [f"{id} number {number}: not decided" for id, number in known if (id, number) not in wanted]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise BadInput(
            f"decisions: {count}: {'; '.join(problems[:3])}{more}. Fill in `decision` in every row of the "
            "list that `attrib adjudicate` made of the same files: an annotator's name, or none."
        )
    return wanted


def _decide(
    records: Sequence[Annotated], annotators: Sequence[str], wanted: _Wanted, maker: tuple[str, str | None]
) -> Adjudicated:
    id = records[0].article_id
    cases = _find_article_cases(records)
    picks: list[Pick] = []
    stands_for: dict[tuple[int, str], int] = {}
    decided = 0
    for number, case in enumerate(cases, start=1):
        if not case.differs:
            pick: Pick | None = Pick(0, _item(case, 0))
        else:
            decided += 1
            pick = _pick(case, annotators, wanted[id, number])
        if pick is None:
            continue
        if isinstance(pick.item, Attribution):
            stands_for |= {
                (side, one.id): len(picks) for side, one in enumerate(case.items) if one is not None
            }
        picks.append(pick)
    prefer = {}
    for number, (key, _, found) in enumerate(_list_speakers(records), start=len(cases) + 1):
        side = annotators.index(wanted[id, number][0])
        if side not in found:
            raise BadInput(f"decisions: {id} number {number}: {annotators[side]} has no speaker {key[0]!r}.")
        prefer[key] = side
        decided += 1
    spliced = splice(records[0], records, picks, stands_for=stands_for, prefer=prefer)
    if spliced.dangling:
        one = spliced.dangling[0]
        raise BadInput(
            f"decisions: {id}: {annotators[one.side]}'s {one.item.id} was chosen, but the attribution that "
            f"holds it was decided away ({len(spliced.dangling)} such). Choose the claim or stretch of "
            "somebody who has no attribution there, or keep the attribution."
        )
    by, guidelines = maker
    agreed = sum(not case.differs for case in cases)
    note = {"annotators": list(annotators), "agreed": agreed, "decided": decided}
    record = replace(
        spliced.record,
        made_with=MadeWith(records[0].made_with.attrib, by=by, guidelines=guidelines),
        extra={**records[0].extra, "adjudicated": note},
    )
    return Adjudicated(record, agreed, decided)


def _item(case: Case, side: int) -> Item:
    item = case.items[side]
    assert item is not None  # the caller has seen that this side has it
    return item


def _pick(case: Case, annotators: Sequence[str], decision: tuple[str, Mapping[str, str]]) -> Pick | None:
    name, parts = decision
    if name == NONE or case.items[annotators.index(name)] is None:
        return None  # who lacks it says that there is nothing
    side = annotators.index(name)
    item = _item(case, side)
    speaker_side = target_side = None
    for field, who in parts.items():
        other = annotators.index(who)
        if case.items[other] is None:
            raise BadInput(
                f"decisions: {case.article_id}: {who} has no {case.kind} here to take {field} from."
            )
        if field in ("speaker", "voice"):
            speaker_side = other
        elif field == "target":
            target_side = other
        names = _TAKEN.get(field, (field,))
        there = {one.name for one in fields(item)}
        item = replace(item, **{one: getattr(_item(case, other), one) for one in names if one in there})
    return Pick(side, item, speaker_side=speaker_side, target_side=target_side)

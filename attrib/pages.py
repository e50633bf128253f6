"""The reading page: one article, or two side by side, as one HTML file that needs nothing from elsewhere.

What is drawn is in `segments` and `pictures`; the file's look is in data/templates. Everything that comes
from a record is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrib.correcting import correcting_page
from attrib.errors import BadInput
from attrib.evaluative import read_evaluative
from attrib.page import CATEGORY_WORDS, LOOKS, Page, clean, find_title, to_json_script
from attrib.pictures import (
    STRIP,
    WIDTH,
    count_targets,
    count_words,
    list_voices,
    make_bars,
    make_strip,
    number_speakers,
    to_voice_names,
)
from attrib.reasons import REASONS
from attrib.records import Annotated, Attribution, Evaluative, Speaker
from attrib.segments import OUTLET, UNSETTLED, UNSOURCED, Part, Segment, cut_segments, find_voice
from attrib.spans import find_words
from attrib.templates import hash_script, read_template, render, trust


def view(*records: Annotated, correct: bool = False) -> Page:
    """The page of an article, or of two side by side; with `correct` the page on which one is corrected.

    Raises `BadInput` for a record without its text, for none or more than two of them, and for two that are
    to be corrected.
    """
    if correct:
        if len(records) != 1:
            raise BadInput(f"{len(records)} articles were given; one is corrected at a time.")
        return correcting_page(records[0])
    if not 1 <= len(records) <= 2:
        raise BadInput(f"{len(records)} articles were given; a page shows one, or two side by side.")
    for record in records:
        if record.text is None:
            raise BadInput(f"{record.article_id}: the record has no text. `attrib rejoin` puts it back.")
    articles = [_describe(record, prefix) for record, prefix in zip(records, ("", "b-"), strict=False)]
    data = {"articles": [one.pop("data") for one in articles]}
    script = read_template("page.js") + read_template("theme.js")
    return Page(
        render(
            "page.html.j2",
            title=" | ".join(one["title"] for one in articles),
            articles=articles,
            shared=_compare_cast(records),
            categories=CATEGORY_WORDS,
            css=trust(read_template("page.css")),
            script=trust(script),
            script_hash=hash_script(script),
            data=to_json_script(data),
        )
    )


def _describe(record: Annotated, prefix: str) -> dict[str, Any]:
    """All that the template shows of one article; ids begin with `prefix`."""
    names = to_voice_names(record)
    numbers = number_speakers(record, list_voices(record))
    text = record.text or ""
    counts = count_words(record)
    return {
        "prefix": prefix,
        "id": clean(record.article_id),
        "title": find_title(record),
        "meta": clean([str(record.meta[key]) for key in ("outlet", "date") if record.meta.get(key)]),
        "parts": [_to_part(part, record, prefix, (names, numbers)) for part in cut_segments(record)],
        "cast": [_to_cast(speaker, record, counts, numbers) for speaker in _order(record, numbers)],
        "others": [
            {"voice": voice, "name": names[voice], "words": counts[voice]}
            for voice in (OUTLET, UNSOURCED, UNSETTLED)
            if counts.get(voice)
        ],
        "words": sum(counts.values()),
        "kinds": sorted({one.kind for one in record.speakers if one.id in numbers}),
        "evaluative": [_to_note(one, record, names) for one in record.evaluative],
        "bars": clean([_to_bar(bar, numbers) for bar in make_bars(counts, names, "more speakers")]),
        "strip": [
            {
                "look": to_look(tick.voice, numbers),
                "x": round(tick.start * WIDTH, 1),
                "width": max(1.0, round((tick.end - tick.start) * WIDTH, 1)),
                "label": clean(names[tick.voice]),
                "claim": prefix + tick.claim,
                "number": numbers.get(tick.voice, ""),
            }
            for tick in make_strip(record)
        ],
        "targets": clean(
            [
                {
                    "look": to_look(voice, numbers),
                    "voice": names.get(voice, voice),
                    "target": target,
                    "count": count,
                }
                for voice, target, count in count_targets(record)
            ]
        ),
        "width": WIDTH,
        "height": STRIP,
        "made": clean(record.made_with.by),
        "data": _to_data(record, prefix, names),
        "empty": not text.strip(),
    }


def _order(record: Annotated, numbers: dict[str, int]) -> list[Speaker]:
    heard = [speaker for speaker in record.speakers if speaker.id in numbers]
    return sorted(heard, key=lambda speaker: numbers[speaker.id])


def to_look(voice: str | None, numbers: dict[str, int]) -> str:
    """The name of the style in which a voice is drawn."""
    if voice in numbers:
        return f"v{(numbers[voice] - 1) % LOOKS + 1}"
    return voice if voice in (OUTLET, UNSOURCED, UNSETTLED) else "none"


def _to_bar(bar: Any, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "look": to_look(bar.voice, numbers),
        "label": bar.label,
        "number": bar.number,
        "of": bar.of,
        "width": round(bar.share * WIDTH, 1),
        "percent": f"{100 * bar.share:.0f}",
    }


def _to_part(
    part: Part, record: Annotated, prefix: str, cast: tuple[dict[str, str], dict[str, int]]
) -> dict[str, Any]:
    names, numbers = cast
    text = record.text or ""
    by_id = {one.id: one for one in record.attributions}
    shown: list[dict[str, Any]] = []
    before: Segment | None = None
    for segment in part.segments:
        look = to_look(segment.voice, numbers)
        opens = segment.voice not in (None, OUTLET) and (before is None or before.voice != segment.voice)
        cue = next((id for kind, id in segment.parts if kind == "cue"), None)
        # An attribution without a cue is reached by its content.
        door = cue or next((id for id in segment.contents[-1:] if by_id[id].cue is None), None)
        first_of_door = door is not None and (before is None or not _is_door(before, door))
        shown.append(
            {
                "text": clean(segment.span.of(text)),
                "look": look,
                "voice": segment.voice or "",
                "claim": prefix + segment.claim if segment.claim else "",
                "first": segment.claim is not None and (before is None or before.claim != segment.claim),
                "in": [prefix + id for id in segment.contents],
                "parts": [(kind, prefix + id) for kind, id in segment.parts],
                "door": prefix + door if first_of_door and door else "",
                "badge": numbers.get(segment.voice or "", "?") if opens else None,
                "says": clean(names.get(segment.voice or "", "")) if opens else "",
                "evaluative": [prefix + id for id in segment.evaluative],
                "opens_note": [
                    prefix + id for id in segment.evaluative if before is None or id not in before.evaluative
                ],
                "category": _category(record, segment),
            }
        )
        before = segment
    return {"kind": part.kind, "repeats": part.repeats, "segments": shown}


def _is_door(segment: Segment, id: str) -> bool:
    return ("cue", id) in segment.parts or id in segment.contents


def _category(record: Annotated, segment: Segment) -> str:
    if not segment.evaluative:
        return ""
    return next(one.category for one in record.evaluative if one.id == segment.evaluative[0])


def _to_cast(
    speaker: Speaker, record: Annotated, counts: dict[str, int], numbers: dict[str, int]
) -> dict[str, Any]:
    text = record.text or ""
    says = [
        {"claim": claim.id, "words": " … ".join(" ".join(span.of(text).split()) for span in claim.spans)}
        for claim in record.claims
        if find_voice(record, claim) == speaker.id
    ]
    names = {one.id: one.name for one in record.speakers}
    described: dict[str, Any] = clean(
        {
            "id": speaker.id,
            "name": speaker.name,
            "number": numbers[speaker.id],
            "look": to_look(speaker.id, numbers),
            "kind": speaker.kind,
            "role": speaker.role or "",
            "named": speaker.named,
            "for": names.get(speaker.speaks_for or "", ""),
            "members": [names[id] for id in speaker.members if id in names],
            "words": counts.get(speaker.id, 0),
            "says": says,
        }
    )
    return described


def _to_note(one: Evaluative, record: Annotated, names: dict[str, str]) -> dict[str, Any]:
    """What the page tells of an evaluative stretch."""
    text = record.text or ""
    target = one.target
    about = names.get(target, target) if isinstance(target, str) else target.of(text) if target else ""
    entry = next((found for found in read_evaluative() if found.id == one.note), None)
    said = {"outlet": "the outlet's own word", "unsourced": "somebody's word, nobody is named"}
    whose = said.get(one.voice, f"{names.get(one.voice, one.voice)}'s word")
    if one.attribution is not None and one.voice not in ("outlet", "unsourced"):
        whose += ", quoted" if one.quoted else ", as reported"
    note: dict[str, Any] = clean(
        {
            "id": one.id,
            "words": " ".join(one.span.of(text).split()),
            "category": one.category,
            "kind": one.category.replace("_", " "),
            "does": CATEGORY_WORDS[one.category],
            "whose": whose,
            "about": " ".join(str(about).split()),
            "neutral": list(one.neutral),
            "note": entry.note if entry else "",
            "why": [REASONS.get(name, name) for name in one.why],
            "score": round(one.score, 2),
        }
    )
    return note


def _to_data(record: Annotated, prefix: str, names: dict[str, str]) -> dict[str, Any]:
    """What the script shows in the note when an attribution or a word is asked for."""
    return {
        "attributions": {prefix + one.id: _tell(one, record, names) for one in record.attributions},
        "evaluative": {prefix + one.id: _to_note(one, record, names) for one in record.evaluative},
    }


def _tell(one: Attribution, record: Annotated, names: dict[str, str]) -> dict[str, Any]:
    text = record.text or ""
    roles = {speaker.id: speaker.role for speaker in record.speakers}
    who = names.get(one.speaker or "")
    if who is None:
        who = "nobody named" if one.source_status == "none" else "source not settled"
    return {
        "who": who,
        "role": roles.get(one.speaker or "") or "",
        "source": " … ".join(span.of(text) for span in one.source),
        "cue": one.cue.of(text) if one.cue else "",
        "how": [one.manner + " speech", *([one.modality] if one.modality != "asserted" else [])]
        + ([f"the cue is {one.stance}"] if one.stance != "neutral" else []),
        "words": sum(len(find_words(text, span)) for span in one.content),
        "open": REASONS.get(one.open or "", one.open or ""),
        "why": [REASONS.get(name, name) for name in one.why],
        "inside": one.parent is not None,
        "score": round(one.score, 2),
    }


def _compare_cast(records: Sequence[Annotated]) -> dict[str, list[str]] | None:
    """Who speaks in both articles, and who in one only, by name; `None` for one article."""
    if len(records) < 2:
        return None
    heard = []
    for record in records:
        numbers = number_speakers(record, list_voices(record))
        heard.append({one.name.casefold(): one.name for one in record.speakers if one.id in numbers})
    one, other = heard
    found: dict[str, list[str]] = clean(
        {
            "both": [name for key, name in one.items() if key in other],
            "first": [name for key, name in one.items() if key not in other],
            "second": [name for key, name in other.items() if key not in one],
        }
    )
    return found

"""Annotated articles to order: who says what, in which words, with the text that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from attrib.records import (
    Annotated,
    Attribution,
    Claim,
    MadeWith,
    Manner,
    Modality,
    Speaker,
    SpeakerKind,
    text_sha256,
)
from attrib.spans import Span


@dataclass(frozen=True)
class Says:
    """One sentence: "NAME CUE CONTENT."; the same name in one article is one speaker."""

    name: str
    content: str = "the quay holds"
    cue: str = "said"
    kind: SpeakerKind = "person"
    named: bool = True
    role: str | None = None
    manner: Manner = "indirect"
    modality: Modality = "asserted"
    members: tuple[str, ...] = ()  # names; of a joint speaker
    speaks_for: str | None = None  # a name
    inside: bool = False  # in the content of the sentence before it
    id: str | None = None  # of the speaker, where one name is two


def article(id: str, *sentences: Says, by: str = "program", **meta: Any) -> Annotated:
    """An article of such sentences; each content is one claim. Members and principals come as speakers of
    their own."""
    text = ""
    speakers: dict[str, Speaker] = {}
    attributions: list[Attribution] = []
    claims = []

    def settle(name: str, key: str | None = None) -> str:
        key = key or name
        speakers.setdefault(key, Speaker(f"s{len(speakers) + 1}", name, "person"))
        return speakers[key].id

    for number, one in enumerate(sentences, start=1):
        who = settle(one.name, one.id)
        members = tuple(settle(name) for name in one.members)
        principal = settle(one.speaks_for) if one.speaks_for else None
        key = one.id or one.name
        known = speakers[key]
        described = replace(known, kind=one.kind, named=one.named, role=one.role or known.role)
        speakers[key] = replace(described, members=members, speaks_for=principal)
        text = text[:-2] + " " if one.inside else text
        source = Span(len(text), len(text) + len(one.name))
        cue = Span(source.end + 1, source.end + 1 + len(one.cue))
        content = Span(cue.end + 1, cue.end + 1 + len(one.content))
        text += f"{one.name} {one.cue} {one.content}.\n"
        if one.inside:
            outer = attributions[-1]
            attributions[-1] = replace(outer, content=(Span(outer.content[0].start, content.end),))
        attributions.append(
            Attribution(
                f"a{number}",
                (source,),
                "named",
                cue,
                (content,),
                one.manner,
                one.modality,
                speaker=who,
                parent=attributions[-1].id if one.inside else None,
                speaker_score=0.9,
            )
        )
        claims.append(Claim(f"c{number}", (content,), "attributed", f"a{number}", who))
    return Annotated(
        id, text, text_sha256(text), meta, (), (), (), tuple(attributions), tuple(claims),
        tuple(speakers.values()), (), MadeWith("0.1.0", by=by),
    )  # fmt: skip


def without_text(record: Annotated) -> Annotated:
    """The same record stand-off."""
    return replace(record, text=None)

"""schema.org `Claim`, out: JSON-LD for search engines and fact-checkers, one object a line for each claim.

A claim is its words, the article it appears in, and as `author` whoever says so: the settled speaker, or the
outlet for what stands in its own voice. Of a claim that is reported without anybody's name there is no
author. Offsets, scores, cues and wording have no place there. https://schema.org/Claim
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.folders import read_text, write_whole
from attrib.records import Annotated, Claim, Speaker

_ORGANISATIONS = {"organisation": "Organization", "government": "GovernmentOrganization"}


def to_claims(record: Annotated) -> Iterator[dict[str, Any]]:
    """Each claim that is a statement. Raises `BadInput` for a record without its text."""
    if record.text is None:
        raise BadInput(f"{record.article_id}: the record has no text. `attrib rejoin` puts it back.")
    speakers = {one.id: one for one in record.speakers}
    article = _describe_article(record)
    for claim in record.claims:
        if claim.kind != "statement":
            continue
        row: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Claim",
            "identifier": f"{record.article_id}#{claim.id}",
            "text": " … ".join(span.of(record.text) for span in claim.spans),
            "appearance": article,
        }
        author = _pick_author(record, claim, speakers)
        yield row | ({"author": author} if author else {})


def write_claims(path: Path, records: Iterable[Annotated]) -> int:
    """Writes the claims of all records, one a line, and gives the number of records."""
    lines = []
    count = 0
    for record in records:
        read_text(record)
        count += 1
        lines += [json.dumps(row, ensure_ascii=False) for row in to_claims(record)]
    write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    return count


def _describe_article(record: Annotated) -> dict[str, Any]:
    meta = record.meta
    found = {
        "headline": meta.get("title"),
        "url": meta.get("url"),
        "datePublished": meta.get("date"),
        "publisher": {"@type": "NewsMediaOrganization", "name": meta["outlet"]}
        if meta.get("outlet")
        else None,
    }
    kept = {key: value for key, value in found.items() if value}
    return {"@type": "NewsArticle", "identifier": record.article_id, **kept}


def _pick_author(record: Annotated, claim: Claim, speakers: dict[str, Speaker]) -> dict[str, Any] | None:
    if claim.status == "unattributed":
        outlet = record.meta.get("outlet")
        return {"@type": "NewsMediaOrganization", "name": outlet} if outlet else None
    speaker = speakers.get(claim.speaker or "")
    return None if speaker is None else _describe(speaker, speakers)


def _describe(speaker: Speaker, speakers: dict[str, Speaker]) -> dict[str, Any]:
    if speaker.kind == "joint":
        members = [_describe(speakers[id], {}) for id in speaker.members if id in speakers]
        return {"@type": "Organization", "name": speaker.name, "member": members}
    kind = _ORGANISATIONS.get(speaker.kind, "Person" if speaker.kind in ("person", "unnamed") else "Thing")
    row = {"@type": kind, "name": speaker.name}
    return row | ({"jobTitle": speaker.role} if speaker.role and kind == "Person" else {})

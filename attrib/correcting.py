"""The page on which a person corrects one article's annotation: one HTML file that needs nothing from
elsewhere and gives a line of JSONL back.

What can be changed, and what comes of it, is in data/templates/correction.js; desk.js shows it. The file that
a person downloads has their name in `made_with.by` and what they did in `review`, as `attrib.corrections`
reads it. Keys that the page does not change come out as they went in, to the character.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, get_args

from attrib.corrections import REVIEW, read_review
from attrib.differences import LAYERS
from attrib.errors import BadInput
from attrib.page import CATEGORY_WORDS, LOOKS, Page, clean, find_title
from attrib.pictures import list_voices, number_speakers
from attrib.reasons import OPEN_REASONS, REASONS
from attrib.records import (
    Annotated,
    Category,
    ClaimKind,
    Manner,
    Modality,
    SourceStatus,
    SpeakerKind,
    Stance,
)
from attrib.segments import list_blocks
from attrib.templates import hash_script, read_template, render, trust

CHANGED = (*LAYERS.values(), "speakers", "made_with", REVIEW)  # keys of a record that the page writes anew
_LABELS = {
    "source_status": SourceStatus,
    "manner": Manner,
    "modality": Modality,
    "stance": Stance,
    "claim_kind": ClaimKind,
    "speaker_kind": SpeakerKind,
    "category": Category,
}


def correcting_page(record: Annotated) -> Page:
    """The page on which a person corrects the record.

    A record that was reviewed before opens with its verdicts. Raises `BadInput` for a record without its text
    or one whose numbers JSON cannot hold, and `BadAnnotation` for a review that cannot be read.
    """
    if record.text is None:
        raise BadInput(f"{record.article_id}: the record has no text. `attrib rejoin` puts it back.")
    row = record.to_json()
    title = find_title(record)
    try:
        frozen = {key: _dump(value) for key, value in row.items() if key not in CHANGED}
    except ValueError:
        raise BadInput(
            f"{record.article_id}: a number in its meta is NaN or infinite, which JSON cannot hold. Leave it "
            "out of the record first."
        ) from None
    given = {
        "id": clean(record.article_id),
        "sha256": record.text_sha256,
        "base": hashlib.sha256(_dump(row).encode()).hexdigest()[:16],
        "frozen": frozen,
        "order": [key for key in row if key != REVIEW],
        "layers": {layer: row[layer] for layer in (*LAYERS.values(), "speakers")},
        "made_with": row["made_with"],
        "review": read_review(record).to_json() if REVIEW in record.extra else None,
        "blocks": [
            {"kind": block.kind, "span": [block.span.start, block.span.end], "repeats": block.repeats}
            for block in list_blocks(record)
        ],
        "numbers": number_speakers(record, list_voices(record)),
        "looks": LOOKS,
        "labels": {name: list(get_args(labels)) for name, labels in _LABELS.items()},
        "categories": CATEGORY_WORDS,
        "reasons": dict(REASONS),
        "open": list(OPEN_REASONS),
    }
    script = "".join(map(read_template, ("correction.js", "theme.js", "desk.js")))
    return Page(
        render(
            "correct_page.html.j2",
            title=title,
            made=clean(record.made_with.by),
            css=trust("".join(map(read_template, ("page.css", "desk.css")))),
            script=trust(script),
            script_hash=hash_script(script),
            data=_to_script(given),
        )
    )


def _dump(value: Any) -> str:
    """JSON in ASCII: what no page could hold, such as a lone surrogate, is escaped and so comes back."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _to_script(value: Mapping[str, Any]) -> Any:
    return trust(_dump(value).replace("<", "\\u003c"))

"""What all pages of an article have in common: the file, its title, and how values get into it unharmed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from attrib.records import Annotated
from attrib.templates import trust

# So many speakers have a look of their own; a further one has the look of the first again and its own number.
LOOKS = 8
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CATEGORY_WORDS = {
    "loaded_label": "names somebody by a judgement",
    "evaluative_modifier": "judges in passing",
    "intensifier": "raises",
    "euphemism": "hides or softens",
    "dysphemism": "sharpens",
    "doubt": "casts doubt",
    "certainty": "claims certainty",
    "scare_quote": "holds the word at a distance",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page; in a notebook it shows itself."""

    html: str

    def write(self, path: str | Path) -> None:
        """Writes the page as UTF-8."""
        Path(path).write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        # In a frame of its own, so that neither the notebook's style nor the page's changes the other.
        return (
            '<iframe style="width:100%;height:36rem;border:1px solid #ccc" title="annotated article" '
            f'srcdoc="{escape(self.html, quote=True)}"></iframe>'
        )


def find_title(record: Annotated) -> str:
    """The title in the article's meta, else its first headline, first line or id, in one line."""
    title = str(record.meta.get("title") or _first_line(record) or record.article_id)
    return str(clean(" ".join(title.split())))


def _first_line(record: Annotated) -> str:
    text = record.text or ""
    heads = [block.span.of(text) for block in record.blocks if block.kind == "headline"]
    return heads[0] if heads else text.strip().split("\n")[0][:80]


def to_json_script(value: Any) -> Any:
    """JSON that can stand in a script element: no `<` in it closes the element or opens a comment."""
    text = json.dumps(clean(value), ensure_ascii=False)
    return trust(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def clean(value: Any) -> Any:
    """Text that HTML can hold: a character that it cannot is shown as the replacement character, one for one,
    so that offsets stay."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {clean(key): clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value

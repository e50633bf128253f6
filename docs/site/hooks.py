"""What the site needs beyond the pages: the model's card as a page, and links that lead out of docs/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

CARD = Path(__file__).parent.parent.parent / "attrib" / "data" / "model" / "MODEL_CARD.md"
# A link as it is right in the repository → as it is right on the site.
LINKS = {"../attrib/data/model/MODEL_CARD.md": "model-card.md", "../README.md": "index.md"}


def on_files(files: Any, config: Any) -> Any:
    """Adds the card."""
    files.append(File.generated(config, "model-card.md", content=CARD.read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Leads links out of docs/ to the site's own pages."""
    for old, new in LINKS.items():
        markdown = markdown.replace(f"]({old}", f"]({new}")
    return markdown

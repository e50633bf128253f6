"""Web pages and Word documents: the article in them as a plain text, and what they say of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from attrib.furniture import fold_words
from attrib.limits import DOCUMENT_BYTES, MARKUP_BYTES, MARKUP_TAGS, name_size

# trafilatura's names for what attrib calls otherwise.
_PAGE_META = {
    "title": "title",
    "author": "author",
    "date": "date",
    "sitename": "outlet",
    "url": "url",
    "language": "lang",
}


def find_page_article(data: bytes) -> tuple[str, dict[str, Any]]:
    """The text of a web page, found by trafilatura (Barbaresi 2021), and what the page says of itself.

    Paragraphs are set apart by blank lines. The title opens the text where the page's text does not hold it
    already. Raises `ValueError` for a page without an article.
    """
    import trafilatura

    if data.count(b"<") > MARKUP_TAGS:
        raise ValueError(
            f"the page has more than {MARKUP_TAGS} tags, which no article has. Save its text instead."
        )
    try:
        page = (
            trafilatura.bare_extraction(data, include_comments=False, with_metadata=True)
            if data.strip()
            else None
        )
    # A page can fail in the parser, in trafilatura or in what reads its dates, each with its own exceptions.
    except Exception as error:
        told = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise ValueError(f"the page cannot be read ({told}). Save its text instead.") from None
    found = page.as_dict() if page is not None and not isinstance(page, dict) else page or {}
    text = re.sub(r"\s*\n\s*", "\n\n", (found.get("text") or "").strip())
    if not text:
        raise ValueError(
            "no article was found in the page. Is it a list of links, or drawn by scripts? Save its text "
            "instead."
        )
    meta = {ours: found[theirs] for theirs, ours in _PAGE_META.items() if found.get(theirs)}
    title = meta.get("title")
    if title and fold_words(title) not in [fold_words(paragraph) for paragraph in text.split("\n\n")[:3]]:
        text = f"{title}\n\n{text}"
    return text, meta


def find_word_article(data: bytes) -> tuple[str, dict[str, Any]]:
    """The paragraphs of a Word document and of its tables, set apart by blank lines, with its title and
    author.

    Raises `ValueError` for what is no Word document, has no text, or unpacks to more than there may be.
    """
    import docx

    _check_packing(data)
    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = [paragraph.strip() for paragraph in _find_paragraphs(document)]
        properties = document.core_properties
    # A broken file fails in the zip, the XML or the library itself, each with exceptions of its own.
    except Exception as error:
        raise ValueError(f"not a Word document ({error}). Save it as .docx or as plain text.") from None
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not text:
        raise ValueError("the document has no text. Are its pages pictures?")
    # "python-docx" is what the library of that name writes when nobody gave an author.
    author = properties.author if properties.author != "python-docx" else ""
    return text, {key: value for key, value in (("title", properties.title), ("author", author)) if value}


def _check_packing(data: bytes) -> None:
    """Raises `ValueError` for a document that unpacks to more than there may be. A zip file says how large
    its parts are, and nothing reads further than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except Exception:  # as above; python-docx will say so
        return
    markup = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    for size, most in ((markup, MARKUP_BYTES), (whole, DOCUMENT_BYTES)):
        if size > most:
            raise ValueError(
                f"it unpacks to {name_size(size)}, and {name_size(most)} is the most. Is it one article? "
                "Save its text as plain text."
            )


def _find_paragraphs(document: Any) -> Iterator[str]:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    for item in document.iter_inner_content():
        if not hasattr(item, "rows"):
            yield item.text
            continue
        # Not `row.cells`: a merged cell comes there as often as its width says, which may be a billion.
        yield from (Paragraph(one, item).text for one in item._element.iter(qn("w:p")))

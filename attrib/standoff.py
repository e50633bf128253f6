"""Stand-off records: annotations that can be handed on without the texts, and find their texts again by the
sha256."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from attrib.errors import BadAnnotation
from attrib.records import Annotated, Article, text_sha256

Missing = Literal["stop", "keep"]


def drop_text(record: Annotated) -> Annotated:
    """The record without its text: spans and the text's sha256 stay, and so do `meta` (the title among it)
    and the names and roles of speakers, which are words of the text.

    Raises `BadAnnotation` for a text that is not the one the sha256 was made of: nobody could put it back.
    """
    if record.text is None:
        return record
    if text_sha256(record.text) != record.text_sha256:
        raise BadAnnotation(
            f"{record.article_id}: the text is not that of text_sha256, so it could never be put back. Was "
            "it edited after it was annotated? `attrib anchor` moves the annotation to the edited text."
        )
    return replace(record, text=None)


def rejoin(
    records: Iterable[Annotated], articles: Iterable[Article], *, missing: Missing = "stop"
) -> Iterator[Annotated]:
    """The records with their texts, in their order; a text is known by its sha256 alone, whatever its id.

    A text that differs only in what programs do to files on the way (line ends, a byte order mark, white
    space at the end, composed or decomposed accents) is put into the form that has the sha256, which proves
    it right. A record that holds its text already is handed on. Every text is kept in memory.

    A record whose text is not there raises `BadAnnotation` (missing="stop") or is handed on without
    ("keep").
    """
    texts: dict[str, str] = {}
    ids: set[str] = set()
    for article in articles:
        ids.add(article.id)
        for form in find_forms(article.text):
            texts.setdefault(text_sha256(form), form)
    for record in records:
        if record.text is not None or record.text_sha256 in texts:
            yield record if record.text is not None else replace(record, text=texts[record.text_sha256])
        elif missing == "keep":
            yield record
        elif record.article_id in ids:
            raise BadAnnotation(
                f"{record.article_id}: the text of that id is another one (its sha256 is not "
                f"{record.text_sha256[:12]}…). Was it edited or scraped again? Find the text that was "
                "annotated and put it back; `attrib anchor` then moves the record to the new one."
            )
        else:
            raise BadAnnotation(
                f"{record.article_id}: no text with the sha256 {record.text_sha256[:12]}… was given. Name "
                "the file or folder that holds it, or go on without it (missing='keep', --missing keep)."
            )


def find_forms(text: str) -> list[str]:
    r"""The text, and the forms that it may have had before or after it went through a file, each once.

    >>> find_forms("é\r\n")[:3]
    ['é\r\n', 'é', 'é\n']
    """
    forms: dict[str, None] = {}
    for composed in (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)):
        for lines in (
            composed,
            composed.replace("\r\n", "\n"),
            composed.replace("\r\n", "\n").replace("\n", "\r\n"),
        ):
            bare = lines.removeprefix("\ufeff")
            for form in (lines, bare, bare.rstrip(), bare.rstrip() + "\n", bare.rstrip() + "\r\n"):
                forms.setdefault(form)
    return list(forms)

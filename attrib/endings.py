"""Which end of a file's name is read how."""

from __future__ import annotations

from pathlib import PurePath

from attrib.formats import Reader, read_csv, read_docx, read_html, read_jsonl, read_text, read_tsv
from attrib.warc import read_warc

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".warc": read_warc,
}


def pick_reader(name: str) -> tuple[Reader, str]:
    """How a file is read by the end of its name, and the stem that ids are made from. An unknown end means
    plain text.

    >>> reader, stem = pick_reader("news/2024-05.jsonl.gz")
    >>> reader.__name__, stem
    ('read_jsonl', '2024-05')
    """
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    reader = READERS.get(path.suffix.lower())
    return (reader, path.stem) if reader is not None else (read_text, path.stem or path.name)

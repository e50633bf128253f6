"""The formats of other tools by name: what reads them, what writes them, and what each of them loses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from attrib.errors import BadOption
from attrib.exchange.folders import Read, Skip
from attrib.records import Annotated


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `reads` and `writes` name functions (`module:function`); `None`: that way is not there."""

    name: str
    tool: str
    holds: str  # what stands in one file or folder
    reads: str | None
    writes: str | None
    loses: str  # on the way there and back; "nothing" when all comes back


FORMATS = {
    one.name: one
    for one in (
        Format(
            "brat",
            "brat",
            "a folder: .txt, .ann and .json for each article, annotation.conf",
            "brat:read_brat",
            "brat:write_brat",
            "nothing",
        ),
        Format(
            "cas",
            "INCEpTION and other UIMA tools",
            "a folder: .xmi for each article, TypeSystem.xml",
            "cas:read_cas",
            "cas:write_cas",
            "nothing; refuses a text with control characters, which XML cannot hold",
        ),
        Format(
            "label-studio",
            "Label Studio",
            "a JSON list of tasks",
            "label_studio:read_label_studio",
            "label_studio:write_label_studio",
            "nothing; of several annotations of a task only the newest is read",
        ),
        Format(
            "doccano",
            "doccano",
            "JSONL with relations",
            "doccano:read_doccano",
            "doccano:write_doccano",
            "nothing; but categories, manner and the like can be neither seen nor changed there",
        ),
        Format(
            "web-annotation",
            "W3C Web Annotation",
            "JSONL of AnnotationPages (JSON-LD)",
            "web_annotation:read_web_annotations",
            "web_annotation:write_web_annotations",
            "nothing",
        ),
        Format(
            "conllu",
            "CoNLL-U",
            "one file of all articles",
            "conllu:read_conllu",
            "conllu:write_conllu",
            "blanks at the edges of a mark",
        ),
        Format(
            "docbin",
            "spaCy",
            "a DocBin (needs attrib[spacy])",
            "spacy:read_spacy",
            "spacy:write_spacy",
            "marks that begin or end in blanks",
        ),
        Format(
            "displacy",
            "displaCy",
            "a JSON list of dicts",
            None,
            "spacy:write_displacy",
            "all but sources, cues and contents",
        ),
        Format(
            "schema-org",
            "schema.org Claim",
            "JSONL of Claims (JSON-LD)",
            None,
            "schema_org:write_claims",
            "all but claims that are statements, their speakers and the article's description",
        ),
        Format(
            "polnear",
            "PolNeAR",
            "a folder of .ann, their .txt beside it or in `text`",
            "corpora:read_polnear",
            None,
            "what is no source, cue or content",
        ),
        Format(
            "citron",
            "Citron",
            "a JSON file, or a folder of them",
            "corpora:read_citron",
            None,
            "coreference and confidence",
        ),
    )
}


def read_format(name: str, path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The records in a file or folder of this format, each with a line for whatever could not be taken over.

    `by` says who made them so; else what the export says stays. An article that cannot be read stops the
    run, or is told to `skip` and left out. Raises `BadOption` for a format that cannot
    be read, `BadInput` for a file that is not of it.
    """
    read: Callable[..., Iterator[Read]] = _find(name, "read")
    return read(path, by=by, skip=skip)


def write_format(name: str, path: Path, records: Iterable[Annotated]) -> int:
    """Writes records in this format, all or none, and gives their number.

    Raises `BadOption` for a format that cannot be written, `BadInput` for a record that it cannot hold.
    """
    write: Callable[..., int] = _find(name, "write")
    return write(path, records)


def _find(name: str, way: str) -> Any:
    known = sorted(one.name for one in FORMATS.values() if (one.reads if way == "read" else one.writes))
    if name not in known:
        raise BadOption(
            f"The format {name!r} cannot be {'read' if way == 'read' else 'written'}; {', '.join(known)} can."
        )
    entry = FORMATS[name].reads if way == "read" else FORMATS[name].writes
    module, _, function = (entry or "").partition(":")
    return getattr(import_module(f"attrib.exchange.{module}"), function)

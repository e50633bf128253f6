"""Adaptors: gold from attrib's own records, from the stand-off corpora, and from the hard cases.

A corpus row is one line of gzip'd JSONL with a key `corpus` (data README); a case has a key `outlet_claims`
(`tests/cases/README.md`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrib.corpus_gold import ADAPTORS, read_case
from attrib.errors import BadAnnotation, BadInput
from attrib.files import open_file
from attrib.gold import Gold, to_gold
from attrib.records import SCHEMA, Annotated
from attrib.spans import Span

# Has no attributions although people are quoted in it: it was never annotated (data README).
UNANNOTATED = "breitbart_2016-06-29_donald-trump-denies-mike-tyson"


def read_gold(path: str | Path) -> Iterator[Gold]:
    """The gold of one file, article by article: attrib/1 records, corpus rows or cases.

    `.gz` is unpacked; a `.json` file holds one article, any other one a line. The article that its corpus
    failed to annotate (`UNANNOTATED`) is left out. Raises `BadInput` for a row that is none of the three,
    `BadAnnotation` for a span of a corpus or a case that does not fit its text (`attrib check` does that for
    attrib/1).
    """
    for where, row in _read_rows(path):
        if "schema" in row:
            yield to_gold(Annotated.from_json(row, where=where))
        elif "corpus" in row:
            if not (row["corpus"] == "polnear" and str(row.get("id")).startswith(UNANNOTATED)):
                yield _read_corpus_row(row, where)
        elif "outlet_claims" in row:
            yield _read_checked(read_case, row, where)
        else:
            raise BadInput(
                f"{where}: neither a record of {SCHEMA}, nor a corpus row (key `corpus`), nor a case "
                f"(key `outlet_claims`). It has the keys {', '.join(sorted(row)[:6])}."
            )


def read_annotators(path: str | Path) -> Iterator[tuple[Gold, ...]]:
    """What each annotator of a polnear article marked, for the articles that several annotated.

    `made_with.by` is the annotator. What any of them set aside is masked for all, so that they compare.
    """
    for where, row in _read_rows(path):
        others = row.get("others") or []
        if not others or row.get("corpus") != "polnear":
            continue
        aside = [pair for one in (row, *others) for pair in one.get("discard", [])]
        yield tuple(
            _read_corpus_row({**row, **one, "discard": aside, "others": []}, where) for one in (row, *others)
        )


def _read_rows(path: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with where it stands (`file:line`), blank lines left out."""
    path = Path(path)
    with open_file(path) as lines:
        for number, line in enumerate([lines.read()] if path.suffix == ".json" else lines, 1):
            if not line.strip():
                continue
            where = f"{path}:{number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise BadInput(
                    f"{where}: not JSON ({error}). Is the file JSONL, one article a line?"
                ) from None
            if not isinstance(row, dict):
                raise BadInput(
                    f"{where}: a {type(row).__name__}, where an object was expected. Is the file JSONL?"
                )
            yield where, row


def _read_corpus_row(row: dict[str, Any], where: str) -> Gold:
    if (adaptor := ADAPTORS.get(row["corpus"])) is None:
        raise BadInput(
            f"{where}: no adaptor reads the corpus {row['corpus']!r}. Known: {', '.join(ADAPTORS)}."
        )
    return _read_checked(adaptor, row, where)


def _read_checked(adaptor: Callable[[dict[str, Any]], Gold], row: dict[str, Any], where: str) -> Gold:
    try:
        gold = adaptor(row)
    except KeyError as error:
        raise BadInput(f"{where}: the key {error} is missing. Was the row made by another program?") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{where}: a value is not of the shape that was expected ({error}). Was the row made by another"
            " program?"
        ) from None
    for span in _all_spans(gold):
        if not 0 <= span.start <= span.end <= len(row["text"]):
            raise BadAnnotation(
                f"{where}: span {span.start}:{span.end} does not fit the text "
                f"({len(row['text'])} characters). "
                "Was the text edited after it was annotated?"
            )
    return gold


def _all_spans(gold: Gold) -> Iterator[Span]:
    record = gold.annotated
    yield from record.sentences
    yield from gold.masked
    yield from gold.tokens or ()
    for spans in gold.unsettled_claims:
        yield from spans
    yield from (name.span for name in record.names)
    yield from (one.span for one in record.evaluative)
    for claim in record.claims:
        yield from claim.spans
    for attribution in record.attributions:
        yield from (
            *attribution.source,
            *attribution.content,
            *((attribution.cue,) if attribution.cue else ()),
        )

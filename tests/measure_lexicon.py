"""How often what the word list finds touches what people marked: `python tests/measure_lexicon.py DATA`.

DATA is a folder of corpora in the stand-off format (docs/model.md). A program, not a test: the corpora are
not part of the repository.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrib.corpus_gold import PTC_WORDING
from attrib.evaluative import read_lexicon
from attrib.spans import Span, SpanIndex, find_words

CORPORA = ("ptc", "babe", "basil", "polnear")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def find_marked(row: dict[str, Any]) -> list[Span] | None:
    """What annotators marked as evaluative wording; `None` where nobody was asked."""
    if row["corpus"] == "ptc":
        return [Span(*one["span"]) for one in row["spans"] if one["technique"] in PTC_WORDING]
    if row["corpus"] == "basil":
        return [Span(*one["span"]) for one in row["spans"] if one["bias"] == "lex"]
    return [Span(*pair) for pair in row["words"]] if row["corpus"] == "babe" else None


def main(data: Path) -> None:
    lexicon = read_lexicon()
    occurring: set[str] = set()
    words = 0
    print("dev of    hits  touch marked  share")
    for corpus in CORPORA:
        hits = touching = 0
        for row in read_rows(data / f"{corpus}_dev.jsonl.gz"):
            words += len(find_words(row["text"]))
            marked = find_marked(row)
            index = SpanIndex(marked or ())
            for span, entry in lexicon.find(row["text"]).hits:
                occurring.add(entry.id)
                hits += 1
                touching += bool(index.touching(span))
        share = f"{100 * touching / hits:.1f} %" if marked is not None and hits else "not asked"
        print(f"{corpus:8}{hits:6}{touching:14}  {share}")
    print(f"{len(occurring)} of {len(lexicon.entries)} entries occur in these {words} words")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/measure_lexicon.py DATA")
    main(Path(sys.argv[1]))

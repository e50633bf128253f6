"""What windows of other sizes and overlaps find on the dev texts of PolNeAR and GUM, as docs/model.md has it.

    python tests/measure_windows.py DATA 256,48 256,16 384,0

DATA is the folder of corpora (docs/model.md); each further word is a window and its overlap, in pieces.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import attrib
from attrib.adaptors import read_gold
from attrib.reader import OnnxNetwork, Reader, read_model
from attrib.records import Article
from attrib.score import score

ASKED = {
    "polnear": ("cue exact", "source exact", "content exact", "content words", "record exact", "record soft"),
    "gum": ("claim exact", "claim start"),
}


def main(data: Path, sizes: list[str]) -> None:
    model = read_model()
    network = OnnxNetwork(model.folder / "reader.onnx")
    golds = {corpus: list(read_gold(data / f"{corpus}_dev.jsonl.gz")) for corpus in ASKED}
    print(" | ".join(["window, overlap", *(name for names in ASKED.values() for name in names)]))
    for size in sizes:
        window, overlap = map(int, size.split(","))
        annotator = attrib.load()
        annotator._reader = Reader(replace(model, window=window, overlap=overlap), network)
        shown = [size]
        for corpus, names in ASKED.items():
            articles = [Article(one.annotated.article_id, one.annotated.text or "") for one in golds[corpus]]
            rows = score(golds[corpus], list(annotator.annotate_many(articles))).rows
            found = {row.measure: row.score for row in rows}
            shown += [f"{100 * found[name]:.1f}" for name in names]
        print(" | ".join(shown), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["256,48", "256,16"])

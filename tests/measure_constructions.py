"""How PolNeAR's annotators treat the constructions of attrib.constructions in the training texts, as
docs/model.md has it.

    python tests/measure_constructions.py DATA

DATA is the folder of corpora (docs/model.md).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from attrib.constructions import _ACCORDING, _BELIEVED
from attrib.contents import _BREAK, _PARTICIPLE
from attrib.training.corpora import read_rows
from attrib.unlinked import _NOMINAL

_BY_THAT = re.compile(rf"\b{_NOMINAL}\s+that\b", re.IGNORECASE)
_WHILE = re.compile(r",\s+while\s")


def main(data: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in read_rows(data, "polnear_train"):
        text = row["text"]
        cues = []
        contents = [tuple(span) for one in row["attributions"] for span in one["content"]]
        for one in row["attributions"]:
            if not one["cue"]:
                continue
            start, end = one["cue"][0]
            said, source = text[start:end], one.get("source") or []
            cues.append((start, end))
            if _ACCORDING.fullmatch(said):
                counts["according to", "with a source" if source else "without one"] += 1
            if _BELIEVED.fullmatch(said):
                subject = bool(source) and not text[source[-1][1] : start].strip()
                counts["is believed", "the subject is the source" if subject else "it is not"] += 1
            for low, high in one["content"]:
                if low < end or re.search("[“”\"']{1,2}", text[low:high]):
                    continue
                for name, pattern in (("semicolon", _BREAK), (", while", _WHILE), (", -ing", _PARTICIPLE)):
                    found = pattern.search(text, low, high)
                    if found is not None and (name != ", -ing" or found["link"] == ","):
                        counts[name, "the content goes on"] += 1
                    found = pattern.match(text, high)
                    if found is not None and (name != ", -ing" or found["link"] == ","):
                        counts[name, "the content ends there"] += 1
        for found in _BY_THAT.finditer(text):
            if any(low <= found.start() < high for low, high in contents):
                continue
            hit = any(low < found.end() and found.start() < high for low, high in cues)
            counts["the announcement by … that", "is a cue" if hit else "is none"] += 1
    for (name, what), count in sorted(counts.items()):
        print(f"{name:28} {what:28} {count:5}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

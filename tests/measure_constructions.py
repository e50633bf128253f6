"""How PolNeAR's annotators treat the constructions of attrib.constructions in the training texts, as
docs/model.md has it.

    python tests/measure_constructions.py DATA

DATA is the folder of corpora (docs/model.md).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrib.constructions import _ACCORDING, _BELIEVED, _STOP
from attrib.contents import _BREAK, _COORDINATED, _FINITE, _HANGING, _PARTICIPLE
from attrib.nouns import TITLES, pick_noun
from attrib.seams import _ADVERB, _LINKING, _LISTENER, _MAIN_VERB, _TELLING, _TITLE, TITLE_CHARS
from attrib.training.corpora import read_rows
from attrib.unlinked import _NOMINAL

_BY_THAT = re.compile(rf"\b{_NOMINAL}\s+that\b", re.IGNORECASE)
_WHILE = re.compile(r",\s+while\s")
# What is looked for in a content, or right behind it.
_ENDINGS = (
    ("semicolon", _BREAK), (", while", _WHILE), (", -ing", _PARTICIPLE), ("and said", _COORDINATED),
)  # fmt: skip
_AND = re.compile(r",\s+and\s+")
_SPEAKS_TOO = re.compile(
    r",\s+and\s+(?:[A-Z]|the |his |her |its |their |he |she |they )[^,;.]{0,45}?\s"
    r"(?:said|says|added|warned|told|hinted|insisted|argued|claimed|denied|called|urged|vowed|suggested|noted|wrote)\b"
)
_QUOTE = re.compile("[“”\"']{1,2}")


def _counts(name: str, cue: str, found: re.Match[str]) -> bool:
    """Whether a match is of the construction, by the cue that the content has."""
    if name == ", -ing":
        return found["link"] == ","
    verb = cue.split()[-1]
    same = found["verb"].endswith("s") == verb.endswith("s") if name == "and said" else True
    return name != "and said" or (same and _FINITE.fullmatch(verb) is not None)


def _count_seams(text: str, one: dict[str, Any], counts: Counter[tuple[str, str]]) -> None:
    """What stands at the seams between the parts of one attribution (attrib.seams)."""
    (start, end), contents, source = one["cue"][0], one["content"], one.get("source") or []
    said, first = text[start:end], contents[0][0]
    if re.search(r"\s(?:\w+ly|later|only)\Z", said) and text.startswith(" that ", end):
        counts["said privately that", "is in the cue"] += 1
    if _ADVERB.match(text, end):
        counts["said privately that", "is not"] += 1
    if first == end + 1:
        linking = re.search(r"\s(?:of|for|about|against|on|over)\Z", said)
        counts["asked about, warned of", "is in the cue"] += linking is not None
        counts["asked about, warned of", "is in the content"] += bool(_LINKING.match(text, first))
    if _TELLING.fullmatch(said) and (listener := _LISTENER.match(text, end + 1)):
        counts["told the guards to", "the content begins with “to”"] += first == listener.end("whom")
        counts["told the guards to", "it begins with the guards"] += first == end + 1
    if len(source) != 1:
        return
    low, high = source[0]
    if re.match(r"[A-Z]", text[low:high]):
        before = _TITLE.search(text, max(low - TITLE_CHARS, 0), low)
        counts["title before a name", "is not"] += before is not None and _is_title(before.group().split())
        words = text[low:high].split()
        counts["title before a name", "is in the source"] += any(
            _is_title(words[:at]) for at in range(1, min(len(words), 4)) if words[at][:1].isupper()
        )
    if text[low:high].lower() in ("who", "which") and contents[-1][0] >= end:
        counts["which said A, did B", "the content ends there"] += bool(
            _MAIN_VERB.match(text, contents[-1][1])
        )
        counts["which said A, did B", "the content goes on"] += bool(_MAIN_VERB.search(text, *contents[-1]))


def _is_title(words: Sequence[str]) -> bool:
    titles = [word.casefold().rstrip(".") for word in words]
    noun = pick_noun(titles)
    role = noun is not None and noun.kind == "person" and not noun.plural
    return all(word[:1].isupper() for word in words) and (role or TITLES.issuperset(titles))


def main(data: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in read_rows(data, "polnear_train"):
        text = row["text"]
        cues = []
        contents = [tuple(span) for one in row["attributions"] for span in one["content"]]
        speak = {one["source"][0][0] for one in row["attributions"] if one.get("source")}
        for one in row["attributions"]:
            if not one["cue"]:
                continue
            start, end = one["cue"][0]
            said, source = text[start:end], one.get("source") or []
            cues.append((start, end))
            if one["content"]:
                _count_seams(text, one, counts)
            if _ACCORDING.fullmatch(said):
                counts["according to", "with a source" if source else "without one"] += 1
            if said.split()[0].endswith("ing") and source and source[-1][1] <= start:
                earlier = any(
                    other is not one and other["cue"] and other.get("source") == source
                    and source[-1][1] <= other["cue"][0][0] < start
                    for other in row["attributions"]
                )  # fmt: skip
                counts["participle as a cue", "shares a source" if earlier else "has its own"] += 1
            if _BELIEVED.fullmatch(said):
                subject = bool(source) and not text[source[-1][1] : start].strip()
                counts["is believed", "the subject is the source" if subject else "it is not"] += 1
            for low, high in one["content"]:
                if _QUOTE.search(text[low:high]):
                    continue
                if high < start and _STOP.search(text, high - 1, start):
                    counts["content before its sentence", "without quotation marks"] += 1
                if low < end:
                    continue
                if _HANGING.search(text, low, high) and text[high : high + 1] == " ":
                    counts["ends in “in”, “that” …", "before another word"] += 1
                if _SPEAKS_TOO.search(text, low, high):
                    counts[", and Y said", "the content goes on"] += 1
                if (found := _AND.match(text, high)) and found.end() in speak:
                    counts[", and Y said", "the content ends there"] += 1
                for name, pattern in _ENDINGS:
                    if (found := pattern.search(text, low, high)) and _counts(name, said, found):
                        counts[name, "the content goes on"] += 1
                    if (found := pattern.match(text, high)) and _counts(name, said, found):
                        counts[name, "the content ends there"] += 1
            counts["contents, sources", "all"] += 1
            if source and _STOP.search(text, min(source[-1][1], end) - 1, max(source[0][0], start) + 1):
                counts["source in another sentence", "than its cue"] += 1
        for found in _BY_THAT.finditer(text):
            if any(low <= found.start() < high for low, high in contents):
                continue
            hit = any(low < found.end() and found.start() < high for low, high in cues)
            counts["the announcement by … that", "is a cue" if hit else "is none"] += 1
    for (name, what), count in sorted(counts.items()):
        print(f"{name:28} {what:28} {count:5}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Invented documents in the formats of all six corpora, for toy training runs and targets worked out by
hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def at(text: str, part: str, number: int = 1) -> list[int]:
    """Where a part of a text stands, counted from 1.

    >>> at("one two one", "one", 2)
    [8, 11]
    """
    start = -1
    for _ in range(number):
        start = text.index(part, start + 1)
    return [start, start + len(part)]


def spans(text: str, *parts: str) -> list[list[int]]:
    """Where parts of a text stand, each at its first place."""
    return [at(text, part) for part in parts]


def cut_words(text: str) -> list[list[int]]:
    """The words of a text at blanks, and its full stops."""
    found, start = [], 0
    for word in text.replace("\n", " ").split(" "):
        if word:
            end = start + len(word)
            found += [[start, end - 1], [end - 1, end]] if word.endswith(".") else [[start, end]]
        start += len(word) + 1
    return found


POLNEAR = (
    "Bridge to close.\n\n"
    "Mayor Petra Holm said the old bridge would close in May.\n\n"
    "“It is a disgrace,” said Ana Ruiz, “and it has to end.”\n\n"
    "According to the harbour office, traffic fell by half.\n\n"
    "The ferries run as before and the market stays open.\n\n"
    "It was claimed that the harbour office knew.\n\n"
    "Follow the Harbour Post on every channel."
)


def polnear(id: str = "harbour-1") -> Row:
    """One article of political news with attributions: plain, cut in two, in front, and without a source."""
    return {
        "id": id,
        "corpus": "polnear",
        "genre": "news",
        "text": POLNEAR,
        "attributions": [
            {
                "source": spans(POLNEAR, "Mayor Petra Holm"),
                "cue": spans(POLNEAR, "said"),
                "content": spans(POLNEAR, "the old bridge would close in May"),
            },
            {
                "source": spans(POLNEAR, "Ana Ruiz"),
                "cue": [at(POLNEAR, "said", 2)],
                "content": spans(POLNEAR, "“It is a disgrace,”", "“and it has to end.”"),
            },
            {
                "source": spans(POLNEAR, "the harbour office"),
                "cue": spans(POLNEAR, "According to"),
                "content": spans(POLNEAR, "traffic fell by half"),
            },
            {
                "source": [],
                "cue": spans(POLNEAR, "was claimed"),
                "content": spans(POLNEAR, "that the harbour office knew"),
            },
        ],
        "discard": spans(POLNEAR, "Follow the Harbour Post on every channel."),
    }


# The second sentence nests: Ruiz said [that Holm believed [the pier is safe]]. Its claim has a gap.
GUM = "Don't panic.\n\nAna Ruiz said that Holm believed the pier, built badly, is safe."


def gum(id: str = "GUM_news_pier", genre: str = "news", licence: str = "CC BY 2.5") -> Row:
    """Two sentences with a multiword token, a claim with a gap, a chain of mentions and a relation in
    another."""
    # start, end, part of speech, lemma, head, relation; "Don't" is two words in one surface token.
    words = [
        ("Do", "AUX", 2, "aux"), ("n't", "PART", 2, "advmod"), ("panic", "VERB", -1, "root"),
        (".", "PUNCT", 2, "punct"), ("Ana", "PROPN", 6, "nsubj"), ("Ruiz", "PROPN", 4, "flat"),
        ("said", "VERB", -1, "root"), ("that", "SCONJ", 9, "mark"), ("Holm", "PROPN", 9, "nsubj"),
        ("believed", "VERB", 6, "ccomp"), ("the", "DET", 11, "det"), ("pier", "NOUN", 17, "nsubj"),
        (",", "PUNCT", 13, "punct"), ("built", "VERB", 11, "acl"), ("badly", "ADV", 13, "advmod"),
        (",", "PUNCT", 13, "punct"), ("is", "AUX", 17, "cop"), ("safe", "ADJ", 9, "ccomp"),
        (".", "PUNCT", 6, "punct"),
    ]  # fmt: skip
    tokens: list[list[Any]] = []
    place = 0
    for word, kind, head, relation in words:
        start = GUM.index(word, place)
        place = start + len(word)
        tokens.append([start, place, kind, word.lower(), head, relation])
    holm = at(GUM, "Holm")
    return {
        "id": id,
        "corpus": "gum",
        "genre": genre,
        "text": GUM,
        "meta": {"licence": licence},
        "sentences": spans(GUM, "Don't panic.", GUM.split("\n\n")[1]),
        "tokens": tokens,
        "mwt": [[*at(GUM, "Don't"), 0, 1]],
        "edus": [
            {"node": 1, "span": at(GUM, "Don't panic.")},
            {"node": 2, "span": at(GUM, "Ana Ruiz said")},
            {"node": 3, "span": at(GUM, "that Holm believed")},
            {"node": 4, "span": at(GUM, "the pier, ")},
            {"node": 5, "span": at(GUM, "built badly,")},
            {"node": 6, "span": at(GUM, "is safe.")},
        ],
        "relations": [
            {
                "source_span": spans(GUM, "Ana Ruiz said"),
                "content_span": spans(GUM, "that Holm believed the pier, built badly, is safe."),
                "attribution_source": spans(GUM, "Ana Ruiz"),
                "signals": [],
            },
            {
                "source_span": spans(GUM, "that Holm believed"),
                "content_span": spans(GUM, "the pier, built badly, is safe."),
                "attribution_source": [holm],
                "signals": [],
            },
        ],
        "claims": [
            {
                "kind": "directive",
                "sentence": 0,
                "status": "unattributed",
                "spans": spans(GUM, "Don't panic."),
            },
            {
                "kind": "statement",
                "sentence": 1,
                "status": "attributed",
                "spans": spans(GUM, "the pier,", "is safe."),
            },
            {"kind": "statement", "sentence": 1, "status": "attributed", "spans": spans(GUM, "built badly,")},
        ],
        "mentions": [
            {"chain": 7, "type": "person", "min": at(GUM, "Ana Ruiz"), "span": at(GUM, "Ana Ruiz")},
            {"chain": 8, "type": "person", "min": holm, "span": holm},
            {"chain": 9, "type": "object", "min": at(GUM, "pier"), "span": at(GUM, "the pier, built badly,")},
        ],
    }


EWT = "The ferry cannot land. Call the harbour."


def ewt(id: str = "weblog-1") -> Row:
    """Two sentences in one paragraph; "cannot" is one surface token of two words."""
    words = cut_words(EWT)
    start, end = at(EWT, "cannot")
    where = words.index([start, end])
    words[where : where + 1] = [[start, start + 3], [start + 3, end]]
    return {
        "id": id,
        "corpus": "ewt",
        "genre": "weblog",
        "text": EWT,
        "sentences": spans(EWT, "The ferry cannot land.", "Call the harbour."),
        "tokens": words,
        "mwt": [[start, end, where, where + 1]],
    }


WORLDWIDE = "Petra Holm left Norhaven on Monday.\n\nThe Harbour Post paid 40 crowns."


def worldwide(id: str = "eu_1") -> Row:
    """Newswire with names."""
    names = (
        ("Petra Holm", "Person"), ("Norhaven", "Location"), ("Monday", "Date"),
        ("The Harbour Post", "Organization"), ("40 crowns", "Money"),
    )  # fmt: skip
    return {
        "id": id,
        "corpus": "worldwide",
        "genre": "news",
        "text": WORLDWIDE,
        "entities": [[*at(WORLDWIDE, name), kind] for name, kind in names],
    }


WORDED = "Vain Holm caves in.\n\nThe reckless mayor, a known crook, gave the awful bridge away."


def basil(id: str = "event_1") -> Row:
    """An article with lexical and informational bias; only the first is about words."""
    return {
        "id": id,
        "corpus": "basil",
        "genre": "news",
        "text": WORDED,
        "spans": [
            {"span": at(WORDED, "Vain"), "bias": "lex", "quote": "no"},
            {"span": at(WORDED, "a known crook"), "bias": "lex", "quote": "yes"},
            {"span": at(WORDED, "gave the awful bridge away"), "bias": "inf", "quote": "no"},
        ],
    }


def ptc(id: str = "article1") -> Row:
    """An article with techniques of propaganda, two of which are about words."""
    return {
        "id": id,
        "corpus": "ptc",
        "genre": "news",
        "text": WORDED,
        "spans": [
            {"span": at(WORDED, "reckless"), "technique": "Loaded_Language"},
            {"span": at(WORDED, "a known crook"), "technique": "Name_Calling,Labeling"},
            {"span": at(WORDED, "gave the awful bridge away"), "technique": "Doubt"},
        ],
    }


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """One gzip'd JSONL file."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_corpora(folder: Path) -> Path:
    """Train and dev files of all six corpora in a new folder, a few documents each; gives the folder."""
    folder.mkdir(parents=True)
    for make in (polnear, gum, ewt, worldwide, basil, ptc):
        for split in ("train", "dev"):
            rows = [make(f"{make.__name__}-{split}-{number}") for number in range(3)]
            write_rows(folder / f"{make.__name__}_{split}.jsonl.gz", rows)
    return folder

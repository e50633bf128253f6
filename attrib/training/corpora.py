"""Corpora → examples: texts with what is known of each piece, and -100 where a corpus says nothing.

Reads the stand-off format of gzip'd JSONL (offsets in code points, `"\\n\\n"` between paragraphs) that
docs/model.md describes. Only corpora and genres whose licence lets a model be trained on them are read: see
`TIERS`.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrib.errors import BadAnnotation, BadInput
from attrib.files import read_annotated
from attrib.layout import find_paragraphs
from attrib.pieces import Cutter, Pieces
from attrib.records import Annotated
from attrib.schema import check_record
from attrib.spans import Span
from attrib.training.labels import HEADS

UNKNOWN = -100
# A: open; C: no licence stated, a model may learn from it but its texts stay out of the repo. B
# (non-commercial or copyleft: babe, checkthat, five genres of gum) is for measuring only, and no reader for
# it stands here.
TIERS = {"polnear": "C", "gum": "A", "ewt": "A", "worldwide": "C", "basil": "C", "ptc": "C"}
# gum_train without fiction, whow, essay, letter and podcast, whose licences are non-commercial.
GUM_GENRES = frozenset(
    ["academic", "bio", "court", "interview", "voyage", "news", "conversation", "speech", "textbook", "vlog"]
)
# Quoted people on every page, but no attribution annotated (see the corpus notes).
UNANNOTATED = "breitbart_2016-06-29_donald-trump-denies-mike-tyson"


@dataclass(frozen=True, slots=True)
class Example:
    """One text in pieces with its targets.

    `targets[head]` is (n,) class indexes, UNKNOWN where nothing is known; `links[pointer]` is (m, 2) pieces,
    from and to, to = -1 for "nothing"; `chains` is (n,) with an entity's number at the head piece of each
    mention, -1 elsewhere.
    """

    id: str
    corpus: str
    text: str
    pieces: Pieces
    targets: Mapping[str, NDArray[np.int64]]
    links: Mapping[str, NDArray[np.int64]]
    chains: NDArray[np.int64] | None = None


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The documents of one file `<name>.jsonl.gz`. Raises `BadInput` when it is missing or torn."""
    path = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except FileNotFoundError:
        raise BadInput(
            f"{path}: no such file. `attrib train` wants a folder with {name}.jsonl.gz in it."
        ) from None
    except (OSError, EOFError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({error}). Was it copied whole?") from error


def read_own(folder: Path) -> list[dict[str, Any]]:
    """The user's own gold: records of attrib/1 in `own_train.jsonl` or `own_train.jsonl.gz`, none when it is
    not there.

    Their attributions, nested ones too, and claims are learned. Raises `BadAnnotation` for a record that is
    not sound, or one without its text.
    """
    paths = [path for name in ("own_train.jsonl", "own_train.jsonl.gz") if (path := folder / name).exists()]
    return [_own_row(record, str(path)) for path in paths for record in read_annotated(path)]


def _own_row(record: Annotated, where: str) -> dict[str, Any]:
    row = record.to_json()
    check_record(row, f"{where}: {record.article_id}")
    if record.text is None:
        raise BadAnnotation(
            f"{where}: {record.article_id} has no text. Training needs it: put the text back first."
        )
    parts = [
        {role: row[role] for role in ("source", "content")} | {"cue": [row["cue"]] if row["cue"] else []}
        for row in row["attributions"]
    ]
    outer = [part for part, one in zip(parts, record.attributions, strict=True) if one.parent is None]
    inner = [part for part, one in zip(parts, record.attributions, strict=True) if one.parent is not None]
    return {
        "corpus": "own",
        "id": record.article_id,
        "text": record.text,
        "attributions": outer,
        "inner": inner,
        "wrapped": [span for part in outer for span in part["content"]],
        "claims": row["claims"],
    }


def may_train_on(row: Mapping[str, Any]) -> bool:
    """Whether the licence of a document lets a model be trained on it."""
    if row["corpus"] == "gum":
        return row["genre"] in GUM_GENRES and "NC" not in row["meta"]["licence"]
    return row["corpus"] in TIERS and row["id"] != UNANNOTATED


class Maker:
    """Makes examples of corpus rows with one vocabulary."""

    def __init__(self, vocabulary: Path) -> None:
        self.cutter = Cutter(vocabulary)

    def make(self, row: Mapping[str, Any]) -> Example:
        """The example of one document of any corpus of `TIERS`."""
        pieces = self.cutter.cut(row["text"], find_paragraphs(row["text"]))
        make_targets = {
            "polnear": _polnear,
            "gum": _gum,
            "ewt": _boundaries,
            "worldwide": _worldwide,
            "basil": _wording,
            "ptc": _wording,
            "own": _own,
            "drills": _drill,
        }[row["corpus"]]
        targets, links, chains = make_targets(row, pieces)
        return Example(row["id"], row["corpus"], row["text"], pieces, targets, links, chains)

    def make_all(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
        """The examples of many documents, those of no pieces left out."""
        return (example for example in map(self.make, rows) if len(example.pieces))


Made = tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.int64]], NDArray[np.int64] | None]


def mark(
    target: NDArray[np.int64], pieces: Pieces, span: tuple[int, int] | Span, first: int, rest: int
) -> int | None:
    """Writes `first` and `rest` over the pieces of a span; gives its first piece, `None` when it has none."""
    start, end = (span.start, span.end) if isinstance(span, Span) else span
    low, high = pieces.at(start, end)
    if low >= high:
        return None
    target[low] = first
    target[low + 1 : high] = rest
    return low


def _mask(target: NDArray[np.int64], pieces: Pieces, spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        low, high = pieces.at(start, end)
        target[low:high] = UNKNOWN


def mark_roles(
    attributions: Iterable[Mapping[str, Any]], pieces: Pieces, target: NDArray[np.int64]
) -> dict[str, NDArray[np.int64]]:
    """Writes the roles of attributions over `target` and gives the links between them."""
    tag = {name: index for index, name in enumerate(HEADS["roles"])}
    to_source: list[tuple[int, int]] = []
    to_cue: list[tuple[int, int]] = []
    for attribution in attributions:
        first: dict[str, list[int]] = {}
        for role in ("content", "source", "cue"):
            marked = (
                mark(target, pieces, span, tag[f"B-{role}"], tag[f"I-{role}"]) for span in attribution[role]
            )
            first[role] = [piece for piece in marked if piece is not None]
        if not first["cue"]:
            continue
        cue = first["cue"][0]
        if first["source"] or not attribution["source"]:
            to_source.append((cue, first["source"][0] if first["source"] else -1))
        to_cue += [(content, cue) for content in first["content"]]
    return {
        "source": np.array(to_source, dtype=np.int64).reshape(-1, 2),
        "cue": np.array(to_cue, dtype=np.int64).reshape(-1, 2),
    }


def _polnear(row: Mapping[str, Any], pieces: Pieces) -> Made:
    roles = np.zeros(len(pieces), dtype=np.int64)
    links = mark_roles(row["attributions"], pieces, roles)
    targets = {"roles": roles}
    if "inner" in row:  # examples that augment.py made: what stands inside the stretches it wrapped
        inner = np.full(len(pieces), UNKNOWN, dtype=np.int64)
        for start, end in row["wrapped"]:
            low, high = pieces.at(start, end)
            inner[low:high] = 0
        inside = mark_roles(row["inner"], pieces, inner)
        links = {pointer: np.concatenate([links[pointer], inside[pointer]]) for pointer in links}
        targets["inner"] = inner
    # What annotators set apart as no part of the article ("Follow us on …") is neither right nor wrong.
    _mask(roles, pieces, [*row.get("discard", ()), *row.get("boilerplate", ())])
    return targets, links, None


def _boundaries(row: Mapping[str, Any], pieces: Pieces) -> Made:
    tokens = np.zeros(len(pieces), dtype=np.int64)
    sentences = np.zeros(len(pieces), dtype=np.int64)
    inside_mwt = {word for _, _, first, last in row.get("mwt", ()) for word in range(first + 1, last + 1)}
    for index, token in enumerate(row["tokens"]):
        if index not in inside_mwt:
            mark(tokens, pieces, (token[0], token[1]), 1, 0)
    for start, end in row["sentences"]:
        low, high = pieces.at(start, end)
        sentences[low : low + (high > low)] = 1
    return {"tokens": tokens, "sentences": sentences}, {}, None


def _gum(row: Mapping[str, Any], pieces: Pieces) -> Made:
    targets, _, _ = _boundaries(row, pieces)
    targets |= _claims(row, pieces)
    mentions = np.zeros(len(pieces), dtype=np.int64)
    chains = np.full(len(pieces), -1, dtype=np.int64)
    names = HEADS["mentions"]
    for mention in row["mentions"]:
        # The head word: the last word of the minimal span ("Norton" in "Emperor Norton"), as word-level
        # coreference has it (Dobrovolskii 2021), so that nested mentions do not compete for one label.
        low, high = pieces.at(*mention["min"])
        heads = [piece for piece in range(low, high) if pieces.first[piece]]
        if not heads:
            continue
        mentions[heads[-1]] = names.index(mention["type"] if mention["type"] in names else "other")
        chains[heads[-1]] = mention["chain"]
    inner, links = _nested(row, pieces)
    return {**targets, "mentions": mentions, "inner": inner}, links, chains


def _claims(row: Mapping[str, Any], pieces: Pieces) -> dict[str, NDArray[np.int64]]:
    """Claims as B, I and, after a gap, C; and the kind of each at its first piece."""
    claims = np.zeros(len(pieces), dtype=np.int64)
    kinds = np.full(len(pieces), UNKNOWN, dtype=np.int64)
    for claim in row["claims"]:
        for number, span in enumerate(claim["spans"]):
            first = mark(
                claims,
                pieces,
                span,
                HEADS["claims"].index("C" if number else "B"),
                HEADS["claims"].index("I"),
            )
            if first is not None and number == 0:
                kinds[first] = HEADS["kinds"].index(claim["kind"])
    return {"claims": claims, "kinds": kinds}


def _own(row: Mapping[str, Any], pieces: Pieces) -> Made:
    targets, links, chains = _polnear(row, pieces)
    return {**targets, **_claims(row, pieces)}, links, chains


def _drill(row: Mapping[str, Any], pieces: Pieces) -> Made:
    roles, links, chains = _polnear(row, pieces)
    wording, _, _ = _wording(row, pieces)
    return {**roles, **wording}, links, chains


def _nested(row: Mapping[str, Any], pieces: Pieces) -> tuple[NDArray[np.int64], dict[str, NDArray[np.int64]]]:
    """The attributions inside contents of gum, and O in the rest of those contents."""
    inner = np.full(len(pieces), UNKNOWN, dtype=np.int64)
    relations = [r for r in row["relations"] if r["source_span"] and not r.get("in_figure")]
    for relation in relations:
        for start, end in relation["content_span"]:
            low, high = pieces.at(start, end)
            inner[low:high] = 0
    nested = []
    for relation in relations:
        start, end = relation["source_span"][0]
        holds = [
            other
            for other in relations
            if other is not relation and any(s <= start and end <= e for s, e in other["content_span"])
        ]
        # At two levels or more the same words would need two labels: only the outermost of the nested is
        # marked.
        if len(holds) == 1:
            nested.append(_as_attribution(row, relation))
    return inner, mark_roles([attribution for attribution in nested if attribution], pieces, inner)


def _as_attribution(row: Mapping[str, Any], relation: Mapping[str, Any]) -> dict[str, Any] | None:
    """A relation of gum in the form of polnear: the cue is the verb group of the attributing unit."""
    start, end = relation["source_span"][0]
    inside = [index for index, token in enumerate(row["tokens"]) if start <= token[0] and token[1] <= end]
    source = [tuple(span) for span in relation["attribution_source"] if start <= span[0] and span[1] <= end]
    heads = [
        i
        for i in inside
        if row["tokens"][i][4] not in inside and row["tokens"][i][2] in ("VERB", "AUX", "NOUN", "ADJ")
    ]
    if not heads:
        return None
    head = heads[0]
    group = {head} | {
        i
        for i in inside
        if row["tokens"][i][4] == head
        and row["tokens"][i][5].split(":")[0] in ("aux", "advmod", "cop", "compound")
        and not any(s <= row["tokens"][i][0] < e for s, e in source)
    }
    low = high = head
    while low - 1 in group:
        low -= 1
    while high + 1 in group:
        high += 1
    cue = (row["tokens"][low][0], row["tokens"][high][1])
    return {"source": source, "cue": [cue], "content": relation["content_span"]}


def _worldwide(row: Mapping[str, Any], pieces: Pieces) -> Made:
    names = np.zeros(len(pieces), dtype=np.int64)
    tags = HEADS["names"]
    for start, end, kind in row["entities"]:
        mark(names, pieces, (start, end), tags.index(f"B-{kind}"), tags.index(f"I-{kind}"))
    return {"names": names}, {}, None


def find_marked_wording(row: Mapping[str, Any]) -> dict[str, list[Span]]:
    """Layer of wording → what a document of basil or ptc marks of it; no layers for other corpora."""
    layers = {
        "basil": {"lexical_bias": ("bias", "lex")},
        "ptc": {
            "loaded_language": ("technique", "Loaded_Language"),
            "name_calling": ("technique", "Name_Calling,Labeling"),
        },
        "drills": {layer: ("layer", layer) for layer in ("loaded_language", "name_calling")},
    }.get(row["corpus"], {})
    return {
        layer: [Span(*found["span"]) for found in row["spans"] if found[key] == value]
        for layer, (key, value) in layers.items()
    }


def _wording(row: Mapping[str, Any], pieces: Pieces) -> Made:
    targets = {}
    for layer, spans in find_marked_wording(row).items():
        targets[layer] = np.zeros(len(pieces), dtype=np.int64)
        for span in spans:
            mark(targets[layer], pieces, span, 1, 2)
    return targets, {}, None


def draw(rows: Sequence[dict[str, Any]], share: float, rng: random.Random) -> list[dict[str, Any]]:
    """What one pass reads of a corpus: all of it as often as `share` is whole, and for the rest of `share` a
    part in which every document is as likely as the next."""
    whole = int(share)
    return [*rows] * whole + rng.sample(list(rows), round(len(rows) * (share - whole)))

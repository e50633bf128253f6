"""CoNLL-U, both ways: articles one after another, marks and links in MISC (the package conllu reads and
writes the columns).

Tokens are words and single marks of punctuation, cut also where a mark begins or ends. MISC holds for each
token `Label=B-a1,I-a2` (begins, goes on), and for the first one of a mark its `Fields=` and `Links=`;
`SpacesAfter` and `SpacesBefore` as UDPipe writes them, so that the text comes back to the character. The
columns for lemma, tags and tree are empty: attrib has none. https://universaldependencies.org/format.html
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from attrib.errors import BadInput
from attrib.exchange.folders import MISSHAPEN, Read, Skip, read_each, read_json, read_text, write_whole
from attrib.exchange.graph import LABELS, Graph, Link, Mark, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span

_TOKEN = re.compile(r"\w+|[^\w\s]")
_ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\p", "\\": "\\\\"}
_UNESCAPES = {escape[1]: character for character, escape in _ESCAPES.items()}
_EMPTY = "NoWords"  # in MISC of the one token of an article without words


def to_conllu(record: Annotated) -> str:
    """One article. What CoNLL-U has no place for stands in the comment `attrib`, as JSON."""
    from conllu.models import TokenList

    read_text(record)
    graph = to_graph(record)
    tokens = find_tokens(graph)
    starts = [token.start for token in tokens]
    misc = _list_misc(graph, tokens)
    head = {"newdoc id": quote(graph.article_id, safe="/:."), "attrib": json.dumps(dict(graph.rest))}
    if not tokens:
        empty = {_EMPTY: "Yes", "SpacesBefore": _escape(graph.text)} if graph.text else {_EMPTY: "Yes"}
        return str(TokenList([_row(1, "_", empty)], metadata=head).serialize())
    sentences = [span for span in record.sentences if span.start < span.end] or [Span(0, len(graph.text))]
    # A token belongs to the last sentence that begins before it; those before the first to the first.
    cuts = [0, *(bisect_left(starts, span.start) for span in sentences[1:]), len(tokens)]
    parts: list[str] = []
    for number, (first, last) in enumerate(pairwise(cuts)):
        if first == last:
            continue
        words = graph.text[tokens[first].start : tokens[last - 1].end]
        comments = {
            **(head if not parts else {}),
            "sent_id": f"{number + 1}",
            "text": " ".join(words.split()),
        }
        rows = [
            _row(place + 1, tokens[at].of(graph.text), misc[at])
            for place, at in enumerate(range(first, last))
        ]
        parts.append(TokenList(rows, metadata=comments).serialize())
    return "".join(parts)


def find_tokens(graph: Graph) -> list[Span]:
    """Words and single marks of punctuation, cut where a mark of the graph begins or ends inside of one."""
    edges = sorted({at for mark in graph.marks for span in mark.spans for at in (span.start, span.end)})
    tokens: list[Span] = []
    for match in _TOKEN.finditer(graph.text):
        start, end = match.span()
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        tokens += [Span(one, other) for one, other in zip([start, *inside], [*inside, end], strict=True)]
    return tokens


def write_conllu(path: Path, records: Iterable[Annotated]) -> int:
    """Writes one file with all articles, and gives their number."""
    parts = [to_conllu(record) for record in records]
    write_whole(path, "".join(parts).encode())
    return len(parts)


def read_conllu(path: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each document of a file, with what could not be taken over.

    Sentences are those of the file where the comment `attrib` is not there. Raises `BadInput` for a file that
    is not CoNLL-U, or that has a sentence before its first `newdoc`.
    """
    from conllu import parse
    from conllu.exceptions import ParseException

    try:
        sentences = parse(path.read_bytes().decode())
    except (ParseException, *MISSHAPEN) as error:
        raise BadInput(f"{path}: not CoNLL-U ({error}).") from None
    documents: list[list[Any]] = []
    for sentence in sentences:
        if "newdoc id" in sentence.metadata or "newdoc" in sentence.metadata:
            documents.append([])
        if not documents:
            raise BadInput(f"{path}: the first sentence has no comment `newdoc id`, so no article begins.")
        documents[-1].append(sentence)
    yield from read_each(
        (
            (f"{path}, {document[0].metadata.get('newdoc id')}", partial(_from_sentences, document, by))
            for document in documents
        ),
        skip,
    )


def _list_misc(graph: Graph, tokens: Sequence[Span]) -> list[dict[str, str]]:
    """MISC of each token."""
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    labels: list[dict[str, list[str]]] = [{} for _ in tokens]
    fields: dict[int, list[str]] = {}
    links: dict[int, list[str]] = {}
    first_of: dict[str, int] = {}
    for mark in graph.marks:
        for span in mark.spans:
            inside = range(bisect_left(starts, span.start), bisect_right(ends, span.end))
            for at in inside:
                letter = "B" if at == inside[0] else "I"
                labels[at].setdefault(mark.label, []).append(f"{letter}-{_quote(mark.id)}")
            if inside:
                first_of.setdefault(mark.id, inside[0])
        if mark.id in first_of:
            fields.setdefault(first_of[mark.id], []).extend(
                f"{_quote(mark.id)}:{name}:{_quote(value)}" for name, value in mark.fields.items()
            )
    for link in graph.links:
        if link.start in first_of:
            links.setdefault(first_of[link.start], []).append(
                f"{_quote(link.start)}>{link.label}>{_quote(link.end)}"
            )
    found = []
    for at, token in enumerate(tokens):
        misc = {label: ",".join(labels[at][label]) for label in LABELS if label in labels[at]}
        if fields.get(at):
            misc["Fields"] = ",".join(fields[at])
        if links.get(at):
            misc["Links"] = ",".join(links[at])
        following = tokens[at + 1].start if at + 1 < len(tokens) else len(graph.text)
        gap = graph.text[token.end : following]
        if at == 0 and token.start:
            misc["SpacesBefore"] = _escape(graph.text[: token.start])
        if gap == "":
            misc["SpaceAfter"] = "No"
        elif gap != " ":
            misc["SpacesAfter"] = _escape(gap)
        found.append(misc)
    return found


def _row(number: int, form: str, misc: Mapping[str, str]) -> Any:
    from conllu.models import Token

    empty = {name: "_" for name in ("lemma", "upos", "xpos", "feats", "head", "deprel", "deps")}
    return Token({"id": number, "form": form, **empty, "misc": dict(misc) or "_"})


def _from_sentences(document: Sequence[Any], by: str | None) -> Read:
    comments = document[0].metadata
    article_id = unquote(comments.get("newdoc id") or "document")
    rest = read_json(f"{article_id}, comment `attrib`", comments.get("attrib", "{}"))
    text = ""
    sentences: list[list[int]] = []
    labels: dict[str, str] = {}
    spans: dict[str, list[Span]] = {}
    fields: dict[str, dict[str, str]] = {}
    links: list[Link] = []
    lost: list[str] = []
    for sentence in document:
        start: int | None = None
        end = len(text)
        for token in sentence:
            misc = token["misc"] or {}
            text += _unescape(misc.get("SpacesBefore") or "")
            if misc.get(_EMPTY):
                continue
            at, end = len(text), len(text) + len(token["form"])
            start = at if start is None else start
            text += token["form"]
            for label in LABELS:
                for one in filter(None, (misc.get(label) or "").split(",")):
                    letter, _, id = one.partition("-")
                    id = unquote(id)
                    labels[id] = label
                    known = spans.setdefault(id, [])
                    if letter == "B" or not known:
                        known.append(Span(at, end))
                    else:
                        known[-1] = Span(known[-1].start, end)
            for one in filter(None, (misc.get("Fields") or "").split(",")):
                id, name, value = [*one.split(":", 2), "", ""][:3]
                fields.setdefault(unquote(id), {})[name] = unquote(value)
            for one in filter(None, (misc.get("Links") or "").split(",")):
                if one.count(">") != 2:
                    lost.append(f"{article_id}: the link {one!r} is not start>label>end")
                    continue
                first, name, last = one.split(">")
                links.append(Link(name, unquote(first), unquote(last)))
            text += "" if misc.get("SpaceAfter") == "No" else _unescape(misc.get("SpacesAfter") or " ")
        if start is not None:
            sentences.append([start, end])
    if "text_sha256" not in rest:
        text = text.rstrip(" ")
    rest.setdefault("sentences", sentences)
    marks = tuple(Mark(id, labels[id], tuple(spans[id]), fields.get(id, {})) for id in labels)
    record, more = from_graph(Graph(article_id, text, marks, tuple(links), rest), by=by)
    return record, [*lost, *more]


def _quote(words: str) -> str:
    return quote(words, safe=" .~").replace(" ", "%20")


def _escape(blanks: str) -> str:
    return "".join(_ESCAPES.get(one, one if one.isprintable() else f"\\u{ord(one):04x}") for one in blanks)


def _unescape(escaped: str) -> str:
    return re.sub(
        r"\\u([0-9a-f]{4})|\\(.)",
        lambda match: chr(int(match[1], 16)) if match[1] else _UNESCAPES.get(match[2], match[2]),
        escaped,
    )

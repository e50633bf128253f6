"""Worksheets: a record as a file that one reads and edits by words instead of offsets.

    python annotations/worksheet.py write record.json > sheet.yaml      # --bare leaves out what was found
    python annotations/worksheet.py read sheet.yaml text.txt > record.json

A sheet names every stretch by its own words, within one sentence unless it says otherwise:

    the minister          the one place where these words stand in the sentence
    he@2                  the second place
    that it … never       from the first words to the last ones (he@2 … never)
    12> the minister      in sentence 12

`read` raises `SheetError` for words that are not there, or that stand more than once and are not counted.
Sentences are found by their words in the order of the text, so that one may join or part them; `block`
opens a block. What follows from the rest is not in a sheet: a claim's status and speaker, its sentence.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from attrib.records import (
    Annotated,
    Attribution,
    Block,
    Claim,
    Evaluative,
    MadeWith,
    Name,
    Speaker,
    text_sha256,
)
from attrib.schema import check_record
from attrib.spans import Span

_PLACE = re.compile(r"(?:(?P<sentence>\d+)> )?(?P<words>.*?)(?:@(?P<count>\d+))?", re.DOTALL)
_TO = " … "
_ATTRIBUTION_KEYS = ("addressee", "medium", "grounds")


class SheetError(ValueError):
    """What a worksheet says does not fit its text."""


def write_sheet(record: Annotated, *, bare: bool = False) -> str:
    """The sheet of a record, as YAML; `bare` keeps its sentences and blocks alone."""
    text = _text_of(record)
    names = _Namer(text, record.sentences)
    starts = {block.span.start: block for block in record.blocks}
    sentences = []
    for number, sentence in enumerate(record.sentences):
        row: dict[str, Any] = {"at": number}
        if block := starts.get(sentence.start):
            row["block"] = block.kind + (" repeats" if block.repeats else "")
        row["text"] = sentence.of(text)
        if not bare:
            row |= _write_sentence(record, number, names)
        sentences.append(row)
    sheet = {
        "article": record.article_id,
        "by": record.made_with.by,
        "meta": dict(record.meta),
        "sentences": sentences,
        "speakers": [] if bare else [_write_speaker(one, names) for one in record.speakers],
    }
    return yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=200)


def read_sheet(sheet: Mapping[str, Any], text: str) -> Annotated:
    """The record of a sheet. Raises `SheetError` where it does not fit the text, `BadAnnotation` for one
    that is no sound record."""
    places = _Places(text, sheet["sentences"])
    rows = [(number, row) for number, row in enumerate(sheet["sentences"])]
    attributions = [
        _read_attribution(one, number, places)
        for number, row in rows
        for one in row.get("attributions") or ()
    ]
    holders = {one.id: one for one in attributions}
    record = Annotated(
        article_id=sheet["article"],
        text=text,
        text_sha256=text_sha256(text),
        meta=sheet.get("meta") or {},
        blocks=tuple(_read_blocks(rows, places)),
        sentences=tuple(places.sentences),
        names=tuple(
            sorted(
                (
                    Name(places.find(words, number), kind, 1.0)
                    for number, row in rows
                    for kind, found in (row.get("names") or {}).items()
                    for words in found
                ),
                key=lambda name: name.span,
            )
        ),
        attributions=tuple(attributions),
        claims=tuple(_read_claims(rows, places, holders)),
        speakers=tuple(_read_speaker(one, places) for one in sheet.get("speakers") or ()),
        evaluative=tuple(_read_evaluative(rows, places, holders)),
        made_with=MadeWith(
            attrib=sheet.get("attrib", "0.1.0"), by=sheet["by"], guidelines="attrib-guidelines-1"
        ),
    )
    check_record(record.to_json(), f"worksheet of {record.article_id}")
    return record


class _Places:
    """Where the words of a sheet stand in its text."""

    def __init__(self, text: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.text = text
        self.sentences: list[Span] = []
        end = 0
        for number, row in enumerate(rows):
            words = row["text"].strip()
            start = text.find(words, end)
            if start < 0 or text[end:start].strip():
                skipped = text[end : start if start >= 0 else end + 60].strip()
                raise SheetError(
                    f"sentence {number}: {words[:60]!r} does not follow; the text has {skipped!r}"
                )
            end = start + len(words)
            self.sentences.append(Span(start, end))
        if text[end:].strip():
            raise SheetError(f"after the last sentence the text goes on: {text[end:].strip()[:60]!r}")

    def find(self, words: str, number: int) -> Span:
        """The span that words of sentence `number` name."""
        words, _, last = str(words).partition(_TO)
        match = _PLACE.fullmatch(words)
        assert match is not None  # the pattern takes every string
        number = int(match["sentence"] or number)
        if number >= len(self.sentences):
            raise SheetError(f"{words!r}: there are {len(self.sentences)} sentences, none is number {number}")
        start = self._place(match["words"], self.sentences[number], int(match["count"] or 0), number)
        if not last:
            return start
        # The end may stand in a later sentence: a content that goes on over several.
        at = self.text.find(last, start.end)
        if at < 0:
            raise SheetError(f"sentence {number}: {last!r} does not stand after {match['words']!r}")
        return Span(start.start, at + len(last))

    def find_all(self, words: str | Sequence[str] | None, number: int) -> tuple[Span, ...]:
        wanted = [words] if isinstance(words, str) else words or ()
        return tuple(sorted(self.find(one, number) for one in wanted))

    def number_of(self, span: Span) -> int:
        return next(i for i, sentence in enumerate(self.sentences) if sentence.end > span.start)

    def _place(self, words: str, sentence: Span, count: int, number: int) -> Span:
        found = [match.start() for match in re.finditer(_edged(words), sentence.of(self.text))]
        if not found:
            raise SheetError(f"sentence {number}: {words!r} does not stand in {sentence.of(self.text)!r}")
        if count > len(found) or (len(found) > 1 and not count):
            raise SheetError(
                f"sentence {number}: {words!r} stands {len(found)} times; say which, as {words}@2"
            )
        start = sentence.start + found[max(count, 1) - 1]
        return Span(start, start + len(words))


class _Namer:
    """The words by which a sheet names a span."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self.text = text
        self.sentences = sentences

    def name(self, span: Span, number: int | None) -> str:
        """A name for a span as seen from sentence `number`; None: from outside all of them."""
        at = next(i for i, sentence in enumerate(self.sentences) if sentence.end > span.start)
        sentence = self.sentences[at]
        words = span.of(self.text)
        found = [
            sentence.start + match.start() for match in re.finditer(_edged(words), sentence.of(self.text))
        ]
        if span.start not in found:  # over several sentences
            first = self.text[span.start : sentence.end]
            last = self.text[max(self.sentences[self._last(span)].start, span.start) : span.end]
            words, found = f"{first}{_TO}{last}", [span.start]
        counted = f"{words}@{found.index(span.start) + 1}" if len(found) > 1 else words
        return counted if at == number else f"{at}> {counted}"

    def name_all(self, spans: Iterable[Span], number: int | None) -> str | list[str]:
        named = [self.name(span, number) for span in spans]
        return named[0] if len(named) == 1 else named

    def _last(self, span: Span) -> int:
        return max(i for i, sentence in enumerate(self.sentences) if sentence.start < span.end)


def _edged(words: str) -> str:
    """A pattern for words that do not begin or end inside another word."""
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return before + re.escape(words) + after


def _write_sentence(record: Annotated, number: int, names: _Namer) -> dict[str, Any]:
    sentence = record.sentences[number]

    def here(spans: Iterable[Span]) -> bool:
        first = min(spans, default=None)
        return first is not None and sentence.start <= first.start < sentence.end

    found: dict[str, dict[str, list[str]]] = {}
    for one in record.names:
        if here([one.span]):
            found.setdefault("names", {}).setdefault(one.type, []).append(names.name(one.span, number))
    rows = {
        "attributions": [
            _write_attribution(one, number, names)
            for one in record.attributions
            if here([one.cue] if one.cue else one.content)
        ],
        "claims": [
            {"spans": names.name_all(one.spans, number)}
            | ({"in": one.attribution} if one.attribution else {})
            | ({"kind": one.kind} if one.kind != "statement" else {})
            for one in record.claims
            if here(one.spans)
        ],
        "evaluative": [
            _write_evaluative(one, number, names) for one in record.evaluative if here([one.span])
        ],
    }
    return found | {key: value for key, value in rows.items() if value}


def _write_attribution(one: Attribution, number: int, names: _Namer) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.id}
    if one.source:
        row["source"] = names.name_all(one.source, number)
    row |= {"status": one.source_status, "cue": one.cue and names.name(one.cue, number)}
    row |= {"content": names.name_all(one.content, number), "manner": one.manner}
    row |= {
        key: getattr(one, key) for key in ("modality", "stance") if not _is_default(key, getattr(one, key))
    }
    row |= {"in": one.parent} if one.parent else {}
    row |= {"speaker": one.speaker} if one.speaker else {}
    row |= {"open": one.open} if one.open else {}
    for key in _ATTRIBUTION_KEYS:
        if spans := getattr(one, key):
            row[key] = names.name_all(spans, number)
    return row


def _is_default(key: str, value: str) -> bool:
    return value == {"modality": "asserted", "stance": "neutral"}[key]


def _write_evaluative(one: Evaluative, number: int, names: _Namer) -> dict[str, Any]:
    row: dict[str, Any] = {"span": names.name(one.span, number), "category": one.category, "voice": one.voice}
    row |= {"in": one.attribution} if one.attribution else {}
    row |= {"quoted": True} if one.quoted else {}
    if isinstance(one.target, Span):
        row["target"] = names.name(one.target, number)
    elif one.target:
        row["target_speaker"] = one.target
    row |= {"neutral": list(one.neutral)} if one.neutral else {}
    return row


def _write_speaker(one: Speaker, names: _Namer) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.id, "name": one.name, "kind": one.kind}
    row |= {"role": one.role} if one.role else {}
    row |= {} if one.named else {"named": False}
    row |= {"members": list(one.members), "and_or": one.and_or} if one.members else {}
    row |= {"speaks_for": one.speaks_for} if one.speaks_for else {}
    row["mentions"] = [names.name(span, None) for span in one.mentions]
    return row


def _read_blocks(rows: Sequence[tuple[int, Mapping[str, Any]]], places: _Places) -> Iterator[Block]:
    opens = [number for number, row in rows if row.get("block")]
    if opens[:1] != [0]:
        raise SheetError("the first sentence opens no block")
    for start, end in zip(opens, [*opens[1:], len(rows)], strict=True):
        kind, _, repeats = rows[start][1]["block"].partition(" ")
        span = Span(places.sentences[start].start, places.sentences[end - 1].end)
        yield Block(kind, span, repeats == "repeats")


def _read_attribution(row: Mapping[str, Any], number: int, places: _Places) -> Attribution:
    speaker = row.get("speaker")
    return Attribution(
        id=row["id"],
        source=places.find_all(row.get("source"), number),
        source_status=row["status"],
        cue=places.find(row["cue"], number) if row.get("cue") else None,
        content=places.find_all(row["content"], number),
        manner=row["manner"],
        modality=row.get("modality", "asserted"),
        stance=row.get("stance", "neutral"),
        parent=row.get("in"),
        speaker=speaker,
        open=row.get("open"),
        speaker_score=1.0 if speaker else None,
        **{key: places.find_all(row.get(key), number) for key in _ATTRIBUTION_KEYS},
    )


def _read_claims(
    rows: Sequence[tuple[int, Mapping[str, Any]]], places: _Places, holders: Mapping[str, Attribution]
) -> Iterator[Claim]:
    found = [
        (places.find_all(one["spans"], number), one)
        for number, row in rows
        for one in row.get("claims") or ()
    ]
    for count, (spans, row) in enumerate(sorted(found, key=lambda pair: pair[0]), start=1):
        holder = _holder(row, holders, spans[0].of(places.text))
        yield Claim(
            id=f"c{count}",
            spans=spans,
            status="unattributed"
            if holder is None
            else "unsourced"
            if holder.source_status == "none"
            else "attributed",
            attribution=holder.id if holder else None,
            speaker=holder.speaker if holder else None,
            kind=row.get("kind", "statement"),
            sentence=places.number_of(spans[0]),
        )


def _read_evaluative(
    rows: Sequence[tuple[int, Mapping[str, Any]]], places: _Places, holders: Mapping[str, Attribution]
) -> Iterator[Evaluative]:
    found = [
        (places.find(one["span"], number), number, one)
        for number, row in rows
        for one in row.get("evaluative") or ()
    ]
    for count, (span, number, row) in enumerate(sorted(found, key=lambda one: one[0]), start=1):
        holder = _holder(row, holders, row["span"])
        yield Evaluative(
            id=f"e{count}",
            span=span,
            category=row["category"],
            voice=row["voice"],
            attribution=holder.id if holder else None,
            quoted=bool(row.get("quoted")),
            target=places.find(row["target"], number) if row.get("target") else row.get("target_speaker"),
            neutral=tuple(row.get("neutral") or ()),
        )


def _holder(row: Mapping[str, Any], holders: Mapping[str, Attribution], words: str) -> Attribution | None:
    if (wanted := row.get("in")) is None:
        return None
    if wanted not in holders:
        raise SheetError(f"{words!r} is in {wanted}, and there is no attribution {wanted}")
    return holders[wanted]


def _read_speaker(row: Mapping[str, Any], places: _Places) -> Speaker:
    return Speaker(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        role=row.get("role"),
        named=row.get("named", True),
        members=tuple(row.get("members") or ()),
        and_or=row.get("and_or"),
        speaks_for=row.get("speaks_for"),
        mentions=tuple(sorted(places.find(words, 0) for words in row.get("mentions") or ())),
    )


def _text_of(record: Annotated) -> str:
    if record.text is None:
        raise SheetError(f"{record.article_id} stands off from its text; put it back with attrib rejoin")
    return record.text


def main() -> None:
    """Writes a sheet or reads one."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    commands = arguments.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="a record as a sheet")
    write.add_argument("record", type=Path)
    write.add_argument("--bare", action="store_true", help="sentences and blocks alone")
    read = commands.add_parser("read", help="a sheet as a record")
    read.add_argument("sheet", type=Path)
    read.add_argument("text", type=Path)
    given = arguments.parse_args()
    if given.command == "write":
        record = Annotated.from_json(json.loads(given.record.read_text(encoding="utf-8")))
        sys.stdout.write(write_sheet(record, bare=given.bare))
        return
    sheet = yaml.safe_load(given.sheet.read_text(encoding="utf-8"))
    text = given.text.read_bytes().decode("utf-8")
    print(json.dumps(read_sheet(sheet, text).to_json(), ensure_ascii=False))


if __name__ == "__main__":
    main()

"""The settled annotation of the example article is whole: it fits its text, and its parts know each other.

`python tests/test_gold_example.py` prints the listing that annotations/gold/README.md holds.
"""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from attrib.records import Annotated, text_sha256
from attrib.schema import check_record
from attrib.spans import Span, find_words, trim

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "annotations" / "gold" / "idlib.json"
TEXT = (ROOT / "tests" / "texts" / "idlib.txt").read_bytes().decode("utf-8")
READ_BLOCKS = ("headline", "deck", "body")


@pytest.fixture(scope="module")
def gold() -> Annotated:
    return Annotated.from_json(json.loads(GOLD.read_text(encoding="utf-8")), where=str(GOLD))


def all_spans(gold: Annotated) -> list[Span]:
    """Every span that the record holds, from every layer."""
    spans = [*gold.sentences, *(block.span for block in gold.blocks), *(name.span for name in gold.names)]
    for a in gold.attributions:
        spans += [*a.source, *a.content, *a.addressee, *a.medium, *a.grounds, *([a.cue] if a.cue else [])]
    spans += [span for claim in gold.claims for span in claim.spans]
    spans += [span for speaker in gold.speakers for span in speaker.mentions]
    for found in gold.evaluative:
        spans += [found.span, *([found.target] if isinstance(found.target, Span) else [])]
    return spans


def make_listing(gold: Annotated, text: str) -> str:
    """The gold as Markdown tables: each claim with its speaker, each attribution, each evaluative stretch."""
    speakers = {speaker.id: speaker.name for speaker in gold.speakers}

    def quote(spans: tuple[Span, ...]) -> str:
        return " … ".join(span.of(text) for span in spans) or "–"

    lines = ["| claim | who says so | by | the claim's words |", "|---|---|---|---|"]
    for c in gold.claims:
        voice = (
            speakers[c.speaker]
            if c.speaker
            else ("nobody named" if c.status == "unsourced" else "the outlet")
        )
        lines.append(f"| {c.id} | {voice} | {c.attribution or '–'} | {quote(c.spans)} |")
    lines += [
        "",
        "| attribution | source (status) | cue | content | speaker | more |",
        "|---|---|---|---|---|---|",
    ]
    for a in gold.attributions:
        more = [a.manner] * (a.manner != "indirect") + [a.modality] * (a.modality != "asserted")
        more += [f"inside {a.parent}"] if a.parent else []
        cue = a.cue.of(text) if a.cue else "–"
        speaker = speakers[a.speaker] if a.speaker else "–"
        source = f"{quote(a.source)} ({a.source_status})"
        lines.append(
            f"| {a.id} | {source} | {cue} | {quote(a.content)} | {speaker} | {', '.join(more) or '–'} |"
        )
    lines += ["", "| evaluative | category | whose words | quoted | of what |", "|---|---|---|---|---|"]
    for e in gold.evaluative:
        target = e.target.of(text) if isinstance(e.target, Span) else (e.target or "–")
        voice = speakers.get(e.voice, e.voice)
        quoted = "yes" if e.quoted else "no"
        lines.append(f"| {e.id} {e.span.of(text)} | {e.category} | {voice} | {quoted} | {target} |")
    lines += ["", "| speaker | kind | role | mentions |", "|---|---|---|---|"]
    for s in gold.speakers:
        mentions = ", ".join(span.of(text) for span in s.mentions)
        lines.append(f"| {s.id} {s.name} | {s.kind} | {s.role or '–'} | {mentions} |")
    return "\n".join(lines)


def test_the_text_is_the_one_that_was_annotated(gold: Annotated) -> None:
    assert gold.text is None
    assert gold.text_sha256 == text_sha256(TEXT)


def test_writing_the_record_gives_the_file_back(gold: Annotated) -> None:
    assert json.dumps(gold.to_json(), ensure_ascii=False) + "\n" == GOLD.read_text(encoding="utf-8")


def test_it_keeps_the_schema_with_its_text_and_without(gold: Annotated) -> None:
    check_record(gold.to_json(), "gold")
    check_record({**gold.to_json(), "text": TEXT}, "gold")


def test_spans_are_trimmed_not_empty_in_the_text_and_on_one_line(gold: Annotated) -> None:
    for span in all_spans(gold):
        assert 0 <= span.start < span.end <= len(TEXT)
        assert trim(TEXT, span) == span, span.of(TEXT)
        assert "\n" not in span.of(TEXT)


def test_no_span_begins_or_ends_inside_a_word(gold: Annotated) -> None:
    for span in all_spans(gold):
        for word in find_words(TEXT):
            assert not (word.start < span.start < word.end or word.start < span.end < word.end), span.of(TEXT)


def test_ids_are_counted_in_order(gold: Annotated) -> None:
    assert [a.id for a in gold.attributions] == [f"a{n}" for n in range(1, 15)]
    assert [c.id for c in gold.claims] == [f"c{n}" for n in range(1, 30)]
    assert [s.id for s in gold.speakers] == [f"s{n}" for n in range(1, 8)]
    assert [e.id for e in gold.evaluative] == [f"e{n}" for n in range(1, 13)]


def test_every_reference_resolves(gold: Annotated) -> None:
    attributions = {a.id: a for a in gold.attributions}
    speakers = {s.id for s in gold.speakers}
    for a in gold.attributions:
        assert a.parent is None or a.parent in attributions
        assert a.speaker is None or a.speaker in speakers
    for c in gold.claims:
        assert c.attribution is None or c.attribution in attributions
        assert c.speaker is None or c.speaker in speakers
    for s in gold.speakers:
        assert set(s.members) <= speakers
        assert bool(s.members) == (s.kind == "joint") == (s.and_or is not None)
    for e in gold.evaluative:
        assert e.voice in speakers | {"outlet", "unsettled", "unsourced"}
        assert e.attribution is None or e.attribution in attributions
        assert e.target is None or isinstance(e.target, Span) or e.target in speakers


def test_claims_do_not_overlap_and_each_lies_in_its_sentence(gold: Annotated) -> None:
    spans = [span for claim in gold.claims for span in claim.spans]
    assert not [pair for pair in combinations(spans, 2) if pair[0].touches(pair[1])]
    assert spans == sorted(spans)
    for claim in gold.claims:
        assert all(gold.sentences[claim.sentence].holds(span) for span in claim.spans)


def test_a_claim_has_the_innermost_attribution_whose_content_holds_it(gold: Annotated) -> None:
    for claim in gold.claims:
        holders = [
            a for a in gold.attributions if all(any(part.holds(s) for part in a.content) for s in claim.spans)
        ]
        assert [a.id for a in holders] == ([claim.attribution] if claim.attribution else []), claim.id
        assert claim.status == ("attributed" if holders else "unattributed")
        assert claim.speaker == (holders[0].speaker if holders else None)


def test_a_nested_attribution_lies_inside_its_parent(gold: Annotated) -> None:
    attributions = {a.id: a for a in gold.attributions}
    for a in gold.attributions:
        if a.parent:
            outer = attributions[a.parent].content
            assert all(any(part.holds(span) for part in outer) for span in a.content)


def test_evaluative_words_have_the_voice_of_the_content_they_stand_in(gold: Annotated) -> None:
    for e in gold.evaluative:
        holders = [a for a in gold.attributions if any(part.holds(e.span) for part in a.content)]
        assert e.attribution == (holders[-1].id if holders else None), e.id
        assert e.voice == (holders[-1].speaker if holders else "outlet"), e.id


def test_a_source_is_a_mention_of_its_speaker(gold: Annotated) -> None:
    speakers = {s.id: s for s in gold.speakers}
    for a in gold.attributions:
        if a.speaker:
            assert set(a.source) <= set(speakers[a.speaker].mentions), a.id


def test_blocks_cover_every_line_and_claims_stand_only_in_what_is_read(gold: Annotated) -> None:
    assert [block.span for block in gold.blocks] == [Span(*m.span()) for m in re.finditer(r"[^\n]+", TEXT)]
    read = [block.span for block in gold.blocks if block.kind in READ_BLOCKS and not block.repeats]
    for claim in gold.claims:
        assert any(all(block.holds(span) for span in claim.spans) for block in read), claim.id


def test_words_in_no_claim_are_frames_and_nothing_else(gold: Annotated) -> None:
    claimed = [span for claim in gold.claims for span in claim.spans]
    frames = []
    for block in gold.blocks:
        if block.kind in READ_BLOCKS and not block.repeats:
            words = find_words(TEXT, block.span)
            left = [w for w in words if not any(span.holds(w) for span in claimed)]
            frames.append(" ".join(w.of(TEXT) for w in left))
    assert frames == [
        "FM",
        "Cavusoglu said",
        "Turkey s foreign minister said on Friday",
        "",
        "according to Defense Minister Hulusi Akar",
        "Cavusoglu said",
        "Asked about the latest developments in the strategic city of Saraqib east of Idlib Cavusoglu said",
        "he said adding he said",
        "The foreign minister said",
        "",
        "",
        "and announced",
        "",
        "Later in September 2018 Turkey and Russia agreed in Sochi",
        "",
    ]


def test_the_listing_in_the_readme_is_the_files_own(gold: Annotated) -> None:
    readme = (ROOT / "annotations" / "gold" / "README.md").read_text(encoding="utf-8")
    match = re.search(r"<!-- listing -->\n(.*?)\n<!-- /listing -->", readme, re.DOTALL)
    assert match is not None
    assert match[1] == make_listing(gold, TEXT)


if __name__ == "__main__":
    print(make_listing(Annotated.from_json(json.loads(GOLD.read_text(encoding="utf-8"))), TEXT))

"""The settled annotations are whole, follow from the passes and the decisions, and their figures are true."""

from __future__ import annotations

import csv
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "annotations"))

import settle  # noqa: E402

from attrib.records import Annotated, text_sha256  # noqa: E402
from attrib.schema import GUIDELINES, find_problems  # noqa: E402
from attrib.spans import trim  # noqa: E402

GOLD = sorted((ROOT / "annotations" / "gold").glob("*_*.json"))


def read(path: Path) -> Annotated:
    return Annotated.from_json(json.loads(path.read_text(encoding="utf-8")), where=path.name)


def test_there_are_six_news_articles_and_six_interviews_and_some_were_read_twice() -> None:
    kinds = [path.stem.partition("_")[0] for path in GOLD]
    assert (kinds.count("news"), kinds.count("interview")) == (6, 6)
    twice = {record.article_id for record in settle.read_passes()["second"]}
    assert len(twice) >= 4 and twice <= {path.stem for path in GOLD}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_a_gold_record_is_sound_and_of_the_text_beside_it(path: Path) -> None:
    record = read(path)
    assert find_problems(record.to_json()) == []
    text = (ROOT / "annotations" / "texts" / f"{path.stem}.txt").read_bytes().decode()
    assert record.text == text and record.text_sha256 == text_sha256(text)
    assert record.made_with.guidelines == GUIDELINES and "language model" in record.made_with.by
    assert record.meta["licence"] == "CC BY 2.5" and record.meta["url"].startswith("https://en.wikinews.org/")


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_the_parts_of_a_gold_record_know_each_other(path: Path) -> None:
    record = read(path)
    text = record.text or ""
    attributions = {one.id: one for one in record.attributions}
    for claim in record.claims:
        holder = attributions.get(claim.attribution or "")
        status = "unattributed"
        if holder is not None:
            status = "unsourced" if holder.source_status == "none" else "attributed"
        assert (claim.status, claim.speaker) == (status, holder.speaker if holder else None), claim.id
        sentence = record.sentences[claim.sentence]
        assert sentence.start <= claim.spans[0].start < sentence.end, claim.id
        assert all(trim(text, span) == span for span in claim.spans), claim.id
    taken = sorted(span for claim in record.claims for span in claim.spans)
    assert all(one.end <= other.start for one, other in pairwise(taken))
    for one in record.attributions:
        assert (one.source_status in ("elided", "none")) == (not one.source), one.id
        assert (one.speaker is None) != (one.open is None) or one.source_status == "none", one.id
        speaker = next((other for other in record.speakers if other.id == one.speaker), None)
        if speaker is not None and one.source:
            assert any(m.touches(s) for m in speaker.mentions for s in one.source), one.id


def test_the_gold_follows_from_the_passes_and_the_decisions() -> None:
    made = {record.article_id: record for record in settle.make_gold()}
    assert {path.stem for path in GOLD} == set(made)
    for path in GOLD:
        assert read(path) == made[path.stem], f"{path.name}: run python annotations/settle.py gold"
    with (ROOT / "annotations" / "articles.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    wanted = [{key: str(value) for key, value in row.items()} for row in settle.list_articles(made.values())]
    assert rows == wanted


@pytest.mark.parametrize("name", ["counts", "agreement", "scores"])
def test_the_figures_of_the_datasheet_are_what_the_program_prints(name: str) -> None:
    assert settle.find_part(name) == settle.PARTS[name](), "run python annotations/settle.py report"


def test_every_decision_is_made_and_says_why_where_neither_was_taken() -> None:
    rows = settle.read_decisions()
    assert rows and all(row["decision"] for row in rows)
    for row in rows:
        words = re.split(r"[ =]", row["decision"])
        assert words[0] in ("first", "second", "none"), row["number"]

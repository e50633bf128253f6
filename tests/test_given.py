"""Speakers for attributions that people found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from networks import make_reader, read_script

from attrib.adaptors import read_gold
from attrib.cli import main
from attrib.errors import BadAnnotation, BadOption
from attrib.files import to_row
from attrib.given import ASKED, keep_speakers, settle_given
from attrib.gold import Gold, to_gold
from attrib.records import Annotated, Attribution, MadeWith, Speaker, text_sha256
from attrib.spans import Span

# The network knows the name, and finds no attribution at all.
SCRIPT = read_script("Lara/P Bell/p said the ferry sails .")
TEXT = SCRIPT.text


def make_gold(speaker: str = "Lara Bell") -> Annotated:
    said = Attribution(
        "a7", (Span(0, 9),), "nominal", Span(10, 14), (Span(15, 30),), "indirect", speaker="s1", why=("x",)
    )
    people = (Speaker("s1", speaker, "person"),)
    return Annotated(
        "x", TEXT, text_sha256(TEXT), {"genre": "news"}, (), (), (), (said,), (), people, (), MadeWith("test")
    )


def test_gold_attributions_keep_their_spans_and_ids_and_have_the_speakers_that_attrib_finds() -> None:
    assert TEXT == "Lara Bell said the ferry sails ."
    (guess,) = settle_given([to_gold(make_gold(speaker="Somebody Else"))], make_reader(SCRIPT.network))
    (one,) = guess.attributions
    assert (one.id, one.source, one.cue, one.content) == ("a7", (Span(0, 9),), Span(10, 14), (Span(15, 30),))
    # The status is attrib's own, and nothing of what the gold says of the speaker is left.
    assert one.source_status == "named"
    assert one.why != ("x",)
    assert [(speaker.id, speaker.name) for speaker in guess.speakers] == [(one.speaker, "Lara Bell")]
    assert (guess.claims, guess.evaluative, guess.meta) == ((), (), {"genre": "news"})


def test_given_attributions_are_read_in_the_order_of_the_text() -> None:
    said = make_gold().attributions[0]
    later = replace(said, id="a1", source=(), source_status="elided", cue=None, content=(Span(25, 30),))
    slip = replace(said, id="a2", content=())
    gold = replace(make_gold(), attributions=(later, said, slip))
    (guess,) = settle_given([to_gold(gold)], make_reader(SCRIPT.network))
    assert [(one.id, one.source_status) for one in guess.attributions] == [("a7", "named"), ("a1", "elided")]


def test_gold_without_its_text_cannot_be_read() -> None:
    with pytest.raises(BadAnnotation) as error:
        list(settle_given([to_gold(replace(make_gold(), text=None))], make_reader(SCRIPT.network)))
    assert str(error.value) == (
        "x: the gold holds no text, so there is nothing to read. Give records that hold theirs."
    )


def test_only_speakers_are_asked_for_and_gold_that_has_none_is_refused() -> None:
    (kept,) = keep_speakers([to_gold(make_gold())])
    assert kept.layers == {"source", "content", "nested", "source_status", "speaker"}
    with pytest.raises(BadOption) as error:
        keep_speakers([Gold(make_gold(), frozenset({"source", "cue", "content"}))])
    assert str(error.value).startswith("The gold does not say who its sources stand for")
    assert {"speaker right", "speaker named, role", "source status right"} < set(ASKED)
    assert not {"record soft", "claim exact", "voice right"} & set(ASKED)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(to_row(make_gold())) + "\n", encoding="utf-8")
    assert [one.annotated for one in read_gold(path)] == [make_gold()]
    return str(path)


def test_the_command_scores_the_speakers_of_given_attributions(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attrib.reader.open_reader", lambda: make_reader(SCRIPT.network))
    ran = CliRunner().invoke(main, ["score", file, "--given", "attributions", "--by", "genre"])
    assert ran.output == (
        "genre  articles  source status right  speaker right\n"
        "news          1              0.0 (1)      100.0 (1)\n"
        "all           1              0.0 (1)      100.0 (1)\n\n"
    )
    ran = CliRunner().invoke(main, ["score", file, "--given", "attributions"])
    measures = [line.split("  ")[0] for line in ran.output.splitlines()[2:] if line]
    assert measures == ["source status right", "speaker right", "speaker right, nominal"]


def test_the_command_wants_a_guess_or_given_attributions_and_not_both(file: str) -> None:
    for words in ([file], [file, file, "--given", "attributions"]):
        ran = CliRunner().invoke(main, ["score", *words])
        assert ran.exit_code == 2
        assert ran.stderr == (
            "attrib: Give annotations to score (GUESS), or --given attributions; one of the two.\n"
        )
    ran = CliRunner().invoke(main, ["score", file, file, "--model", "somewhere"])
    assert ran.exit_code == 2
    assert ran.stderr.startswith("attrib: --model reads texts for --given")

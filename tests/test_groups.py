"""Scores apart by a key of the gold's meta, as values and as the table that `attrib score --by` prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from attrib.cli import main
from attrib.errors import BadOption
from attrib.files import to_row
from attrib.gold import Gold
from attrib.groups import score_by
from attrib.records import Annotated, MadeWith, Name, text_sha256
from attrib.score import score
from attrib.spans import Span

TEXT = "Ana Ruiz met Jo Bell."


def article(id: str, genre: str | None, *names: tuple[int, int]) -> Annotated:
    found = tuple(Name(Span(*name), "Person", 1.0) for name in names)
    meta = {} if genre is None else {"genre": genre}
    return Annotated(id, TEXT, text_sha256(TEXT), meta, (), (), found, (), (), (), (), MadeWith("test"))


GOLD = [
    article("a", "news", (0, 8), (13, 20)),
    article("b", "letter", (0, 8)),
    article("c", None, (0, 8)),
    article("d", "news", (0, 8)),
]
# Of the three names in news two are found; the letter's is; that of the article without a genre is not.
GUESS = [
    article("d", None, (0, 8)),
    article("a", "letter", (0, 8)),
    article("b", None, (0, 8)),
    article("c", "news"),
]


def test_each_group_is_scored_as_if_it_were_all_there_is() -> None:
    groups = score_by("genre", GOLD, GUESS)
    assert list(groups.groups) == ["letter", "news", "–"]
    assert groups.groups["news"] == score([GOLD[0], GOLD[3]], [GUESS[0], GUESS[1]])
    assert groups.groups["news"]["name exact"].recall == 2 / 3
    assert groups.all == score(GOLD, GUESS)


def test_each_article_can_be_a_group_by_itself() -> None:
    found = score_by("article", GOLD, GUESS)
    assert list(found.groups) == ["a", "b", "c", "d"]
    assert found.groups["a"] == score(GOLD[:1], [GUESS[1]])


def test_the_table_has_a_line_for_each_group_with_shares_and_counts() -> None:
    groups = score_by("genre", GOLD, GUESS)
    # News: 3 in gold, 2 guessed and right: F1 2·2 / (3 + 2). All: 5 in gold, 3 guessed and right: 6 / 8.
    assert groups.to_text(["name span", "cue exact", "name exact"]) == (
        "genre   articles  name span  name exact\n"
        "letter         1  100.0 (1)   100.0 (1)\n"
        "news           2   80.0 (3)    80.0 (3)\n"
        "–              1    0.0 (1)     0.0 (1)\n"
        "all            4   75.0 (5)    75.0 (5)\n"
    )


def test_a_group_that_lacks_a_measure_has_a_dash() -> None:
    layers = frozenset({"names"})
    golds = [Gold(GOLD[1], layers), Gold(replace(GOLD[2], meta={"genre": "vlog"}, names=()), layers)]
    assert score_by("genre", golds, [GUESS[2], GUESS[3]]).to_text(["name exact"]).splitlines()[1:3] == [
        "letter         1   100.0 (1)",
        "vlog           1           –",
    ]


def test_a_key_that_no_article_has_and_a_measure_that_does_not_exist_are_refused() -> None:
    with pytest.raises(BadOption) as error:
        score_by("gender", GOLD, GUESS)
    assert str(error.value) == (
        "No article of the gold has the key 'gender' in its meta. The gold has: genre."
    )
    with pytest.raises(BadOption) as error:
        score_by("genre", GOLD, GUESS).to_text(["names"])
    assert str(error.value) == (
        "No measure is called 'names'. `attrib score` prints those that the gold allows; docs/measures.md "
        "lists all."
    )


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    paths = tmp_path / "gold.jsonl", tmp_path / "guess.jsonl"
    for path, side in zip(paths, (GOLD, GUESS), strict=True):
        path.write_text("".join(json.dumps(to_row(one)) + "\n" for one in side), encoding="utf-8")
    return str(paths[0]), str(paths[1])


def test_the_command_prints_the_table_and_the_measures_that_are_asked_for(files: tuple[str, str]) -> None:
    ran = CliRunner().invoke(main, ["score", *files, "--by", "genre", "--measure", "name exact"])
    assert ran.output.splitlines()[2] == "news           2    80.0 (3)"
    ran = CliRunner().invoke(main, ["score", *files, "--measure", "name exact"])
    assert [line.split("  ")[0] for line in ran.output.splitlines() if line] == [
        "4 articles",
        "measure",
        "name exact",
    ]
    ran = CliRunner().invoke(main, ["score", *files, "--by", "genre", "--json"])
    assert json.loads(ran.output) == json.loads(json.dumps(score_by("genre", GOLD, GUESS).to_json()))
    ran = CliRunner().invoke(main, ["score", *files, "--measure", "bias"])
    assert ran.exit_code == 2
    assert ran.stderr.startswith("attrib: No measure is called 'bias'.")

"""Whom or what evaluative language judges: invented sentences, read by the bundled model or by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from readings import read_marked

from attrib.reader import open_reader
from attrib.records import Category, Speaker
from attrib.spans import Span
from attrib.targets import find_targets

TABLE = Path(__file__).parent / "cases" / "targets.tsv"


class Case(NamedTuple):
    when: str
    category: Category
    stretch: str
    target: str | None
    sentence: str


def read_cases() -> list[Case]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    cases = []
    for line in lines[1:]:
        when, category, stretch, target, sentence = line.split("\t")
        assert category in get_args(Category), line
        assert sentence.count(stretch) == 1, line
        assert target == "-" or target in sentence, line
        cases.append(Case(when, category, stretch, None if target == "-" else target, sentence))  # type: ignore[arg-type]
    return cases


def without_articles(words: str | None) -> list[str] | None:
    return words and [word for word in words.casefold().strip("“”").split() if word not in ("a", "an", "the")]


def test_targets_of_invented_sentences() -> None:
    cases = read_cases()
    right: Counter[str] = Counter()
    for case, reading in zip(cases, open_reader().read_many(case.sentence for case in cases), strict=True):
        start = case.sentence.index(case.stretch)
        stretch = Span(start, start + len(case.stretch))
        (found,) = find_targets(reading, [(stretch, case.category)], ())
        assert not isinstance(found, str)
        words = found.of(case.sentence) if found else None
        right[case.when] += without_articles(words) == without_articles(case.target)
    # Of the 45 "fresh" ones, 32 were right before anything was changed by them.
    assert Counter(case.when for case in cases) == {"seen": 25, "fresh": 45}
    assert right["seen"] >= 24, right
    assert right["fresh"] >= 42, right


def find(marked: str, words: str, category: Category, *speakers: Speaker) -> Span | str | None:
    reading = read_marked(marked)
    at = reading.text.index(words)
    (found,) = find_targets(reading, [(Span(at, at + len(words)), category)], speakers)
    return found


def test_a_target_who_speaks_is_given_by_id() -> None:
    mayor = Speaker("s1", "Petra Holm", "person", mentions=(Span(19, 29), Span(40, 42)))
    text = "The reckless mayor [P:Petra Holm] left. She said he was reckless."
    assert find(text, "reckless", "evaluative_modifier", mayor) == "s1"


def test_a_pronoun_is_a_target_only_when_it_is_settled() -> None:
    assert find("He was reckless.", "reckless", "evaluative_modifier") is None
    lind = Speaker("s2", "Tom Lind", "person", mentions=(Span(0, 2),))
    assert find("He was reckless.", "reckless", "evaluative_modifier", lind) == "s2"
    assert find("His aggression grew.", "aggression", "dysphemism") is None


def test_doubt_and_certainty_judge_a_statement_not_a_thing() -> None:
    assert find("The so-called experts left.", "so-called", "doubt") is None
    assert find("The bridge is obviously safe.", "obviously", "certainty") is None


@pytest.mark.parametrize("text", ["Brutal", "brutal.", "“Brutal”", "A brutal", "Brutal, brutal, brutal"])
def test_at_the_edges_of_a_text_nothing_is_found_and_nothing_breaks(text: str) -> None:
    low = text.casefold().index("brutal")
    assert find_targets(read_marked(text), [(Span(low, low + 6), "evaluative_modifier")], ()) == [None]


def test_a_name_before_a_comma_is_set_beside_the_label_only_when_a_mark_follows() -> None:
    text = "Despite talks in [L:Vesk], the regime's aggression grew."
    assert find(text, "regime", "loaded_label") == Span(23, 33)
    text = "They met [O:Red Dawn], a terrorist group."
    assert find(text, "terrorist group", "loaded_label") == Span(9, 17)


def test_a_label_in_front_of_a_name_is_given_to_that_name_whoever_follows() -> None:
    text = "The crook [P:Tom Lind] met [P:Ada Jell]."
    assert find(text, "crook", "loaded_label") == Span(10, 18)


def test_a_target_stays_in_its_sentence() -> None:
    text = "The plan was praised. Reckless. The quay closed."
    assert find(text, "Reckless", "evaluative_modifier") is None


def test_the_targets_come_in_the_order_of_the_stretches() -> None:
    reading = read_marked("The brutal raid angered the reckless mayor.")
    stretches: list[tuple[Span, Category]] = [
        (Span(28, 36), "evaluative_modifier"),
        (Span(4, 10), "evaluative_modifier"),
    ]
    found = find_targets(reading, stretches, ())
    assert [one.of(reading.text) for one in found if isinstance(one, Span)] == [
        "the reckless mayor",
        "The brutal raid",
    ]
    assert find_targets(reading, [], ()) == []

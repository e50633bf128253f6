"""Whom or what evaluative language judges: invented sentences, read by the bundled model or by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, get_args

import pytest
from readings import read_marked

from attrib.reader import open_reader
from attrib.records import Category, Speaker
from attrib.spans import Span
from attrib.targets import find_targets

TABLE = Path(__file__).parent / "cases" / "targets.tsv"
# The cases that are not right yet, and what is found in them instead.
OPEN = {
    "The rules were written by faceless bureaucrats in the capital.": "faceless bureaucrats",
    "The whole thing is a hoax.": "The whole thing",
    "The council's plan would close nine libraries. It is disgraceful, parents said.": None,
    "The airline let go forty staff on Friday.": "The airline let go",
    "Someone had painted the word scab on a wall.": "the word scab",
    "The brutal regime of Vesk has jailed forty reporters.": "The brutal regime",
    "Since the insurgency, few trucks use the road.": "the insurgency",
}


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
    wrong: dict[str, str | None] = {}
    for case, reading in zip(cases, open_reader().read_many(case.sentence for case in cases), strict=True):
        start = case.sentence.index(case.stretch)
        stretch = Span(start, start + len(case.stretch))
        (found,) = find_targets(reading, [(stretch, case.category)], ())
        assert not isinstance(found, str)
        words = found.of(case.sentence) if found else None
        if without_articles(words) != without_articles(case.target):
            wrong[case.sentence] = words
    assert Counter(case.when for case in cases) == {"seen": 25, "fresh": 45, "second": 54, "later": 57}
    assert wrong == OPEN


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


def test_a_pronoun_takes_what_coreference_settles() -> None:
    text = "The [m1:rebels] shelled a bridge. [m1:Their] aggression grew."
    assert find(text, "aggression", "dysphemism") == Span(0, 10)
    text = "The [m1:rebels] shelled a bridge. [m2:Their] aggression grew."
    assert find(text, "aggression", "dysphemism") is None


@pytest.mark.parametrize(
    "text",
    ["The [m1:plan] is out. [m1:It] is shameful.", "The [m1:clerk] left. [m1:Our] aggression grew."],
)
def test_coreference_alone_does_not_settle_it_or_the_first_person(text: str) -> None:
    words = "shameful" if "shameful" in text else "aggression"
    assert find(text, words, "evaluative_modifier" if words == "shameful" else "dysphemism") is None


def test_an_object_is_not_who_does_it() -> None:
    text = "[m1:Ruiz] spoke. Then [m2:Holm] blasted [m{}:him] twice."
    assert find(text.format(1), "blasted", "dysphemism") == Span(0, 4)
    assert find(text.format(2), "blasted", "dysphemism") is None


def test_many_pronouns_lead_back_to_one_phrase() -> None:
    reading = read_marked("The [m1:mayor] spoke. " + "[m1:He] was vain. " * 50)
    starts = [at for at in range(len(reading.text)) if reading.text.startswith("vain", at)]
    found = find_targets(reading, [(Span(at, at + 4), "evaluative_modifier") for at in starts], ())
    assert found == [Span(0, 9)] * 50


def test_a_name_that_a_speaker_has_is_that_speaker() -> None:
    dawn = Speaker("s3", "Red Dawn", "organisation")
    assert find("They met [O:Red Dawn], a terrorist group.", "terrorist group", "loaded_label", dawn) == "s3"


@pytest.mark.parametrize(
    ("marked", "words", "category", "target"),
    [
        ("They ban gangs such as [O:Green Tide].", "gangs", "loaded_label", "Green Tide"),
        ("They ban gangs such as [O:Green Tide] and [O:Red Dawn].", "gangs", "loaded_label", "gangs"),
        ("We saw the massacre of the villagers.", "massacre", "dysphemism", None),
        ("We saw the looting of a shop by the crew.", "looting", "dysphemism", "the crew"),
        ("We saw the incompetence of the board.", "incompetence", "dysphemism", "the board"),
        ("The driver recklessly ignored it.", "recklessly", "evaluative_modifier", "The driver"),
        ("The driver was brutally beaten.", "brutally", "evaluative_modifier", None),
        ("The firm has gouged commuters.", "gouged", "dysphemism", "commuters"),
        ("Ten jobs were axed at the plant.", "axed", "dysphemism", "Ten jobs"),
        ("They left the club, which he called a cult.", "cult", "loaded_label", "the club"),
        ("The budget rewards fat cats.", "fat cats", "loaded_label", "fat cats"),
        ("The developers' greed grew.", "greed", "dysphemism", "The developers"),
        ("The tabloid's smear campaign failed.", "smear campaign", "dysphemism", "The tabloid"),
        ("They mocked the plan as a farce.", "farce", "loaded_label", "the plan"),
        ("The plan was described as a farce.", "farce", "loaded_label", "The plan"),
        ("They found the plan to be reckless.", "reckless", "evaluative_modifier", "the plan"),
        ("She had a reputation as a crook.", "crook", "loaded_label", None),
        ("They have a chance to be brave.", "brave", "evaluative_modifier", None),
        ("The news from the men running the firm is brutal.", "brutal", "evaluative_modifier", None),
        (
            "The early losses among voters were brutal.",
            "brutal",
            "evaluative_modifier",
            "The early losses among voters",
        ),
        ("These were troubling signs of decay.", "troubling", "evaluative_modifier", "troubling signs"),
        ("The office neglects solemn U.S. pledges.", "solemn", "evaluative_modifier", "solemn U.S. pledges"),
        ("It left room for a loftier view of it.", "loftier", "evaluative_modifier", "a loftier view"),
        ("The views are deeply polarized.", "deeply", "evaluative_modifier", "The views"),
        ("A paper wrote that the clerk was extremely careless.", "extremely", "loaded_label", "the clerk"),
        ("He also boasts about it.", "boasts", "dysphemism", None),
        ("The [m1:mayor] spoke. [m1:He]'s a crook.", "crook", "loaded_label", "The mayor"),
        ("They think I'm really radical.", "radical", "evaluative_modifier", None),
        ("Running for mayor is tough.", "tough", "evaluative_modifier", "Running for mayor"),
        ("She spoke from the pulpit, which is odd.", "odd", "evaluative_modifier", None),
        ("The quay cannot be described simply as ugly.", "ugly", "evaluative_modifier", "The quay"),
        ("She spent a year brazenly courting them.", "brazenly", "evaluative_modifier", None),
    ],
)
def test_each_rule_finds_whom_it_is_about(
    marked: str, words: str, category: Category, target: str | None
) -> None:
    found = find(marked, words, category)
    assert not isinstance(found, str)
    assert (found and found.of(read_marked(marked).text)) == target


def test_a_text_twenty_times_as_long_takes_about_twenty_times_as_long() -> None:
    def seconds(times: int) -> float:
        reading = read_marked(
            "The plan of [P:Ana Ruiz] was reckless, and the brutal raid failed.\n\n" * times
        )
        length = len(reading.text) // times
        stretches: list[tuple[Span, Category]] = [
            (Span(at, at + 8), "evaluative_modifier") for at in range(25, len(reading.text), length)
        ]
        start = perf_counter()
        find_targets(reading, stretches, ())
        return perf_counter() - start

    seconds(10)
    # A cost that grew with the square would be 400 times; the rest is room for a busy machine.
    assert seconds(2000) < 100 * max(seconds(100), 0.001)

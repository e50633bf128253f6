"""Exercises ask what the annotation answers: items are right by construction, unsure ones left out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import HOSTILE, harbour, quay_works
from newsroom import Says, article, without_text

import attrib
from attrib.balance import measure_balance
from attrib.cli_exercise import FORMATS, KINDS
from attrib.errors import BadAnnotation, BadInput, BadOption
from attrib.exercise import LESSONS, ExerciseSet, Item
from attrib.exercise_files import FORMATS as KNOWN_FORMATS
from attrib.exercise_files import read_key, write_exercises
from attrib.exercise_pages import to_page
from attrib.items import Choice, find_tokens
from attrib.making import exercises
from attrib.records import Attribution
from attrib.rules import RULES
from attrib.spans import Span

ROOT = Path(__file__).parent.parent
ARTICLE = """Ferry to stop in May

The ferry will stop in May, Mayor Petra Holm said on Monday. “We cannot pay for it,” she told reporters.

Residents slammed the disastrous plan. Jo Bell, who runs the line, said that 40 people would lose their jobs.

The ferry carried 40,000 people last year."""


def by_focus(made: ExerciseSet, kind: str) -> dict[str, Item]:
    """The items of one kind by the words that they are about."""
    return {
        " … ".join(span.of(item.passage) for span in item.focus) or item.prompt: item
        for one in made.exercises
        if one.kind == kind
        for item in one.items
    }


def test_who_says_so_asks_for_the_speaker_the_outlet_or_nobody() -> None:
    items = by_focus(exercises(harbour(), items=99), "who-says-so")
    told = {words: (item.id.split(".")[0][-1], item.key.right, item.rule) for words, item in items.items()}
    assert told == {
        "Quay to close for a year": ("1", ("outlet",), "K4"),
        "The regime in Vesk will close the quay in May": ("1", ("outlet",), "K4"),
        "Its brutal plan costs nine million": ("1", ("outlet",), "K4"),
        "“The quay leaks badly,”": ("1", ("s1",), "S1"),
        "that repairs would take a year": ("3", ("s1",), "P2"),
        "the cranes would be moved first": ("1", ("s2",), "P3"),
        "it always leaked": ("3", ("s4",), "C5"),
        "that ships will go to Norland": ("3", ("nobody-named",), "S5"),
        "The “volunteers” on the quay were paid": ("1", ("outlet",), "K4"),
    }


def test_the_options_hold_the_right_one_once_and_nobody_who_could_be_right_as_well() -> None:
    items = by_focus(exercises(harbour(), items=99), "who-says-so")
    for item in items.values():
        ids = [option.id for option in item.options]
        assert ids[-2:] == ["outlet", "nobody-named"]
        assert len(set(ids)) == len(ids) and ids.count(item.key.right[0]) == 1
        assert len({option.text for option in item.options}) == len(ids)
    # Jo Bell speaks for the port: either could be called right.
    assert "s3" not in [option.id for option in items["the cranes would be moved first"].options]
    # Inside somebody's words, that somebody is the likeliest mistake.
    assert "s1" in [option.id for option in items["it always leaked"].options]


def test_a_passage_shows_what_tells_the_answer() -> None:
    items = by_focus(exercises(harbour(), items=99), "who-says-so")
    assert items["that repairs would take a year"].passage.count("Ana Ruiz") == 1
    assert "had told her" in items["it always leaked"].passage
    # The cue and the source stand one paragraph before the words that are asked about.
    record = article("far", Says("Ana Ruiz", "the quay will leak again"))
    text = f"{record.text}\n“It will rain on Monday.”\n"
    again = Span(text.index("“It"), len(text) - 1)
    attribution = replace(record.attributions[0], content=(*record.attributions[0].content, again))
    claim = replace(record.claims[0], spans=(again,))
    made = exercises(replace(record, text=text, attributions=(attribution,), claims=(claim,)))
    item = by_focus(made, "who-says-so")["“It will rain on Monday.”"]
    assert item.passage == text.strip() and item.id == "who-says-so-2.1"


def test_fact_or_quotation_asks_for_the_status() -> None:
    items = by_focus(exercises(harbour(), items=99), "fact-or-quotation")
    assert items["“The quay leaks badly,”"].key.right == ("attributed",)
    assert items["Its brutal plan costs nine million"].key.right == ("outlet",)
    assert items["that ships will go to Norland"].key.right == ("nobody-named",)
    assert len(items["“The quay leaks badly,”"].options) == 2
    assert len(items["that ships will go to Norland"].options) == 3


def test_fact_or_quotation_is_left_out_where_all_answers_are_the_same() -> None:
    record = article(
        "a", Says("Ana Ruiz", "the quay will leak again"), Says("Tomas Lind", "the pumps are old")
    )
    made = exercises(record)
    assert {one.kind for one in made.exercises} == {"who-says-so", "count-the-sources"}


def test_find_the_words_has_the_judging_words_as_its_key() -> None:
    made = exercises(harbour(), kinds=["find-the-words"])
    told = [[item.words[int(place)].of(item.passage) for place in item.key.right] for item in made.items]
    assert told == [["regime", "brutal"], ["badly"], ["always"], ["volunteers"]]
    assert [item.id for item in made.items] == [
        "find-the-words-1.1", "find-the-words-2.1", "find-the-words-2.2", "find-the-words-3.1",
    ]  # fmt: skip


def test_words_that_the_program_is_unsure_of_count_neither_way() -> None:
    record = harbour()
    unsure = tuple(replace(one, score=0.3) if one.id == "e2" else one for one in record.evaluative)
    for policy, flag in (("leave", None), ("flag", "evaluative wording e2: score 0.30")):
        choice = Choice(unsure=policy)  # type: ignore[arg-type]
        made = exercises(
            replace(record, evaluative=unsure), kinds=["find-the-words"], levels=[1], choice=choice
        )
        (item,) = made.items
        assert [item.words[int(place)].of(item.passage) for place in item.key.right] == ["regime"]
        assert [item.words[int(place)].of(item.passage) for place in item.key.free] == ["brutal"]
        assert item.key.unsure == flag


def test_whose_words_asks_for_voice_and_manner() -> None:
    items = by_focus(exercises(harbour(), items=99), "whose-words")
    assert {words: item.key.right for words, item in items.items()} == {
        "regime": ("outlet",),
        "brutal": ("outlet",),
        "badly": ("s1 quoted",),
        "always": ("s4 reported",),
        "“volunteers”": ("outlet",),
    }
    assert items["“volunteers”"].rule == "E4" and items["badly"].rule == "E3"
    for item in items.values():
        assert item.key.right[0] in [option.id for option in item.options]


def test_say_it_neutrally_shows_alternatives_and_has_no_right_answer() -> None:
    items = by_focus(exercises(harbour()), "say-it-neutrally")
    assert {words: item.key.alternatives for words, item in items.items()} == {
        "regime": ("government", "authorities"),
        "brutal": ("harsh",),
        "badly": ("much",),
    }
    assert {item.key.right for item in items.values()} == {()}


def test_count_the_sources_counts_as_attrib_balance_does() -> None:
    record = article(
        "c",
        Says("Ana Ruiz", "the quay leaks badly"),
        Says("a resident", kind="unnamed", named=False),
        Says("Jo Bell", "the port will pay", speaks_for="the port"),
        Says("the port", "it has no money", kind="organisation"),
        Says("Tomas Lind", cue="did not say", modality="negated"),
    )
    made = exercises(record, kinds=["count-the-sources"])
    assert [item.key.right for item in made.items] == [("4",), ("3",), ("1",), ("3",)]
    assert [item.rule for item in made.items] == ["P1", "S4", "S4", "P3"]
    balance = measure_balance(record)
    assert balance.pick("speakers")[0].count == 4
    assert balance.pick("independent sources")[0].count == 3


def test_two_outlets_are_compared_by_speakers_and_words() -> None:
    made = exercises(harbour(), quay_works(), kinds=["two-outlets"])
    told = {item.prompt: item.key.right for item in made.items}
    assert told == {
        "In which article is Jo Bell said to have said something?": ("first",),
        "In which article is Ana Ruiz said to have said something?": ("both",),
        "Which article has the judging word “regime”?": ("first",),
        "One article writes “regime”. Which plainer words does the other one use?": ("government",),
    }  # Lind and Tomas Lind may be one person or two, so nothing is asked about them
    assert [option.text for option in made.items[0].options] == [
        "Only in Harbour Post", "Only in Vesk Daily", "In both",
    ]  # fmt: skip


def test_what_the_program_is_unsure_of_is_left_out_or_flagged() -> None:
    record = harbour()
    changed: list[Attribution] = []
    for one in record.attributions:
        low = replace(one, speaker_score=0.4) if one.id == "a3" else one
        changed.append(replace(low, speaker=None, open="several-candidates") if one.id == "a2" else low)
    claims = tuple(replace(one, speaker=None) if one.attribution == "a2" else one for one in record.claims)
    unsure = replace(record, attributions=tuple(changed), claims=claims)
    left = by_focus(exercises(unsure, kinds=["who-says-so"], items=99), "who-says-so")
    assert not {"that repairs would take a year", "the cranes would be moved first"} & set(left)
    assert all(item.key.unsure is None for item in left.values())
    made = exercises(unsure, kinds=["who-says-so"], items=99, choice=Choice(unsure="flag"))
    flagged = {words: item.key for words, item in by_focus(made, "who-says-so").items() if item.key.unsure}
    assert {words: (key.right, key.unsure) for words, key in flagged.items()} == {
        "that repairs would take a year": (
            (), "attribution a2: no speaker is settled (several-candidates)",
        ),
        "the cranes would be moved first": (("s2",), "attribution a3: speaker_score 0.40"),
    }  # fmt: skip
    # One source that is open makes every count unsure.
    assert not exercises(unsure, kinds=["count-the-sources"]).items


def test_the_same_seed_gives_the_same_set_and_another_one_another() -> None:
    made = [exercises(harbour(), choice=Choice(seed=seed)) for seed in (7, 7, 8)]
    assert made[0] == made[1] and made[0].id == made[1].id
    assert made[0].id != made[2].id
    keys = [{(item.passage, item.prompt): item.key for item in one.items} for one in made]
    assert keys[0] == keys[2]


def test_an_exercise_has_no_more_items_than_asked_for_and_as_different_ones_as_can_be() -> None:
    made = exercises(harbour(), items=3, kinds=["who-says-so"], levels=[1])
    assert len(made.items) == 3
    assert {item.key.right[0] for item in made.items} == {"outlet", "s1", "s2"}


def test_every_exercise_says_goal_minutes_instructions_and_rules() -> None:
    made = exercises(harbour(), quay_works())
    assert {one.kind for one in made.exercises} == set(LESSONS)
    for one in made.exercises:
        assert one.lesson.goal.startswith("You can ") and one.minutes >= 2
        assert all(item.rule in RULES and item.hints for item in one.items)
    assert made.minutes == sum(one.minutes for one in made.exercises)


def test_the_rules_are_those_of_the_guidelines() -> None:
    text = (ROOT / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8")
    headings = dict(re.findall(r"^### ([A-Z]\d+)\. (.*)$", text, flags=re.MULTILINE))
    assert {number: headings.get(number) for number in RULES} == RULES


def test_the_command_knows_every_format_and_kind() -> None:
    assert tuple(KNOWN_FORMATS) == FORMATS
    assert tuple(LESSONS) == KINDS


def test_real_output_gives_items_whose_keys_fit_the_record() -> None:
    record = attrib.annotate(ARTICLE)
    made = attrib.exercises(record, items=99, choice=Choice(unsure="flag"))
    assert {"who-says-so", "fact-or-quotation"} <= {one.kind for one in made.exercises}
    speakers = {one.id: one.name for one in record.speakers}
    said = {span.of(ARTICLE): claim for claim in record.claims for span in claim.spans}
    asked = by_focus(made, "who-says-so")
    assert asked
    for words, item in asked.items():
        claim = said[words]
        voice = {"unattributed": "outlet", "unsourced": "nobody-named"}.get(claim.status, claim.speaker)
        assert item.key.right == ((voice,) if voice else ())
        for option in item.options:
            assert option.text == speakers.get(option.id, option.text)
    assert all(span.of(item.passage) for item in made.items for span in (*item.focus, *item.words))


def test_a_key_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = exercises(harbour(), quay_works())
    paths = write_exercises(tmp_path / "new", made)
    assert [path.name for path in paths] == [
        "page.html", "sheet.html", "sheet-key.html", "moodle.gift", "moodle.xml", "key.jsonl",
    ]  # fmt: skip
    assert read_key(paths[-1]) == (made.id, made.exercises)
    again = write_exercises(tmp_path / "again", made)
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]


def test_hostile_texts_and_names_pass_through_every_format(tmp_path: Path) -> None:
    record = harbour(meta={"title": HOSTILE, "outlet": HOSTILE})
    speakers = tuple(replace(one, name=f"{one.name} {HOSTILE}\ud800\x00") for one in record.speakers)
    made = exercises(replace(record, speakers=speakers, article_id=HOSTILE))
    for path in write_exercises(tmp_path, made):
        text = path.read_text(encoding="utf-8")
        assert "\x00" not in text
        if path.suffix == ".html":
            assert "<img" not in text
            assert text.count("</script>") == (2 if path.name == "page.html" else 0)
    assert read_key(tmp_path / "key.jsonl") == (made.id, made.exercises)


def test_the_key_does_not_stand_in_the_page_in_plain_sight() -> None:
    made = exercises(harbour())
    page = to_page(made)
    assert '"right":' not in page
    for item in made.items:
        assert item.key.why not in page or item.key.why in item.hints
    assert "authorities" not in page  # an alternative, and in no text


def test_a_record_without_text_is_refused() -> None:
    with pytest.raises(BadAnnotation) as error:
        exercises(without_text(harbour()))
    assert str(error.value) == (
        "quay: the record holds no text (it is stand-off), so nothing can be asked of it. `attrib rejoin` "
        "puts the text back."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ["quiz"]}, f"There is no kind 'quiz' of exercise. There are: {', '.join(LESSONS)}."),
        ({"levels": [4]}, "There is no level 4. There are 1, 2 and 3."),
        ({"items": 0}, "items is 0; an exercise has at least one."),
    ],
)
def test_options_that_do_not_exist_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(BadOption) as error:
        exercises(harbour(), **options)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_a_set_without_items_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    empty = exercises(article("empty"))
    with pytest.raises(BadInput) as error:
        write_exercises(tmp_path / "new", empty)
    assert str(error.value).startswith("empty: there is nothing to ask at these levels. Try all levels ")
    assert not (tmp_path / "new").exists()
    with pytest.raises(BadOption, match=r"There is no format 'pdf'. There are: page, sheet, "):
        write_exercises(tmp_path, exercises(harbour()), ["pdf"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            '{"schema": "attrib/1"}',
            "key.jsonl:1: the schema is 'attrib/1', not 'attrib-item/1'. Is this the ",
        ),
        ('{"schema": "attrib-item/1"}', "key.jsonl:1: not an item of attrib-item/1 (KeyError('key')). Was "),
        ("{", "key.jsonl:1: "),
        ("", "key.jsonl: there are no items in it. Give the key.jsonl of one set."),
    ],
)
def test_a_key_that_is_none_is_refused(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "key.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_key(path)
    assert str(error.value).removeprefix(f"{tmp_path}/").startswith(message)


def test_keys_of_two_sets_are_no_key(tmp_path: Path) -> None:
    rows = [*exercises(harbour()).to_rows(), *exercises(quay_works()).to_rows()]
    path = tmp_path / "key.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(BadInput, match="there are items of 2 sets"):
        read_key(path)


def test_words_keep_their_apostrophes_and_hyphens() -> None:
    text = "The so-called “experts” don’t know: it's 4-5."
    assert [span.of(text) for span in find_tokens(text)] == [
        "The", "so-called", "experts", "don’t", "know", "it's", "4-5",
    ]  # fmt: skip

"""The page marks itself, in a real browser: by keyboard, with hints before answers, on a phone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from classroom import HOSTILE, harbour, quay_works

from attrib.exercise import Item
from attrib.exercise_files import write_exercises
from attrib.exercise_pages import decode_key, encode_key
from attrib.grading import grade_answers, mark_answer, read_answers
from attrib.making import exercises

MADE = exercises(harbour(), quay_works())
ITEMS = {item.id: item for item in MADE.items}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exercises")
    write_exercises(path, MADE)
    return path


@pytest.fixture
def open_page(open_file: Any, folder: Path) -> Any:
    """Opens a file of the exercise; see `open_file`."""
    return lambda name="page.html", **options: open_file(folder / name, **options)


def find_item(page: Any, id: str) -> Any:
    """Opens the exercise of an item and gives its element."""
    exercise = id.partition(".")[0]
    page.locator(f'a[data-exercise="{exercise}"]').click()
    return page.locator(f'[data-item="{id}"]')


def wrong_of(item: Item) -> str:
    return next(option.id for option in item.options if option.id not in item.key.right)


def pick(kind: str) -> Item:
    return next(item for item in MADE.items if item.id.startswith(kind))


def test_the_overview_lists_every_exercise_and_shows_one_at_a_time(open_page: Any) -> None:
    page = open_page()
    assert page.locator("#overview li").count() == len(MADE.exercises)
    assert page.locator(".exercise:visible").count() == 0
    page.locator("#overview a").first.click()
    assert page.locator(".exercise:visible").count() == 1
    assert page.locator("#overview").is_hidden()


def test_a_wrong_first_try_gets_a_hint_and_no_answer(open_page: Any) -> None:
    page = open_page()
    item = pick("who-says-so-1")
    element = find_item(page, item.id)
    assert element.locator(".hints li:visible").count() == 0
    element.locator(f'input[value="{wrong_of(item)}"]').check()
    element.locator(".check").click()
    assert element.locator(".hints li:visible").all_inner_texts() == [f"Hint: {item.hints[0]}"]
    assert element.locator(".verdict").inner_text() == "Not yet. Read the hint and try once more."
    assert item.key.why not in element.inner_text()
    assert element.locator(".is-right").count() == 0
    element.locator(f'input[value="{item.key.right[0]}"]').check()
    element.locator(".check").click()
    assert element.locator(".verdict").inner_text() == "Right, at the second try."
    assert item.key.why in element.inner_text()
    assert f"Rule {item.rule}. " in element.inner_text()
    assert element.locator("input:enabled").count() == 0


def test_a_second_wrong_try_shows_what_is_right(open_page: Any) -> None:
    page = open_page()
    item = pick("who-says-so-1")
    element = find_item(page, item.id)
    for _ in range(2):
        element.locator(f'input[value="{wrong_of(item)}"]').check()
        element.locator(".check").click()
    assert element.locator(".verdict").inner_text() == "Not so."
    assert element.locator(".is-right input").get_attribute("value") == item.key.right[0]
    assert element.locator(".is-wrong input").get_attribute("value") == wrong_of(item)


def test_nothing_is_marked_before_an_answer_is_given(open_page: Any) -> None:
    page = open_page()
    element = find_item(page, pick("who-says-so-1").id)
    element.locator(".check").click()
    assert element.locator(".feedback").inner_text() == "Choose an answer first."
    page.goto(page.url.partition("#")[0] + "#overview")
    number = find_item(page, pick("count").id)
    number.locator(".number").fill("some")
    number.locator(".check").click()
    assert number.locator(".feedback").inner_text() == "Type a whole number, such as 3."
    assert page.locator("#progress-text").inner_text() == f"0 of {len(MADE.items)} answered"


def test_free_words_are_compared_and_left_to_the_teacher(open_page: Any) -> None:
    page = open_page()
    item = pick("say-it")
    element = find_item(page, item.id)
    assert "government, authorities" not in page.content()
    element.locator(".written").fill("the council")
    element.locator(".check").click()
    assert "For comparison:\n\ngovernment, authorities" in element.locator(".feedback").inner_text()
    assert element.locator(".self input[type=checkbox]").count() == 3


def test_all_kinds_are_solved_by_keyboard_alone_and_the_file_is_graded(
    open_page: Any, tmp_path: Path
) -> None:
    page = open_page()
    kinds = ("who-says-so-1.1", "find-the-words-1.1", "say-it-neutrally-1.1", "count-the-sources-1.1")
    for id in kinds:
        item = ITEMS[id]
        page.locator(f'a[data-exercise="{id.partition(".")[0]}"]').focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#{id.partition('.')[0]} h2:focus")
        for _ in range(40):  # from the heading on, past the article, to the question
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.item') !== null"):
                break
        if item.shape == "choice":
            places = [option.id for option in item.options]
            page.keyboard.press("Space")
            for _ in range(places.index(item.key.right[0])):
                page.keyboard.press("ArrowDown")
        elif item.shape == "mark":
            at = 0
            for place in map(int, item.key.right):
                for _ in range(place - at):
                    page.keyboard.press("ArrowRight")
                page.keyboard.press("Space")
                at = place
        else:
            page.keyboard.type(item.key.right[0] if item.key.right else "the council")
        if item.shape in ("choice", "mark"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        element = page.locator(f'[data-item="{id}"]')
        wanted = "For comparison:" if item.shape == "write" else "Right."
        assert element.locator(".feedback p").first.inner_text() == wanted
        assert page.evaluate("document.activeElement.textContent") in ("Next question", "All exercises")
        page.evaluate("location.hash = '#overview'")
        page.wait_for_selector("#overview h2:focus")
    assert page.locator("#progress-text").inner_text() == f"4 of {len(MADE.items)} answered"
    page.locator(".finish").focus()
    page.keyboard.press("Enter")
    assert "At the first try 3 of 3 " in page.locator("#summary").inner_text()
    page.locator("#code").focus()
    page.keyboard.press("Enter")
    assert page.locator("#code-note").inner_text() == "Type your code first."
    page.keyboard.type("Blue 7/../x")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    download = waiting.value
    assert download.suggested_filename == "answers-Blue-7-x.json"
    download.save_as(tmp_path / "answers.json")
    told = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    assert told["answers"][1] == {
        "item": "find-the-words-1.1", "first": ["1", "11"], "second": None, "hints": 0,
    }  # fmt: skip
    students, bad = read_answers([tmp_path / "answers.json"], MADE.id, MADE.exercises)
    assert bad == []
    graded = grade_answers(MADE.exercises, students)
    assert graded.points == {"Blue 7/../x": {id: 1.0 for id in kinds if ITEMS[id].key.right}}


def test_the_page_marks_as_attrib_grade_does(open_page: Any) -> None:
    page = open_page()
    cases = []
    for item in MADE.items:
        if item.shape == "mark":
            places = [str(place) for place in range(len(item.words))]
            given = [places[:1], places[:4], list(item.key.right), list(item.key.right)[:1], places]
        elif item.shape == "number":
            given = [["2"], ["02"], ["99"]]
        else:
            given = [[option.id] for option in item.options]
        cases += [(item, one) for one in given if item.key.right]
    free = replace(cases[0][0], shape="mark", key=replace(cases[0][0].key, right=("1", "2"), free=("3",)))
    cases += [(free, given) for given in (["3"], ["1", "3"], ["1", "4"], ["1", "2", "3", "4"])]
    for item, one in cases:
        key = {"right": item.key.right, "free": item.key.free}
        marked = page.evaluate(
            "([shape, key, given]) => markAnswer(shape, key, given)", [item.shape, key, one]
        )
        assert marked == pytest.approx(mark_answer(item, one)), (item.id, one)


def test_the_page_reads_the_key_that_was_encoded(open_page: Any) -> None:
    page = open_page()
    keys = page.evaluate("keys")
    assert keys == decode_key(encode_key(MADE), MADE.id)
    assert keys[MADE.items[0].id]["right"] == list(MADE.items[0].key.right)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, open_page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(color_scheme=scheme, bypass_csp=True)
    found = [axe.run(page).response["violations"]]
    for exercise in MADE.exercises:
        page.evaluate("id => { location.hash = '#' + id; }", exercise.id)
        page.wait_for_selector(f"#{exercise.id}:visible")
        element = page.locator(f'[data-item="{exercise.items[0].id}"]')
        for _ in range(2):
            for field in element.locator(".number, .written").all():
                if field.is_enabled():
                    field.fill("7")
            for choice in element.locator("input[type=radio], .word").all()[:1]:
                if choice.is_enabled():
                    choice.click()
            element.locator(".check").click()
            if element.get_attribute("data-done"):
                break
        if exercise.level == 1:
            found.append(axe.run(page).response["violations"])
    page.evaluate("location.hash = '#result'")
    found.append(axe.run(page).response["violations"])
    assert [
        [(one["id"], one["nodes"][0]["html"]) for one in violations] for violations in found if violations
    ] == []


def test_axe_finds_nothing_on_the_sheet(open_page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for name in ("sheet.html", "sheet-key.html"):
        page = open_page(name, bypass_csp=True)
        assert [one["id"] for one in axe.run(page).response["violations"]] == []


def test_nothing_overflows_on_a_phone_and_targets_are_large(open_page: Any) -> None:
    for name in ("page.html", "sheet.html", "sheet-key.html"):
        page = open_page(name, viewport={"width": 360, "height": 740})
        page.evaluate(
            "document.querySelectorAll('.view, li[hidden]').forEach((one) => { one.hidden = false; })"
        )
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        heights = page.evaluate(
            "[...document.querySelectorAll('.option, .buttons button, #code, .list a')]"
            ".filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height)"
        )
        assert all(height >= 44 for height in heights) and (heights or name != "page.html")


def test_hostile_titles_and_texts_are_shown_and_run_nothing(open_page: Any, tmp_path: Path) -> None:
    record = harbour(meta={"title": HOSTILE, "outlet": f"{HOSTILE} outlet"})
    speakers = tuple(replace(one, name=f"{one.name} {HOSTILE}") for one in record.speakers)
    made = exercises(replace(record, speakers=speakers))
    write_exercises(tmp_path, made)
    page = open_page(str(tmp_path / "page.html"))
    assert page.locator("h1").inner_text() == " ".join(HOSTILE.split())
    item = next(
        one for one in made.items if one.id.startswith("who-says-so-1") and one.key.right != ("outlet",)
    )
    element = find_item(page, item.id)
    assert element.locator(f'input[value="{item.key.right[0]}"] + span').inner_text().endswith("]]>")
    element.locator(f'input[value="{item.key.right[0]}"]').check()
    element.locator(".check").click()
    assert element.locator(".verdict").inner_text() == "Right."
    assert page.locator("img").count() == 0
    sheet = open_page(str(tmp_path / "sheet.html"))
    assert sheet.locator("h1").inner_text() == " ".join(HOSTILE.split())


def test_without_scripts_everything_can_be_read(open_page: Any) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator(".exercise:visible").count() == len(MADE.exercises)
    assert page.locator("noscript").inner_text().startswith("This page marks your answers with JavaScript")

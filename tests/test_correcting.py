"""The correcting page in a real browser: what comes out of it is a record that `attrib check` accepts, that
says who did what, and that differs only where the person changed something."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import annotated

import attrib
from attrib.correcting import correcting_page
from attrib.corrections import carry_over, mark_review, read_review
from attrib.errors import BadInput
from attrib.records import Annotated, Article, Attribution, Claim, Evaluative, MadeWith, Speaker, text_sha256
from attrib.schema import find_problems
from attrib.spans import Span

TEXT = "Rail plan\n\nThe reckless plan fails, Ana Ruiz said. Trains 𝒳 stop, officials fear. It is late."
IDLIB = (Path(__file__).parent / "texts" / "idlib.txt").read_bytes().decode()


def find(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def record() -> Annotated:
    said = Attribution(
        "a1", (find("Ana Ruiz"),), "named", find("said"), (find("The reckless plan fails"),), "indirect",
        speaker="s1", score=0.9, speaker_score=0.8,
    )  # fmt: skip
    fear = Attribution(
        "a2", (find("officials"),), "anonymous", find("fear"), (find("Trains 𝒳 stop"),), "indirect",
        speaker="s2", score=0.7, speaker_score=0.6,
    )  # fmt: skip
    return Annotated(
        article_id="rail 1/x",
        text=TEXT,
        text_sha256=text_sha256(TEXT),
        meta={"outlet": "</script><b>", "number": 12345678901234567890, "share": 1.0},
        blocks=(),
        sentences=(find("Rail plan"), find("The reckless plan fails, Ana Ruiz said."),
                   find("Trains 𝒳 stop, officials fear."), find("It is late.")),
        names=(),
        attributions=(said, fear),
        claims=(
            Claim("c1", (find("The reckless plan fails"),), "attributed", "a1", "s1", sentence=1),
            Claim("c2", (find("Trains 𝒳 stop"),), "attributed", "a2", "s2", sentence=2),
        ),
        speakers=(
            Speaker("s1", "Ana Ruiz", "person", mentions=(find("Ana Ruiz"),)),
            Speaker("s2", "officials", "unnamed", named=False, mentions=(find("officials"),)),
        ),
        evaluative=(Evaluative("e1", find("reckless"), "evaluative_modifier", "s1", "a1"),),
        made_with=MadeWith("0.1.0"),
        extra={"project": {"wave": 2.0}},
    )  # fmt: skip


def select(page: Any, words: str) -> None:
    """Selects words in the article as a mouse would leave them."""
    found = page.evaluate(
        """(words) => {
          const article = document.getElementById("article");
          const nodes = [], walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
          let text = "";
          while (walk.nextNode()) {
            if (!walk.currentNode.parentElement.closest("[data-start]")) continue;
            nodes.push([walk.currentNode, text.length]); text += walk.currentNode.data;
          }
          const start = text.indexOf(words), end = start + words.length;
          const holds = (place) => ([node, from]) => place >= from && place <= from + node.data.length;
          const at = (place) => nodes.find(holds(place));
          if (start < 0) return false;
          const range = document.createRange(), [a, b] = [at(start), at(end)];
          range.setStart(a[0], start - a[1]); range.setEnd(b[0], end - b[1]);
          getSelection().removeAllRanges(); getSelection().addRange(range);
          return true;
        }""",
        words,
    )
    assert found, words
    page.locator("#selected:not(:empty)").wait_for(state="attached")


def show(page: Any, id: str) -> None:
    page.evaluate("(id) => show(id)", id)
    assert page.locator("#card").inner_text().endswith(page.locator("#card .about").last.inner_text())


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


def download(page: Any, by: str = "ana") -> tuple[Annotated, str]:
    page.locator("#by").fill(by)
    with page.expect_download() as waiting:
        press(page, "Download")
    line = Path(waiting.value.path()).read_bytes().decode()
    row = json.loads(line)
    assert find_problems(row) == [] and line.endswith("}\n") and line.count("\n") == 1
    return Annotated.from_json(row), waiting.value.suggested_filename


def test_the_page_needs_a_text_and_numbers_that_json_has(record: Annotated) -> None:
    with pytest.raises(BadInput, match=r"^rail 1/x: the record has no text. `attrib rejoin` puts it back"):
        attrib.view(replace(record, text=None), correct=True)
    with pytest.raises(BadInput, match="a number in its meta is NaN"):
        correcting_page(replace(record, meta={"n": float("nan")}))
    with pytest.raises(BadInput, match=r"^2 articles were given; one is corrected at a time"):
        attrib.view(record, record, correct=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(annotated())
def test_whatever_a_record_holds_the_page_has_it_whole_and_closes_no_element(record: Annotated) -> None:
    html = correcting_page(record).html
    data = html.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    told = json.loads(data)
    row = record.to_json()
    assert {key: json.loads(value) for key, value in told["frozen"].items()} == {
        key: row[key] for key in told["frozen"]
    }
    assert {*told["frozen"], *told["layers"], "made_with"} == {key for key in row if key != "review"}
    assert html.encode("utf-8")


def test_what_is_only_accepted_comes_back_as_it_was_with_a_review(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    press(page, "Accept")
    corrected, name = download(page)
    assert name == "rail-1-x.ana.jsonl"
    assert corrected.extra["review"] == {
        "by": "ana", "accepted": ["a1"], "changed": [], "added": [], "rejected": [], "new": [],
    }  # fmt: skip
    assert corrected.made_with == replace(record.made_with, by="ana")
    assert replace(corrected, made_with=record.made_with, extra=record.extra) == record
    assert type(corrected.meta["share"]) is float and corrected.meta["number"] == 12345678901234567890
    press(page, "Accept what is not settled")
    assert set(read_review(download(page)[0]).accepted) == {"a1", "a2", "c1", "c2", "e1"}


def test_rejecting_an_attribution_gives_its_claims_and_words_to_the_outlet(
    open_page: Any, record: Annotated
) -> None:
    page = open_page(correcting_page(record).html)
    show(page, "a1")
    press(page, "Reject")
    corrected, _ = download(page)
    review = read_review(corrected)
    assert [one.id for one in corrected.attributions] == ["a2"]
    assert [(kind, item["id"]) for kind, item in review.rejected] == [("attribution", "a1")]
    claim, word = corrected.claims[0], corrected.evaluative[0]
    assert (claim.status, claim.attribution, claim.speaker) == ("unattributed", None, None)
    assert (word.voice, word.attribution) == ("outlet", None)
    assert set(review.changed) == {"c1", "e1"}
    # A newer run of the program finds it again, and it stays rejected.
    carried = carry_over(corrected, record)
    assert [one.id for one in carried.record.attributions if one.cue == record.attributions[0].cue] == []
    press(page, "Undo")
    assert replace(download(page)[0], made_with=record.made_with, extra=record.extra) == record


def test_edges_move_by_words_and_by_what_is_selected(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    show(page, "c2")
    page.get_by_role("button", name="claim: Trains").click()
    press(page, "claim starts a word later")
    corrected, _ = download(page)
    assert corrected.claims[1].spans == (find("𝒳 stop"),)
    press(page, "claim ends a word earlier")
    press(page, "claim ends a word earlier")  # one word stays
    assert download(page)[0].claims[1].spans == (find("𝒳"),)
    select(page, "ains 𝒳 st")  # whole words are taken
    press(page, "Put the selected words here")
    assert download(page)[0].claims[1].spans == record.claims[1].spans
    select(page, "officials")
    press(page, "Add the selected words as a further piece")
    corrected, _ = download(page)
    assert corrected.claims[1].spans == (find("Trains 𝒳 stop"), find("officials"))
    assert read_review(corrected).changed == ("c2",)


def test_a_longer_content_takes_in_the_claims_that_it_holds(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    select(page, "It is late")
    press(page, "Add a claim")
    show(page, "a2")
    page.get_by_role("button", name="content: Trains").click()
    select(page, "It is late")
    press(page, "Add the selected words as a further piece")
    corrected, _ = download(page)
    late = next(one for one in corrected.claims if one.id == "c3")
    assert (late.attribution, late.status, late.speaker, late.sentence) == ("a2", "attributed", "s2", 3)
    page.get_by_role("button", name="content: It is late").click()
    press(page, "Take it out")
    corrected, _ = download(page)
    assert next(one for one in corrected.claims if one.id == "c3").status == "unattributed"
    assert set(read_review(corrected).added) == {"c3"}


def test_another_speaker_takes_the_claims_and_words_along(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    show(page, "a1")
    choose(page, "Speaker", "officials")
    corrected, _ = download(page)
    assert (
        corrected.attributions[0].speaker,
        corrected.claims[0].speaker,
        corrected.evaluative[0].voice,
    ) == ("s2",) * 3
    assert corrected.speakers[0].mentions == () and find("Ana Ruiz") in corrected.speakers[1].mentions
    choose(page, "Speaker", "nobody is named")
    corrected, _ = download(page)
    said = corrected.attributions[0]
    assert (said.speaker, said.open, said.source_status) == (None, None, "none")
    assert corrected.claims[0].status == "unsourced" and corrected.evaluative[0].voice == "unsourced"
    choose(page, "Speaker", "somebody else …")
    page.get_by_label("Name", exact=True).fill("Bo Lind")
    press(page, "Add this speaker")
    corrected, _ = download(page)
    assert corrected.speakers[2].name == "Bo Lind" and corrected.claims[0].speaker == "s3"
    assert (corrected.attributions[0].source_status, corrected.attributions[0].speaker_score) == (
        "nominal",
        1,
    )
    press(page, "Undo")
    assert len(download(page)[0].speakers) == 2
    choose(page, "Speaker", "not settled: The source is a pronoun, and several persons fit it about as well.")
    corrected, _ = download(page)
    assert (
        corrected.attributions[0].open == "several-candidates"
        and corrected.evaluative[0].voice == "unsettled"
    )


def test_an_attribution_is_made_of_selections(open_page: Any, record: Annotated) -> None:
    claim = replace(record.claims[0], status="unattributed", attribution=None, speaker=None)
    bare = replace(record, attributions=(), speakers=record.speakers[:1], evaluative=(), claims=(claim,))
    page = open_page(correcting_page(bare).html)
    select(page, "The reckless plan fails")
    press(page, "Add an attribution: they are what is said")
    select(page, "Ana Ruiz")
    press(page, "Take the selected words")
    page.get_by_role("button", name="cue: none").click()
    select(page, "said")
    press(page, "Take the selected words")
    corrected, _ = download(page)
    (made,) = corrected.attributions
    assert (made.source, made.cue, made.content) == (
        (find("Ana Ruiz"),), find("said"), (find("The reckless plan fails"),),
    )  # fmt: skip
    assert (made.speaker, made.source_status, made.open) == ("s1", "named", None)
    assert (corrected.claims[0].attribution, corrected.claims[0].speaker) == (made.id, "s1")
    review = read_review(corrected)
    assert (review.added, review.changed) == ((made.id,), ("c1",))
    # What the page says was done is what a comparison of the two files says.
    compared = read_review(mark_review(bare, replace(corrected, extra=bare.extra), by="ana"))
    assert (compared.added, compared.changed, compared.rejected) == (review.added, review.changed, ())


def test_words_that_judge_are_added_and_changed(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    select(page, "fails")
    press(page, "Add words that judge")
    choose(page, "They are", "dysphemism: sharpens")
    choose(page, "Whose words?", "the outlet")
    page.get_by_label("Plainer words, with ; between them").fill("does not work; is late")
    page.get_by_label("they stand in a quotation").check()
    page.get_by_role("button", name="about: none").click()
    select(page, "plan fails")
    press(page, "Take the selected words")
    corrected, _ = download(page)
    word = corrected.evaluative[1]
    assert (word.span, word.category, word.voice, word.attribution) == (
        find("fails"),
        "dysphemism",
        "outlet",
        "a1",
    )
    assert (word.quoted, word.neutral, word.target) == (
        True,
        ("does not work", "is late"),
        find("plan fails"),
    )


def test_the_keyboard_alone_is_enough(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    page.get_by_role("button", name="Accept", exact=True).focus()
    for key in "ax":  # the first is accepted, the second (its claim) rejected
        page.keyboard.press(key)
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == "card-title"
    review = read_review(download(page)[0])
    assert review.accepted == ("a1",) and [item["id"] for _, item in review.rejected] == ["c1"]
    # Without a selection the sentence of what is shown is taken, and its edges are moved by keys.
    show(page, "a2")
    page.get_by_role("button", name="Add a claim").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="claim ends a word earlier").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    added = [one for one in download(page)[0].claims if one.id == "c3"]
    assert [span.of(TEXT) for span in added[0].spans] == ["Trains 𝒳 stop,"]


def test_a_draft_waits_in_the_browser_and_a_review_is_taken_up(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    show(page, "c2")
    press(page, "Reject")
    page.evaluate("saved = true")  # else the browser asks before it leaves
    page.reload()
    press(page, "Go on with it")
    corrected, _ = download(page, "bo")
    assert [one.id for one in corrected.claims] == ["c1"]
    again = open_page(correcting_page(corrected).html)
    assert again.locator("#by").input_value() == "bo"
    assert "0 of 4 settled, 1 rejected" in again.locator("#progress").inner_text()
    assert download(again, "bo")[0].extra == corrected.extra


def test_nothing_is_downloaded_without_saying_who_corrects(open_page: Any, record: Annotated) -> None:
    page = open_page(correcting_page(record).html)
    press(page, "Download")
    assert page.locator("#saved").inner_text() == "Say who corrects first; initials will do."
    assert page.evaluate("document.activeElement.id") == "by"


def test_hostile_records_are_shown_as_text_and_come_back_whole(open_page: Any) -> None:
    hostile = "</script><img src=x onerror=alert(1)> \u2028 \ud800 \x00 <b>& {{ 7*7 }} said Bo."
    one = attrib.load().annotate(Article("<i>", hostile, {"title": hostile}))
    page = open_page(correcting_page(one).html)
    assert page.locator("#article img, #article b").count() == 0
    page.locator("#by").fill("<b>bo")
    with page.expect_download() as waiting:
        press(page, "Download")
    row = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert find_problems(row) == [] and row["text"] == hostile and row["made_with"]["by"] == "<b>bo"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_axe_has_nothing_to_complain_of_and_a_long_article_is_quick(
    open_page: Any, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    long = attrib.load().annotate(Article("idlib", (IDLIB + "\n\n") * 3))  # about 1 500 words
    page = open_page(
        correcting_page(long).html, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page.locator(".piece").first.click()
    assert axe.run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    spent = page.evaluate(
        "(() => { const from = performance.now(); redraw(); return performance.now() - from; })()"
    )
    assert spent < 500  # milliseconds for everything a press of a button draws
    assert len(correcting_page(long).html.encode()) < 400_000

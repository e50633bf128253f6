"""What goes to another tool's format and comes back is the same; what a person changed there is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from newsroom import Says, article
from strategies import annotated, trimmed

import attrib
from attrib.cli_exchange import READABLE, WRITABLE
from attrib.errors import BadInput, BadOption
from attrib.exchange.corpora import read_citron, read_polnear
from attrib.exchange.formats import FORMATS, read_format, write_format
from attrib.exchange.graph import (
    FIELDS,
    LINKS,
    Graph,
    Link,
    Mark,
    hide_fields,
    join_marks,
    show_fields,
    split_marks,
    to_graph,
)
from attrib.exchange.label_studio import find_place, to_label_config
from attrib.exchange.record_of_graph import from_graph
from attrib.exchange.schema_org import to_claims
from attrib.exchange.spacy import to_displacy
from attrib.exchange.web_annotation import from_page, to_page
from attrib.records import Annotated, Article, Evaluative
from attrib.schema import VOICES, find_problems
from attrib.spans import Span

BOTH_WAYS = sorted(one.name for one in FORMATS.values() if one.reads and one.writes)


def mentioned(record: Annotated) -> Annotated:
    """The record with each source as a mention of its speaker."""
    places = {
        one.id: tuple(span for said in record.attributions if said.speaker == one.id for span in said.source)
        for one in record.speakers
    }
    speakers = tuple(replace(one, mentions=places[one.id]) for one in record.speakers)
    said = tuple(replace(one, speaker_score=1.0) for one in record.attributions)
    return replace(record, speakers=speakers, attributions=said)


RECORD = mentioned(article("quay", Says("Ana Ruiz", "the quay leaks"), Says("Moe", "it does not"), by="ana"))
TEXTS = Path(__file__).parent / "texts"


@pytest.fixture(scope="module")
def real() -> list[Annotated]:
    """The program's own records of real articles."""
    annotator = attrib.load()
    found = [
        annotator.annotate(Article(path.stem, path.read_bytes().decode(), {"title": "Töst", "year": 2020}))
        for path in sorted(TEXTS.glob("*.txt"))
    ]
    assert sum(len(record.attributions) for record in found) > 10
    return found


def there_and_back(name: str, records: list[Annotated], folder: Path) -> list[tuple[Annotated, list[str]]]:
    path = folder / "there"
    assert write_format(name, path, records) == len(records)
    return list(read_format(name, path))


def settled(record: Annotated) -> Annotated:
    """The record as it is when claims have the status and speaker of their attributions, as attrib's have."""
    attributions = tuple(
        replace(one, speaker_score=1.0 if one.speaker else None) for one in record.attributions
    )
    by_id = {one.id: one for one in attributions}
    claims = []
    for claim in record.claims:
        holder = by_id.get(claim.attribution or "")
        status = "unattributed"
        if holder is not None:
            status = "unsourced" if holder.source_status == "none" else "attributed"
        claims.append(replace(claim, status=status, speaker=holder.speaker if holder else None))
    return replace(record, attributions=attributions, claims=tuple(claims))


# There and back


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_real_articles_come_back_as_they_went(name: str, real: list[Annotated], tmp_path: Path) -> None:
    found = there_and_back(name, real, tmp_path)
    assert sorted(found, key=lambda pair: pair[0].article_id) == [(record, []) for record in real]


@settings(max_examples=150, deadline=None)
@given(annotated())
def test_any_record_is_the_same_after_becoming_marks_and_links(record: Annotated) -> None:
    record = settled(record)
    graph = to_graph(record)
    for changed in (graph, join_marks(split_marks(graph)), show_fields(hide_fields(graph))):
        assert from_graph(changed) == (record, find_problems(record.to_json()))


# Lone surrogates go nowhere, and XML has no control characters.
CANNOT = {name: "\ud800" for name in BOTH_WAYS} | {"cas": "\ud800\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"}
NEEDS_WORDS = {"conllu", "docbin"}  # a mark has to begin and end with a token there


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(record=annotated())
def test_any_record_that_the_format_can_hold_comes_back(
    name: str, record: Annotated, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = record.text or ""
    graph = to_graph(record)
    words = [text, *(value for mark in graph.marks for value in mark.fields.values())]
    assume(not any(re.search(f"[{CANNOT[name]}]", one) for one in words))
    if name in NEEDS_WORDS:
        assume(all(trimmed(text, span) for mark in graph.marks for span in mark.spans))
    record = settled(record)
    found = there_and_back(name, [record], tmp_path_factory.mktemp("any"))
    assert found[0][0] == record


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_text_that_utf8_cannot_hold_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    bad = attrib.load().annotate("Half \ud800 a pair.")
    with pytest.raises(BadInput, match=r"character 5 is half of a pair, which UTF-8 cannot hold"):
        write_format(name, tmp_path / "out", [RECORD, bad])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.writes])
def test_a_record_without_its_text_is_refused_with_a_way_out(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^quay: the record has no text.*`attrib rejoin` puts it back"):
        write_format(name, tmp_path / "out", [replace(RECORD, text=None)])


def test_the_command_line_knows_the_same_formats() -> None:
    assert tuple(sorted(one.name for one in FORMATS.values() if one.reads)) == READABLE
    assert tuple(sorted(one.name for one in FORMATS.values() if one.writes)) == WRITABLE
    with pytest.raises(BadOption, match=r"^The format 'word' cannot be written; brat, cas, conllu"):
        write_format("word", Path("x"), [])
    with pytest.raises(BadOption, match=r"^The format 'displacy' cannot be read"):
        read_format("displacy", Path("x"))


# What a person changed


def with_marks(graph: Graph, *marks: Mark, links: tuple[Link, ...] = (), without: str = "") -> Graph:
    """A graph with further marks and links, and without a mark, as a person elsewhere would leave it."""
    kept = tuple(mark for mark in graph.marks if mark.id != without)
    tied = tuple(link for link in graph.links if without not in (link.start, link.end))
    return Graph(graph.article_id, graph.text, (*kept, *marks), (*tied, *links), graph.rest)


def place(words: str) -> tuple[Span, ...]:
    start = (RECORD.text or "").index(words)
    return (Span(start, start + len(words)),)


def test_a_new_attribution_of_a_person_is_read_with_its_parts() -> None:
    first = next(mark for mark in to_graph(RECORD).marks if mark.label == "Mention")
    graph = with_marks(
        to_graph(RECORD),
        Mark("new1", "Content", place("quay leaks")),
        Mark("new2", "Source", place("Ana Ruiz")),
        links=(Link("source", "new1", "new2"), Link("speaker", "new1", first.id)),
    )
    record, lost = from_graph(graph, by="ana")
    new = record.attributions[[one.id for one in record.attributions].index("a3")]
    assert (new.source, new.source_status, new.speaker_score) == (place("Ana Ruiz"), "nominal", 1.0)
    assert new.speaker == first.id.partition(".")[0] and lost == []
    assert record.made_with.by == "ana" and find_problems(record.to_json()) == []


def test_a_claim_follows_the_attribution_that_it_is_moved_to() -> None:
    graph = to_graph(RECORD)
    claim = next(mark for mark in graph.marks if mark.label == "Claim" and mark.id == "c1")
    other = next(one for one in RECORD.attributions if one.id != RECORD.claims[0].attribution)
    links = tuple(link for link in graph.links if (link.label, link.start) != ("in", claim.id))
    moved, _ = from_graph(replace_links(graph, (*links, Link("in", claim.id, other.id))))
    assert (moved.claims[0].attribution, moved.claims[0].speaker) == (other.id, other.speaker)
    alone, _ = from_graph(replace_links(graph, links))
    assert (alone.claims[0].status, alone.claims[0].attribution, alone.claims[0].speaker) == (
        "unattributed",
        None,
        None,
    )


def replace_links(graph: Graph, links: tuple[Link, ...]) -> Graph:
    return Graph(graph.article_id, graph.text, graph.marks, links, graph.rest)


def test_what_refers_to_a_deleted_mark_refers_to_nothing_and_the_record_is_sound() -> None:
    first = RECORD.attributions[0]
    record, lost = from_graph(with_marks(to_graph(RECORD), without=first.id))
    assert first.id not in {one.id for one in record.attributions}
    assert first.id not in {one.attribution for one in record.claims}
    assert lost == [
        f"the mark {first.id}.{part} ({part.capitalize()}) is linked to nothing" for part in ("source", "cue")
    ]
    assert find_problems(record.to_json()) == []


def test_a_speaker_without_any_mention_left_is_gone_and_two_that_are_tied_are_one() -> None:
    graph = to_graph(RECORD)
    mention = next(mark.id for mark in graph.marks if mark.label == "Mention")
    speaker = mention.partition(".")[0]
    record, _ = from_graph(with_marks(graph, without=mention))
    assert speaker not in {one.id for one in record.speakers}
    assert all(one.speaker != speaker for one in record.attributions)
    firsts = [mark.id for mark in graph.marks if mark.label == "Mention" and mark.fields]
    tied, lost = from_graph(with_marks(graph, links=(Link("same", firsts[1], firsts[0]),)))
    assert len(tied.speakers) == len(RECORD.speakers) - 1 and lost == []
    assert len({one.speaker for one in tied.attributions}) == 1


def test_what_attrib_does_not_know_is_said_and_not_guessed() -> None:
    graph = with_marks(
        to_graph(RECORD),
        Mark("x1", "Irony", place("the quay")),
        links=(Link("mocks", "x1", "a1"), Link("source", "a1", "x1"), Link("in", "c1", "nobody")),
    )
    record, lost = from_graph(graph)
    assert record == RECORD
    assert lost == [
        "the mark x1 has the label Irony, which attrib does not know",
        "the link mocks from x1 to a1 is none of attrib's",
        "the link source from a1 to x1 is none of attrib's",
        "the link in from c1 to nobody is none of attrib's",
    ]


def test_a_mark_outside_the_text_and_another_text_are_refused() -> None:
    with pytest.raises(BadInput, match=r"the mark x \(Claim\) is at 5:9999; the text has \d+ characters"):
        from_graph(with_marks(to_graph(RECORD), Mark("x", "Claim", (Span(5, 9999),))))
    graph = to_graph(RECORD)
    with pytest.raises(BadInput, match=r"^quay: the text is not the one that was exported"):
        from_graph(Graph("quay", graph.text + " ", graph.marks, graph.links, graph.rest))


def test_marks_in_pieces_that_a_person_tied_in_a_circle_stay_as_they_are() -> None:
    marks = (Mark("x", "Claim", (Span(0, 1),)), Mark("y", "Claim", (Span(2, 3),)))
    graph = Graph("a", "abc", marks, (Link("part", "x", "y"), Link("part", "y", "x")), {})
    assert [mark.spans for mark in join_marks(graph).marks] == [(Span(0, 1),), (Span(2, 3),)]


# brat


def test_brat_reads_what_a_person_marked_in_the_editor(tmp_path: Path) -> None:
    folder = tmp_path / "brat"
    write_format("brat", folder, [RECORD])
    ann = folder / "quay.ann"
    (start, end), (cue_start, cue_end) = ((s.start, s.end) for s in (*place("the quay"), *place("quay")))
    lines = ann.read_text().replace("manner T", "manner T", 1)
    lines = re.sub(r"(A\d+\tmodality T\d+) asserted", r"\1 negated", lines, count=1)
    lines += f"T90\tEvaluative {start} {end}\tthe quay\nT91\tTarget {cue_start} {cue_end}\tquay\n"
    lines += "A90\tcategory T90 euphemism\nR90\ttarget Arg1:T90 Arg2:T91\n#90\tAnnotatorNotes T90\tWhy not?\n"
    lines += "A91\tcategory T91 euphemism\nE1\tOdd:T1\n"
    ann.write_text(lines)
    ((record, lost),) = read_format("brat", folder, by="ana")
    assert record.attributions[0].modality == "negated"
    assert record.evaluative == (
        Evaluative("e1", Span(start, end), "euphemism", "outlet", target=Span(cue_start, cue_end)),
    )
    count = len(lines.split("\n")) - 1
    assert lost == [
        f"quay.ann:{count - 2}: a note of a person: Why not?",
        f"quay.ann:{count}: attrib does not read this line: E1\tOdd:T1",
        "quay.ann: category euphemism is no attribute of Target",
    ]


def test_brat_is_told_every_label_link_and_value() -> None:
    folder_config = {line.split(" ")[0] for line in brat_config().splitlines()}
    assert set(LINKS) <= folder_config
    assert {name for fields in FIELDS.values() for name, values in fields.items() if values} <= folder_config


def brat_config() -> str:
    from attrib.exchange.brat import to_config

    return to_config()


def test_brat_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no \.txt in it"):
        list(read_format("brat", tmp_path))
    (tmp_path / "a.txt").write_bytes(b"Caf\xe9")
    with pytest.raises(BadInput, match=r"a\.txt: there is no a\.ann beside it"):
        list(read_format("brat", tmp_path))
    (tmp_path / "a.ann").write_text("")
    with pytest.raises(BadInput, match=r"is not UTF-8 \(byte 3\)"):
        list(read_format("brat", tmp_path))
    (tmp_path / "a.txt").write_text("It leaks.")
    ((record, lost),) = read_format("brat", tmp_path, by="ana")
    assert (record.article_id, record.made_with.by, lost) == ("a", "ana", [])


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    for name in ("brat", "cas"):
        with pytest.raises(BadInput, match="not a new or empty folder"):
            write_format(name, tmp_path, [RECORD])
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_ids_that_are_paths_or_differ_by_case_become_safe_names(tmp_path: Path) -> None:
    records = [replace(RECORD, article_id=id) for id in ("../../up", "Quay", "quay", "..", "CON/..")]
    found = there_and_back("brat", records, tmp_path)
    assert {record.article_id for record, _ in found} == {"../../up", "Quay", "quay", "..", "CON/.."}
    assert len(list((tmp_path / "there").glob("*.txt"))) == 5
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]


# Label Studio


def export(record: Annotated, tmp_path: Path, change: Callable[[Any], None]) -> tuple[Annotated, list[str]]:
    """The record of a Label Studio task after a person's change."""
    path = tmp_path / "tasks.json"
    write_format("label-studio", path, [record])
    tasks = json.loads(path.read_text(encoding="utf-8"))
    change(tasks[0])
    path.write_text(json.dumps(tasks), encoding="utf-8")
    ((found, lost),) = read_format("label-studio", path, by="ana")
    return found, lost


def test_label_studio_reads_the_newest_annotation_before_the_prediction(tmp_path: Path) -> None:
    def annotate(task: Any) -> None:
        result = task["predictions"][0]["result"]
        changed = [dict(one) for one in result if "c1" not in (one.get("id"), one.get("from_id"))]
        task["annotations"] = [
            {"result": [], "updated_at": "2026-02-02", "was_cancelled": True},
            {"result": changed, "updated_at": "2026-02-01"},
            {"result": [], "updated_at": "2026-01-01"},
        ]

    found, lost = export(
        replace(RECORD, made_with=replace(RECORD.made_with, by="program")), tmp_path, annotate
    )
    assert "c1" not in {one.id for one in found.claims} and len(found.claims) == len(RECORD.claims) - 1
    assert found.made_with.by == "ana"
    assert lost == ["task 1: of 2 annotations only the newest was read"]


def test_label_studio_offsets_of_either_unit_are_found_by_their_words() -> None:
    text = "😀😀 Ana said\nno."
    assert find_place(text, {"start": 3, "end": 6, "text": "Ana"}) == Span(3, 6)
    assert find_place(text, {"start": 5, "end": 8, "text": "Ana"}) == Span(3, 6)
    assert find_place(text, {"start": 7, "end": 14, "text": "said\\nno"}) == Span(7, 14)
    assert find_place(text, {"start": 3, "end": 6, "text": "Bo"}) is None


def test_label_studio_regions_that_are_not_in_the_text_are_said(tmp_path: Path) -> None:
    def break_it(task: Any) -> None:
        region = next(one for one in task["annotations"][0]["result"] if one.get("id") == "c1")
        region["value"]["text"] = "something else"

    found, lost = export(replace(RECORD, made_with=replace(RECORD.made_with, by="bo")), tmp_path, break_it)
    assert len(found.claims) == len(RECORD.claims) - 1
    assert lost[0] == f"task 1: c1: 'something else' is not at {RECORD.claims[0].spans[0].start}"


def test_label_studio_gets_an_interface_with_every_label_and_field() -> None:
    import xml.etree.ElementTree as ElementTree

    root = ElementTree.fromstring(to_label_config())
    assert {one.get("value") for one in root.iter("Relation")} == {*LINKS, "part"}
    names = {one.get("name") for one in root.iter() if one.get("perRegion")}
    assert names == {name for fields in FIELDS.values() for name in fields}


# doccano, Web Annotation, CAS, CoNLL-U, DocBin


def test_doccano_marks_are_known_again_by_place_when_its_database_gave_new_ids(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_format("doccano", path, [RECORD])
    row = json.loads(path.read_text(encoding="utf-8"))
    for one in row["entities"]:
        one["id"] += 5000
    for one in row["relations"]:
        one["from_id"] += 5000
        one["to_id"] += 5000
    row["entities"].reverse()
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert list(read_format("doccano", path)) == [(RECORD, [])]
    row.pop("entities")
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"rows\.jsonl:1: there is no key `entities`.*JSONL\(relation\)"):
        list(read_format("doccano", path))


def test_a_web_annotation_that_moved_is_found_by_its_quote_and_what_is_around_it() -> None:
    page = to_page(RECORD)
    for item in page["items"]:
        for target in item["target"] if isinstance(item["target"], list) else []:
            target["selector"][1] |= {"start": 0, "end": 1}
    record, lost = from_page(page, where="page")
    assert (record, lost) == (RECORD, [])
    page["items"][0]["target"][0]["selector"][0]["exact"] = "nowhere"
    _, lost = from_page(page, where="page")
    assert lost[0].endswith("is not in the text")


def test_web_annotations_are_what_the_model_asks_for() -> None:
    page = to_page(replace(RECORD, meta={"url": "https://example.org/quay"}))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    for item in page["items"]:
        assert item["type"] == "Annotation" and item["motivation"] in ("tagging", "linking")
        if item["motivation"] == "tagging":
            for target in item["target"]:
                quoted, position = target["selector"]
                assert target["source"] == "https://example.org/quay"
                assert (RECORD.text or "")[position["start"] : position["end"]] == quoted["exact"]
                around = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
                assert around in (RECORD.text or "")


def test_xml_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "cas"
    write_format("cas", folder, [RECORD])
    path = next(folder.glob("*.xmi"))
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    path.write_text(bomb)
    with pytest.raises(BadInput, match="it declares a document type, which an export never does"):
        list(read_format("cas", folder))
    path.write_text("<xmi>")
    with pytest.raises(BadInput, match=r"quay\.xmi: no XML"):
        list(read_format("cas", folder))
    (folder / "TypeSystem.xml").unlink()
    with pytest.raises(BadInput, match=r"TypeSystem\.xml and \.xmi files were expected"):
        list(read_format("cas", folder))


def test_a_cas_counts_utf16_units_in_the_file_and_code_points_here(tmp_path: Path) -> None:
    record = attrib.load().annotate("😀😀 The quay leaks, Ana Ruiz said on Monday.")
    assert record.attributions
    folder = tmp_path / "cas"
    write_format("cas", folder, [record])
    xmi = next(folder.glob("*.xmi")).read_text(encoding="utf-8")
    source = record.attributions[0].source[0]
    assert re.search(rf'begin="{source.start + 2}" end="{source.end + 2}"[^>]*label="Source"', xmi)


def test_control_characters_are_refused_where_xml_cannot_hold_them(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="XML cannot hold this text"):
        write_format("cas", tmp_path / "cas", [attrib.load().annotate("It leaks.\x00")])


def test_conllu_has_ten_columns_and_says_when_it_has_not(tmp_path: Path) -> None:
    path = tmp_path / "all.conllu"
    write_format("conllu", path, [RECORD, attrib.load().annotate(" \n"), RECORD])
    rows = [line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    assert rows and all(row.count("\t") == 9 for row in rows)
    claims = [len(record.claims) for record, _ in read_format("conllu", path)]
    assert claims == [len(RECORD.claims), 0, len(RECORD.claims)]
    path.write_text("1\tAna\n\n")
    with pytest.raises(BadInput, match=r"all\.conllu: not CoNLL-U|no comment `newdoc id`"):
        list(read_format("conllu", path))


def test_a_docbin_of_somebody_else_is_refused(tmp_path: Path) -> None:
    import spacy

    path = tmp_path / "x.spacy"
    path.write_bytes(spacy.tokens.DocBin(docs=[spacy.blank("en")("Ana said no.")]).to_bytes())
    with pytest.raises(BadInput, match=r"no user_data\['attrib'\].*store_user_data=True"):
        list(read_format("docbin", path))
    path.write_bytes(b"no")
    with pytest.raises(BadInput, match="no DocBin"):
        list(read_format("docbin", path))


def test_displacy_draws_the_spans_of_the_text() -> None:
    from spacy import displacy

    row = to_displacy(RECORD)
    drawn = {one["label"]: row["tokens"][one["start_token"] : one["end_token"]] for one in row["spans"]}
    assert drawn["Cue"] == ["said"] and drawn["Content"]
    html = displacy.render(row, style="span", manual=True, jupyter=False)
    assert "Content" in html and "Source" in html


# In and out only


POLNEAR = """T1\tSource 0 8\tAna Ruiz
T2\tCue 9 13\tsaid
T3\tContent 14 23\tit leaked
T4\tContent 34 47\tand would sink
E1\tAttribution:T2 Source:T1 Content:T3 Content2:T4
T5\tCue 24 33\ton Monday
E2\tAttribution:T5
#1\tAnnotatorNotes E1\tsure
"""


def test_polnear_events_become_attributions(tmp_path: Path) -> None:
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions" / "quay.ann").write_text(POLNEAR)
    with pytest.raises(BadInput, match=r"there is no quay\.txt beside it or in a folder `text`"):
        list(read_polnear(tmp_path / "attributions"))
    text = "Ana Ruiz said it leaked on Monday and would sin, k."
    (tmp_path / "text" / "quay.txt").write_text(text)
    ((record, lost),) = read_polnear(tmp_path / "attributions")
    (one,) = record.attributions
    assert one.source[0].of(text) == "Ana Ruiz" and one.cue == Span(9, 13)
    assert one.content == (Span(14, 23), Span(34, 47))
    assert record.extra["layers"] == ["source", "cue", "content"] and record.made_with.by == "PolNeAR"
    assert lost == ["quay.ann:8: not read: #1\tAnnotatorNotes E1\tsure", "quay.ann: E2 has no content"]
    assert find_problems(record.to_json()) == []
    (tmp_path / "text" / "quay.txt").write_text("Short.")
    with pytest.raises(BadInput, match=r"quay\.ann:1: T1 is at 0 8, and the text has 6 characters"):
        list(read_polnear(tmp_path / "attributions"))


def test_citron_quotes_become_attributions_though_its_offsets_may_be_tokens(tmp_path: Path) -> None:
    text = "“It leaks,” Ana Ruiz said."

    def span(start: int, end: int, words: str) -> dict[str, Any]:
        return {"start": start, "end": end, "text": words}

    quotes = [
        {
            "sources": [span(12, 20, "Ana Ruiz")],
            "cue": span(21, 25, "said"),
            "contents": [span(0, 11, "“It leaks,”")],
        },
        {
            "sources": [span(4, 6, "Ana Ruiz")],
            "cue": span(6, 7, "said"),
            "contents": [span(0, 4, "“It leaks,”")],
        },
        {"sources": [], "cue": None, "contents": [span(0, 4, "It sinks")]},
    ]
    path = tmp_path / "quay.json"
    path.write_text(json.dumps({"text": text, "quotes": quotes}), encoding="utf-8")
    ((record, lost),) = read_citron(path)
    assert len(record.attributions) == 2
    for one in record.attributions:
        assert (one.source, one.cue, one.content) == ((Span(12, 20),), Span(21, 25), (Span(0, 11),))
    assert lost == ["quay: the contents 'It sinks' is not at 0:4", "quay: quote 3 has no content"]
    path.write_text("[]")
    with pytest.raises(BadInput, match="`text` and `quotes` were expected"):
        list(read_citron(path))


def test_a_schema_org_claim_has_whoever_says_so_as_its_author() -> None:
    record = replace(RECORD, meta={"outlet": "Harbour Post", "title": "Quay"})
    rows = list(to_claims(record))
    speakers = {one.id: one.name for one in record.speakers}
    assert rows
    for row, claim in zip(rows, (one for one in record.claims if one.kind == "statement"), strict=True):
        assert row["@type"] == "Claim" and row["appearance"]["headline"] == "Quay"
        name = "Harbour Post" if claim.status == "unattributed" else speakers.get(claim.speaker or "")
        assert row.get("author", {}).get("name") == name
    assert VOICES  # the outlet's own voice is a publisher, never a speaker


# A bad article among good ones


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("brat", lambda path: (path / "bad.ann").write_text("T1\tClaim 5 9999\tx\n")),
        ("cas", lambda path: (path / "bad.xmi").write_text("<xmi>")),
        ("doccano", lambda path: path.write_text(path.read_text().replace('{"text"', "{text", 1))),
        ("web-annotation", lambda path: path.write_text("{}\n" + path.read_text().split("\n", 1)[1])),
        ("label-studio", lambda path: path.write_text(json.dumps([{}, *json.loads(path.read_text())[1:]]))),
    ],
)
def test_an_article_that_cannot_be_read_stops_or_is_left_out(
    name: str, spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "there"
    write_format(name, path, [replace(RECORD, article_id="bad"), RECORD])
    spoil(path)
    with pytest.raises(BadInput):
        list(read_format(name, path))
    told: list[BadInput] = []
    assert [record for record, _ in read_format(name, path, skip=told.append)] == [RECORD]
    assert len(told) == 1

"""Gold is read from records, from rows in each corpus's format (invented here) and from the hard cases."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attrib.adaptors import read_annotators, read_gold
from attrib.errors import BadAnnotation, BadInput
from attrib.gold import LAYERS, Gold, find_layers, to_gold
from attrib.records import Attribution
from attrib.score import score
from attrib.score_measures import MEASURES
from attrib.spans import Span, trim

CASES = Path(__file__).parent / "cases" / "cases.jsonl"
IDLIB = Path(__file__).parent.parent / "annotations" / "gold" / "idlib.json"


def write(path: Path, *rows: dict[str, Any]) -> Path:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def read_one(tmp_path: Path, row: dict[str, Any]) -> Gold:
    (gold,) = read_gold(write(tmp_path / "one.jsonl.gz", {"split": "dev", "genre": "news", **row}))
    return gold


def words(gold: Gold, spans: tuple[Span, ...]) -> list[str]:
    return [span.of(gold.annotated.text or "") for span in spans]


POLNEAR = {
    "corpus": "polnear",
    "id": "harbour-1",
    "annotator": "k1",
    "text": "“We sail,” Ana Ruiz said. It is feared that rain comes. Follow Jo Bell.",
    "attributions": [
        {"id": "E1", "source": [[11, 19]], "cue": [[20, 24]], "content": [[0, 11]]},
        {"id": "E2", "source": [], "cue": [[29, 38]], "content": [[39, 54]]},
        {"id": "E3", "source": [[11, 19]], "cue": [[20, 24]], "content": []},
    ],
    "boilerplate": [[56, 71]],
    "discard": [[56, 62]],
}


def test_polnear_gives_attributions_without_white_space_and_masks_what_was_set_aside(tmp_path: Path) -> None:
    gold = read_one(tmp_path, POLNEAR)
    first, second = gold.annotated.attributions  # the third has no content: a slip
    assert words(gold, first.content) == ["“We sail,”"]  # marked with the blank after it
    assert (words(gold, first.source), first.manner) == (["Ana Ruiz"], "direct")
    assert (second.source, second.source_status, second.manner) == ((), "none", "indirect")
    assert gold.layers == frozenset({"source", "cue", "content"})
    assert gold.masked == (Span(56, 71), Span(56, 62))
    assert (gold.annotated.made_with.by, gold.annotated.made_with.guidelines) == ("k1", "polnear")


def test_the_article_that_polnear_failed_to_annotate_is_left_out(tmp_path: Path) -> None:
    row = {**POLNEAR, "id": "breitbart_2016-06-29_donald-trump-denies-mike-tyson-i", "attributions": []}
    assert list(read_gold(write(tmp_path / "one.jsonl", row))) == []


def test_the_annotators_of_one_article_are_compared_on_what_none_of_them_set_aside(tmp_path: Path) -> None:
    others = [{"annotator": "k2", "attributions": POLNEAR["attributions"][:1], "discard": [[25, 55]]}]
    path = write(tmp_path / "two.jsonl", {**POLNEAR, "others": others}, POLNEAR)
    ((first, second),) = read_annotators(path)  # the second row has one annotator
    assert [gold.annotated.made_with.by for gold in (first, second)] == ["k1", "k2"]
    assert first.masked == second.masked == (Span(56, 71), Span(56, 62), Span(25, 55))
    # E2 lies in what k2 set aside, so one record is left on either side.
    row = score([first], [second])["record exact"]
    assert (row.gold, row.guess, row.right) == (1, 1, 1)


GUM = {
    "corpus": "gum",
    "id": "GUM_news_kites",
    "meta": {"licence": "CC BY 2.5"},
    "text": "Jo says Mia thinks kites don’t fall. Image: Bo",
    "sentences": [[0, 36], [37, 46]],
    "tokens": [
        [0, 2, "PROPN", "Jo", 1, "nsubj"],
        [3, 7, "VERB", "say", -1, "root"],
        [8, 11, "PROPN", "Mia", 3, "nsubj"],
        [12, 18, "VERB", "think", 1, "ccomp"],
        [19, 24, "NOUN", "kite", 7, "nsubj"],
        [25, 27, "AUX", "do", 7, "aux"],
        [27, 30, "PART", "not", 7, "advmod"],
        [31, 35, "VERB", "fall", 3, "ccomp"],
        [35, 36, "PUNCT", ".", 1, "punct"],
        [37, 42, "NOUN", "image", -1, "root"],
        [42, 43, "PUNCT", ":", 9, "punct"],
        [44, 46, "PROPN", "Bo", 9, "appos"],
    ],
    "mentions": [
        {"chain": 4, "type": "person", "span": [0, 2], "min": [0, 2]},
        {"chain": 5, "type": "object", "span": [19, 24], "min": [19, 24]},
        {"chain": 6, "type": "person", "span": [44, 46], "min": [44, 46]},
    ],
    "mwt": [[25, 30, 5, 6]],
    "edus": [
        {"node": 1, "span": [0, 7]},
        {"node": 2, "span": [8, 18]},
        {"node": 3, "span": [19, 24]},
        {"node": 4, "span": [25, 36]},
    ],
    "relations": [
        {"attribution_source": [[0, 2]], "content_span": [[8, 36]], "source_span": [[0, 7]], "signals": []},
        {
            "attribution_source": [[8, 11]],
            "content_span": [[25, 36]],
            "content_edus_same_unit": [3, 4],
            "source_span": [[8, 18]],
            "signals": [{"subtype": "indicative_word", "type": "lexical", "spans": [[12, 18]]}],
        },
        {
            "attribution_source": [[44, 46]],
            "content_span": [[37, 43]],
            "source_span": [[44, 46]],
            "in_figure": True,
        },
    ],
    "claims": [
        {"spans": [[19, 36]], "status": "attributed", "kind": "statement", "sentence": 0, "relation": 1},
        {"spans": [[37, 46]], "status": "unknown", "kind": "statement", "sentence": 1, "relation": None},
    ],
}


def test_gum_gives_surface_tokens_sentences_claims_and_nested_relations(tmp_path: Path) -> None:
    gold = read_one(tmp_path, GUM)
    assert gold.tokens is not None
    assert words(gold, gold.tokens) == [
        *("Jo", "says", "Mia", "thinks", "kites", "don’t", "fall", "."),
        *("Image", ":", "Bo"),
    ]
    assert words(gold, gold.annotated.sentences) == ["Jo says Mia thinks kites don’t fall.", "Image: Bo"]
    (claim,) = gold.annotated.claims
    assert (words(gold, claim.spans), claim.status) == (["kites don’t fall."], "attributed")
    assert [words(gold, spans) for spans in gold.unsettled_claims] == [["Image: Bo"]]
    outer, inner = gold.annotated.attributions  # the credit of the picture is none
    assert (outer.parent, inner.parent) == (None, outer.id)
    # Two clauses of one unit, with a blank between them, are one content.
    assert words(gold, inner.content) == ["kites don’t fall."]
    assert gold.layers is not None and "cue" not in gold.layers
    assert gold.annotated.meta == {"licence": "CC BY 2.5", "genre": "news"}


def test_gum_gives_the_entity_behind_each_source_with_its_proper_names(tmp_path: Path) -> None:
    gold = read_one(tmp_path, GUM)
    outer, inner = gold.annotated.attributions
    (jo,) = gold.annotated.speakers  # of the credit nobody is the source
    assert (outer.speaker, jo.id, jo.name, jo.named) == ("s1", "s1", "Jo", True)
    # Mia is a name and no mention of any entity: who she is was not settled.
    assert (inner.speaker, inner.source_status) == (None, "named")
    assert gold.speaker_names == {outer.id: ("Jo",)}
    assert gold.layers is not None
    assert "speaker_names" in gold.layers
    assert not {"speaker", "source_status"} & gold.layers


def test_what_articles_are_grouped_by_is_in_their_meta(tmp_path: Path) -> None:
    assert read_one(tmp_path, {**GUM, "outlet": "kites"}).annotated.meta == {
        "licence": "CC BY 2.5",
        "genre": "news",
        "outlet": "kites",
    }
    assert ALL_CASES[0].annotated.meta["phenomenon"]


def test_ewt_gives_sentences_and_tokens(tmp_path: Path) -> None:
    row = {"corpus": "ewt", "id": "weblog-1", "text": "Kites fly.", "sentences": [[0, 10]]}
    gold = read_one(tmp_path, {**row, "tokens": [[0, 5, "NOUN"], [6, 9, "VERB"], [9, 10, "PUNCT"]]})
    assert gold.tokens == (Span(0, 5), Span(6, 9), Span(9, 10))
    assert gold.layers == frozenset({"sentences", "tokens"})


def test_worldwide_gives_names(tmp_path: Path) -> None:
    row = {"corpus": "worldwide", "id": "w1", "text": "Ana Ruiz left Port Alva.", "tokens": [], "units": []}
    gold = read_one(tmp_path, {**row, "entities": [[0, 8, "Person"], [14, 23, "Location"]]})
    assert [(name.span, name.type) for name in gold.annotated.names] == [
        (Span(0, 8), "Person"),
        (Span(14, 23), "Location"),
    ]
    assert gold.layers == frozenset({"names"})


def test_basil_gives_lexical_bias_and_whether_it_is_the_outlets(tmp_path: Path) -> None:
    spans = [
        {"span": [4, 12], "bias": "lex", "quote": "no"},
        {"span": [13, 20], "bias": "inf", "quote": "no"},
        {"span": [22, 26], "bias": "lex", "quote": "yes"},
    ]
    gold = read_one(
        tmp_path,
        {
            "corpus": "basil",
            "id": "b1",
            "text": "The reckless mayor’s “lies” again",
            "spans": spans,
            "sentences": [[0, 20], [21, 33]],
        },
    )
    assert [(one.span.of(gold.annotated.text or ""), one.voice) for one in gold.annotated.evaluative] == [
        ("reckless", "outlet"),
        ("lies", "unsettled"),
    ]
    assert [one.quoted for one in gold.annotated.evaluative] == [False, True]
    assert gold.judging == ((Span(0, 20), True), (Span(21, 33), False))
    assert gold.layers == frozenset({"evaluative", "voice_outlet", "quoted", "judging"})


def test_babe_says_of_one_sentence_whether_it_is_biased(tmp_path: Path) -> None:
    row = {"corpus": "babe", "id": "sg2-1", "text": "The mayor lied brazenly.", "words": [[15, 23]]}
    answers = [
        read_one(tmp_path, {**row, "label": label}).judging
        for label in ("Biased", "Non-biased", "No agreement")
    ]
    assert answers == [((Span(0, 24), True),), ((Span(0, 24), False),), ()]
    assert read_one(tmp_path, {**row, "label": "Biased"}).layers == frozenset({"judging"})


def test_ptc_gives_loaded_language_and_name_calling(tmp_path: Path) -> None:
    techniques = ["Loaded_Language", "Doubt", "Name_Calling,Labeling"]
    spans = [{"span": [n, n + 1], "technique": technique} for n, technique in enumerate(techniques)]
    gold = read_one(tmp_path, {"corpus": "ptc", "id": "p1", "text": "abc", "spans": spans})
    assert [one.span for one in gold.annotated.evaluative] == [Span(0, 1), Span(2, 3)]
    assert gold.categories == {"loaded_label", "evaluative_modifier", "intensifier", "dysphemism"}
    assert gold.layers == frozenset({"evaluative"})


def test_every_corpus_row_scores_one_against_itself(tmp_path: Path) -> None:
    golds = list(read_gold(write(tmp_path / "all.jsonl", POLNEAR, GUM)))
    for row in score(golds, golds).rows:
        faults = MEASURES[row.measure][0] in ("share of faults", "error")
        assert row.score == (0.0 if faults else 1.0), row


ALL_CASES = list(read_gold(CASES))


def test_all_cases_are_read() -> None:
    assert len(ALL_CASES) == len(CASES.read_text(encoding="utf-8").splitlines()) == 87
    assert len({gold.annotated.article_id for gold in ALL_CASES}) == 87


@pytest.mark.parametrize("gold", ALL_CASES, ids=lambda gold: gold.annotated.article_id)
def test_every_span_of_a_case_is_trimmed_and_inside_one_line_of_its_text(gold: Gold) -> None:
    record, text = gold.annotated, gold.annotated.text or ""
    spans = [span for one in record.attributions for span in (*one.source, *one.content)]
    spans += [one.cue for one in record.attributions if one.cue]
    spans += [span for claim in record.claims for span in claim.spans] + [
        one.span for one in record.evaluative
    ]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert trim(text, span) == span
        assert "\n" not in span.of(text)


@pytest.mark.parametrize("gold", ALL_CASES, ids=lambda gold: gold.annotated.article_id)
def test_every_case_scores_one_against_itself(gold: Gold) -> None:
    for row in score([gold], [gold]).rows:
        assert row.score == (0.0 if row.measure.startswith("calibration") else 1.0), row


def find_case(id: str) -> Gold:
    return next(gold for gold in ALL_CASES if gold.annotated.article_id == id)


def test_a_case_has_speakers_by_name_and_knows_its_layers() -> None:
    gold = find_case("at-front-logbook")
    first, second = gold.annotated.attributions
    names = {speaker.id: speaker.name for speaker in gold.annotated.speakers}
    assert [names[first.speaker or ""], names[second.speaker or ""]] == [
        "the hospital's own logbook",
        "Widad Jabbar",
    ]
    assert [claim.status for claim in gold.annotated.claims] == ["unattributed"]
    assert gold.layers is not None
    assert not gold.layers & {"claims", "names", "sentences"}


def test_nesting_of_cases_follows_from_containment() -> None:
    nested = [one for gold in ALL_CASES for one in gold.annotated.attributions if one.parent]
    assert len(nested) == 9
    for gold in ALL_CASES:
        outer = {one.id: one for one in gold.annotated.attributions}
        for one in gold.annotated.attributions:
            if one.parent:
                assert all(any(o.holds(s) for o in outer[one.parent].content) for s in one.content)


def test_a_record_says_in_further_keys_what_was_annotated(tmp_path: Path) -> None:
    row = {**ALL_CASES[0].annotated.to_json(), "layers": ["names"], "masked": [[0, 3]], "tokens": [[0, 3]]}
    row["speaker_names"] = {"a1": ["Ana Ruiz", "Ruiz"], "a2": []}
    (gold,) = read_gold(write(tmp_path / "gold.jsonl", row))
    assert gold.speaker_names == {"a1": ("Ana Ruiz", "Ruiz"), "a2": ()}
    assert "speaker_names" in find_layers(replace(gold, layers=None))
    assert (gold.layers, gold.masked, gold.tokens) == (frozenset({"names"}), (Span(0, 3),), (Span(0, 3),))


def test_a_record_without_such_keys_has_the_layers_it_has_anything_of() -> None:
    record = replace(ALL_CASES[0].annotated, evaluative=())
    assert to_gold(record).layers is None
    assert find_layers(to_gold(record)) == frozenset(LAYERS) - {
        "names", "sentences", "tokens", "speaker_names", "evaluative", "target", "quoted", "judging", "voice",
            "voice_outlet",
    }  # fmt: skip


@pytest.mark.skipif(not IDLIB.exists(), reason="the gold of the example article is not made yet")
def test_a_json_file_holds_one_article() -> None:
    (gold,) = read_gold(IDLIB)
    assert gold.annotated.attributions


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(BadAnnotation, match="no layer is called 'mood'"):
        Gold(ALL_CASES[0].annotated, frozenset({"mood"}))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "x", "text": ""}', "neither a record of attrib/1, nor a corpus row"),
        ('{"corpus": "moon", "id": "x"}', "no adaptor reads the corpus 'moon'. Known: polnear, gum, ewt"),
        ('{"corpus": "ewt", "id": "x", "text": ""}', "the key 'sentences' is missing"),
        ("{", "not JSON"),
        ("[]", "a list, where an object was expected"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_file_and_line(
    tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        list(read_gold(path))
    assert str(error.value).startswith(f"{path}:2: ")
    assert message in str(error.value)


def test_a_span_that_runs_past_its_text_is_named(tmp_path: Path) -> None:
    row = {"corpus": "worldwide", "id": "w1", "text": "Ana", "entities": [[0, 9, "Person"]]}
    with pytest.raises(
        BadAnnotation, match=r"one.jsonl.gz:1: span 0:9 does not fit the text \(3 characters\)"
    ):
        read_one(tmp_path, row)


def test_an_attribution_stands_for_its_manner_by_its_quotation_marks(tmp_path: Path) -> None:
    content = {"source": [], "cue": [], "content": [[0, 15]]}
    row = {
        "corpus": "polnear",
        "id": "m",
        "text": "It was “a dam”.",
        "attributions": [{"id": "E1", **content}],
    }
    (one,) = read_one(tmp_path, row).annotated.attributions
    assert isinstance(one, Attribution)
    assert (one.manner, one.cue) == ("mixed", None)

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import stanza
from readings import read_marked
from readings_stub import StubReader
from stanza.models.coref.coref_chain import CorefChain, CorefMention
from stanza.pipeline import registry
from stanza.utils.conll import CoNLL

from attrib import processors
from attrib.attributions import find_attributions
from attrib.errors import BadInput, BadModel, BadOption
from attrib.processors import from_document, open_pipeline, stanza_options, to_document
from attrib.records import Name, text_sha256
from attrib.spans import Span
from attrib.speakers import find_speakers

MODELS = Path(__file__).parent / "models"
TOKENIZER = MODELS / "en_gum-small_tokenizer.pt"
NER = MODELS / "en_toy_nertagger.pt"
TEXT = "The ferry is late, Ana Ruiz said. Boats don't leave Depok.\n\nHe left."
CONLLU = """\
# text = Boats don't leave.
1\tBoats\t_\t_\t_\t_\t0\troot\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\t_\t_\t_\t_\t1\tdep\t_\t_
3\tn't\t_\t_\t_\t_\t1\tdep\t_\t_
4\tleave\t_\t_\t_\t_\t1\tdep\t_\tSpaceAfter=No
5\t.\t_\t_\t_\t_\t1\tdep\t_\t_

"""


@pytest.fixture
def reader() -> StubReader:
    return StubReader()


def run(reader: StubReader, **options: object) -> stanza.Pipeline:
    return stanza.Pipeline(**{**stanza_options(reader), "logging_level": "ERROR", **options})


def read_tokens(document: stanza.Document) -> list[list[str]]:
    return [[token.text for token in sentence.tokens] for sentence in document.sentences]


def test_a_pipeline_of_our_own_parts_reads_a_text_once_and_offline(reader: StubReader) -> None:
    document = run(reader)(TEXT)
    assert reader.reads == [TEXT]
    assert [sentence.text for sentence in document.sentences] == [
        "The ferry is late, Ana Ruiz said.",
        "Boats don't leave Depok.",
        "He left.",
    ]
    assert [(e.text, e.type, e.start_char) for e in document.ents] == [
        ("Ana Ruiz", "Person", 19),
        ("Depok", "Location", 52),
    ]
    assert [t.ner for t in document.sentences[0].tokens] == ["O"] * 5 + ["B-Person", "E-Person", "O", "O"]
    (attribution,) = document.attributions
    assert [span.of(TEXT) for span in attribution.source] == ["Ana Ruiz"]
    assert document.attrib.attributions == document.attributions
    assert document.attrib.claims == document.claims
    assert document.attrib.evaluative == document.evaluative
    assert document.attrib.text_sha256 == text_sha256(TEXT)
    assert (document.attrib.made_with.tokenizer, document.attrib.made_with.model) == ("attrib", "stub")


def test_one_document_a_list_and_a_stream_give_the_same_records(reader: StubReader) -> None:
    nlp = run(reader)
    texts = [TEXT, "", "x", " ", "a \ud800 b.", "He left."]
    alone = [nlp(text).attrib for text in texts]
    assert [document.attrib for document in nlp.bulk_process(texts)] == alone
    assert [document.attrib for document in nlp([stanza.Document([], text=text) for text in texts])] == alone
    assert [document.attrib for document in nlp.stream(iter(texts), batch_size=2)] == alone
    assert [record.text for record in alone] == texts


def test_a_document_and_back_is_the_same_reading(reader: StubReader) -> None:
    reading = reader.read(TEXT)
    again = from_document(to_document(reading), reading)
    assert (again.sentences, again.tokens, again.names) == (reading.sentences, reading.tokens, reading.names)


def test_loading_the_module_again_registers_nothing_twice() -> None:
    before = list(registry.PIPELINE_NAMES)
    importlib.reload(processors)
    assert sorted(registry.PIPELINE_NAMES) == sorted(before)
    assert registry.PIPELINE_NAMES[-3:] == ["names", "attribution", "evaluation"]


def test_a_self_trained_tokenizer_takes_over_sentences_and_tokens(reader: StubReader) -> None:
    # The stub cuts "don't" in three, the model was trained on surface tokens.
    nlp = run(reader, processors={"attribution": "default"}, tokenize_model_path=str(TOKENIZER))
    for document in (nlp(TEXT), nlp.bulk_process(["A boat.", TEXT])[1]):
        assert read_tokens(document)[1] == ["Boats", "don't", "leave", "Depok", "."]
        assert (
            document.reading.sentences
            == document.attrib.sentences
            == (Span(0, 33), Span(34, 58), Span(60, 68))
        )
        assert Span(40, 45) in document.reading.tokens
        assert document.attrib.names == reader.read(TEXT).names
        assert document.attrib.made_with.tokenizer == "en_gum-small_tokenizer"
    assert not document.ents


def test_a_self_trained_ner_takes_over_the_names(reader: StubReader) -> None:
    nlp = open_pipeline(
        {"tokenize": TOKENIZER, "ner": NER, "coref": None}, reader, {"logging_level": "ERROR"}
    )
    text = "Forty people met Ana Ruiz of Harbour Council in Norland."
    (reading,) = processors.read_documents([document := nlp(text)], reader)
    # Its PERSON is the reader's Person, with the reader's score; its GPE a Location that the stub does not
    # know.
    assert reading.names[0] == Name(Span(17, 25), "Person", 0.9)
    assert Name(Span(48, 55), "Location", 1.0) in reading.names
    assert {entity.type for entity in document.ents} >= {"PERSON", "GPE"}
    assert {name.type for name in reading.names} <= {"Person", "Organization", "Location"}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PERSON", "Person"),
        ("PER", "Person"),
        ("Organization", "Organization"),
        ("GPE", "Location"),
        ("FAC", "Facility"),
        ("WORK_OF_ART", "Misc"),
        ("DATE", "Date"),
        ("CARDINAL", None),
        ("PERCENT", None),
    ],
)
def test_the_labels_of_stanzas_models_become_the_readers_types(
    label: str, kind: str | None, reader: StubReader
) -> None:
    reading = reader.read("Vestby waits.")
    document = to_document(reading)
    for token, tag in zip(document.iter_tokens(), (f"S-{label}", "O", "O"), strict=True):
        token.ner = tag
    document.build_ents()
    names = from_document(document, reading).names
    assert names == (() if kind is None else (Name(Span(0, 6), kind, 1.0),))


def test_chains_of_a_coref_processor_become_antecedents(reader: StubReader) -> None:
    text = "Norland's minister left. He met the mayor of Norland, but he stayed."
    #       0         10        20        30        40        50        60
    reading = reader.read(text)
    assert [m.head.of(text) for m in reading.mentions] == ["Norland", "minister", "mayor", "Norland", "he"]
    document = to_document(reading)
    # Tokens: Norland ' s minister left . | He met the mayor of Norland , but he stayed .
    minister = [CorefMention(0, 0, 4), CorefMention(1, 0, 1), CorefMention(1, 8, 9)]
    document.coref = [CorefChain(0, minister, "Norland's minister", 0)]
    antecedents = from_document(document, reading).antecedents
    assert antecedents.dtype == np.float32
    # Only "he" goes back: three mentions, to "minister". The last column says that there is none before.
    assert antecedents.argmax(axis=1).tolist() == [3, 3, 3, 3, 2]
    assert antecedents.sum(axis=1).tolist() == [1.0] * 5


@pytest.mark.parametrize(("antecedent", "name"), [(0, "Ada Jell"), (1, "Eva Moe"), (None, None)])
def test_the_chains_of_a_coref_processor_settle_speakers(antecedent: int | None, name: str | None) -> None:
    reading = read_marked(
        "[m1:[P:Ada Jell]] met [m2:[P:Eva Moe]]. [s1:[m3:She]] [q1:said] [c1:the dam holds]."
    )
    document = to_document(reading)
    people = [CorefMention(0, 0, 2), CorefMention(0, 3, 5)]
    chained = [people[antecedent], CorefMention(1, 0, 1)] if antecedent is not None else people[:1]
    document.coref = [CorefChain(0, chained, "she", 0)]
    seen = from_document(document, reading)
    speakers, (attribution,) = find_speakers(seen, find_attributions(seen, ()))
    assert [one.name for one in speakers if one.id == attribution.speaker] == ([name] if name else [])
    assert (attribution.why[-1] == "coreference") == (name is not None)


def test_given_tokens_are_kept(reader: StubReader) -> None:
    nlp = run(reader, tokenize_pretokenized=True)
    for document in (
        nlp([["Boats", "do", "n't", "leave"], ["He", "left"]]),
        nlp.bulk_process(["Boats do n't leave\nHe left"])[0],
    ):
        assert read_tokens(document) == [["Boats", "do", "n't", "leave"], ["He", "left"]]
        assert document.text == "Boats do n't leave He left"
        assert document.attrib.sentences == (Span(0, 18), Span(19, 26))
        assert document.attrib.made_with.tokenizer == "given"


def test_a_document_without_text_gets_the_text_of_its_tokens(reader: StubReader) -> None:
    document = CoNLL.conll2doc(input_str=CONLLU * 2)
    run(reader).process(document, processors="attribution,evaluation")
    assert document.text == "Boats don't leave. Boats don't leave."
    assert document.reading.tokens[:2] == (Span(0, 5), Span(6, 11))
    assert document.attrib.sentences == (Span(0, 18), Span(19, 37))


def test_a_text_without_places_for_its_tokens_is_refused(reader: StubReader) -> None:
    document = stanza.Document([[{"id": 1, "text": "Boats"}]])
    document.text = "Boats"
    with pytest.raises(BadInput) as caught:
        processors.read_documents([document], reader)
    assert str(caught.value) == (
        "The token 'Boats' does not say where it stands in the text. "
        "Give every token start_char and end_char, or leave the text out and let attrib join the tokens."
    )


def test_a_reading_of_another_text_is_refused(reader: StubReader) -> None:
    with pytest.raises(
        BadInput, match=r"^A document of 8 characters and a reading of 2 are not of the same text\."
    ):
        from_document(to_document(reader.read("He left.")), reader.read("No"))


def test_a_document_whose_text_has_changed_is_read_anew(reader: StubReader) -> None:
    nlp = run(reader)
    document = nlp("He left.")
    again = nlp(stanza.Document([], text="She left Depok."))
    document.text, document.sentences = again.text, again.sentences
    nlp.process(document, processors="attribution")
    assert document.attrib.text == "She left Depok."
    assert reader.reads == ["He left.", "She left Depok.", "She left Depok."]


def test_names_and_ner_exclude_each_other(reader: StubReader) -> None:
    with pytest.raises(
        BadOption, match=r"^The processors `names` and `ner` exclude each other: both set the entities\."
    ):
        run(
            reader,
            ner_model_path=str(NER),
            **dict.fromkeys(("ner_pretrain_path", "ner_forward_charlm_path", "ner_backward_charlm_path"), ""),
        )


def test_our_tokenizer_finds_the_sentences_itself(reader: StubReader) -> None:
    with pytest.raises(BadOption, match=r"^tokenize_no_ssplit and tokenize='attrib' exclude each other"):
        run(reader, tokenize_no_ssplit=True)


def test_an_official_model_that_is_not_there_is_named(reader: StubReader, tmp_path: Path) -> None:
    (tmp_path / "resources.json").write_text(
        (processors.RESOURCES / "resources.json").read_text(encoding="utf-8")
    )
    options = {"dir": str(tmp_path), "logging_level": "ERROR"}
    for models in ({"tokenize": "combined"}, {"tokenize": "attrib", "ner": "combined"}):
        (name, _) = list(models.items())[-1]
        with pytest.raises(BadModel) as caught:
            open_pipeline(models, reader, options)
        assert str(caught.value) == (
            f"{tmp_path} has not got all of Stanza's models for {name} 'combined'. "
            "attrib downloads nothing by itself; get them once with "
            f"stanza.download('en', package=None, processors={{'{name}': 'combined'}})."
        )


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    """A folder as `stanza.download` leaves it, with the models of the tests in the place of official ones."""
    packages = {"default": {"tokenize": "combined", "ner": "toy"}}
    listed = {"tokenize": {"combined": {}}, "ner": {"toy": {}}}
    resources = {"en": {"lang_name": "English", "packages": packages, **listed}}
    (tmp_path / "resources.json").write_text(json.dumps(resources), encoding="utf-8")
    for model, place in ((TOKENIZER, "tokenize/combined.pt"), (NER, "ner/toy.pt")):
        (tmp_path / "en" / place).parent.mkdir(parents=True)
        shutil.copy(model, tmp_path / "en" / place)
    return tmp_path


def test_a_pipeline_of_official_models_can_add_attribution(reader: StubReader, downloaded: Path) -> None:
    nlp = stanza.Pipeline(
        "en",
        dir=str(downloaded),
        processors="tokenize,ner,attribution,evaluation",
        download_method=None,
        logging_level="ERROR",
        attribution_reader=reader,
    )
    document = nlp("Ana Ruiz met forty people in Vestby.\n\nTom Okafor said the ferry is late.")
    assert reader.reads == [document.text]
    assert document.attrib.made_with.tokenizer == "combined"
    assert [(name.span.of(document.text), name.type) for name in document.attrib.names] == [
        (entity.text, {"PERSON": "Person", "GPE": "Location"}[entity.type])
        for entity in document.ents
        if entity.type != "CARDINAL"
    ]
    assert {"Person", "Location"} <= {name.type for name in document.attrib.names}


def test_official_models_are_opened_by_name(reader: StubReader, downloaded: Path) -> None:
    options = {"dir": str(downloaded), "logging_level": "ERROR"}
    both = open_pipeline({"tokenize": "combined", "ner": "toy"}, reader, options)
    assert list(both.processors) == ["tokenize", "ner"]
    ours = open_pipeline({"tokenize": "attrib", "ner": True}, reader, options)
    (reading,) = processors.read_documents([ours("Lena Brandt don't wait.")], reader)
    assert reader.reads == ["Lena Brandt don't wait."]
    assert reading.names == (Name(Span(0, 11), "Person", 1.0),)


def test_a_model_file_that_is_not_there_is_named(reader: StubReader) -> None:
    with pytest.raises(BadModel) as caught:
        open_pipeline({"tokenize": "nowhere/mine.pt"}, reader)
    assert str(caught.value) == (
        "nowhere/mine.pt: there is no such file. Give the path of a model that Stanza's trainer wrote."
    )


def test_evaluation_takes_a_list_of_ones_own(reader: StubReader, tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("id\tphrase\tcategory\nferry\tferry\tdoubt\n", encoding="utf-8")
    document = stanza.Pipeline(**stanza_options(reader, lexicon=path), logging_level="ERROR")(
        "The ferry is late."
    )
    assert [(e.note, e.category) for e in document.evaluative] == [("ferry", "doubt")]
    assert document.attrib.made_with.lexicon.startswith("mine.tsv ")

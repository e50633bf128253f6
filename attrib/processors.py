"""The Stanza door: attrib's parts as processors of a `stanza.Pipeline`. The only module that imports Stanza.

    nlp = stanza.Pipeline(**attrib.stanza_options())
    doc = nlp("The ferry is late, the mayor said.")
    doc.attributions, doc.claims, doc.speakers, doc.evaluative, doc.attrib

`tokenize` has a variant `attrib` (sentences and tokens as the reader sees them); `names`, `attribution` and
`evaluation` are processors of our own, which any other pipeline can add after its official or self-trained
models. However many of them a pipeline has, a text is read once: the reading stays on the document, as
`doc.reading`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from stanza import Document, Pipeline
from stanza.pipeline import registry
from stanza.pipeline.core import PipelineRequirementsException
from stanza.pipeline.processor import (
    Processor,
    ProcessorVariant,
    register_processor,
    register_processor_variant,
)
from stanza.pipeline.tokenize_processor import TokenizeProcessor
from stanza.resources.common import DEFAULT_MODEL_DIR

from attrib.documents import check_document, from_document, settle_text
from attrib.errors import BadModel, BadOption
from attrib.evaluative import read_lexicon
from attrib.joining import join_attribution, join_evaluation, to_article
from attrib.reader import Reader, open_reader
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex

__all__ = ["from_document", "open_pipeline", "read_documents", "stanza_options", "to_document"]

# Stanza looks into this folder for its list of models. Ours names English and nothing else: a processor that
# the list names is looked for among the official models, and skipped.
RESOURCES = Path(__file__).parent / "data" / "stanza"
OWN = ("names", "attribution", "evaluation")
# What the processors put on a document. `reading` is the reading with the document's own sentences, tokens
# and names; `names` the names that our processor of that name has set, with scores; `attrib` the whole
# record.
PROPERTIES = ("reading", "names", "attributions", "claims", "speakers", "evaluative", "attrib")


def stanza_options(reader: Reader | None = None, *, lexicon: str | Path | None = None) -> dict[str, Any]:
    """The options with which `stanza.Pipeline(**attrib.stanza_options())` runs attrib offline.

    `reader` is one that `open_reader` gave for a model of your own; without it the bundled model is opened.
    `lexicon` is a list of your own of words that judge; without it the bundled one is used.
    Change or add options as with any dict; whatever names official models also needs their `dir`.

    >>> sorted(stanza_options()["processors"])
    ['attribution', 'evaluation', 'names', 'tokenize']
    """
    options: dict[str, Any] = {
        "lang": "en",
        "dir": str(RESOURCES),
        "package": None,
        "processors": {"tokenize": "attrib", **dict.fromkeys(OWN, "default")},
        "download_method": None,
    }
    if reader is not None:
        options.update({f"{name}_reader": reader for name in ("tokenize", "names", "attribution")})
    if lexicon is not None:
        options["evaluation_lexicon"] = str(lexicon)
    return options


def open_pipeline(
    models: Mapping[str, str | Path | bool | None], reader: Reader, options: Mapping[str, Any] | None = None
) -> Pipeline:
    """A pipeline of Stanza models alone (tokenize, ner, coref): it makes documents for `read_documents`.

    A model is an official package's name, the path of a `.pt` file, `True` for the default package, or `None`
    for none; `tokenize` can be "attrib". `options` are further options of `stanza.Pipeline`. Nothing is
    downloaded.

    Raises `BadModel` when a model is not there.
    """
    wanted = {name: "default" if model is True else str(model) for name, model in models.items() if model}
    files = {name: model for name, model in wanted.items() if model.endswith(".pt")}
    packages = {name: model for name, model in wanted.items() if name not in files}
    official = sorted(set(packages.items()) - {("tokenize", "attrib")})
    if absent := sorted(model for model in files.values() if not Path(model).is_file()):
        raise BadModel(
            f"{absent[0]}: there is no such file. Give the path of a model that Stanza's trainer wrote."
        )
    chosen: dict[str, Any] = {
        **stanza_options(reader),
        "dir": str(DEFAULT_MODEL_DIR if official else RESOURCES),
        "processors": packages,
        **{f"{name}_model_path": path for name, path in files.items()},
    }
    if "ner" in files:  # Stanza counts its models by these; empty: the model has no such part
        chosen.update(
            dict.fromkeys(("ner_pretrain_path", "ner_forward_charlm_path", "ner_backward_charlm_path"), "")
        )
    chosen.update(options or {})
    missing = BadModel(
        f"{chosen['dir']} has not got all of Stanza's models for "
        f"{', '.join(f'{name} {package!r}' for name, package in official)}. "
        "attrib downloads nothing by itself; get them once with "
        f"stanza.download('en', package=None, processors={dict(official)!r})."
    )
    try:
        pipeline = Pipeline(**chosen)
    except (FileNotFoundError, PipelineRequirementsException, ValueError) as error:
        # Stanza leaves out a package that it does not know, and then finds nothing to load, or nothing to
        # build on.
        if not official:
            raise
        raise missing from error
    if packages.keys() - pipeline.processors.keys():
        raise missing
    return pipeline


def to_document(reading: Reading) -> Document:
    """The Stanza document with the sentences and tokens of a reading.

    Its entities are not set yet; the processor `names` does that. White space alone makes no token, and a
    sentence without tokens is left out.
    """
    text = reading.text
    starts = [token.start for token in reading.tokens]
    sentences = []
    for sentence in reading.sentences:
        own = reading.tokens[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        sentences.append(
            [
                {"id": (at,), "text": token.of(text), "start_char": token.start, "end_char": token.end}
                for at, token in enumerate(own, start=1)
            ]
        )
    document = Document([sentence for sentence in sentences if sentence], text=text)
    document.reading = reading
    return document


def read_documents(documents: Sequence[Document], reader: Reader) -> list[Reading]:
    """One reading for each document, with the document's own sentences, tokens and names.

    It is kept as `document.reading`. A document that has been read already is not read again, unless its text
    has changed since.
    """
    for document in documents:
        settle_text(document)
        check_document(document)
    unread = [doc for doc in documents if doc.reading is None or doc.reading.text != doc.text]
    for document, reading in zip(unread, reader.read_many(doc.text for doc in unread), strict=True):
        document.reading = reading
    for document in documents:
        document.reading = from_document(document, document.reading)
    return [document.reading for document in documents]


def _register() -> None:
    """Lets Stanza know of the classes below, once, even when this module is loaded again."""
    for name in PROPERTIES:
        if not hasattr(Document, name):
            # The default setter refuses; the name is bound now, not when the setter runs.
            Document.add_property(
                name, setter=lambda self, value, name=name: setattr(self, f"_{name}", value)
            )
    for name in OWN:
        if name in registry.PIPELINE_NAMES:  # else Stanza would run it twice
            registry.PIPELINE_NAMES.remove(name)
    register_processor_variant("tokenize", "attrib")(AttribTokenizer)
    for name, processor in zip(OWN, (NamesProcessor, AttributionProcessor, EvaluationProcessor), strict=True):
        register_processor(name)(processor)


class AttribTokenizer(ProcessorVariant):
    """`tokenize`: the sentences and tokens that the reader sees. "don't" is one token."""

    def __init__(self, config: dict[str, Any]) -> None:
        if config.get("no_ssplit"):
            raise BadOption(
                "tokenize_no_ssplit and tokenize='attrib' exclude each other: the reader finds the "
                "sentences. Leave tokenize_no_ssplit out, or name another tokenizer."
            )
        self._pretokenized = bool(config.get("pretokenized"))
        self._reader = config.get("reader") or open_reader()

    def process(self, text: str) -> Document:
        return to_document(self._reader.read(text))

    def bulk_process(self, docs: list[Document]) -> list[Document]:
        if not self._pretokenized:
            return [to_document(reading) for reading in self._reader.read_many(doc.text for doc in docs)]
        # Stanza handles given tokens itself when it is given one document, but not when it is given many.
        return [doc if doc.sentences else _take_tokens(doc.text) for doc in docs]


def _take_tokens(tokens: Any) -> Document:
    text, sentences = TokenizeProcessor.process_pre_tokenized_text(None, tokens)
    return Document(sentences, text)


class _ReadingProcessor(Processor):
    """A processor that needs the document read."""

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        self._reader = config.get("reader") or open_reader()

    def process(self, doc: Document) -> Document:
        return self.bulk_process([doc])[0]

    def bulk_process(self, docs: list[Document]) -> list[Document]:
        for doc, reading in zip(docs, read_documents(docs, self._reader), strict=True):
            self.put(doc, reading)
        return docs

    def put(self, doc: Document, reading: Reading) -> None:
        """Puts on the document what this processor is for."""
        raise NotImplementedError


class NamesProcessor(_ReadingProcessor):
    """`names`: `token.ner` in BIOES and `doc.ents`, as `ner` sets them, and `doc.names` with scores."""

    PROVIDES_DEFAULT: ClassVar[set[str]] = {"names"}
    REQUIRES_DEFAULT: ClassVar[set[str]] = {"tokenize"}

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        if "ner" in pipeline.processors:
            raise BadOption(
                "The processors `names` and `ner` exclude each other: both set the entities. "
                "Leave `names` out, and `attribution` takes the entities of `ner`."
            )

    def put(self, doc: Document, reading: Reading) -> None:
        doc.names = reading.names
        places = SpanIndex(name.span for name in reading.names)
        for sentence in doc.sentences:
            for token in sentence.tokens:
                token.ner = "O"
            if not sentence.tokens:
                continue
            starts = [token.start_char for token in sentence.tokens]
            ends = [token.end_char for token in sentence.tokens]
            for place in places.touching(Span(starts[0], ends[-1])):
                name = reading.names[place]
                own = sentence.tokens[
                    bisect_right(ends, name.span.start) : bisect_left(starts, name.span.end)
                ]
                if any(token.ner != "O" for token in own):  # two names in one token: the first has it
                    continue
                for at, token in enumerate(own):
                    token.ner = f"{_bioes(at, len(own))}-{name.type}"
        doc.build_ents()


def _bioes(at: int, tokens: int) -> str:
    if tokens == 1:
        return "S"
    return "B" if at == 0 else "E" if at == tokens - 1 else "I"


class AttributionProcessor(_ReadingProcessor):
    """`attribution`: `doc.attributions`, `doc.claims`, `doc.speakers`, and the whole record, `doc.attrib`."""

    PROVIDES_DEFAULT: ClassVar[set[str]] = {"attribution"}
    REQUIRES_DEFAULT: ClassVar[set[str]] = {"tokenize"}

    def put(self, doc: Document, reading: Reading) -> None:
        tokenizer = _name_tokenizer(self.pipeline.config)
        doc.attrib = join_attribution(to_article(doc.text), reading, self._reader.model, tokenizer=tokenizer)
        doc.attributions, doc.claims, doc.speakers = (
            doc.attrib.attributions,
            doc.attrib.claims,
            doc.attrib.speakers,
        )


def _name_tokenizer(config: dict[str, Any]) -> str:
    """What `made_with.tokenizer` says: ours, the name of a model's file, or that the tokens were given."""
    if config.get("tokenize_pretokenized"):
        return "given"
    return Path(config["tokenize_model_path"]).stem if "tokenize_model_path" in config else "attrib"


class EvaluationProcessor(Processor):
    """`evaluation`: `doc.evaluative`, and `doc.attrib` with it."""

    PROVIDES_DEFAULT: ClassVar[set[str]] = {"evaluation"}
    REQUIRES_DEFAULT: ClassVar[set[str]] = {"attribution"}

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        self._lexicon = read_lexicon(config.get("lexicon"))

    def process(self, doc: Document) -> Document:
        doc.attrib = join_evaluation(doc.attrib, doc.reading, self._lexicon)
        doc.evaluative = doc.attrib.evaluative
        return doc


_register()

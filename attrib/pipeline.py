"""Articles in, annotated articles out: `load` once, `annotate` one, `annotate_many` any number.

With its default options this module reads with the bundled model and needs neither Stanza nor torch. Stanza
models for sentences, names or coreference come in through `processors`, when they are asked for.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, overload

from attrib.errors import AttribError, BadInput, BadOption, NotEnglish
from attrib.evaluative import read_lexicon
from attrib.files import OnError
from attrib.formats import Problem
from attrib.joining import join_attribution, join_evaluation, to_article
from attrib.language import Language, detect
from attrib.reader import Reader, open_reader
from attrib.reading import Reading
from attrib.records import Annotated, Article

LanguagePolicy = Literal["flag", "refuse", "ignore"]
# Documents that a Stanza model sees at once: enough to fill its batches, few enough to keep memory flat.
STANZA_ARTICLES = 16

Item = Article | str | Problem  # what can be annotated; a Problem is handed on


class _Refused(NamedTuple):
    """An article that is not to be read, for the language it is in."""

    article_id: str  # the text is not kept: thousands may wait in line
    found: Language


_Read = tuple[Article, Reading] | Problem | _Refused


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to annotate. Every option has a default; `attrib.load` takes them by name.

    `tokenize`, `ner` name an official Stanza package ("combined", "ontonotes-ww-multi_charlm"), which must
    have been downloaded, or the `.pt` file of a self-trained model. `stanza` holds further options of
    `stanza.Pipeline`, such as `dir`, where the official models are, or `ner_pretrain_path`.
    """

    model: str | Path | None = None  # the folder of one that `attrib train` made; None: the bundled one
    lexicon: str | Path | None = None  # a list of words that judge (docs/lexicon.md); None: the bundled one
    threads: int | None = None  # None: as many as there are cores
    language: LanguagePolicy = "flag"  # what to do with a text that is not English
    tokenize: str | Path = "attrib"
    ner: str | Path | None = None  # None: the reader's own names
    coref: bool | str = False  # True: Stanza's default package
    min_score: float = 0.0  # what the network finds with less is left out; what rules find stays
    stanza: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.language not in get_args(LanguagePolicy):
            raise BadOption(
                f"language is {self.language!r}; it is one of {', '.join(get_args(LanguagePolicy))}."
            )
        if self.threads is not None and self.threads < 1:
            raise BadOption(f"threads is {self.threads}; it is 1 or more, or None for all cores.")
        if not 0 <= self.min_score <= 1:
            raise BadOption(f"min_score is {self.min_score}; it is a probability, 0 to 1.")
        if self.stanza and not self.needs_stanza:
            raise BadOption(
                f"The options for Stanza ({', '.join(sorted(self.stanza))}) have no use without a Stanza "
                "model. Name one with tokenize, ner or coref, or leave them out."
            )

    @property
    def needs_stanza(self) -> bool:
        """Whether a Stanza model takes over a part of the reading."""
        return self.tokenize != "attrib" or self.ner is not None or bool(self.coref)


def load(**options: Any) -> Annotator:
    """An annotator, ready to use; see `Options` for what can be chosen.

    Loading takes longer than annotating: keep the annotator.

    Raises `BadOption` for an option that does not exist, `BadModel` for a model that is not there and
    `BadInput` for a lexicon that cannot be read.

        annotator = attrib.load(language="refuse", tokenize="combined", ner="ontonotes-ww-multi_charlm")
    """
    known = [option.name for option in fields(Options)]
    if unknown := sorted(options.keys() - set(known)):
        raise BadOption(f"attrib.load has no option {', '.join(unknown)}. It has: {', '.join(known)}.")
    return Annotator(Options(**options))


def annotate(article: Article | str) -> Annotated:
    """One article or bare text, annotated with the default options.

    The model is opened at the first call and kept.
    """
    return _load_default().annotate(article)


def annotate_many(articles: Iterable[Item]) -> Iterator[Annotated]:
    """Any number of articles, annotated with the default options; see `Annotator.annotate_many`."""
    return _load_default().annotate_many(articles)


class Annotator:
    """Annotates articles with one set of options. It can be used from several threads."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._lexicon = read_lexicon(self.options.lexicon)
        self._reader = _open_reader(self.options)
        self._tokenizer = _name_tokenizer(self.options)
        self._stanza = _open_stanza(self.options, self._reader) if self.options.needs_stanza else None

    def annotate(self, article: Article | str) -> Annotated:
        """One article, annotated; a bare text becomes an article whose id comes from the text.

        Raises `NotEnglish` when the text is in another language and such texts are to be refused. Under
        "flag" its language stands in `meta["lang_detected"]`; an English text, or one too short to tell, gets
        no such key.
        """
        return next(self.annotate_many([article]))

    @overload
    def annotate_many(
        self, articles: Iterable[Item], *, on_error: Literal["stop", "skip"] = "stop"
    ) -> Iterator[Annotated]: ...
    @overload
    def annotate_many(
        self, articles: Iterable[Item], *, on_error: OnError
    ) -> Iterator[Annotated | Problem]: ...
    def annotate_many(
        self, articles: Iterable[Item], *, on_error: OnError = "stop"
    ) -> Iterator[Annotated | Problem]:
        """Any number of articles, annotated in their order; only a few are in memory at a time.

        Texts are read in threads, and a record does not depend on the articles beside it. The first article
        that fails ends the run with its exception, once the articles before it have been given
        (on_error="stop"); or it is left out ("skip"); or a `Problem` comes in its place ("record"). A
        `Problem` among the articles, as `read_articles` gives them, counts as one that failed.
        """
        if isinstance(articles, str):
            raise BadOption("annotate_many takes many articles; give one text to annotate, or a list of it.")
        if on_error not in get_args(OnError):
            raise BadOption(f"on_error is {on_error!r}; it is one of {', '.join(get_args(OnError))}.")
        return self._annotate_many(articles, on_error)

    def _annotate_many(self, articles: Iterable[Item], on_error: OnError) -> Iterator[Annotated | Problem]:
        for one in self._read(map(self._admit, articles), stop=on_error == "stop"):
            try:
                annotated = self._join(one)
            except Exception as error:
                if on_error == "stop":
                    raise
                if on_error == "record":
                    yield _to_problem(one, error)
            else:
                yield annotated

    def _join(self, one: _Read) -> Annotated:
        if isinstance(one, Problem):
            raise BadInput(f"{one.where}: {one.message}")
        if isinstance(one, _Refused):
            raise NotEnglish(
                f"{one.article_id}: the text is not English but {one.found.code!r} (probability "
                f"{one.found.score:.2f}), and attrib reads English only. Leave the article out, or load with "
                "language='flag' to annotate it all the same."
            )
        article, reading = one[0], drop_unsure(one[1], self.options.min_score)
        annotated = join_attribution(article, reading, self._reader.model, tokenizer=self._tokenizer)
        return join_evaluation(annotated, reading, self._lexicon)

    def _admit(self, item: Item) -> Article | Problem | _Refused:
        """The article, flagged if it is in another language, or refused if the options say so."""
        if isinstance(item, Problem):
            return item
        article = to_article(item) if isinstance(item, str) else item
        if self.options.language == "ignore":
            return article
        found = detect(article.text)
        if found.code in (None, "en"):
            return article
        if self.options.language == "flag":
            return replace(article, meta={**article.meta, "lang_detected": found.code})
        return _Refused(article.id, found)

    def _read(self, admitted: Iterator[Article | Problem | _Refused], *, stop: bool) -> Iterator[_Read]:
        """Each article with its reading, and what is not to be read as it came, all in order.

        With `stop`, nothing is read after the first that is not to be read.
        """
        # The reader takes texts ahead of the readings it gives, so the articles wait in line meanwhile, with
        # those between them that are not to be read.
        waiting: deque[Article | Problem | _Refused] = deque()

        def pick_texts() -> Iterator[str]:
            for one in admitted:
                waiting.append(one)
                if isinstance(one, Article):
                    yield one.text
                elif stop:
                    return

        for reading in self._read_texts(pick_texts()):
            while not isinstance(one := waiting.popleft(), Article):
                yield one
            yield one, reading
        for one in waiting:
            assert not isinstance(one, Article), "the reader gives a reading for every text"
            yield one

    def _read_texts(self, texts: Iterator[str]) -> Iterator[Reading]:
        if self._stanza is None:
            yield from self._reader.read_many(texts)
            return
        from attrib.processors import read_documents

        while batch := list(islice(texts, STANZA_ARTICLES)):
            yield from read_documents(self._stanza.bulk_process(batch), self._reader)


def drop_unsure(reading: Reading, min_score: float) -> Reading:
    """The reading without the relations, names and wording that are less probable than `min_score`.

    Claims stay, since every asserting stretch is in one; those of a relation that goes are then the outlet's.
    """
    if min_score <= 0:
        return reading
    return replace(
        reading,
        relations=tuple(relation for relation in reading.relations if relation.score >= min_score),
        names=tuple(name for name in reading.names if name.score >= min_score),
        wording=tuple(wording for wording in reading.wording if wording.score >= min_score),
    )


def _to_problem(one: _Read, error: Exception) -> Problem:
    """What stands in the place of an article that failed."""
    if isinstance(one, Problem):
        return one
    name = one.article_id if isinstance(one, _Refused) else one[0].id
    if isinstance(error, AttribError):
        return Problem(name, str(error).removeprefix(f"{name}: "))
    return Problem(name, f"attrib failed on this text, which is a bug worth reporting: {error!r}")


@functools.cache
def _load_default() -> Annotator:
    return load()


def _open_reader(options: Options) -> Reader:
    if options.model is None:
        return open_reader(threads=options.threads)
    return open_reader(Path(options.model), threads=options.threads)


def _name_tokenizer(options: Options) -> str:
    """What `made_with.tokenizer` says, Stanza's other models included: "combined, ner=ontonotes, coref"."""
    named = [Path(options.tokenize).stem]
    if options.ner is not None:
        named.append(f"ner={Path(options.ner).stem}")
    if options.coref:
        named.append("coref" if options.coref is True else f"coref={options.coref}")
    return ", ".join(named)


def _open_stanza(options: Options, reader: Reader) -> Any:
    """The `stanza.Pipeline` of the models that were asked for, and of nothing else."""
    from attrib.processors import open_pipeline

    models = {"tokenize": options.tokenize, "ner": options.ner, "coref": options.coref}
    return open_pipeline(models, reader, options.stanza)

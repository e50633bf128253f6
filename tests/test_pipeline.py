from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings_stub import StubReader

import attrib
from attrib import pipeline
from attrib.errors import BadInput, BadOption, NotEnglish
from attrib.formats import Problem
from attrib.joining import name_lexicon, to_article
from attrib.pipeline import Annotator, Item, Options, load
from attrib.records import Annotated, Article, MadeWith, text_sha256
from attrib.spans import Span

MODELS = Path(__file__).parent / "models"
TEXT = "The ferry is late, Ana Ruiz said. Boats don't leave Depok."
NORWEGIAN = "Havnesjefen sa tirsdag at båtene ikke får gå ut før stormen har lagt seg i fjorden."


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubReader]:
    stub = StubReader()
    monkeypatch.setattr(pipeline, "open_reader", lambda *folder, **options: stub)
    pipeline._load_default.cache_clear()
    yield stub
    pipeline._load_default.cache_clear()


def test_a_text_becomes_a_record_with_what_made_it() -> None:
    annotated = attrib.annotate(TEXT)
    assert isinstance(annotated, Annotated)
    assert annotated.article_id == f"text-{text_sha256(TEXT)[:12]}"
    assert (annotated.text, annotated.text_sha256, annotated.meta) == (TEXT, text_sha256(TEXT), {})
    assert annotated.sentences == (Span(0, 33), Span(34, 58))
    assert [name.type for name in annotated.names] == ["Person", "Location"]
    (attribution,) = annotated.attributions
    assert [
        span.of(TEXT) for span in (*attribution.source, attribution.cue, *attribution.content) if span
    ] == [
        "Ana Ruiz",
        "said",
        "The ferry is late",
    ]
    assert annotated.made_with == MadeWith(attrib.__version__, "stub", "0" * 64, name_lexicon(), "attrib")


def test_an_article_keeps_its_id_meta_and_blocks() -> None:
    article = Article("harbour-3", TEXT, {"outlet": "The Depok Post", "desk": 7}, blocks=())
    annotated = attrib.annotate(article)
    assert (annotated.article_id, annotated.meta, annotated.blocks) == ("harbour-3", article.meta, ())


def test_many_articles_come_in_order_and_few_at_a_time(reader: StubReader) -> None:
    taken = []

    def articles() -> Iterator[Article]:
        for number in range(100):
            taken.append(number)
            yield Article(f"a{number}", f"Boat {number} is late.")

    results = attrib.annotate_many(articles())
    assert next(results).article_id == "a0"
    assert len(taken) <= 4  # the stub reads three texts ahead
    rest = list(results)
    assert [(one.article_id, one.text) for one in rest] == [
        (f"a{n}", f"Boat {n} is late.") for n in range(1, 100)
    ]
    assert len(reader.reads) == 100


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_record_does_not_depend_on_the_articles_beside_it(texts: list[str]) -> None:
    annotator = load()
    assert list(annotator.annotate_many(texts)) == [annotator.annotate(text) for text in texts]


@pytest.mark.parametrize("text", ["", "x", "\n", "\ud800", "\ufeff", "a " * 10_000])
def test_any_text_can_be_annotated(text: str) -> None:
    assert load().annotate(text).text == text


def test_a_text_in_another_language_is_flagged() -> None:
    article = Article("n1", NORWEGIAN, {"lang": "en"})
    assert load().annotate(article).meta == {"lang": "en", "lang_detected": "no"}
    assert load(language="ignore").annotate(article).meta == {"lang": "en"}
    assert load().annotate("The ferry is late because of the storm, the harbour master said.").meta == {}


def test_a_text_in_another_language_is_refused_when_asked(reader: StubReader) -> None:
    with pytest.raises(NotEnglish) as caught:
        load(language="refuse").annotate(Article("n1", NORWEGIAN))
    assert str(caught.value).startswith("n1: the text is not English but 'no' (probability ")
    assert str(caught.value).endswith(
        "), and attrib reads English only. "
        "Leave the article out, or load with language='flag' to annotate it all the same."
    )
    assert reader.reads == []


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """Articles of which b cannot be joined, n is Norwegian, and one could not even be read from its file."""
    join = pipeline.join_attribution

    def fail(article: Article, *rest: object, **options: object) -> Annotated:
        if article.id == "b":
            raise RuntimeError("sunk")
        return join(article, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "join_attribution", fail)
    unread = Problem("news.csv:7", "no text")
    return [
        Article("a", TEXT),
        Article("b", TEXT),
        unread,
        Article("n", NORWEGIAN),
        Article("c", TEXT),
        unread,
    ]


def test_articles_that_fail_are_skipped_when_asked(failing: list[Item]) -> None:
    results = load(language="refuse").annotate_many(failing, on_error="skip")
    assert [one.article_id for one in results] == ["a", "c"]


def test_articles_that_fail_leave_a_problem_in_their_place_when_asked(failing: list[Item]) -> None:
    results = list(load(language="refuse").annotate_many(failing, on_error="record"))
    assert [one.article_id if isinstance(one, Annotated) else one.where for one in results] == [
        "a",
        "b",
        "news.csv:7",
        "n",
        "c",
        "news.csv:7",
    ]
    assert results[1] == Problem(
        "b", "attrib failed on this text, which is a bug worth reporting: RuntimeError('sunk')"
    )
    assert results[2] == results[5] == Problem("news.csv:7", "no text")
    assert isinstance(results[3], Problem)
    assert results[3].message.startswith("the text is not English but 'no' (probability ")


def test_by_default_the_first_article_that_fails_ends_the_run_after_those_before_it(
    failing: list[Item],
) -> None:
    for at, expected in ((1, RuntimeError), (2, BadInput), (3, NotEnglish)):
        results = load(language="refuse").annotate_many([*failing[:1], *failing[4:5], failing[at]])
        assert [next(results).article_id, next(results).article_id] == ["a", "c"]
        with pytest.raises(expected):
            next(results)


def test_the_reader_is_opened_with_what_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def open_reader(*folder: Path, threads: int | None) -> StubReader:
        asked.append((*folder, threads))
        return StubReader()

    monkeypatch.setattr(pipeline, "open_reader", open_reader)
    load()
    load(model="mine", threads=2)
    assert asked == [(None,), (Path("mine"), 2)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"tokenise": "attrib"},
            "attrib.load has no option tokenise. "
            "It has: model, lexicon, threads, language, tokenize, ner, coref, min_score, stanza.",
        ),
        ({"language": "warn"}, "language is 'warn'; it is one of flag, refuse, ignore."),
        ({"threads": 0}, "threads is 0; it is 1 or more, or None for all cores."),
        (
            {"stanza": {"dir": "models"}},
            "The options for Stanza (dir) have no use without a Stanza model. "
            "Name one with tokenize, ner or coref, or leave them out.",
        ),
    ],
)
def test_an_option_that_cannot_be_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(BadOption) as caught:
        load(**options)
    assert str(caught.value) == message


def test_an_unknown_way_to_fail_is_refused_at_once() -> None:
    with pytest.raises(BadOption, match=r"^on_error is 'log'; it is one of stop, skip, record\.$"):
        load().annotate_many([], on_error="log")  # type: ignore[call-overload]


def test_stanza_models_take_over_tokens_and_names(reader: StubReader) -> None:
    annotator = Annotator(
        Options(
            tokenize=MODELS / "en_gum-small_tokenizer.pt",
            ner=MODELS / "en_toy_nertagger.pt",
            stanza={"logging_level": "ERROR"},
        )
    )
    text = "In Norland, Tram Board told Ana Ruiz that forty boats left. The boats are late."
    articles = [Article(f"a{number}", text) for number in range(20)]
    results = list(annotator.annotate_many(articles))
    assert [one.article_id for one in results] == [f"a{number}" for number in range(20)]
    assert len(reader.reads) == 20
    one = results[-1]
    assert one.sentences == (Span(0, 59), Span(60, 79))
    assert [(name.span.of(text), name.type) for name in one.names] == [
        ("Norland", "Location"),
        ("Tram Board", "Organization"),
        ("Ana Ruiz", "Person"),
    ]
    assert one.made_with.tokenizer == "en_gum-small_tokenizer, ner=en_toy_nertagger"


def test_our_own_processors_and_the_short_way_give_the_same_record(reader: StubReader) -> None:
    stanza = pytest.importorskip("stanza")
    nlp = stanza.Pipeline(**attrib.stanza_options(reader), logging_level="ERROR")
    texts = [TEXT, "", "x", NORWEGIAN]
    assert [nlp(text).attrib for text in texts] == list(load(language="ignore").annotate_many(texts))


def test_importing_attrib_loads_nothing_heavy() -> None:
    code = (
        "import sys, attrib; heavy = ('numpy', 'stanza', 'torch', 'pandas', 'tokenizers'); "
        "print(*(name for name in heavy if name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_annotating_by_default_needs_no_stanza() -> None:
    code = "import sys, attrib.pipeline; print('stanza' in sys.modules, 'torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", attrib.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(attrib, name) is not None


def test_no_public_name_is_that_of_a_module() -> None:
    # Importing attrib.score, say, would put the module in the place of a function of that name.
    modules = {path.stem for path in Path(attrib.__file__).parent.glob("*.py")}
    assert not modules & set(attrib.__all__)


def test_a_name_that_attrib_has_not_got_is_answered_with_those_it_has() -> None:
    with pytest.raises(
        AttributeError, match=r"^attrib has no 'anotate'\. It has: .*annotate, annotate_many, "
    ):
        getattr(attrib, "anotate")  # noqa: B009


def test_the_same_text_has_the_same_id_everywhere() -> None:
    assert to_article(TEXT) == to_article(TEXT)
    assert to_article("\ud800").id.startswith("text-")

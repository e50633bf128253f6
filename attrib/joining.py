"""A reading → one annotated article: the finding modules, each asked in its turn.

Both ways in, `pipeline` and the Stanza `processors`, end here, so that they give the same records.
"""

from __future__ import annotations

from dataclasses import replace

from attrib import __version__
from attrib.attributions import find_attributions
from attrib.claims import find_claims
from attrib.evaluative import Lexicon, read_lexicon
from attrib.layout import find_blocks
from attrib.reader import Model
from attrib.reading import Reading
from attrib.records import Annotated, Article, MadeWith, text_sha256
from attrib.speakers import find_speakers
from attrib.wording import find_wording


def to_article(text: str) -> Article:
    """An article of a bare text. Its id comes from the text: the same text has the same id everywhere.

    >>> to_article("The ferry is late.").id
    'text-c160a7eefc7f'
    """
    return Article(f"text-{text_sha256(text)[:12]}", text)


def join_attribution(article: Article, reading: Reading, model: Model, *, tokenizer: str) -> Annotated:
    """The record of an article with who says what; `evaluative` is left empty.

    `model` is what read it and `tokenizer` what made its tokens: the record names both.
    """
    blocks = article.blocks
    if blocks is None:
        blocks = find_blocks(article.text, reading.paragraphs, article.meta)
    attributions = find_attributions(reading, blocks)
    speakers, attributions = find_speakers(reading, attributions, blocks)
    return Annotated(
        article_id=article.id,
        text=article.text,
        text_sha256=text_sha256(article.text),
        meta=article.meta,
        blocks=blocks,
        sentences=reading.sentences,
        names=reading.names,
        attributions=attributions,
        claims=find_claims(reading, blocks, attributions),
        speakers=speakers,
        evaluative=(),
        made_with=MadeWith(__version__, model.name, model.sha256, tokenizer=tokenizer),
    )


def join_evaluation(annotated: Annotated, reading: Reading, lexicon: Lexicon | None = None) -> Annotated:
    """The same record with its evaluative language, and in whose words it is; `None`: the bundled lexicon."""
    lexicon = lexicon or read_lexicon()
    evaluative = find_wording(reading, annotated.blocks, annotated.attributions, annotated.speakers, lexicon)
    return replace(
        annotated, evaluative=evaluative, made_with=replace(annotated.made_with, lexicon=lexicon.name)
    )


def name_lexicon() -> str:
    """What `made_with.lexicon` says of the bundled list: its name and the beginning of its sha256."""
    return read_lexicon().name

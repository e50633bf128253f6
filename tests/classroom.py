"""Two invented articles on one event with hand-made annotations, for exercises whose answers are known."""

from __future__ import annotations

from typing import Any

from attrib.records import (
    Annotated,
    Attribution,
    Block,
    Claim,
    Evaluative,
    MadeWith,
    Speaker,
    text_sha256,
)
from attrib.spans import Span

TEXT = """\
Quay to close for a year

The regime in Vesk will close the quay in May. Its brutal plan costs nine million.

“The quay leaks badly,” Ana Ruiz, the harbour master, said. She said that repairs would take a year.

Jo Bell, a spokesman for the port, said the cranes would be moved first. Ruiz said that Lind had told \
her it always leaked.

It is feared that ships will go to Norland. The “volunteers” on the quay were paid."""

OTHER = """Vesk plans repairs at its quay

The government in Vesk closes the quay for repairs, Ana Ruiz said on Monday.

Tomas Lind said the old pumps would be sold."""


def at(text: str, words: str, nth: int = 0) -> Span:
    """Where some words stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def _record(id: str, text: str, meta: dict[str, Any], **parts: Any) -> Annotated:
    title, *paragraphs = text.split("\n\n")
    blocks = (Block("headline", at(text, title)), *(Block("body", at(text, one)) for one in paragraphs))
    sentences = [s for one in text.split("\n\n") for s in one.replace(". ", ".\n").split("\n")]
    spans = tuple(at(text, sentence) for sentence in sentences)
    made = MadeWith("0.1.0", by="Kim", guidelines="attrib-guidelines-1")
    return Annotated(id, text, text_sha256(text), meta, blocks, spans, (), made_with=made, **parts)


def harbour(**changed: Any) -> Annotated:
    """An article with a named, a pronoun, a nested, an unsourced, a speaking-for and an outlet's claim."""
    said = [at(TEXT, "said", n) for n in range(4)]
    attributions = (
        Attribution("a1", (at(TEXT, "Ana Ruiz, the harbour master,"),), "named", said[0],
                    (at(TEXT, "“The quay leaks badly,”"),), "direct", speaker="s1", speaker_score=1.0),
        Attribution("a2", (at(TEXT, "She"),), "pronoun", said[1],
                    (at(TEXT, "that repairs would take a year"),), "indirect", speaker="s1",
                    speaker_score=1.0),
        Attribution("a3", (at(TEXT, "Jo Bell, a spokesman for the port,"),), "named", said[2],
                    (at(TEXT, "the cranes would be moved first"),), "indirect", speaker="s2",
                    speaker_score=1.0),
        Attribution("a4", (at(TEXT, "Ruiz", 1),), "named", said[3],
                    (at(TEXT, "that Lind had told her it always leaked"),), "indirect", speaker="s1",
                    speaker_score=1.0),
        Attribution("a5", (at(TEXT, "Lind"),), "named", at(TEXT, "had told"), (at(TEXT, "it always leaked"),),
                    "indirect", parent="a4", speaker="s4", speaker_score=1.0),
        Attribution("a6", (), "none", at(TEXT, "is feared"), (at(TEXT, "that ships will go to Norland"),),
                    "indirect"),
    )  # fmt: skip
    claims = (
        Claim("c1", (at(TEXT, "Quay to close for a year"),), "unattributed"),
        Claim("c2", (at(TEXT, "The regime in Vesk will close the quay in May"),), "unattributed", sentence=1),
        Claim("c3", (at(TEXT, "Its brutal plan costs nine million"),), "unattributed", sentence=2),
        Claim("c4", (at(TEXT, "“The quay leaks badly,”"),), "attributed", "a1", "s1", sentence=3),
        Claim("c5", (at(TEXT, "that repairs would take a year"),), "attributed", "a2", "s1", sentence=4),
        Claim("c6", (at(TEXT, "the cranes would be moved first"),), "attributed", "a3", "s2", sentence=5),
        Claim("c7", (at(TEXT, "it always leaked"),), "attributed", "a5", "s4", sentence=6),
        Claim("c8", (at(TEXT, "that ships will go to Norland"),), "unsourced", "a6", sentence=7),
        Claim("c9", (at(TEXT, "The “volunteers” on the quay were paid"),), "unattributed", sentence=8),
    )
    ruiz = (at(TEXT, "Ana Ruiz"), at(TEXT, "She"), at(TEXT, "Ruiz", 1), at(TEXT, "her"))
    speakers = (
        Speaker("s1", "Ana Ruiz", "person", "the harbour master", mentions=ruiz),
        Speaker("s2", "Jo Bell", "person", "a spokesman for the port", speaks_for="s3"),
        Speaker("s3", "the port", "organisation", named=False, mentions=(at(TEXT, "the port"),)),
        Speaker("s4", "Lind", "person", mentions=(at(TEXT, "Lind"),)),
    )
    evaluative = (
        Evaluative("e1", at(TEXT, "regime"), "loaded_label", "outlet", neutral=("government", "authorities"),
                   note="regime"),
        Evaluative("e2", at(TEXT, "brutal"), "evaluative_modifier", "outlet", neutral=("harsh",)),
        Evaluative("e3", at(TEXT, "badly"), "intensifier", "s1", "a1", quoted=True, neutral=("much",)),
        Evaluative("e4", at(TEXT, "always"), "intensifier", "s4", "a5"),
        Evaluative("e5", at(TEXT, "“volunteers”"), "scare_quote", "outlet"),
    )  # fmt: skip
    meta = {"title": "Quay to close for a year", "outlet": "Harbour Post", "date": "2024-03-04"}
    parts = {"attributions": attributions, "claims": claims, "speakers": speakers, "evaluative": evaluative}
    return _record("quay", TEXT, {**meta, **changed.pop("meta", {})}, **{**parts, **changed})


def quay_works() -> Annotated:
    """Another outlet on the same event, in which Lind has a first name and nothing is called a regime."""
    attributions = (
        Attribution("a1", (at(OTHER, "Ana Ruiz"),), "named", at(OTHER, "said"),
                    (at(OTHER, "The government in Vesk closes the quay for repairs,"),), "indirect",
                    speaker="s1", speaker_score=1.0),
        Attribution("a2", (at(OTHER, "Tomas Lind"),), "named", at(OTHER, "said", 1),
                    (at(OTHER, "the old pumps would be sold"),), "indirect", speaker="s2", speaker_score=1.0),
    )  # fmt: skip
    claims = (
        Claim("c1", (at(OTHER, "The government in Vesk closes the quay for repairs"),), "attributed", "a1",
              "s1", sentence=1),
        Claim("c2", (at(OTHER, "the old pumps would be sold"),), "attributed", "a2", "s2", sentence=2),
    )  # fmt: skip
    speakers = (
        Speaker("s1", "Ana Ruiz", "person", mentions=(at(OTHER, "Ana Ruiz"),)),
        Speaker("s2", "Tomas Lind", "person", mentions=(at(OTHER, "Tomas Lind"),)),
    )
    return _record(
        "works", OTHER, {"title": "Vesk plans repairs at its quay", "outlet": "Vesk Daily"},
        attributions=attributions, claims=claims, speakers=speakers, evaluative=(),
    )  # fmt: skip


HOSTILE = "</script><img src=x onerror=alert(1)>\"'&{=~#:}\\n%50%[html]<!--\u2028]]>"

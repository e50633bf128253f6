"""Gold: what people marked in an article, and how much of it they looked for.

A corpus seldom marks all that a record can hold. `Gold` therefore says which layers were annotated and which
stretches were left out, so that a guess is never called wrong about something nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from attrib.errors import BadAnnotation
from attrib.records import Annotated, Category
from attrib.spans import Span

# What can be marked in an article, layer by layer. A measure is printed only where the gold has its layers.
LAYERS = {
    "source": "the sources of attributions",
    "cue": "the cues of attributions",
    "content": "the contents of attributions",
    "nested": "attributions inside the content of others too; without it only the outermost are compared",
    "source_status": "how each source is named",
    "manner": "direct, indirect or mixed",
    "modality": "whether the speech act is asserted, negated, asked …",
    "speaker": "whom each source stands for, by name",
    "speaker_names": "the proper names that the entity behind a source is called by, where it is settled",
    "claims": "every claim",
    "claim_status": "whether each claim is attributed, unsourced or the outlet's own",
    "outlet_claims": "the words of the outlet's own claims",
    "names": "names and their types",
    "sentences": "sentences",
    "tokens": "tokens",
    "evaluative": "evaluative stretches",
    "target": "whom or what each evaluative stretch judges",
    "quoted": "whether each evaluative stretch stands in quotation marks",
    "judging": "whether each sentence judges",
    "voice": "whose words each evaluative stretch is, by name",
    "voice_outlet": "whether each evaluative stretch is the outlet's words or someone else's",
}


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated article, the layers that were annotated in it, and the stretches nobody looked at."""

    annotated: Annotated
    layers: frozenset[str] | None = None  # None: not stated; `score` takes those that any such article has
    masked: tuple[Span, ...] = ()  # site furniture, and what annotators set aside: left out of gold and guess
    tokens: tuple[Span, ...] | None = None  # None: not annotated
    unsettled_claims: tuple[tuple[Span, ...], ...] = ()  # claims whose status the corpus leaves unknown
    judging: tuple[tuple[Span, bool], ...] = ()  # sentences, and whether they hold evaluative language
    categories: frozenset[Category] | None = None  # of evaluative language that were looked for; None: all
    # Id of an attribution → every proper name of the entity behind its source, none where the text has none;
    # an attribution that is not here has no settled entity.
    speaker_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := sorted((self.layers or frozenset()) - LAYERS.keys()):
            raise BadAnnotation(
                f"{self.annotated.article_id}: no layer is called {unknown[0]!r}. "
                f"Layers are: {', '.join(LAYERS)}."
            )


def to_gold(annotated: Annotated) -> Gold:
    """A record as gold. Its further keys `layers`, `masked`, `tokens` and `speaker_names` say what was
    annotated, if there."""
    layers = annotated.extra.get("layers")
    tokens = annotated.extra.get("tokens")
    return Gold(
        annotated,
        layers=None if layers is None else frozenset(layers),
        masked=to_spans(annotated.extra.get("masked", ())),
        tokens=None if tokens is None else to_spans(tokens),
        speaker_names={id: tuple(names) for id, names in annotated.extra.get("speaker_names", {}).items()},
    )


def find_layers(gold: Gold) -> frozenset[str]:
    """The layers of one article: those it states, or else those that it has anything of."""
    if gold.layers is not None:
        return gold.layers
    record = gold.annotated
    present = {
        "source source_status cue content nested manner modality speaker": record.attributions,
        "speaker_names": gold.speaker_names,
        "claims claim_status outlet_claims": record.claims,
        "names": record.names,
        "sentences": record.sentences,
        "tokens": gold.tokens,
        "evaluative quoted voice voice_outlet": record.evaluative,
        "target": any(one.target is not None for one in record.evaluative),
        "judging": gold.judging,
    }
    return frozenset(layer for layers, found in present.items() if found for layer in layers.split())


def to_spans(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    """Spans of their plain form, pairs of whole numbers."""
    return tuple(Span(*pair) for pair in pairs)

"""Rows of the stand-off corpora and hard cases → gold: one function for each.

Fields that a corpus does not annotate are filled mechanically, and `Gold.layers` leaves them out. Spans are
trimmed of white space. `adaptors` reads the files and checks what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from attrib.gold import Gold, to_spans
from attrib.gum_speakers import Entities, Entity
from attrib.layout import find_paragraphs
from attrib.quotes import find_quotations
from attrib.records import (
    Annotated,
    Attribution,
    Category,
    Claim,
    Evaluative,
    MadeWith,
    Manner,
    Name,
    SourceStatus,
    Speaker,
    text_sha256,
)
from attrib.spans import Span, SpanIndex, find_words, trim

_POLNEAR_LAYERS = frozenset({"source", "cue", "content"})
_GUM_LAYERS = frozenset(
    {"source", "content", "nested", "speaker_names", "claims", "claim_status", "sentences", "tokens"}
)
_CASE_LAYERS = frozenset(
    {"source", "cue", "content", "nested", "source_status", "manner", "modality", "speaker", "outlet_claims"}
    | {"evaluative", "voice", "voice_outlet"}
)

# Keys of a row by which its articles can be grouped, kept in `meta`.
_GROUPS = ("genre", "outlet", "phenomenon")

# What annotators of PTC looked for when they marked loaded language and names of abuse; doubt is a technique
# of its own there, euphemisms and scare quotes are none.
_EMOTIVE: frozenset[Category] = frozenset(
    {"loaded_label", "evaluative_modifier", "intensifier", "dysphemism"}
)
# The techniques of PTC that are wording rather than argument.
PTC_WORDING = frozenset({"Loaded_Language", "Name_Calling,Labeling", "Name_Calling"})


def _read_polnear(row: dict[str, Any]) -> Gold:
    text = row["text"]
    quoted = _find_quoted(text)
    attributions = [
        _to_attribution(f"a{number}", one, text, quoted)
        for number, one in enumerate(row["attributions"], 1)
        if one["content"]  # an attribution without a content (2 in train) is a slip
    ]
    # "Follow … on Twitter", biographical notes: annotators set them aside, and no attribution touches one.
    masked = to_spans(row.get("boilerplate", ())) + to_spans(row.get("discard", ()))
    record = _to_record(row, attributions=tuple(attributions), by=row.get("annotator", "people"))
    return Gold(record, layers=_POLNEAR_LAYERS, masked=masked)


def _read_gum(row: dict[str, Any]) -> Gold:
    """Sentences, tokens, claims, attribution relations as source and content, and the entities that speak.

    What signals a relation is no cue as attrib defines it, so `cue` is no layer here. `source_status` tells
    names, pronouns and descriptions apart, and nothing finer, so it is none either.
    """
    text = row["text"]
    quoted = _find_quoted(text)
    edus = {edu["node"]: edu["span"] for edu in row["edus"]}
    attributions = []
    entities = Entities(row)
    speakers: dict[int, Entity] = {}  # of chains
    names: dict[str, tuple[str, ...]] = {}
    for number, relation in enumerate(row["relations"], 1):
        if relation.get("in_figure"):  # "Image: NASA" is a credit
            continue
        whole = relation.get("content_edus_same_unit")
        content = [edus[node] for node in whole] if whole else relation["content_span"]
        cue = [
            pair
            for signal in relation.get("signals", ())
            if signal["subtype"].startswith("indicative")
            for pair in signal["spans"]
        ]
        content = _glue(text, content)
        parts = {"source": relation["attribution_source"], "cue": cue, "content": content}
        one = _to_attribution(f"a{number}", parts, text, quoted)
        if one.source:
            one = replace(one, source_status=entities.pick_status(one.source))
            if (chain := entities.pick_chain(one.source)) is not None:
                entity = speakers.setdefault(chain, entities.to_entity(chain, f"s{len(speakers) + 1}"))
                one = replace(one, speaker=entity.speaker.id)
                names[one.id] = entity.names
        attributions.append(one)
    settled = [one for one in row["claims"] if one["status"] != "unknown"]
    claims = tuple(
        Claim(f"c{number}", to_spans(one["spans"]), one["status"], kind=one["kind"], sentence=one["sentence"])
        for number, one in enumerate(settled, 1)
    )
    record = _to_record(
        row,
        attributions=_nest(attributions),
        claims=claims,
        speakers=tuple(entity.speaker for entity in speakers.values()),
        sentences=to_spans(row["sentences"]),
    )
    return Gold(
        record,
        layers=_GUM_LAYERS,
        masked=to_spans(row.get("boilerplate", ())),
        tokens=_surface_tokens(row),
        unsettled_claims=tuple(to_spans(one["spans"]) for one in row["claims"] if one["status"] == "unknown"),
        speaker_names=names,
    )


def _read_ewt(row: dict[str, Any]) -> Gold:
    record = _to_record(row, sentences=to_spans(row["sentences"]))
    layers = frozenset({"sentences", "tokens"})
    return Gold(record, layers, masked=to_spans(row.get("boilerplate", ())), tokens=_surface_tokens(row))


def _read_worldwide(row: dict[str, Any]) -> Gold:
    """The outer names. Units are paragraphs and tokens follow another standard, so neither is read."""
    names = tuple(
        Name(_trim(row["text"], Span(start, end)), kind, 1.0) for start, end, kind in row["entities"]
    )
    return Gold(
        _to_record(row, names=names), frozenset({"names"}), masked=to_spans(row.get("boilerplate", ()))
    )


def _read_basil(row: dict[str, Any]) -> Gold:
    """Lexical bias; `quote` says whether it is a source's words, never whose. A sentence judges that holds
    some of the outlet's."""
    voices = {"yes": "unsettled", "no": "outlet"}
    spans = [(one["span"], voices[one["quote"]]) for one in row["spans"] if one["bias"] == "lex"]
    evaluative = _to_evaluative(row, spans)
    own = SpanIndex(one.span for one in evaluative if not one.quoted)
    judging = tuple((span, bool(own.touching(span))) for span in to_spans(row.get("sentences", ())))
    layers = {"evaluative", "voice_outlet", "quoted"} | ({"judging"} if judging else set())
    record = _to_record(row, evaluative=evaluative)
    masked = to_spans(row.get("boilerplate", ()))
    return Gold(record, frozenset(layers), masked=masked, judging=judging)


def _read_babe(row: dict[str, Any]) -> Gold:
    """One sentence each, biased or not; sentences without agreement are not asked about. Its lists of words
    come from annotators who seldom agreed, and are not read."""
    layers = frozenset({"judging"})
    record = _to_record(row)
    if row["label"] not in ("Biased", "Non-biased"):
        return Gold(record, layers)
    return Gold(record, layers, judging=((Span(0, len(row["text"])), row["label"] == "Biased"),))


def _read_ptc(row: dict[str, Any]) -> Gold:
    spans = [(one["span"], "unsettled") for one in row["spans"] if one["technique"] in PTC_WORDING]
    record = _to_record(row, evaluative=_to_evaluative(row, spans))
    masked = to_spans(row.get("boilerplate", ()))
    return Gold(record, frozenset({"evaluative"}), masked=masked, categories=_EMOTIVE)


ADAPTORS: dict[str, Callable[[dict[str, Any]], Gold]] = {
    "polnear": _read_polnear,
    "gum": _read_gum,
    "ewt": _read_ewt,
    "worldwide": _read_worldwide,
    "basil": _read_basil,
    "ptc": _read_ptc,
    "babe": _read_babe,
}


def read_case(row: dict[str, Any]) -> Gold:
    """One hard case: everything is annotated but names, sentences and the outlines of attributed claims."""
    voices = [one["voice"] for one in row["evaluative"] if one["voice"] != "outlet"]
    names = dict.fromkeys([one["speaker"] for one in row["attributions"] if one["speaker"]] + voices)
    ids = {name: f"s{number}" for number, name in enumerate(names, 1)}
    attributions = [
        Attribution(
            id=f"a{number}",
            source=to_spans(one["source"]),
            source_status=one["source_status"],
            cue=Span(*one["cue"]) if one["cue"] else None,
            content=to_spans(one["content"]),
            manner=one["manner"],
            modality=one["modality"],
            speaker=ids.get(one["speaker"]),
        )
        for number, one in enumerate(row["attributions"], 1)
    ]
    claims = [
        Claim(f"c{n}", to_spans([pair]), "unattributed") for n, pair in enumerate(row["outlet_claims"], 1)
    ]
    evaluative = [
        Evaluative(f"e{n}", Span(*one["span"]), one["category"], ids.get(one["voice"], one["voice"]))
        for n, one in enumerate(row["evaluative"], 1)
    ]
    record = _to_record(
        row,
        attributions=_nest(attributions),
        claims=tuple(claims),
        # What kind of speaker a case means is not marked, and no measure asks for it.
        speakers=tuple(Speaker(id, name, "unnamed") for name, id in ids.items()),
        evaluative=tuple(evaluative),
        guidelines="cases",
    )
    return Gold(record, layers=_CASE_LAYERS)


def _to_record(row: Mapping[str, Any], *, by: str = "people", **layers: Any) -> Annotated:
    # What scores are grouped by (`attrib score --by`), where a corpus has it.
    meta = {**row.get("meta", {}), **{key: row[key] for key in _GROUPS if key in row}}
    made_with = MadeWith("", by=by, guidelines=layers.pop("guidelines", row.get("corpus")))
    none: dict[str, Any] = dict.fromkeys(
        ("blocks", "sentences", "names", "attributions", "claims", "speakers", "evaluative"), ()
    )
    return Annotated(
        row["id"],
        row["text"],
        text_sha256(row["text"]),
        meta,
        made_with=made_with,
        **{**none, **layers},
    )


def _to_evaluative(row: dict[str, Any], spans: Iterable[tuple[list[int], str]]) -> tuple[Evaluative, ...]:
    # These corpora have no categories; `loaded_label` fills the field.
    return tuple(
        Evaluative(
            f"e{number}", _trim(row["text"], Span(*pair)), "loaded_label", voice, quoted=voice != "outlet"
        )
        for number, (pair, voice) in enumerate(spans, 1)
    )


def _to_attribution(
    id: str, parts: Mapping[str, Iterable[list[int]]], text: str, quoted: frozenset[Span]
) -> Attribution:
    sources, cues, contents = (
        tuple(_trim(text, span) for span in to_spans(parts[role])) for role in ("source", "cue", "content")
    )
    status: SourceStatus = "nominal" if sources else "none"
    # A cue in two pieces (gum) is taken as the stretch from the first to the last; `cue` is no layer there.
    whole_cue = Span(cues[0].start, max(span.end for span in cues)) if cues else None
    return Attribution(id, sources, status, whole_cue, contents, find_manner(text, contents, quoted))


def _trim(text: str, span: Span) -> Span:
    """The span without white space at its edges; one that does not fit the text as it is, to be reported."""
    return trim(text, span) if 0 <= span.start <= span.end <= len(text) else span


def _find_quoted(text: str) -> frozenset[Span]:
    """The words of a text that stand between quotation marks."""
    quotations = find_quotations(text, find_paragraphs(text))
    return frozenset(word for span in quotations for word in find_words(text, span))


def find_manner(text: str, content: Iterable[Span], quoted: frozenset[Span]) -> Manner:
    """Direct when every word of the content is quoted, indirect when none is, mixed otherwise."""
    inside = [word in quoted for span in content for word in find_words(text, span)]
    if inside and all(inside):
        return "direct"
    return "mixed" if any(inside) else "indirect"


def _glue(text: str, pairs: Iterable[list[int]]) -> list[list[int]]:
    """Neighbours with nothing but white space between them as one: clauses that follow each other."""
    glued: list[list[int]] = []
    for start, end in sorted(pairs):
        if glued and not text[glued[-1][1] : start].strip():
            glued[-1][1] = max(glued[-1][1], end)
        else:
            glued.append([start, end])
    return glued


def _surface_tokens(row: dict[str, Any]) -> tuple[Span, ...]:
    """The tokens as written: a multiword token ("don't") replaces the words ("do", "n't") inside it."""
    inside = {index for _, _, first, last in row.get("mwt", ()) for index in range(first, last + 1)}
    words = [Span(start, end) for index, (start, end, *_) in enumerate(row["tokens"]) if index not in inside]
    return tuple(sorted(words + [Span(start, end) for start, end, *_ in row.get("mwt", ())]))


def _nest(attributions: list[Attribution]) -> tuple[Attribution, ...]:
    """The same with `parent` set: of those whose content holds all of this one, the one with the smallest."""

    def size(one: Attribution) -> int:
        return sum(span.end - span.start for span in one.content)

    nested = []
    for inner in attributions:
        parts = (*inner.source, *inner.content, *((inner.cue,) if inner.cue else ()))
        around = [
            outer
            for outer in attributions
            if size(outer) > size(inner)
            and all(any(span.holds(part) for span in outer.content) for part in parts)
        ]
        nested.append(replace(inner, parent=min(around, key=size).id) if around else inner)
    return tuple(nested)

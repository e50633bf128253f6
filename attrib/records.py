"""The records of schema `attrib/1`: what a program or a person found in one article.

Every record is a frozen value. `to_json` gives the plain form that one line of JSONL holds, `from_json` reads
it back; a span is `[start, end]` there, a list of spans a list of such pairs. Offsets are half-open, 0-based,
Unicode code points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from attrib.errors import BadAnnotation
from attrib.spans import Span

SCHEMA = "attrib/1"

BlockKind = Literal["headline", "deck", "byline", "dateline", "section", "body", "caption", "boilerplate"]
SourceStatus = Literal["named", "nominal", "pronoun", "anonymous", "vague", "elided", "none"]
Manner = Literal["direct", "indirect", "mixed"]
Modality = Literal["asserted", "negated", "question", "hypothetical", "future", "declined"]
Stance = Literal["neutral", "doubting", "vouching", "emotive", "confrontational"]
Status = Literal["attributed", "unsourced", "unattributed"]
ClaimKind = Literal["statement", "question", "directive"]
SpeakerKind = Literal["person", "organisation", "government", "document", "group", "unnamed", "joint"]
Category = Literal[
    "loaded_label",
    "evaluative_modifier",
    "intensifier",
    "euphemism",
    "dysphemism",
    "doubt",
    "certainty",
    "scare_quote",
]


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page: `repeats` says that the same words stood in an earlier block."""

    kind: BlockKind
    span: Span
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A text to annotate and what is known about it. `text` is kept to the character."""

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] | None = None  # None: not looked for yet


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text and what it names (Person, Organization, Location …)."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to have said what: a source, a cue and a content, any of which may be missing but the
    content."""

    id: str
    source: tuple[Span, ...]
    source_status: SourceStatus
    cue: Span | None  # None: a quotation that no word introduces
    content: tuple[Span, ...]
    manner: Manner
    modality: Modality = "asserted"
    stance: Stance = "neutral"
    parent: str | None = None  # None: it stands in the outlet's own voice
    speaker: str | None = None  # None: see `open`
    open: str | None = None  # why no speaker is settled; None when one is, or when the text names no source
    addressee: tuple[Span, ...] = ()
    medium: tuple[Span, ...] = ()
    grounds: tuple[Span, ...] = ()
    score: float = 1.0
    speaker_score: float | None = None  # None: no speaker is settled
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch that asserts one proposition, of which one can ask who says so."""

    id: str
    spans: tuple[Span, ...]
    status: Status
    attribution: str | None = None  # the innermost; None: the outlet itself says so
    speaker: str | None = None
    kind: ClaimKind = "statement"
    sentence: int = 0
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom sources stand for, once per article."""

    id: str
    name: str
    kind: SpeakerKind
    role: str | None = None  # None: the text gives none
    named: bool = True
    members: tuple[str, ...] = ()
    and_or: Literal["and", "or"] | None = None  # None: not a joint speaker
    speaks_for: str | None = None
    mentions: tuple[Span, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluative:
    """A stretch of evaluative language and whose words it is: `voice` is outlet, unsettled, unsourced or a
    speaker's id."""

    id: str
    span: Span
    category: Category
    voice: str
    attribution: str | None = None
    quoted: bool = False
    target: Span | str | None = None  # None: unclear
    neutral: tuple[str, ...] = ()
    note: str | None = None  # None: no entry of the lexicon
    score: float = 1.0
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What made an annotation. `by` is "program" or the name of a person."""

    attrib: str
    model: str | None = None
    model_sha256: str | None = None
    lexicon: str | None = None
    tokenizer: str | None = None
    by: str = "program"
    guidelines: str | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with everything found in it: the one stored record, a person's and the program's alike.

    `text` is None in a stand-off record, which carries the text's sha256 alone.
    """

    article_id: str
    text: str | None
    text_sha256: str
    meta: Mapping[str, Any]
    blocks: tuple[Block, ...]
    sentences: tuple[Span, ...]
    names: tuple[Name, ...]
    attributions: tuple[Attribution, ...]
    claims: tuple[Claim, ...]
    speakers: tuple[Speaker, ...]
    evaluative: tuple[Evaluative, ...]
    made_with: MadeWith
    schema: str = SCHEMA
    extra: Mapping[str, Any] = field(
        default_factory=dict
    )  # keys that attrib does not know, kept as they came

    def chain(self, attribution_id: str) -> tuple[Attribution, ...]:
        """An attribution and those around it, the innermost first: who says that who says so.

        The speaker of the last vouches to the outlet for all of it. Raises `KeyError` for an unknown id.
        """
        by_id = {one.id: one for one in self.attributions}
        found = [by_id[attribution_id]]
        while (parent := found[-1].parent) is not None:
            found.append(by_id[parent])
            if len(found) > len(by_id):
                raise BadAnnotation(
                    f"{self.article_id}: the parents of {attribution_id} go round in a circle."
                )
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """The plain form, keys in the order of the schema, unknown keys last."""
        order = ["schema", *(f.name for f in fields(self) if f.name not in ("schema", "extra"))]
        known = {name: _plain(getattr(self, name)) for name in order}
        return {**known, **self.extra}

    @classmethod
    def from_json(cls, row: Mapping[str, Any], *, where: str = "record") -> Annotated:
        """The record of one plain row.

        Raises `BadAnnotation` when a key is missing or a value is not of its type; what it says of the text
        is not compared with the text here (`schema.check_record` does that).
        """
        if row.get("schema") != SCHEMA:
            raise BadAnnotation(
                f"{where}: the schema is {row.get('schema')!r}, this version of attrib reads {SCHEMA!r}. "
                "Was the file made by another program, or by a newer attrib?"
            )
        try:
            known = {name: _read_field(name, row[name]) for name in _ANNOTATED_KEYS}
        except KeyError as error:
            raise BadAnnotation(
                f"{where}: the key {error} is missing. `attrib check` lists all that is."
            ) from None
        except (AttributeError, TypeError, ValueError) as error:
            raise BadAnnotation(
                f"{where}: not a record of {SCHEMA}: {error}. `attrib check` says where."
            ) from None
        extra = {key: value for key, value in row.items() if key not in known and key != "schema"}
        return cls(**known, extra=extra)


_ANNOTATED_KEYS = tuple(f.name for f in fields(Annotated) if f.name not in ("schema", "extra"))
_RECORDS = {
    "blocks": Block,
    "names": Name,
    "attributions": Attribution,
    "claims": Claim,
    "speakers": Speaker,
    "evaluative": Evaluative,
}
_SPAN_LISTS = {"source", "content", "addressee", "medium", "grounds", "spans", "mentions"}
_SPANS = {"span", "cue"}
_TUPLES = {"members", "neutral", "why"}


def text_sha256(text: str) -> str:
    """The sha256 of a text as UTF-8, in hex; lone surrogates are kept as they are (`surrogatepass`).

    >>> text_sha256("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    # The commonest kinds first: a record holds thousands of values.
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):  # a span is one, too
        return [_plain(item) for item in value]
    if (names := getattr(value, "__dataclass_fields__", None)) is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _span(pair: Any) -> Span:
    start, end = pair
    if isinstance(start, bool) or not (isinstance(start, int) and isinstance(end, int)) or start < 0:
        raise ValueError(f"a span is two whole numbers from 0 on, not {str(pair)[:60]}")
    return Span(start, end)


def _read_record(kind: type, row: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for key, fits in _find_checks(kind).items():
        if key not in row:
            continue
        value = row[key]
        if key in _SPAN_LISTS:
            value = tuple(_span(pair) for pair in value)
        elif value is not None and (key in _SPANS or (key == "target" and not isinstance(value, str))):
            value = _span(value)
        elif key in _TUPLES:
            value = tuple(value)
        if not fits(value):
            raise ValueError(f"{key} is {repr(value)[:60]}")
        values[key] = value
    return kind(**values)


Check = Callable[[Any], bool]


@cache
def _find_checks(kind: type) -> dict[str, Check]:
    """For each field of a record whether a value is of its type, worked out once."""
    return {key: _to_check(hint) for key, hint in get_type_hints(kind).items()}


def _to_check(hint: Any) -> Check:
    parts = get_args(hint)
    if get_origin(hint) is Literal:
        return lambda value: isinstance(value, str) and value in parts
    if get_origin(hint) is tuple:
        item = _to_check(parts[0])
        return lambda value: isinstance(value, tuple) and all(map(item, value))
    if parts and get_origin(hint) is not Mapping:
        options = [_to_check(part) for part in parts]
        return lambda value: any(option(value) for option in options)
    if hint is float:  # scores are the only ones
        return lambda value: (
            isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        )
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0
    wanted = get_origin(hint) or hint
    return lambda value: isinstance(value, wanted)


def _read_field(name: str, value: Any) -> Any:
    if name not in ("sentences", "made_with", *_RECORDS) and not _find_checks(Annotated)[name](value):
        raise ValueError(f"{name} is {repr(value)[:60]}")
    if name in _RECORDS:
        return tuple(_read_record(_RECORDS[name], row) for row in value)
    if name == "sentences":
        return tuple(_span(pair) for pair in value)
    if name == "made_with":
        return _read_record(MadeWith, value)
    return value

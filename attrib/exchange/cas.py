"""UIMA CAS for INCEpTION, both ways: a folder with an XMI file for each article and their `TypeSystem.xml`.

All marks are in one span layer (feature `label`, and one feature for each field), all links in one relation
layer on it, as INCEpTION wants relations between marks of one layer. A CAS counts UTF-16 units, which cassis
converts. Marks in pieces are marks of their own, in the relation `part`. Klie and others 2018, *The INCEpTION
Platform*, COLING; cassis: https://github.com/dkpro/dkpro-cassis.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.folders import MISSHAPEN, Read, Skip, pick_file_name, read_each, read_text, write_folder
from attrib.exchange.graph import FIELDS, Graph, Link, Mark, join_marks, split_marks, to_graph
from attrib.exchange.record_of_graph import from_graph
from attrib.records import Annotated
from attrib.spans import Span

MARK, LINK, RECORD = "webanno.custom.AttribMark", "webanno.custom.AttribLink", "webanno.custom.AttribRecord"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
# A person's link ends in a feature named `Dependent`, and starts in `Governor`: INCEpTION's own names.
_FIELDS = tuple(dict.fromkeys(name for fields in FIELDS.values() for name in fields))
_TYPES = "TypeSystem.xml"


def write_cas(folder: Path, records: Iterable[Annotated]) -> int:
    """Writes a folder of XMI files, and gives their number.

    Raises `BadInput` for a folder that is not empty, a record without text, and a text with characters that
    XML cannot hold; then nothing is written.
    """

    def make() -> Iterator[tuple[str, bytes]]:
        yield _TYPES, _make_types().to_xml().encode()
        taken: set[str] = set()
        for record in records:
            read_text(record)
            yield f"{pick_file_name(record.article_id, taken)}.xmi", to_xmi(record)

    return sum(name.endswith(".xmi") for name in write_folder(folder, make()))


def read_cas(folder: Path, *, by: str | None = None, skip: Skip | None = None) -> Iterator[Read]:
    """The record of each XMI file of a folder with its `TypeSystem.xml`, in the order of names.

    Raises `BadInput` for a folder without them, and for XML that is not sound or declares entities.
    """
    from cassis import load_typesystem

    paths = sorted(folder.glob("*.xmi"))
    if not paths or not (folder / _TYPES).is_file():
        raise BadInput(
            f"{folder}: {_TYPES} and .xmi files were expected. Export as “UIMA CAS XMI (XML 1.0)”."
        )
    try:
        types = load_typesystem(io.BytesIO(_read_safely(folder / _TYPES)))
    except BadInput:
        raise
    except Exception as error:  # cassis and lxml raise many kinds
        raise BadInput(f"{folder / _TYPES}: no type system ({error}). Take it from the export.") from None
    yield from read_each(((str(path), partial(_read_xmi, path, types, by)) for path in paths), skip)


def _read_xmi(path: Path, types: Any, by: str | None) -> Read:
    return from_xmi(_read_safely(path), types, where=path.name, article_id=path.stem, by=by)


def to_xmi(record: Annotated) -> bytes:
    """One article as XMI."""
    from cassis import Cas

    graph = split_marks(to_graph(record))
    types = _make_types()
    cas = Cas(types)
    cas.sofa_string = graph.text
    cas.sofa_mime = "text/plain"
    mark_type, link_type, sentence_type = (types.get_type(name) for name in (MARK, LINK, SENTENCE))
    made: dict[str, Any] = {}
    for mark in graph.marks:
        (span,) = mark.spans
        fields = {name: mark.fields.get(name) for name in _FIELDS}
        made[mark.id] = mark_type(
            begin=span.start, end=span.end, attribId=mark.id, label=mark.label, **fields
        )
    links = [
        link_type(
            begin=made[link.end].begin,
            end=made[link.end].end,
            label=link.label,
            Governor=made[link.start],
            Dependent=made[link.end],
        )
        for link in graph.links
    ]
    sentences = [sentence_type(begin=span.start, end=span.end) for span in record.sentences]
    rest = json.dumps({"article_id": graph.article_id, **graph.rest})
    whole = types.get_type(RECORD)(begin=0, end=len(graph.text), json=rest)
    try:
        cas.add_all([*sentences, *made.values(), *links, whole])
        return str(cas.to_xmi()).encode()
    except ValueError as error:
        raise BadInput(f"{record.article_id}: XML cannot hold this text ({error}).") from None


def from_xmi(xmi: bytes, types: Any, *, where: str, article_id: str, by: str | None = None) -> Read:
    """The record of one XMI file, with what could not be taken over. `types` is cassis' type system.

    Raises `BadInput` for what is no XMI of attrib's layers.
    """
    from cassis import load_cas_from_xmi

    try:
        cas = load_cas_from_xmi(io.BytesIO(xmi), typesystem=types, lenient=True)
        text = str(cas.sofa_string or "")
        found = list(cas.select(MARK)) if types.contains_type(MARK) else []
        ties = list(cas.select(LINK)) if types.contains_type(LINK) else []
        kept = next(iter(cas.select(RECORD)), None) if types.contains_type(RECORD) else None
    except Exception as error:  # cassis and lxml raise many kinds
        raise BadInput(f"{where}: no XMI that fits its type system ({error}).") from None
    if not types.contains_type(MARK):
        raise BadInput(f"{where}: there is no layer {MARK}. Was it exported from another project?")
    rest = json.loads(kept.json) if kept is not None else {}
    names: dict[int, str] = {}
    marks: list[Mark] = []
    lost: list[str] = []
    for number, one in enumerate(found):
        wanted = getattr(one, "attribId", None) or f"new-{number}"
        names[one.xmiID] = wanted if wanted not in names.values() else f"new-{number}"
        fields = {name: str(value) for name in _FIELDS if (value := getattr(one, name, None)) is not None}
        label = str(one.label or "(none)")
        known = FIELDS.get(label, {})
        picked = {n: v for n, v in fields.items() if n in known and (not known[n] or v in known[n])}
        lost += [f"{where}: {n} {v} is no field of {label}" for n, v in fields.items() if n not in picked]
        marks.append(Mark(names[one.xmiID], label, (Span(one.begin, one.end),), picked))
    links = [
        Link(str(tie.label or "(none)"), *(_name_end(end, names) for end in (tie.Governor, tie.Dependent)))
        for tie in ties
    ]
    graph = Graph(rest.pop("article_id", article_id), text, tuple(marks), tuple(links), rest)
    record, more = from_graph(join_marks(graph), by=by)
    return record, [*lost, *(f"{where}: {line}" for line in more)]


def _name_end(end: Any, names: dict[int, str]) -> str:
    return names.get(end.xmiID, "?") if end is not None else "?"


@cache
def _make_types() -> Any:
    from cassis import load_dkpro_core_typesystem

    types = load_dkpro_core_typesystem()
    text = "uima.cas.String"
    mark = types.create_type(MARK, supertypeName="uima.tcas.Annotation")
    for name in ("attribId", "label", *_FIELDS):
        types.create_feature(mark, name, text)
    link = types.create_type(LINK, supertypeName="uima.tcas.Annotation")
    types.create_feature(link, "label", text)
    types.create_feature(link, "Governor", mark)
    types.create_feature(link, "Dependent", mark)
    record = types.create_type(RECORD, supertypeName="uima.tcas.Annotation")
    types.create_feature(record, "json", text)
    return types


def _read_safely(path: Path) -> bytes:
    """The XML of a file that declares no entities, which can be made to fill the memory or to read other
    files, as UTF-8: in another encoding a declaration could hide from whoever looks for it.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(io.BytesIO(path.read_bytes()), parser)
    except (etree.XMLSyntaxError, *MISSHAPEN) as error:
        raise BadInput(f"{path}: no XML ({error}). Export it again.") from None
    if tree.docinfo.internalDTD is not None:
        raise BadInput(f"{path}: it declares a document type, which an export never does. It was not read.")
    return bytes(etree.tostring(tree, encoding="UTF-8"))

"""The record of marks and links: what `graph.to_graph` made, perhaps with a person's changes in between."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrib.errors import BadInput
from attrib.exchange.graph import FIELDS, KEYS, LABELS, LINKS, PARTS, SPAN_KEY, Graph, Mark
from attrib.records import SCHEMA, Annotated, text_sha256
from attrib.spans import Span

# What a new mark has where a person set no field.
_DEFAULTS = {
    "Content": {"source_status": "none", "manner": "indirect", "modality": "asserted", "stance": "neutral"},
    "Claim": {"claim_kind": "statement"},
    "Evaluative": {"category": "loaded_label", "voice": "outlet", "quoted": "no"},
    "Name": {"name_type": "Misc"},
}
_LETTERS = {"Content": "a", "Claim": "c", "Evaluative": "e", "Name": "n"}


def from_graph(graph: Graph, *, by: str | None = None) -> tuple[Annotated, list[str]]:
    """The record of marks and links, and a line for each thing that could not be taken over.

    A mark whose id `rest` knows keeps what stands there of it; a new one gets what is usual. A claim's status
    and speaker follow from what it is linked to. `by` says who made it so; else `made_with` stays.

    Raises `BadInput` when the text is not the one that was exported, or a mark lies outside of it.
    """
    return _Reader(graph, by).read()


class _Reader:
    """Makes one record of a graph."""

    def __init__(self, graph: Graph, by: str | None) -> None:
        self.graph = graph
        self.rest = graph.rest
        self.by = by
        self.lost: list[str] = []
        self.items: Mapping[str, Mapping[str, Any]] = graph.rest.get("items", {})
        self.marks = {mark.id: mark for mark in graph.marks}
        self.links: dict[tuple[str, str], list[str]] = {}

    def read(self) -> tuple[Annotated, list[str]]:
        graph = self.graph
        wanted = self.rest.get("text_sha256", text_sha256(graph.text))
        if wanted != text_sha256(graph.text):
            raise BadInput(
                f"{graph.article_id}: the text is not the one that was exported. `attrib anchor` moves "
                "annotations to an edited text; import them with the text they were made on."
            )
        self._check_marks()
        self._check_links()
        speaker_of, speakers = self._read_speakers()
        ids = self._give_ids()
        attributions = [self._read_attribution(mark, ids, speaker_of) for mark in self._of("Content")]
        by_id = {one["id"]: one for one in attributions}
        row = {
            "schema": self.rest.get("schema", SCHEMA),
            "article_id": graph.article_id,
            "text": graph.text,
            "text_sha256": wanted,
            "meta": self.rest.get("meta", {}),
            "blocks": self.rest.get("blocks", []),
            "sentences": self.rest.get("sentences", []),
            "names": [self._start(mark) for mark in self._of("Name")],
            "attributions": attributions,
            "claims": [self._read_claim(mark, ids, by_id) for mark in self._of("Claim")],
            "speakers": speakers,
            "evaluative": [self._read_evaluative(mark, ids, speaker_of) for mark in self._of("Evaluative")],
            "made_with": self._read_made_with(),
            **self.rest.get("extra", {}),
        }
        record = Annotated.from_json(row, where=graph.article_id)
        return record, self.lost

    def _check_marks(self) -> None:
        size = len(self.graph.text)
        for mark in self.graph.marks:
            if not mark.spans or any(not 0 <= span.start < span.end <= size for span in mark.spans):
                where = ", ".join(f"{span.start}:{span.end}" for span in mark.spans)
                raise BadInput(
                    f"{self.graph.article_id}: the mark {mark.id} ({mark.label}) is at {where or 'nowhere'}; "
                    f"the text has {size} characters. Was the text edited after it was exported?"
                )
            if mark.label not in LABELS:
                self.lost.append(f"the mark {mark.id} has the label {mark.label}, which attrib does not know")

    def _check_links(self) -> None:
        for link in self.graph.links:
            ends = [self.marks.get(id) for id in (link.start, link.end)]
            allowed = LINKS.get(link.label)
            fits = allowed is not None and all(
                end is not None and end.label in labels for end, labels in zip(ends, allowed, strict=True)
            )
            if not fits:
                self.lost.append(f"the link {link.label} from {link.start} to {link.end} is none of attrib's")
                continue
            self.links.setdefault((link.label, link.start), []).append(link.end)
        used = {end for (label, _), found in self.links.items() for end in found if label != "same"}
        for mark in self.graph.marks:
            if mark.label in (*PARTS, "Target") and mark.id not in used:
                self.lost.append(f"the mark {mark.id} ({mark.label}) is linked to nothing")

    def _of(self, label: str) -> list[Mark]:
        """The marks of a label, in the order of the text."""
        order = {id: place for place, id in enumerate(self.items)}
        found = [mark for mark in self.graph.marks if mark.label == label]
        known = [mark for mark in found if mark.id in order]
        # What is known keeps its order; what is new goes where its place in the text is.
        known.sort(key=lambda mark: order[mark.id])
        for mark in sorted((one for one in found if one.id not in order), key=lambda one: one.spans):
            at = next((i for i, one in enumerate(known) if one.spans > mark.spans), len(known))
            known.insert(at, mark)
        return known

    def _give_ids(self) -> dict[str, str]:
        """The id in the record of each mark that stands for a finding."""
        ids: dict[str, str] = {}
        for label, letter in _LETTERS.items():
            marks = self._of(label)
            numbers = [int(id[1:]) for id in (*self.items, *self.marks) if re.fullmatch(rf"{letter}\d+", id)]
            highest = max(numbers, default=0)
            for mark in marks:
                if mark.id in self.items or re.fullmatch(rf"{letter}\d+", mark.id):
                    ids[mark.id] = mark.id
                else:
                    highest += 1
                    ids[mark.id] = f"{letter}{highest}"
        return ids

    def _start(self, mark: Mark) -> dict[str, Any]:
        """The row of a finding with its spans and fields, and what `rest` keeps of it."""
        fields = {**_DEFAULTS[mark.label], **mark.fields}
        row: dict[str, Any] = {"score": 1.0, **self.items.get(mark.id, {})}
        for name in FIELDS[mark.label]:
            row[KEYS.get(name, name)] = fields[name] == "yes" if name == "quoted" else fields[name]
        pairs = [[span.start, span.end] for span in mark.spans]
        one = mark.label in ("Evaluative", "Name")
        if one and len(pairs) > 1:
            self.lost.append(f"the mark {mark.id} ({mark.label}) is in pieces; only the first is kept")
        row[SPAN_KEY[mark.label]] = pairs[0] if one else pairs
        return row

    def _read_attribution(
        self, mark: Mark, ids: Mapping[str, str], speaker_of: Mapping[str, str]
    ) -> dict[str, Any]:
        row = {"open": None, "speaker_score": None, "why": [], **self._start(mark)}
        for key in PARTS.values():
            found = self.links.get((key, mark.id), [])
            pairs = sorted([span.start, span.end] for id in found for span in self.marks[id].spans)
            if key == "cue" and len(pairs) > 1:
                self.lost.append(f"{mark.id} has several cues; only the first is kept")
            row[key] = (pairs[0] if pairs else None) if key == "cue" else pairs
        speaker = self._pick_one("speaker", mark.id, speaker_of) or row.get("speaker")
        parent = self._pick_one("parent", mark.id, ids)
        if "source_status" not in mark.fields and row["source"]:
            row["source_status"] = "nominal"
        if speaker is not None:
            row |= {"open": None, "speaker_score": row["speaker_score"] or 1.0}
        else:
            row["speaker_score"] = None
        return {**row, "id": ids[mark.id], "speaker": speaker, "parent": parent}

    def _read_claim(
        self, mark: Mark, ids: Mapping[str, str], attributions: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Any]:
        row = {"sentence": self._find_sentence(mark.spans[0]), **self._start(mark)}
        holder = attributions.get(self._pick_one("in", mark.id, ids) or "")
        status = "unattributed"
        if holder is not None:
            status = "unsourced" if holder["source_status"] == "none" else "attributed"
        return {
            **row,
            "id": ids[mark.id],
            "status": status,
            "attribution": holder["id"] if holder else None,
            "speaker": holder["speaker"] if holder else None,
        }

    def _read_evaluative(
        self, mark: Mark, ids: Mapping[str, str], speaker_of: Mapping[str, str]
    ) -> dict[str, Any]:
        row = {"neutral": [], "note": None, "why": [], **self._start(mark)}
        voice = self._pick_one("voice", mark.id, speaker_of)
        if row["voice"] == "speaker" or voice is not None:
            row["voice"] = voice or self.items.get(mark.id, {}).get("voice", "unsettled")
        target: Any = self.items.get(mark.id, {}).get("target")
        for id in self.links.get(("target", mark.id), []):
            span = self.marks[id].spans[0]
            target = [span.start, span.end] if self.marks[id].label == "Target" else speaker_of[id]
        return {
            **row,
            "id": ids[mark.id],
            "attribution": self._pick_one("in", mark.id, ids),
            "target": target,
        }

    def _pick_one(self, label: str, start: str, names: Mapping[str, str]) -> str | None:
        """What a link leads to. Several that lead to different ones are a problem, and the first counts."""
        found = list(dict.fromkeys(names[id] for id in self.links.get((label, start), []) if id in names))
        if len(found) > 1:
            self.lost.append(f"{start} has {len(found)} links {label}; only the first is kept")
        return found[0] if found else None

    def _read_speakers(self) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """The speaker of each mention by its mark, and the speakers."""
        groups = self._group_mentions()
        table = {one["id"]: one for one in self.rest.get("speakers", [])}
        mentioned = set(self.rest.get("mentioned", []))
        highest = max((int(id[1:]) for id in table if re.fullmatch(r"s\d+", id)), default=0)
        speaker_of: dict[str, str] = {}
        found: dict[str, dict[str, Any]] = {}
        for group in groups:
            known = [id for mark in group if (id := mark.id.rpartition(".")[0]) in table]
            id = next((one for one in known if one not in found), "")
            if not id:
                highest += 1
                id = f"s{highest}"
            speaker_of |= {mark.id: id for mark in group}
            found[id] = self._read_speaker(id, group, table.get(id, {}))
        silent = [{**one, "mentions": []} for id, one in table.items() if id not in mentioned]
        rows = {**found, **{one["id"]: one for one in silent}}
        order = [*(id for id in table if id in rows), *(id for id in rows if id not in table)]
        for row in rows.values():
            row["members"] = [id for id in row["members"] if id in rows]
            row["speaks_for"] = row["speaks_for"] if row["speaks_for"] in rows else None
        return speaker_of, [rows[id] for id in order]

    def _group_mentions(self) -> list[list[Mark]]:
        """Mentions that links `same` tie together, each group in the order of the text."""
        mentions = sorted((m for m in self.graph.marks if m.label == "Mention"), key=lambda m: m.spans)
        head = {mark.id: mark.id for mark in mentions}

        def find(id: str) -> str:
            while head[id] != id:
                id = head[id]
            return id

        for (label, start), ends in self.links.items():
            for end in ends if label == "same" else []:
                head[find(start)] = find(end)
        groups: dict[str, list[Mark]] = {}
        for mark in mentions:
            groups.setdefault(find(mark.id), []).append(mark)
        return list(groups.values())

    def _read_speaker(self, id: str, group: list[Mark], known: Mapping[str, Any]) -> dict[str, Any]:
        fields: dict[str, str] = {}
        for mark in group:
            fields = {**mark.fields, **fields}
        row = {"role": None, "members": [], "and_or": None, "speaks_for": None, "why": [], **known, "id": id}
        row["name"] = fields.get("name") or known.get("name") or group[0].spans[0].of(self.graph.text)
        row["kind"] = fields.get("speaker_kind") or known.get("kind", "person")
        row["named"] = fields["named"] == "yes" if "named" in fields else known.get("named", True)
        if "role" in fields:
            row["role"] = fields["role"]
        row["mentions"] = [[span.start, span.end] for mark in group for span in mark.spans]
        return row

    def _find_sentence(self, span: Span) -> int:
        sentences = self.rest.get("sentences", [])
        return next((n for n, (_, end) in enumerate(sentences) if span.start < end), 0)

    def _read_made_with(self) -> dict[str, Any]:
        from attrib import __version__

        made = dict(self.rest.get("made_with", {"attrib": __version__, "by": self.by or "unknown"}))
        if self.by is not None:
            made["by"] = self.by
        return made

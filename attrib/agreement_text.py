"""Agreement, changes and their cases as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrib.agreement import FEWEST, Agreement, Row
from attrib.alphas import Alpha
from attrib.changes import SIDES, SORTS, Change, Changes
from attrib.differences import PLACES, Case

CUT = 90  # characters of a reading that are shown


def to_text(found: Agreement, *, top: int = 20) -> str:
    """Tables for reading, in per cent, and the first `top` disagreements side by side."""
    parts = [_heading(found), _rows_table(found.rows, intervals=bool(found.bootstrap))]
    if len(found.pairs) > 1:
        parts.append(_pairs_table(found.pairs))
    parts.append(_alphas_table(found.alphas, intervals=bool(found.bootstrap)))
    shown = [
        to_lines(case, found.annotators, found.texts[case.article_id]) for case in found.disagreements[:top]
    ]
    more = len(found.disagreements) - len(shown)
    parts.append(f"{_count(len(found.disagreements), 'disagreement')}" + (":" if shown else ""))
    parts += shown
    if more and shown:
        parts.append(f"… and {more} more; --top shows more, -o writes all")
    return "\n\n".join(parts) + "\n"


def _share_out(sorts: Sequence[Sequence[Change]], room: int) -> list[Change]:
    """The first of each sort, as many in all as there is room for; what a short one leaves goes to others."""
    turns = sorted((place, sort) for sort, changes in enumerate(sorts) for place in range(len(changes)))[
        :room
    ]
    return [sorts[sort][place] for sort, place in sorted((sort, place) for place, sort in turns)]


def to_lines(case: Case, annotators: Sequence[str], text: str) -> str:
    """One case: where it is and what differs, then a line for each annotator with the fields that differ.

    Where somebody lacks it, the others' lines show what it is.
    """
    fields = [field for field in case.differs if field != "found"]
    lead = {"attribution": "content", "claim": "spans", "evaluative": "span"}[case.kind]
    shown = list(dict.fromkeys([lead, *fields]))
    if "found" in case.differs:
        usual = {"attribution": ["source", "cue"], "claim": ["status"], "evaluative": ["category"]}
        shown = list(dict.fromkeys([*shown, *usual[case.kind]]))
    differs = ", ".join(case.differs) or "same"
    head = f"{case.article_id} {case.span.start}:{case.span.end} {case.kind}: {differs}"
    width = max(map(len, annotators))
    lines = [head]
    for name, reading in zip(annotators, case.readings, strict=True):
        if reading is None:
            lines.append(f"  {name:{width}}  –")
        else:
            cells = [f"{field}: {_cell(reading[field], field in PLACES[case.kind])}" for field in shown]
            lines.append(f"  {name:{width}}  {'; '.join(cells)}")
    return "\n".join(lines)


def _cell(value: str | None, quoted: bool) -> str:
    if value is None:
        return "–"
    flat = " ".join(value.split())
    flat = flat if len(flat) <= CUT else f"{flat[: CUT // 2]} […] {flat[-CUT // 2 :]}"
    return f"«{flat}»" if quoted else flat


def _heading(found: Agreement) -> str:
    lines = [f"{_count(len(found.articles), 'article')}, annotators: {', '.join(found.annotators)}"]
    if found.left_out:
        listed = "; ".join(f"{id} (only {' and '.join(who)})" for id, who in list(found.left_out.items())[:5])
        more = f"; and {len(found.left_out) - 5} more" if len(found.left_out) > 5 else ""
        lines.append(f"left out, not annotated by all: {listed}{more}")
    if not found.bootstrap and len(found.articles) < FEWEST:
        lines.append(f"no intervals: fewer than {FEWEST} articles to draw from")
    return "\n".join(lines)


def _rows_table(rows: Iterable[Row], *, intervals: bool) -> str:
    head = ["measure", "group", "first", "second", "agreed", "micro F1", "macro F1", "articles"]
    lines = [[*head, "low", "high"] if intervals else head]
    for row in rows:
        agreed = str(row.first_agreed)
        if row.first_agreed != row.second_agreed:
            agreed = f"{row.first_agreed}/{row.second_agreed}"
        cells = [row.measure, row.group or "all", str(row.first), str(row.second), agreed]
        cells += [_percent(row.micro), _percent(row.macro), str(row.articles)]
        lines.append([*cells, _percent(row.low), _percent(row.high)] if intervals else cells)
    return _align(lines, left=2)


def _pairs_table(pairs: Mapping[tuple[str, str], Sequence[Row]]) -> str:
    measures = list(dict.fromkeys(row.measure for rows in pairs.values() for row in rows if not row.group))
    by_pair = {
        pair: {row.measure: row.micro for row in rows if not row.group} for pair, rows in pairs.items()
    }
    lines = [["micro F1 of each pair", *(f"{one} – {other}" for one, other in pairs)]]
    lines += [[name, *(_percent(by_pair[pair].get(name)) for pair in pairs)] for name in measures]
    return _align(lines, left=1)


def _alphas_table(alphas: Iterable[Alpha], *, intervals: bool) -> str:
    head = ["Krippendorff's alpha", "units", "same", "alpha"]
    lines = [[*head, "low", "high"] if intervals else head]
    for one in alphas:
        cells = [one.question, str(one.units), _percent(one.observed), _decimal(one.alpha)]
        lines.append([*cells, _decimal(one.low), _decimal(one.high)] if intervals else cells)
    return _align(lines, left=1)


def _align(lines: Sequence[Sequence[str]], *, left: int) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = (
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    return "\n".join(aligned)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def changes_to_text(found: Changes, *, top: int = 20) -> str:
    """Counts by kind, the labels that changed, and the first `top` changes, shared out among the sorts."""
    head = [f"{_count(len(found.articles), 'article')}, before and after"]
    if found.left_out:
        listed = "; ".join(f"{id} (only {who[0]})" for id, who in list(found.left_out.items())[:5])
        head.append(f"left out: {listed}" + (" …" if len(found.left_out) > 5 else ""))
    for key, (older, newer) in found.made_with.items():
        head.append(f"{key}: {', '.join(older)} → {', '.join(newer)}")
    names = ("kind", "before", "after", "same", "gained", "lost", "moved", "changed")
    lines = [list(names), *([str(getattr(one, name)) for name in names] for one in found.counts)]
    parts = ["\n".join(head), _align(lines, left=1)]
    if found.labels:
        labels = [["label", "before → after", "count"]]
        for (kind, label, before, after), count in found.labels.items():
            labels.append([f"{kind} {label}", f"{before} → {after}", str(count)])
        parts.append(_align(labels, left=2))
    shown = _share_out([found.pick(sort) for sort in SORTS], top)
    for change in shown:
        text = found.texts[change.case.article_id]
        parts.append(f"{change.sort}: {to_lines(change.case, SIDES, text)}")
    more = len(found.changes) - len(shown)
    if more:
        parts.append(f"… and {_count(more, 'more change')}; --top shows more, -o writes all")
    return "\n\n".join(parts) + "\n"

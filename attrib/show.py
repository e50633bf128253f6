"""An annotated article for the eye: in colour on a terminal, with marks where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrib.records import Annotated, Attribution, Claim
from attrib.spans import Span

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

# One colour a speaker, in the order in which they speak; they differ in brightness too, and names stand
# beside them.
COLOURS = (
    "cyan",
    "magenta",
    "yellow",
    "green",
    "blue",
    "red",
    "bright_cyan",
    "bright_magenta",
    "bright_green",
)
# For a source that is not settled on a speaker: a grey that can be read on dark and light terminals.
OPEN = "bright_black"
OUTLET = "the outlet"
UNSOURCED = "nobody named"


def name_voice(annotated: Annotated, claim: Claim) -> str:
    """Who says a claim, in words: a speaker's name, "the outlet", "nobody named", or the source as the text
    has it when no speaker is settled for it."""
    if claim.status == "unattributed":
        return OUTLET
    if claim.status == "unsourced":
        return UNSOURCED
    if claim.speaker is not None:
        names = (speaker.name for speaker in annotated.speakers if speaker.id == claim.speaker)
        return next(names, claim.speaker)  # a record made by hand may refer to what is not there
    attribution = next((one for one in annotated.attributions if one.id == claim.attribution), None)
    return f"{_source(annotated, attribution)} (open)"


def _source(annotated: Annotated, attribution: Attribution | None) -> str:
    text = annotated.text or ""
    source = attribution.source if attribution else ()
    return " … ".join(" ".join(span.of(text).split()) for span in source) or "a source not in the text"


def list_claims(annotated: Annotated) -> Iterator[tuple[str, str]]:
    """Every claim as (who says so, the claim with its evaluative words in «marks»), in the order of the
    text."""
    text = annotated.text or ""
    for claim in annotated.claims:
        parts = (_mark_evaluative(annotated, span) for span in claim.spans)
        yield (
            name_voice(annotated, claim),
            " … ".join(" ".join(part.split()) for part in parts) if text else "",
        )


def _mark_evaluative(annotated: Annotated, span: Span) -> str:
    text = annotated.text or ""
    inside = sorted(one.span for one in annotated.evaluative if span.holds(one.span))
    marked, at = "", span.start
    for found in inside:
        if found.start >= at:
            marked += text[at : found.start] + "«" + found.of(text) + "»"
            at = found.end
    return marked + text[at : span.end]


def to_claims_table(annotated: Annotated) -> Table:
    """The claims as a table for the terminal: who says so, and what."""
    from rich.table import Table
    from rich.text import Text

    colours = _pick_colours(annotated)
    table = Table(box=None, show_header=True, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("who says so", max_width=32)
    table.add_column("claim («evaluative words»)")
    for claim, (voice, words) in zip(annotated.claims, list_claims(annotated), strict=True):
        style = colours.get(claim.speaker or "", "" if claim.status == "unattributed" else "dim")
        table.add_row(Text(voice, style=style), Text(words))
    return table


def _pick_colours(annotated: Annotated) -> dict[str, str]:
    speaking = [attribution.speaker for attribution in annotated.attributions if attribution.speaker]
    return {speaker: COLOURS[index % len(COLOURS)] for index, speaker in enumerate(dict.fromkeys(speaking))}


def to_text(annotated: Annotated) -> Text:
    """The article as it is, contents in their speaker's colour, sources bold, cues in italics, evaluative
    words underlined, site furniture dim; then whose colours they are. Of a stand-off record only the colours
    are there."""
    from rich.text import Text

    shown = Text(annotated.text or "")
    colours = _pick_colours(annotated)
    for block in annotated.blocks:
        if block.kind in ("boilerplate", "section", "byline"):
            shown.stylize("dim", block.span.start, block.span.end)
        elif block.kind == "headline":
            shown.stylize("bold", block.span.start, block.span.end)
    # Outer attributions first, so that the innermost voice has the last word.
    for attribution in sorted(
        annotated.attributions, key=lambda one: -sum(s.end - s.start for s in one.content)
    ):
        colour = colours.get(attribution.speaker or "", OPEN)
        for span in attribution.content:
            shown.stylize(colour, span.start, span.end)
        for span in attribution.source:
            shown.stylize(f"bold {colour}", span.start, span.end)
        if attribution.cue:
            shown.stylize("italic", attribution.cue.start, attribution.cue.end)
    for found in annotated.evaluative:
        shown.stylize("underline", found.span.start, found.span.end)
    legend = Text("\n")
    for speaker in annotated.speakers:
        if speaker.id in colours:
            legend.append("■ ", style=colours[speaker.id])
            legend.append(speaker.name + (f", {speaker.role}" if speaker.role else "") + "\n")
    if any(attribution.speaker is None for attribution in annotated.attributions):
        legend.append("■ ", style=OPEN)
        legend.append("a source that is not settled on a speaker\n")
    shown.rstrip()
    return shown + Text("\n") + legend

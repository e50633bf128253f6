"""Quotation marks: which stretches of a text stand between them.

The reader sees for every piece whether it is quoted, and the finding modules tell direct speech from reported
speech by the same stretches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrib.spans import Span

# Opening mark → the marks that close it. A straight mark closes itself; low marks (German, Polish) are closed
# by high ones.
CLOSERS = {
    '"': ('"', "\N{RIGHT DOUBLE QUOTATION MARK}"),
    "``": ("''", '"'),
    "''": ("''", '"'),
    "\N{LEFT DOUBLE QUOTATION MARK}": ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    "\N{DOUBLE LOW-9 QUOTATION MARK}": ("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": ("\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",),
    "\N{FULLWIDTH QUOTATION MARK}": ("\N{FULLWIDTH QUOTATION MARK}",),
    "'": ("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
    "\N{LEFT SINGLE QUOTATION MARK}": ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    "\N{SINGLE LOW-9 QUOTATION MARK}": ("\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"),
}
SINGLE = ("'", "\N{LEFT SINGLE QUOTATION MARK}", "\N{SINGLE LOW-9 QUOTATION MARK}")
# Apostrophes are so common that a single mark opens only when its partner stands within this many characters;
# the longest single-quoted stretch in the corpora's headlines and British copy is below it.
SINGLE_CHARS = 600

_ONE_OF_THEM = "|".join(
    re.escape(mark) for mark in sorted({*CLOSERS, *sum(CLOSERS.values(), ())}, key=len, reverse=True)
)
_MARK = re.compile(_ONE_OF_THEM)
_SINGLE_CLOSE = re.compile(
    "(?<=\\S)(?:['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}])(?!\\w)"
)


def pair_quotes(text: str, paragraph: Span) -> list[Span]:
    """The quoted stretches of one paragraph, marks included, in order; a quotation inside a quotation is not
    listed.

    An opening mark with no partner runs to the end of the paragraph: newspapers close a long quotation only
    in its last paragraph. A stray closing mark is left alone, and so are apostrophes and inch marks. Never
    raises.

    >>> pair_quotes("Nobody answered. “Yes,” she said. “And no.", Span(17, 42))
    [Span(start=17, end=23), Span(start=34, end=42)]
    >>> pair_quotes("The workers' board, 6\\" long, said 'no' twice.", Span(0, 45))
    [Span(start=34, end=38)]
    """
    found: list[Span] = []
    at = paragraph.start
    while (mark := _MARK.search(text, at, paragraph.end)) is not None:
        at = mark.end()
        if not _opens(text, mark, paragraph):
            continue
        end = _find_end(text, mark, paragraph)
        if end is not None:
            found.append(Span(mark.start(), end))
            at = end
    return found


def find_quotations(text: str, paragraphs: Iterable[Span]) -> tuple[Span, ...]:
    """The quoted stretches of a whole text, paragraph by paragraph.

    A quotation that runs over paragraphs is one span in each: the house style it comes from opens every
    paragraph of it with a mark, so nothing has to be carried over.
    """
    return tuple(span for paragraph in paragraphs for span in pair_quotes(text, paragraph))


def stays_open(text: str, quoted: Span) -> bool:
    """Whether a quoted stretch ends without its closing mark, so that the next paragraph may go on with it.

    >>> stays_open("“And no.", Span(0, 8)), stays_open("“No.”", Span(0, 5))
    (True, False)
    """
    opener = _MARK.match(text, quoted.start)
    if opener is None:
        return False
    return opener.end() >= quoted.end or not quoted.of(text).endswith(CLOSERS.get(opener.group(), ()))


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    if mark.group() not in CLOSERS:
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    return not after.isspace() and not before.isalnum()


def _find_end(text: str, mark: re.Match[str], paragraph: Span) -> int | None:
    """Where the quotation that `mark` opens ends; `None` when a single mark turns out to be an apostrophe."""
    if mark.group() not in SINGLE:
        for other in _MARK.finditer(text, mark.end(), paragraph.end):
            if other.group() in CLOSERS[mark.group()]:
                return other.end()
        return paragraph.end
    ends = [
        close.end()
        for close in _SINGLE_CLOSE.finditer(
            text, mark.end() + 1, min(mark.end() + SINGLE_CHARS, paragraph.end)
        )
        if close.group() in CLOSERS[mark.group()]
    ]
    # "‘The workers’ pay is low’": a plural possessive closes only when nothing after it can.
    sure = [end for end in ends if not (text[end - 2] == "s" and text[end : end + 1] == " ")]
    return next(iter(sure or ends), None)

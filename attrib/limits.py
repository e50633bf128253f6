"""How much one article may hold. A packed file of some kilobytes may unpack to gigabytes, and would fill the
memory before anybody could say that it is no article.

The figures are far above what news needs, so that nobody meets them by accident; docs/security.md lists them.
"""

from __future__ import annotations

# A long novel, 170 000 words. Reading takes about one kilobyte of memory for each character.
TEXT_CHARS = 1_000_000
# One line of JSONL or row of a table: the record of a text of that size has some 10 MB.
LINE_BYTES = 50_000_000
# Markup, which is held as a tree of several times its size: a web page, or the XML in a Word document. It is
# also where trafilatura stops when it fetches a page itself.
MARKUP_BYTES = 20_000_000
# Tags of a web page. News pages have some thousands; trafilatura takes five seconds for this many.
MARKUP_TAGS = 100_000
# A Word document, unpacked, with its pictures.
DOCUMENT_BYTES = 200_000_000


def name_size(size_bytes: int) -> str:
    """A size for a message.

    >>> name_size(50_000_000)
    '50 MB'
    """
    return f"{size_bytes / 1e6:.0f} MB"

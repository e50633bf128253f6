"""Examples that the corpora lack, made from polnear's own attributions, anew in every pass."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from attrib.training.edits import Row
from attrib.training.headlines import add_headline, unstop_title
from attrib.training.nested import wrap_paragraphs

# Shares of documents that get each edit, chosen so that headlines and nested attributions are common enough
# to learn and the corpus as it is remains most of what is read.
HEADLINE_SHARE = 0.7
NESTED_SHARE = 0.45
STOPPED_TITLE_SHARE = 0.3


def augment(row: Mapping[str, Any], rng: random.Random) -> Row:
    """One document of polnear as one pass reads it: perhaps with other headlines, perhaps with wrapped
    sentences."""
    made: Row = dict(row)
    if rng.random() < NESTED_SHARE:
        made = wrap_paragraphs(made, rng)
    if rng.random() > STOPPED_TITLE_SHARE:
        made = unstop_title(made)
    if rng.random() < HEADLINE_SHARE:
        made = add_headline(made, rng)
    return made

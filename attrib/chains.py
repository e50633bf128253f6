"""Mentions → whom they mean, as far as the network's antecedents tell.

An antecedent is a probability, so a mention is not given to one chain: its chance of meaning somebody is the
sum over its antecedents of their chances (marginal antecedents; Lee et al. 2017). Names are where chains
start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from attrib.reading import Reading

# An antecedent less probable than this adds nothing that decides, and a mention would carry hundreds.
NEGLIGIBLE = 0.02

# How the keys of those begin whom nothing names.
UNNAMED = "mention "


class Chains:
    """Whom each mention means. Asked in the order of the text; what is settled meanwhile counts from there
    on.

    A mention that means nobody known so far is somebody new, under the key `mention 7`.
    """

    def __init__(self, reading: Reading, anchors: Mapping[int, str]) -> None:
        self._anchors = dict(anchors)
        self._chances: list[Mapping[str, float]] = []
        table = reading.antecedents[:, :-1]
        rows, columns = np.nonzero(table > NEGLIGIBLE)
        self._before: list[list[tuple[int, float]]] = [[] for _ in reading.mentions]
        for row, column, chance in zip(
            rows.tolist(), columns.tolist(), table[rows, columns].tolist(), strict=True
        ):
            if column < row:
                self._before[row].append((row - 1 - column, chance))

    def settle(self, mention: int, key: str) -> None:
        """From now on this mention means `key`, and later ones may go back to it."""
        self._anchors[mention] = key
        if mention < len(self._chances):
            self._chances[mention] = {key: 1.0}

    def chances(self, mention: int) -> Mapping[str, float]:
        """Key → probability, with what is left under the mention's own key; together 1."""
        for index in range(len(self._chances), mention + 1):
            self._chances.append(self._follow(index))
        return self._chances[mention]

    def _follow(self, mention: int) -> Mapping[str, float]:
        if (key := self._anchors.get(mention)) is not None:
            return {key: 1.0}
        found: dict[str, float] = defaultdict(float)
        for before, chance in self._before[mention]:
            for key, share in self._chances[before].items():
                found[key] += chance * share
        kept = {key: chance for key, chance in found.items() if chance > NEGLIGIBLE}
        kept[f"{UNNAMED}{mention}"] = max(0.0, 1.0 - sum(kept.values()))
        return kept

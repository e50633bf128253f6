"""How likely a source means somebody: what speaks for each candidate, and what it weighs.

Every candidate has a value for each kind of evidence; a weighted sum of them is turned into probabilities
over all candidates and "nobody of these" (conditional logit; McFadden 1974). The evidence that brought most
is the reason that a record gives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Evidence → its weight in log-odds for a pronoun and for a role. `nobody` is what "none of these" starts
# with. Set by hand, looking at the entity chains of gum's dev texts and of its non-commercial genres, which
# no model is trained on; not fitted.
PRONOUN_WEIGHTS: Mapping[str, float] = {
    "coreference": 0.7, "holds-floor": 1.6, "gap": -0.8, "subject": 0.6, "mentioned": 0.4, "sex": 0.8,
    "own-words": -2.0, "around": 1.0, "one-for-they": -3.0, "nobody": -0.5,
}  # fmt: skip
ROLE_WEIGHTS: Mapping[str, float] = {
    "coreference": 0.5, "role-match": 3.0, "role-part": 1.0, "holds-floor": 0.6, "gap": -0.3,
    "mentioned": 0.2, "own-words": -1.0, "short-name": 2.5, "other-role": -2.5, "only-body": 1.5,
    "nobody": 1.5,
}  # fmt: skip
# Evidence that is a reason of its own, in the order in which the first of like weight is named.
_REASONS = ("role-match", "short-name", "holds-floor", "coreference", "role-part", "subject", "around")
FLOOR_OF_CHANCE = 0.02


class Candidate(NamedTuple):
    """Somebody a source may mean, and the evidence."""

    key: str
    evidence: Mapping[str, float]


class Choice(NamedTuple):
    """The likeliest candidate, how likely, and the name of the evidence that brought most."""

    key: str
    score: float
    reason: str


def weigh_chance(chance: float) -> float:
    """A probability as evidence: its log above that of next to nothing, 0 at least.

    >>> weigh_chance(0.01), round(weigh_chance(1.0), 1)
    (0.0, 3.9)
    """
    return math.log(max(chance, FLOOR_OF_CHANCE) / FLOOR_OF_CHANCE)


def pick_candidate(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> Choice | None:
    """The likeliest candidate; `None` when there is none.

    >>> pair = [Candidate("a", {"holds-floor": 1.0}), Candidate("b", {})]
    >>> choice = pick_candidate(pair, {"holds-floor": 2.0, "nobody": 0.0})
    >>> choice.key, round(choice.score, 2), choice.reason
    ('a', 0.79, 'holds-floor')
    """
    if not candidates:
        return None
    sums = [sum(weights.get(kind, 0.0) * value for kind, value in one.evidence.items()) for one in candidates]
    top = max(*sums, weights["nobody"])
    shares = [math.exp(one - top) for one in sums]
    best = max(range(len(sums)), key=lambda index: sums[index])
    score = shares[best] / (sum(shares) + math.exp(weights["nobody"] - top))
    evidence = candidates[best].evidence
    brought = {kind: weights.get(kind, 0.0) * evidence.get(kind, 0.0) for kind in _REASONS}
    reason = max(_REASONS, key=lambda kind: brought[kind])
    return Choice(candidates[best].key, score, reason if brought[reason] > 0 else "only-candidate")

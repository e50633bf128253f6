"""What every head of the network tells apart, in the order of its outputs. Written into the exported
model."""

from __future__ import annotations

NAME_TYPES = ("Person", "Organization", "Location", "NORP", "Date", "Misc", "Money", "Facility", "Product")
ROLES = ("source", "cue", "content")
KINDS = ("statement", "question", "directive")
MENTION_KINDS = ("person", "organization", "place", "other")
WORDING_LAYERS = ("lexical_bias", "loaded_language", "name_calling")


def bio(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of a layer of spans: O, then B and I of every kind.

    >>> bio(("cue",))
    ('O', 'B-cue', 'I-cue')
    """
    return ("O", *(f"{edge}-{kind}" for kind in kinds for edge in "BI"))


# Head → its classes. `claims` has C, "continues the claim before the gap", beside B, I and O.
HEADS: dict[str, tuple[str, ...]] = {
    "tokens": ("inside", "start"),
    "sentences": ("inside", "start"),
    "names": bio(NAME_TYPES),
    "claims": ("O", "B", "I", "C"),
    "kinds": KINDS,
    "roles": bio(ROLES),
    "inner": bio(ROLES),
    "mentions": ("none", *MENTION_KINDS),
    **{layer: bio(("evaluative",)) for layer in WORDING_LAYERS},
}
# Pointer → what it goes from and to. Each has two vectors per piece, "from" and "to", and one vector for
# "nothing".
POINTERS: tuple[str, ...] = ("source", "cue", "antecedent")
POINTER_DIMENSIONS = 128

"""Mentions and the chances of whom they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import read_marked

from attrib.chains import NEGLIGIBLE, Chains


def make(marked: str, anchors: dict[int, str]) -> Chains:
    return Chains(read_marked(marked), anchors)


def test_a_chain_passes_chances_on_and_loses_some_at_every_step() -> None:
    chains = make("[m1:Jell] came. [m1:She] spoke. [m1:She] left.", {0: "person jell"})
    assert chains.chances(0) == {"person jell": 1.0}
    assert chains.chances(1) == pytest.approx({"person jell": 0.9, "mention 1": 0.1})
    # 0.9 of what "She" before it means; the rest is that "She" itself, or somebody new.
    assert chains.chances(2) == pytest.approx({"person jell": 0.81, "mention 1": 0.09, "mention 2": 0.1})


def test_who_is_in_no_chain_is_somebody_new() -> None:
    assert make("[m1:Jell] came. [m2:She] spoke.", {0: "person jell"}).chances(1) == {"mention 1": 1.0}


def test_what_is_settled_counts_for_the_mentions_behind_it() -> None:
    chains = make("[m1:The nurse] came. [m1:She] spoke.", {})
    chains.chances(0)
    chains.settle(0, "described nurse")
    assert chains.chances(1) == pytest.approx({"described nurse": 0.9, "mention 1": 0.1})


@given(st.lists(st.sampled_from("123"), min_size=1, max_size=40))
def test_chances_are_shares_of_one(numbers: list[str]) -> None:
    chains = make(" ".join(f"[m{n}:he]" for n in numbers), {0: "person jell"})
    for mention in range(len(numbers)):
        shares = chains.chances(mention)
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)
        assert all(share >= 0 for share in shares.values())
        assert all(share > NEGLIGIBLE or key == f"mention {mention}" for key, share in shares.items())

"""Examples become windows, batches and one loss."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_corpora import basil, ewt, gum, polnear, ptc, worldwide

import attrib.reader

torch = pytest.importorskip("torch", reason="training is an extra: pip install attrib[train]")

from attrib.training.batches import Batch, Window, cut_windows, make_batch, make_pass  # noqa: E402
from attrib.training.corpora import UNKNOWN, Example, Maker  # noqa: E402
from attrib.training.labels import HEADS  # noqa: E402
from attrib.training.network import Network  # noqa: E402
from attrib.training.train import find_loss  # noqa: E402

MAKER = Maker(attrib.reader.MODEL_FOLDER / "vocab.txt")


def _long(paragraphs: int) -> Example:
    row = polnear()
    shift = len(row["text"]) + 2
    row["text"] = "\n\n".join([row["text"]] * paragraphs)
    row["attributions"] = [
        {
            role: [[s + n * shift, e + n * shift] for s, e in one[role]]
            for role in ("source", "cue", "content")
        }
        for n in range(paragraphs)
        for one in row["attributions"]
    ]
    row["discard"] = []
    return MAKER.make(row)


LONG = _long(6)


@settings(deadline=None)
@given(size=st.integers(12, 700), seed=st.integers(0, 50))
def test_windows_cover_every_piece_once_and_none_is_too_long(size: int, seed: int) -> None:
    windows = list(cut_windows(LONG, size, random.Random(seed)))
    assert [w.low for w in windows] == [0, *(w.high for w in windows[:-1])]
    assert windows[-1].high == len(LONG.pieces)
    assert all(2 < len(window) <= size for window in windows)


def test_links_that_leave_a_window_are_not_in_its_batch() -> None:
    example = MAKER.make(polnear())
    # Pieces 4 to 30: the whole first attribution, and the second ("said" at 23) without the end of its second
    # fragment, whose first piece is 27. Row 1 starts behind "said" at 23: of its links nothing can be known.
    windows = [Window(example, 4, 30), Window(example, 24, 74)]
    batch = make_batch(windows, MAKER.cutter.cls, MAKER.cutter.sep)
    width = 52  # 50 pieces and the two special ones
    assert batch.inputs[0].shape == (2, width)
    # (window, from, to), counted from the special piece in front; `width` is "nothing".
    assert batch.links["source"].tolist() == [[0, 4, 1], [0, 20, 21], [1, 12, 14], [1, 35, width]]
    assert batch.links["cue"].tolist() == [[0, 5, 4], [0, 13, 20], [0, 24, 20], [1, 18, 12], [1, 37, 35]]


def test_a_batch_knows_nothing_of_other_heads_of_special_pieces_and_of_the_padding() -> None:
    short, long = MAKER.make(worldwide()), MAKER.make(gum())
    windows = [Window(e, 0, len(e.pieces)) for e in (short, long)]
    batch = make_batch(windows, MAKER.cutter.cls, MAKER.cutter.sep)
    assert batch.pieces == (15 + 2) + (20 + 2)
    assert batch.inputs[0][0, 0] == MAKER.cutter.cls
    assert batch.inputs[0][0, 16] == MAKER.cutter.sep
    assert batch.inputs[4].sum(1).tolist() == [17, 22]
    known = {head: (target != UNKNOWN).sum(1).tolist() for head, target in batch.targets.items()}
    assert known == {
        **{head: [0, 0] for head in HEADS},
        "names": [15, 0],
        "tokens": [0, 20],
        "sentences": [0, 20],
        "claims": [0, 20],
        "kinds": [0, 3],
        "mentions": [0, 20],
        "inner": [0, 12],
    }


def test_a_mention_is_fresh_only_where_its_entity_is_first_named_in_the_whole_text() -> None:
    row = gum()
    row["mentions"][1]["chain"] = 7  # Holm is the same person as Ana Ruiz
    example = MAKER.make(row)
    window = Window(example, 8, 20)  # from "that" on: Holm at 9, pier at 12
    batch = make_batch([window], MAKER.cutter.cls, MAKER.cutter.sep)
    entities = batch.entities[0]
    assert {int(i): int(entities[i]) for i in np.flatnonzero(entities >= 0)} == {2: 7, 5: 9}
    assert [bool(batch.fresh[0, i]) for i in (2, 5)] == [False, True]


def test_a_pass_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    rows = {
        "polnear": [polnear(f"p{n}") for n in range(6)],
        "worldwide": [worldwide(f"w{n}") for n in range(6)],
    }

    def texts(seed: int, number: int) -> list[list[str]]:
        made = make_pass(rows, MAKER, seed, number)
        return [[window.example.text for window in batch] for batch in made]

    assert texts(1, 0) == texts(1, 0)
    assert texts(1, 0) != texts(1, 1)
    assert texts(1, 0) != texts(2, 0)
    # Half of worldwide in each pass, all of polnear.
    assert sorted(text.endswith("40 crowns.") for batch in texts(1, 0) for text in batch) == (
        [False] * 6 + [True] * 3
    )


def make_toy() -> tuple[Network, Batch]:
    """A random network of one layer, and one batch with a document of each corpus."""
    torch.manual_seed(0)
    network = Network.fresh(layers=1, pretrained=False)
    examples = [MAKER.make(make()) for make in (polnear, gum, ewt, worldwide, basil, ptc)]
    windows = [Window(example, 0, len(example.pieces)) for example in examples]
    return network, make_batch(windows, MAKER.cutter.cls, MAKER.cutter.sep)


def test_the_loss_is_finite_and_falls_within_a_few_steps() -> None:
    network, batch = make_toy()
    network.encoder.requires_grad_(False)  # the heads alone show it, in a tenth of the time
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=3e-3)
    losses = []
    for _ in range(5):
        loss = find_loss(network, batch, network(*batch.inputs))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert np.isfinite(losses).all()
    assert losses[-1] < 0.8 * losses[0], losses
    # Every head and every pointer learns: no corpus is masked away.
    grown = {name: p.grad for name, p in network.named_parameters() if name.startswith("heads.")}
    assert all(gradient is not None and bool(gradient.any()) for gradient in grown.values())
    assert network.nothing.grad is not None
    assert bool(network.nothing.grad.any(dim=1).all())


def test_what_is_unknown_has_no_part_in_the_loss() -> None:
    network, batch = make_toy()
    network.eval()
    with torch.inference_mode():
        found = network(*batch.inputs)
        loss = find_loss(network, batch, found)
        # Another opinion on the names of every document but worldwide's, of which nothing is known.
        found["names"][[0, 1, 2, 4, 5]] -= 3.0
        assert torch.equal(find_loss(network, batch, found), loss)
        found["names"][3] -= 3.0
        assert find_loss(network, batch, found) > loss


def test_a_batch_without_anything_known_loses_nothing() -> None:
    network, _ = make_toy()
    example = MAKER.make(worldwide())
    empty = Example(example.id, example.corpus, example.text, example.pieces, {}, {})
    batch = make_batch([Window(empty, 0, 5)], MAKER.cutter.cls, MAKER.cutter.sep)
    assert float(find_loss(network, batch, network(*batch.inputs))) == 0.0


def test_padding_changes_nothing_that_is_read() -> None:
    network, batch = make_toy()
    network.eval()
    example = MAKER.make(worldwide())
    alone = make_batch([Window(example, 0, len(example.pieces))], MAKER.cutter.cls, MAKER.cutter.sep)
    with torch.inference_mode():
        together, single = network(*batch.inputs), network(*alone.inputs)
    for name, values in single.items():
        torch.testing.assert_close(together[name][3, :17], values[0], rtol=1e-4, atol=1e-4)

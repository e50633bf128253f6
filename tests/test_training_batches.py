"""Examples become windows, batches and one loss."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_corpora import basil, ewt, gum, polnear, ptc, worldwide

import attrib.reader

torch = pytest.importorskip("torch", reason="training is an extra: pip install attrib[train]")

import attrib.training.batches as batches_module  # noqa: E402
from attrib.training.batches import (  # noqa: E402
    Batch,
    Window,
    bind_windows,
    cut_windows,
    find_antecedents,
    make_batch,
    make_pass,
)
from attrib.training.corpora import UNKNOWN, Example, Maker  # noqa: E402
from attrib.training.labels import HEADS, POINTER_DIMENSIONS, POINTERS  # noqa: E402
from attrib.training.network import DISTANCE_CLASSES, NOT_A_PLACE, Network  # noqa: E402
from attrib.training.train import LINK_WEIGHTS, PIECES_PER_LINK, find_loss  # noqa: E402

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


def batch_of(*windows: Window) -> Batch:
    return make_batch(windows, MAKER.cutter.cls, MAKER.cutter.sep)


def whole(example: Example) -> Window:
    return Window(example, 0, len(example.pieces))


def test_links_from_window_to_window_of_one_document_are_in_its_batch() -> None:
    example = MAKER.make(polnear())
    # Cut behind "said" at 23, whose source "Ana" is 24, and whose second fragment begins at 27.
    batch = batch_of(Window(example, 4, 24), Window(example, 24, 74))
    assert batch.inputs[0].shape == (2, 52)  # 50 pieces and the two special ones
    # Piece 4 has the number 1, behind the special piece; piece 24 the number 52 + 1; "nothing" is 104.
    assert batch.links["source"].tolist() == [[4, 1], [20, 53], [64, 66], [87, 104]]
    assert batch.links["cue"].tolist() == [[5, 4], [13, 20], [56, 20], [70, 64], [89, 87]]
    nowhere = [-1] * (52 - 21)  # a special piece and the padding
    assert batch.places.document.tolist() == [-1, *[0] * 20, *nowhere, -1, *[0] * 50, -1]
    assert batch.places.position.tolist() == [-1, *range(4, 24), *nowhere, -1, *range(24, 74), -1]


def test_links_that_leave_the_batch_are_not_in_it() -> None:
    # Without the first window nothing can be known of what "said" at 23 points to, or who points to it.
    batch = batch_of(Window(MAKER.make(polnear()), 24, 74))
    assert batch.links["source"].tolist() == [[12, 14], [35, 52]]
    assert batch.links["cue"].tolist() == [[18, 12], [37, 35]]


def test_the_same_document_twice_in_a_batch_stays_apart() -> None:
    batch = batch_of(*(whole(MAKER.make(gum())) for _ in range(2)))
    # 20 pieces and two special ones: "believed" at 10 has the numbers 11 and 33; "Holm" 10 and 32.
    assert batch.links["source"].tolist() == [[11, 10], [33, 32]]
    assert batch.links["cue"].tolist() == [[12, 11], [34, 33]]
    assert batch.places.document.tolist() == [-1, *[0] * 20, -1, -1, *[1] * 20, -1]


def point_blank(batch: Batch, pointer: str, distance: torch.Tensor) -> torch.Tensor:
    """The scores of a network that knows nothing but distances, from and to every piece of the batch."""
    network = Network.fresh(layers=1, pretrained=False)
    with torch.no_grad():
        network.distance[POINTERS.index(pointer)] = distance
        everywhere = torch.arange(len(batch.places.document))
        blank = torch.zeros(*batch.inputs[0].shape, len(POINTERS), 2, POINTER_DIMENSIONS)
        return network.point(pointer, blank, everywhere, everywhere, batch.places)


def test_pieces_point_over_the_cut_by_their_distance_in_the_document() -> None:
    example = MAKER.make(polnear())
    batch = batch_of(Window(example, 4, 24), Window(example, 24, 74))
    classes = torch.arange(2 * DISTANCE_CLASSES, dtype=torch.float)
    scores = point_blank(batch, "cue", classes)
    # From piece 27 (number 56) to 23 (number 20): 4 to 7 back, class 3. To 28: 1 ahead, 12 + 1. To nothing.
    assert scores[56, [20, 57, 104]].tolist() == [3, 13, 0]
    # From 23 to 24, which have 32 other numbers between them: 1 ahead.
    assert scores[20, 53] == 13


def test_two_documents_of_a_batch_never_point_to_each_other() -> None:
    batch = batch_of(whole(MAKER.make(polnear())), whole(MAKER.make(gum())))
    scores = point_blank(batch, "source", torch.zeros(2 * DISTANCE_CLASSES))
    document = batch.places.document
    reached = scores[:, :-1] > NOT_A_PLACE
    assert torch.equal(reached, document[:, None] == document[None, :])
    # 74 pieces of one and 20 of the other; special pieces and the padding stand in no document.
    assert [int(reached[number].sum()) for number in (1, 76 + 1)] == [74, 20]
    assert torch.equal(scores[:, -1], torch.zeros(len(document)))  # nothing is always possible


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
    assert {int(i): int(batch.entities[i]) for i in np.flatnonzero(batch.entities >= 0)} == {2: 7, 5: 9}
    assert [bool(batch.fresh[i]) for i in (2, 5)] == [False, True]


def test_antecedents_are_sought_among_the_earlier_mentions_of_the_document_whatever_the_window() -> None:
    row = gum()
    row["mentions"][1]["chain"] = 7  # Holm is the same person as Ana Ruiz
    first, second = MAKER.make(row), MAKER.make(row)
    # Ruiz at 6, Holm at 9, pier at 12: those of the first document in two windows, the later one in front.
    batch = batch_of(Window(first, 8, 20), Window(first, 0, 8), whole(second))
    mentions = (batch.entities >= 0).nonzero()[:, 0]
    # Windows of 22: Holm and pier of the first document, its Ruiz, and all three of the second.
    assert mentions.tolist() == [2, 5, 22 + 7, 44 + 7, 44 + 10, 44 + 13]
    allowed, right = find_antecedents(batch, mentions)
    assert allowed.int().tolist() == [
        [0, 0, 1, 0, 0, 0, 1],  # Holm: Ruiz, which stands in another window, or nothing
        [1, 0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],  # the other document's Ruiz, of the same number, is not this one's
        [0, 0, 0, 1, 0, 0, 1],
        [0, 0, 0, 1, 1, 0, 1],
    ]
    assert right.int().tolist() == [
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1],
    ]


def test_a_mention_whose_entity_stands_only_outside_the_batch_has_no_right_antecedent() -> None:
    row = gum()
    row["mentions"][1]["chain"] = 7
    batch = batch_of(Window(MAKER.make(row), 8, 20))
    _, right = find_antecedents(batch, (batch.entities >= 0).nonzero()[:, 0])
    assert right.int().tolist() == [[0, 0, 0], [0, 0, 1]]


def test_a_pass_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    rows = {
        "polnear": [polnear(f"p{n}") for n in range(6)],
        "ewt": [ewt(f"e{n}") for n in range(10)],
        "gum": [gum(f"g{n}") for n in range(2)],
    }

    def texts(seed: int, number: int) -> list[list[str]]:
        made = make_pass(rows, MAKER, seed, number)
        return [[window.example.text for window in batch] for batch in made]

    assert texts(1, 0) == texts(1, 0)
    assert texts(1, 0) != texts(1, 1)
    assert texts(1, 0) != texts(2, 0)
    read = Counter(text.split()[-1] for batch in texts(1, 0) for text in batch)
    # 0.3 × 10 of ewt in each pass, gum three times; the rest is polnear, once.
    assert (read["harbour."], read["safe."], read.total()) == (3, 2 * 3, 3 + 2 * 3 + 6)


def test_windows_of_a_document_with_links_stay_together_and_those_of_others_need_not() -> None:
    linked = [Window(LONG, low, low + 50) for low in range(0, 350, 50)]
    assert bind_windows(linked) == [linked]
    named = MAKER.make(worldwide())
    free = [Window(named, 0, 8), Window(named, 8, 15)]
    assert bind_windows(free) == [[free[0]], [free[1]]]
    chained = MAKER.make(gum())
    held = [Window(chained, 0, 8), Window(chained, 8, 20)]
    assert bind_windows(held) == [held]


def test_a_document_longer_than_a_batch_is_divided_between_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "BATCH_PIECES", 160)
    windows = [Window(LONG, low, low + 50) for low in range(0, 350, 50)]  # 52 pieces each: three to a batch
    assert [len(group) for group in bind_windows(windows)] == [3, 3, 1]


@settings(deadline=None, max_examples=10)
@given(number=st.integers(0, 1000))
def test_no_batch_is_too_large_and_none_parts_the_windows_of_a_document(number: int) -> None:
    rows = {"polnear": [polnear(f"p{n}") for n in range(9)], "ewt": [ewt(f"e{n}") for n in range(20)]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches_module, "BATCH_PIECES", 200)
        patch.setattr(batches_module, "WINDOW_SIZES", (40,))
        batches = make_pass(rows, MAKER, 1, number)
    assert all(len(batch) * max(map(len, batch)) <= 200 for batch in batches)
    holders: dict[int, set[int]] = {}
    for place, batch in enumerate(batches):
        for window in batch:
            if window.example.links:
                holders.setdefault(id(window.example), set()).add(place)
    assert len(holders) == 9
    assert all(len(places) == 1 for places in holders.values())


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


def test_a_link_whose_ends_lie_in_two_windows_of_a_document_is_learned() -> None:
    example = MAKER.make(polnear())
    link = {"cue": np.array([[27, 23]]), "source": np.zeros((0, 2), dtype=np.int64)}
    alone = Example(example.id, example.corpus, example.text, example.pieces, {}, link)
    batch = batch_of(Window(alone, 4, 24), Window(alone, 24, 74), whole(MAKER.make(ewt())))
    batch.targets["tokens"].fill_(UNKNOWN)
    batch.targets["sentences"].fill_(UNKNOWN)
    network = Network.fresh(layers=1, pretrained=False)
    projections = torch.zeros(3, 52, len(POINTERS), 2, POINTER_DIMENSIONS, requires_grad=True)
    loss = find_loss(network, batch, {"projections": projections})
    # All alike, the 70 pieces of its own document and "nothing" share the probability.
    pieces = (20 + 2) + (50 + 2) + (len(MAKER.make(ewt()).pieces) + 2)
    expected = LINK_WEIGHTS["cue"] * PIECES_PER_LINK * np.log(70 + 1) / pieces
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-5)
    # Now 4 to 7 back is likelier, where the link leads and three other pieces of the other window stand.
    with torch.no_grad():
        network.distance[POINTERS.index("cue"), 3] = 5.0
    nearer = find_loss(network, batch, {"projections": projections})
    share = np.exp(5) / (4 * np.exp(5) + 66 + 1)
    assert float(nearer.detach()) == pytest.approx(expected * -np.log(share) / np.log(71), rel=1e-5)


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

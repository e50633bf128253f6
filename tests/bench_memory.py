"""How much memory attrib holds over many articles, and what one long article costs.

    python tests/bench_memory.py --articles 20000 --words 60 --picture docs/pictures/memory.svg
    python tests/bench_memory.py --long 20000 100000 500000 1000000

The first annotates made-up articles (tests/bench.py) as one process and notes its resident memory twice a
second; the second annotates one article of so many characters each, as a process of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench


def find_memory_mb(process: int) -> float | None:
    """The resident memory of a process; `None` when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), None)
    return None if line is None else int(line.split()[1]) / 1024


def watch(command: list[str]) -> list[tuple[float, float]]:
    """Runs a command and gives (seconds, MB), twice a second."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen = []
    while process.poll() is None:
        if (held := find_memory_mb(process.pid)) is not None:
            seen.append((time.monotonic() - start, held))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} … ended with {process.returncode}")
    return seen


def measure_many(articles: int, words: int, picture: Path | None) -> None:
    bench.ARTICLE_WORDS = words
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        total = 0
        with source.open("w", encoding="utf-8") as stream:
            for number, text in enumerate(bench.make_texts(articles, seed=1)):
                total += bench.count_words(text)
                stream.write(json.dumps({"id": f"t{number}", "text": text}) + "\n")
        seen = watch([sys.executable, "-m", "attrib", "annotate", str(source), "-o", f"{name}/out.jsonl"])
    print(f"{articles} articles, {total} words, {seen[-1][0]:.0f} s")
    tenth = max(len(seen) // 10, 1)
    parts = [seen[low : low + tenth] for low in range(0, len(seen), tenth)]
    print("most MB in each tenth: " + " ".join(f"{max(held for _, held in part):.0f}" for part in parts))
    if picture is not None:
        draw(seen, picture, f"{articles} articles, {total:,} words".replace(",", " "))


def draw(seen: list[tuple[float, float]], picture: Path, title: str) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "attrib"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 2.6))
    axes.plot(*zip(*seen, strict=True), color="#00588f", linewidth=1)
    axes.axhline(900, color="#9a3f00", linestyle="--", linewidth=1)
    axes.text(0, 880, "limit: 900 MB", va="top", color="#9a3f00", fontsize=8)
    axes.set(
        ylim=(0, 950), xlim=(0, seen[-1][0]), xlabel="seconds", ylabel="resident memory, MB", title=title
    )
    figure.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, metadata={"Date": None})


def measure_long(sizes: list[int]) -> None:
    print(f"{'characters':>10} {'words':>8} {'seconds':>8} {'words/s':>8} {'peak MB':>8}")
    for size in sizes:
        bench.ARTICLE_WORDS = size // 4
        text = next(itertools.islice(bench.make_texts(1, seed=2), 1))[:size]
        with tempfile.TemporaryDirectory() as name:
            source = Path(name) / "one.txt"
            source.write_text(text, encoding="utf-8")
            took = bench.run(
                [sys.executable, "-m", "attrib", "annotate", str(source), "-o", f"{name}/one.jsonl"]
            )
        words = bench.count_words(text)
        speed = words / took.seconds
        print(f"{len(text):10} {words:8} {took.seconds:8.1f} {speed:8.0f} {took.peak_mb:8.0f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=60, help="at least so many in each article")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--long", type=int, nargs="+", help="characters of single long articles instead")
    options = parser.parse_args()
    if options.long:
        measure_long(options.long)
    else:
        measure_many(options.articles, options.words, options.picture)

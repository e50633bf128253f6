"""What bounds a large run beside the annotating itself: the one process that reads and writes.

    python tests/bench_bulk.py --articles 200

Annotates made articles (tests/bench.py) in one process and in two, then runs them again with the annotating
left out: what the reading and writing process can keep up with is how many workers one run can feed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench import make_texts

from attrib.bulk import Order, Run
from attrib.files import read_articles
from attrib.recipe import Items, Outcome, Recipe, annotate_here
from attrib.shard_folder import ShardFolder
from attrib.shards import Layout
from attrib.workers import annotate_in_processes

# How often the same articles are read and written without annotating: a few seconds' worth.
AGAIN = 40


class Silent:
    """A watch that looks away."""

    def begin(self, items: Any, done: Any) -> None:
        pass

    def see(self, outcome: Outcome) -> None:
        pass


def measure(source: Path, folder: Path, mapper: Any) -> tuple[float, Run]:
    """The seconds that a run takes, from its first article to its last shard."""
    order = Order(inputs=(str(source),), folder=folder, recipe=Recipe(), layout=Layout(shard_articles=1000))
    with ShardFolder(folder, order.to_asked()) as shards:
        run = Run(order, shards, Silent())
        start = time.perf_counter()
        run.annotate(mapper)
        return time.perf_counter() - start, run


def leave_out(lines: list[bytes]) -> Callable[[Iterator[Items]], Generator[list[Outcome], None, None]]:
    """Whoever annotates, in no time at all: the lines are there already."""
    left = iter(lines)

    def annotate(batches: Iterator[Items]) -> Generator[list[Outcome], None, None]:
        for items in batches:
            yield [Outcome(next(left), 750, None) for _ in items]

    return annotate


def write_archive(path: Path, texts: list[str]) -> None:
    """The texts as pages of a web archive, packed record by record."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with open(path, "wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, text in enumerate(texts):
            body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
            page = f"<html><head><title>{number}</title></head><body><article>{body}</article></body></html>"
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = f"https://depok.example/{number}"
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(page.encode()), http_headers=http
                )
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200, help="how many texts to make (200)")
    texts = list(make_texts(parser.parse_args().articles, seed=1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "news.jsonl"
        rows = (json.dumps({"id": f"t{n}", "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
        source.write_text("\n".join(rows) + "\n", encoding="utf-8")
        for label, mapper in (
            ("one process, two threads", partial(annotate_here, recipe=Recipe(threads=2))),
            ("two workers", partial(annotate_in_processes, recipe=Recipe(threads=1), workers=2)),
        ):
            seconds, run = measure(source, folder / label, mapper)
            print(
                f"{label:30} {run.total.words / seconds:9.0f} words/s, {len(texts) / seconds:9.1f} articles/s"
            )
        shards = b"".join(path.read_bytes() for path in sorted((folder / label).glob("shard-*")))
        many = folder / "many.jsonl"
        many.write_bytes(source.read_bytes() * AGAIN)
        seconds, _ = measure(many, folder / "left out", leave_out(shards.splitlines(keepends=True) * AGAIN))
        print(f"{'annotating left out':30} {'':17} {len(texts) * AGAIN / seconds:9.1f} articles/s")
        write_archive(folder / "news.warc.gz", texts)
        start = time.perf_counter()
        pages = sum(1 for _ in read_articles([folder / "news.warc.gz"]))
        seconds = time.perf_counter() - start
        print(f"{'reading pages of a WARC':30} {'':17} {pages / seconds:9.1f} articles/s")
        packed = len(gzip.compress(shards))
        print(
            f"a record: {len(shards) / len(texts) / 1000:.1f} kB, packed {packed / len(texts) / 1000:.1f} kB"
        )


if __name__ == "__main__":
    main()

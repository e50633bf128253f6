"""Makes what follows from the passes: the gold records, the list of articles, and the figures of README.md.

    python annotations/settle.py decisions      # what the two passes differ in, to be decided
    python annotations/settle.py gold           # gold/*.json and articles.tsv from passes and decisions
    python annotations/settle.py report         # agreement of the passes, and the program against the gold

`passes/first.jsonl` and `passes/second.jsonl` stand off from `texts/`; `passes/decisions.csv` holds what was
decided where they differ. An article without a second pass has its first one as gold.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import attrib
from attrib.agreement_text import to_text
from attrib.schema import GUIDELINES

HERE = Path(__file__).parent
PASSES = {name: HERE / "passes" / f"{name}.jsonl" for name in ("first", "second")}
DECISIONS = HERE / "passes" / "decisions.csv"
ADJUDICATOR = "language model, adjudication of two passes"
# The measures that README.md shows of the program against the gold.
SHOWN = (
    "cue exact", "source exact", "content exact", "content words", "record soft", "source status right",
    "manner right", "speaker right", "claim exact", "claim start", "claim status right", "evaluative touched",
    "voice right", "target right",
)  # fmt: skip


def read_passes() -> dict[str, list[attrib.Annotated]]:
    """The records of both passes with their texts."""
    texts = [
        attrib.Article(path.stem, path.read_bytes().decode())
        for path in sorted((HERE / "texts").glob("*.txt"))
    ]
    return {name: list(attrib.rejoin(attrib.read(path), texts)) for name, path in PASSES.items()}


def line_up() -> attrib.Lineup:
    """The articles of which there are two passes."""
    passes = read_passes()
    return attrib.line_up(list(passes.values()), annotators=tuple(passes), missing="leave")


def read_decisions() -> list[dict[str, Any]]:
    with DECISIONS.open(encoding="utf-8", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


def make_gold() -> list[attrib.Annotated]:
    """The gold of each article of the first pass, in its order."""
    decided = attrib.adjudicate(line_up(), read_decisions(), by=ADJUDICATOR, guidelines=GUIDELINES)
    settled = {one.record.article_id: one.record for one in decided}
    return [settled.get(one.article_id, one) for one in read_passes()["first"]]


def list_articles(gold: Iterable[attrib.Annotated]) -> list[dict[str, Any]]:
    """A row for each article: what it is, where it is from, and what is annotated in it."""
    twice = {record.article_id for record in read_passes()["second"]}
    return [
        {
            "id": one.article_id,
            "genre": one.article_id.partition("_")[0],
            "title": one.meta["title"],
            "outlet": one.meta["outlet"],
            "date": one.meta["date"],
            "address": one.meta["url"],
            "licence": one.meta["licence"],
            "corpus_document": f"GUM_{one.article_id}",
            "corpus_split": one.meta["corpus_split"],
            "words": len(re.findall(r"\w+", one.text or "")),
            "sentences": len(one.sentences),
            "attributions": len(one.attributions),
            "claims": len(one.claims),
            "speakers": len(one.speakers),
            "evaluative": len(one.evaluative),
            "passes": 2 if one.article_id in twice else 1,
            "text_sha256": one.text_sha256,
        }
        for one in gold
    ]


def make_agreement() -> str:
    """Agreement of the two passes, without the disagreements themselves."""
    lineup = line_up()
    sides = [[records[side] for records in lineup.articles] for side in range(len(lineup.annotators))]
    found = attrib.agree(*sides, annotators=lineup.annotators)
    rows = tuple(row for row in found.rows if not row.group)
    text = to_text(replace(found, rows=rows), top=0)
    return f"```text\n{text.strip()}\n```"


def make_scores() -> str:
    """The program against the gold, by genre, with counts in brackets."""
    from attrib.groups import score_by
    from attrib.score import score

    gold = [replace(one, meta={**one.meta, "genre": one.article_id.partition("_")[0]}) for one in make_gold()]
    articles = [attrib.Article(one.article_id, one.text or "", {"title": one.meta["title"]}) for one in gold]
    guess = list(attrib.annotate_many(articles))
    groups = {**score_by("genre", gold, guess).groups, "all": score(gold, guess)}
    lines = [f"| measure | {' | '.join(groups)} |", "|---" * (len(groups) + 1) + "|"]
    for measure in SHOWN:
        cells = []
        for scores in groups.values():
            row = next((row for row in scores.rows if row.measure == measure), None)
            cells.append("–" if row is None else f"{100 * row.score:.1f} ({row.gold})")
        lines.append(f"| {measure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def make_counts() -> str:
    """What the gold holds, by genre."""
    rows = list_articles(make_gold())
    names = ("words", "sentences", "attributions", "claims", "speakers", "evaluative")
    lines = ["| | articles | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for genre in ("news", "interview", "all"):
        of_genre = [row for row in rows if genre in (row["genre"], "all")]
        sums = " | ".join(str(sum(row[name] for row in of_genre)) for name in names)
        lines.append(f"| {genre} | {len(of_genre)} | {sums} |")
    return "\n".join(lines)


PARTS = {"counts": make_counts, "agreement": make_agreement, "scores": make_scores}


def find_part(name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->` in README.md."""
    page = (HERE / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", page, re.DOTALL)
    if found is None:
        raise SystemExit(f"annotations/README.md has no place for {name!r}")
    return found[1]


def write_decisions() -> None:
    """The list of differences, with the decisions that were made so far."""
    rows = attrib.list_decisions(line_up())
    if DECISIONS.is_file():
        known = {(row["article_id"], row["number"]): row for row in read_decisions()}
        for row in rows:
            old = known.get((row["article_id"], str(row["number"])), {})
            row |= {key: old[key] for key in ("decision", "comment") if key in old}
    with DECISIONS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_gold() -> None:
    gold = make_gold()
    for one in gold:
        path = HERE / "gold" / f"{one.article_id}.json"
        path.write_text(json.dumps(one.to_json(), ensure_ascii=False) + "\n", encoding="utf-8")
    rows = list_articles(gold)
    with (HERE / "articles.tsv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_report() -> None:
    page = HERE / "README.md"
    for name, make in PARTS.items():
        old, text = find_part(name), page.read_text(encoding="utf-8")
        start = f"<!-- {name} -->\n"
        before = f"{start}{old}\n<!-- /{name} -->" if old else f"{start}<!-- /{name} -->"
        page.write_text(text.replace(before, f"{start}{make()}\n<!-- /{name} -->"), encoding="utf-8")


def main() -> None:
    """Makes the parts that are asked for."""
    commands = {"decisions": write_decisions, "gold": write_gold, "report": write_report}
    wanted = sys.argv[1:]
    if not wanted or set(wanted) - set(commands):
        raise SystemExit(f"usage: python annotations/settle.py {' | '.join(commands)}")
    for name in wanted:
        commands[name]()


if __name__ == "__main__":
    main()

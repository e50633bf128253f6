"""Makes and runs the notebooks from the cells below: `python docs/notebooks/make_notebooks.py`.

The cells stand here and not in the `.ipynb` files, so that a change can be read; the files hold what running
them gave.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent

STUDY = """
# Two outlets on the same events

A small study from start to finish: how much of their text do two outlets say in their own voice, whom do they
let speak, and in whose voice do judging words stand? The two outlets, their town and all twenty articles are
invented (`vellmar.csv`), and drawn with a broad brush so that there is something to see. With real articles
you would have hundreds of events, and smaller differences.

**The question comes first.** *On the same event, does the Tribune say more in its own voice than the
Post, and do more judging words stand in it?* One measure for each: `words by voice` and `evaluative by
voice`, both for the outlet's own voice. Whatever else looks interesting below is for another sample to
confirm.
---
import attrib

records = list(attrib.annotate_many(attrib.read_articles(["vellmar.csv"])))
print(len(records), "articles,", sum(len(record.claims) for record in records), "claims")
---
## Look before you count

No figure is better than the findings under it. So read some, before anything else: here one article of each
outlet, claim by claim.
---
def tell(record):
    names = {speaker.id: speaker.name for speaker in record.speakers}
    print(record.meta["outlet"])
    for claim in record.claims:
        said = names.get(claim.speaker, "(not settled)")
        voice = {"unattributed": "the outlet", "unsourced": "nobody named"}.get(claim.status, said)
        print(f"  {voice:<12}", " … ".join(span.of(record.text) for span in claim.spans))

tell(records[0])
tell(records[1])
---
## One of these is wrong

The last line: that nobody believes her is what the Tribune says, not what she says. Such slips are
why one looks before one counts.

## How often is it right?

Draw claims at random and judge each by hand. Here the reader's verdicts are written down for twenty; the
share that is right, with its interval, belongs beside every figure of the study.
---
import random

drawn = random.Random(2026).sample([(r, c) for r in records for c in r.claims], 20)
for number, (record, claim) in enumerate(drawn):
    names = {speaker.id: speaker.name for speaker in record.speakers}
    words = " … ".join(span.of(record.text) for span in claim.spans)
    print(number, claim.status, "|", names.get(claim.speaker, "–"), "|", words[:70])
---
# Judged by reading the articles: the numbers of those whose status or speaker is wrong.
wrong = set()  # none this time, so the interval alone says that some will be
right = len(drawn) - len(wrong)

def wilson(right, asked, z=1.96):
    share, d = right / asked, 1 + z**2 / asked
    middle = (share + z**2 / (2 * asked)) / d
    half = z * ((share * (1 - share) + z**2 / (4 * asked)) / asked) ** 0.5 / d
    return middle - half, middle + half

low, high = wilson(right, len(drawn))
print(f"{right} of {len(drawn)} right; 95 % interval of the share: {low:.2f} to {high:.2f}")
---
## The comparison

`compare_outlets` takes the events that both wrote on, and gives the mean difference with an interval drawn
over events: articles on one event are not independent of each other.
---
comparison = attrib.compare_outlets(records, "event")
print(comparison.to_text(measures=["words by voice", "evaluative by voice", "speakers"], top=3))
---
## A picture

Each dot is one event. The lines join the two outlets on the same one.
---
import matplotlib.pyplot as plt

plt.rcParams["svg.hashsalt"] = "attrib"
own = {}
for record in records:
    [row] = attrib.measure_balance(record).pick("words by voice", "outlet")
    own[record.meta["event"], record.meta["outlet"]] = 100 * row.value
outlets = sorted({outlet for _, outlet in own})
figure, axes = plt.subplots(figsize=(5, 4))
for event in sorted({event for event, _ in own}):
    shares = [own[event, outlet] for outlet in outlets]
    axes.plot(outlets, shares, color="0.6", marker="o", markerfacecolor="#0072B2")
axes.set_ylabel("words in the outlet's own voice, %")
axes.set_ylim(0, 100)
axes.set_title("The same ten events in two outlets")
plt.show()
---
## As a table

Everything is a pandas frame too; `docs/tables.md` has every column with its unit.
---
frame = attrib.to_frame(records, "evaluative")
outlet_of = {record.article_id: record.meta["outlet"] for record in records}
frame["outlet"] = frame["article_id"].map(outlet_of)
print(frame.groupby(["outlet", "category"], observed=True).size().to_string())
---
## What this shows, and what it does not

On these ten events the Tribune says about three quarters of its words in its own voice, the Post about a
quarter, and the judging words of the Tribune stand mostly in its own. That answers the question, for
these articles.

It does not show that the Post is *right*, fair or complete. An outlet can attribute every sentence and
ask one side only; it can print a minister's "terrorists" ten times without saying the word itself. The
measures hide that, and `docs/measures.md` says of each what else it hides. """

LESSON = """
# A lesson: who says so?

For a class of fourteen and older, forty-five minutes. Needs one article of about ten sentences; here an
invented one. The teacher runs the cells, the class answers before each answer appears.

**Goal.** To tell apart what an outlet says itself from what it says that others say, and to hear whose words
are whose.
---
import attrib

article = next(a for a in attrib.read_articles(["vellmar.csv"]) if a.id == "strike-tribune")
print(article.text)
---
## 1. Who says so? (ten minutes)

Read every sentence aloud. After each, the class calls out: who says so? "The paper" is an answer.

Then compare.
---
record = attrib.load().annotate(article)
names = {speaker.id: speaker.name for speaker in record.speakers}
for claim in record.claims:
    said = names.get(claim.speaker, "somebody, but who?")
    voice = {"unattributed": "the paper", "unsourced": "nobody is named"}.get(claim.status, said)
    print(f"{voice:<18}", " … ".join(span.of(article.text) for span in claim.spans))
---
**Talk about it.** Where did the class and the program differ? The program is not the judge: when it is wrong,
say what in the sentence shows it.

## 2. In whose words? (fifteen minutes)

Underline every word that judges. The test: was there a plainer one? Then say whose word it is.
---
for found in record.evaluative:
    voice = names.get(found.voice, "the paper" if found.voice == "outlet" else found.voice)
    plain = ", ".join(found.neutral) or "?"
    kind = found.category.replace("_", " ")
    print(f"{found.span.of(article.text):<24}{voice:<12}{kind:<22}plainer: {plain}")
---
**Talk about it.** Which words did the class find that the program did not? Which of the program's would you
not call judging? Two careful readers differ on this more than on anything else, and that is worth knowing.

## 3. Say it again, plainly (fifteen minutes)

Rewrite the first two sentences so that a harbour board member and a docker would both say "yes, that is what
happened". What got lost? Was it information?

## 4. The other paper (five minutes)

The Harbour Post wrote on the same strike. Who speaks there and not here?
---
others = [a for a in attrib.read_articles(["vellmar.csv"]) if a.meta["event"] == "strike"]
for one in attrib.annotate_many(others):
    said = {one_claim.speaker for one_claim in one.claims}
    print(one.meta["outlet"], "–", ", ".join(s.name for s in one.speakers if s.id in said) or "nobody")
"""

NOTEBOOKS = {"outlets": STUDY, "lesson": LESSON}


def make_notebook(cells: str) -> nbformat.NotebookNode:
    """The notebook of these cells, run."""
    notebook = nbformat.v4.new_notebook()
    for number, cell in enumerate(re.split(r"^---\n", cells.strip(), flags=re.MULTILINE)):
        text = cell.strip()
        is_code = not text.startswith(("#", "**")) or text.startswith("# Judged")
        kind = nbformat.v4.new_code_cell if is_code else nbformat.v4.new_markdown_cell
        made = kind(text)
        made["id"] = f"cell-{number}"
        notebook.cells.append(made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
    ).execute()
    for cell in notebook.cells:
        cell.get("metadata", {}).pop("execution", None)  # when it ran
        if "outputs" in cell:  # what packages warn of differs from machine to machine
            cell["outputs"] = [one for one in cell["outputs"] if one.get("name") != "stderr"]
    notebook.metadata.pop("language_info", None)
    return notebook


def find_texts(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """What each cell printed, without pictures."""
    return [
        [one["text"] for one in cell.get("outputs", []) if one["output_type"] == "stream"]
        for cell in notebook.cells
    ]


def main() -> None:
    """Writes the notebooks."""
    for name, cells in NOTEBOOKS.items():
        nbformat.write(make_notebook(cells), HERE / f"{name}.ipynb")


if __name__ == "__main__":
    main()

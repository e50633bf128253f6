"""What the documentation shows is what happens: Python and commands run, tables match the code.

`python tests/test_docs.py` writes the measures, the tables of reasons and bases and the README's annotation.
"""

from __future__ import annotations

import doctest
import inspect
import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from known_failures import make_failures

import attrib
from attrib import agreement_measures, balance_measures, records
from attrib.cli import main as COMMANDS
from attrib.evaluative import BUNDLED, CATEGORIES, read_evaluative
from attrib.evidence import PRONOUN_WEIGHTS, ROLE_WEIGHTS
from attrib.exchange.formats import FORMATS
from attrib.exchange.graph import FIELDS, LABELS, LINKS
from attrib.identity import BASES
from attrib.reasons import REASONS
from attrib.score_measures import MEASURES
from attrib.sheets import SPEAKER_COLUMNS
from attrib.spans import Span, find_words
from attrib.table import COLUMNS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RECORDS = [
    *(records.Annotated, records.Article, records.Block, records.Name, records.Attribution, records.Claim),
    *(records.Speaker, records.Evaluative, records.MadeWith),
]
ARTICLE = (
    "The ferry will not sail on Friday, the harbour master said.\n\nIt carried 40,000 people last year.\n"
)


def find_blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of one language in a page, in order."""
    return re.findall(
        rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def find_part(path: Path, name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->` in a page."""
    match = re.search(
        rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", path.read_text(encoding="utf-8"), re.DOTALL
    )
    assert match is not None, f"{path.name} has no part {name}"
    return match[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name, which they run in."""
    (tmp_path / "articles").mkdir()
    for name in ("harbour.txt", "articles/one.txt", "articles/two.txt"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "people.csv").write_text("name,aliases,party\nAna Ruiz,Ruiz,Tide\n", encoding="utf-8")
    (tmp_path / "annotations").symlink_to(ROOT / "annotations")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_examples(language: str) -> list[Path]:
    return [path for path in PAGES if find_blocks(path, language)]


def test_there_are_examples_to_run() -> None:
    assert {path.name for path in with_examples("python")} >= {"README.md", "tutorial.md", "format.md"}
    assert {path.name for path in with_examples("console")} >= {"README.md", "tutorial.md"}


@pytest.mark.parametrize("path", with_examples("python"), ids=lambda path: path.name)
def test_the_python_of_a_page_runs_from_first_to_last_block(path: Path, folder: Path) -> None:
    names: dict[str, object] = {"__name__": "example"}
    for number, block in enumerate(find_blocks(path, "python"), start=1):
        label = f"{path.name}, block {number}"
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, label, str(path), None)
            runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
            runner.run(test, clear_globs=False)
            assert runner.failures == 0, label
            names.update(test.globs)
        else:
            exec(compile(block, label, "exec"), names)


@pytest.mark.parametrize("path", with_examples("console"), ids=lambda path: path.name)
def test_the_commands_of_a_page_run(path: Path, folder: Path) -> None:
    from attrib.cli import main

    for line in "".join(find_blocks(path, "console")).splitlines():
        if not line.startswith("$ "):
            continue
        command, *words = shlex.split(line.removeprefix("$ "), comments=True)
        assert command == "attrib", f"{path.name}: {line}: only attrib's own commands can be run here"
        expanded = [sorted(map(str, Path().glob(word))) if "*" in word else [word] for word in words]
        ran = CliRunner().invoke(main, [word for group in expanded for word in group])
        assert ran.exit_code == 0, f"{path.name}: {line}\n{ran.output}\n{ran.exception!r}"


@pytest.mark.parametrize(
    "path", [p for p in PAGES if "`make " in p.read_text(encoding="utf-8")], ids=lambda p: p.name
)
def test_every_make_target_that_a_page_names_exists(path: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", path.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_the_format_page_lists_every_field_of_a_record_in_order(record: type) -> None:
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {record.__name__}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert section is not None, f"docs/format.md has no section {record.__name__}"
    listed = re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)
    expected = [field.name for field in fields(record) if field.name != "extra"]
    # The schema stands first in a line of JSONL and last among the fields, where it has a default.
    assert listed == sorted(expected, key=lambda name: name != "schema")


def make_measures() -> str:
    """The table of measures as docs/measures.md has it."""
    rows = [f"| {name} | {kind} | {question} |" for name, (kind, question) in MEASURES.items()]
    return "\n".join(["| measure | kind | question |", "|---|---|---|", *rows])


def test_the_measures_page_lists_what_attrib_score_prints() -> None:
    assert find_part(ROOT / "docs" / "measures.md", "measures") == make_measures()


def make_balance() -> str:
    """The measures of balance as docs/measures.md has them."""
    parts = []
    for name, one in balance_measures.MEASURES.items():
        rows = [
            *(("formula", one.formula), ("range", one.range), ("unit", one.unit)),
            *(("undefined when", one.undefined), ("hides", one.hides)),
        ]
        listed = "\n".join(f"- *{label}*: {text}" for label, text in rows)
        parts.append(f"### {name}\n\n{one.question}\n\n{listed}")
    return "\n\n".join(parts)


def test_the_measures_page_lists_what_attrib_balance_prints() -> None:
    assert find_part(ROOT / "docs" / "measures.md", "balance") == make_balance()


@pytest.mark.parametrize("name", ["measure_balance", "balance_by", "compare_outlets", "balance_frame"])
def test_the_page_on_balance_calls_functions_as_they_are(name: str) -> None:
    assert f"`{show_signature(name)}`" in (ROOT / "docs" / "balance.md").read_text(encoding="utf-8")


def make_agreement() -> str:
    """The measures of agreement as docs/agreement.md has them."""
    rows = [f"| {name} | {one.question} |" for name, one in agreement_measures.MEASURES.items()]
    return "\n".join(["| measure | question |", "|---|---|", *rows])


def make_alphas() -> str:
    """The alphas as docs/agreement.md has them."""
    rows = [f"| {name} | {units} |" for name, units in agreement_measures.ALPHAS.items()]
    return "\n".join(["| alpha | units and labels |", "|---|---|", *rows])


def test_the_page_on_agreement_lists_what_attrib_agree_prints() -> None:
    page = ROOT / "docs" / "agreement.md"
    assert find_part(page, "agreement") == make_agreement()
    assert find_part(page, "alphas") == make_alphas()


@pytest.mark.parametrize("name", ["compare_runs", "line_up", "list_decisions", "adjudicate", "anchor"])
def test_the_page_on_agreement_calls_functions_as_they_are(name: str) -> None:
    assert f"`{show_signature(name)}`" in (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("level", COLUMNS)
def test_the_page_on_tables_lists_every_column(level: str) -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").partition("## Columns")[2]
    rows = re.findall(r"^\| ([a-z ]+) \| ((?:`\w+` ?)+)\|", page, re.MULTILINE)
    listed = {
        name
        for levels, names in rows
        if {"all", level} & set(levels.split())
        for name in re.findall(r"\w+", names)
    }
    assert listed == set(COLUMNS[level])  # type: ignore[index]


@pytest.mark.parametrize("name", ["to_frame", "from_frame"])
def test_the_page_on_tables_calls_functions_as_they_are(name: str) -> None:
    assert f"`{show_signature(name)}`" in (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")


def make_evidence() -> str:
    """The table of weights as docs/speakers.md has it."""
    names = list(dict.fromkeys((*PRONOUN_WEIGHTS, *ROLE_WEIGHTS)))
    shown = [
        [f"{weights[name]:g}" if weights.get(name) else "–" for weights in (PRONOUN_WEIGHTS, ROLE_WEIGHTS)]
        for name in names
    ]
    rows = [f"| `{name}` | {' | '.join(pair)} |" for name, pair in zip(names, shown, strict=True)]
    return "\n".join(["| evidence | for a pronoun | for a role |", "|---|---|---|", *rows])


def test_the_page_on_speakers_lists_the_weights() -> None:
    assert find_part(ROOT / "docs" / "speakers.md", "evidence") == make_evidence()


def make_bases() -> str:
    """The table of what joins speakers as docs/cli.md has it."""
    rows = [f"| `{name}` | {sentence} |" for name, sentence in BASES.items()]
    return "\n".join(["| basis | is short for |", "|---|---|", *rows])


def test_the_page_on_commands_lists_every_basis() -> None:
    assert find_part(ROOT / "docs" / "cli.md", "bases") == make_bases()


def test_the_page_on_commands_lists_every_column_of_a_table_of_speakers() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.partition("### What the columns count\n")[2].partition("\n\nAn article")[0]
    listed = [name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in row.split()]
    assert [name.strip("`") for name in listed] == list(SPEAKER_COLUMNS)


CORPUS_FUNCTIONS = (
    "corpus_speakers corpus_groups find_sayings read_people speakers_frame groups_frame sayings_frame"
)


@pytest.mark.parametrize("name", CORPUS_FUNCTIONS.split())
def test_the_page_on_python_calls_functions_as_they_are(name: str) -> None:
    assert f"`{show_signature(name)}`" in (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def show_signature(name: str) -> str:
    """How a public function is called, without types."""
    signature = inspect.signature(getattr(attrib, name), eval_str=False)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return name + str(inspect.Signature(bare)).replace("'", '"')


def make_names() -> str:
    """Every public name: how a function is called, and what it says of itself, as docs/api.md has it."""
    rows: dict[str, list[str]] = {"function": [], "class": [], "error": []}
    for name in attrib.__all__:
        value = getattr(attrib, name)
        error = inspect.isclass(value) and issubclass(value, Exception)
        kind = "error" if error else "class" if inspect.isclass(value) else "function"
        shown = show_signature(name) if kind == "function" else name
        told = " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())
        rows[kind].append(f"| `{shown}` | {told.replace('|', chr(92) + '|')} |")
    heads = {"function": "Functions", "class": "Classes", "error": "Errors"}
    tables = ["\n".join([f"### {heads[kind]}", "", "| | |", "|---|---|", *rows[kind]]) for kind in rows]
    return "\n\n".join(tables)


def test_the_page_on_python_lists_every_public_name() -> None:
    assert find_part(ROOT / "docs" / "api.md", "names") == make_names()


def make_lexicon() -> str:
    """The table of the lexicon's entries by field and category as docs/lexicon.md has it."""
    category_of = {entry.id: entry.category for entry in read_evaluative()}
    fields_of: dict[str, list[str]] = {}
    for row in BUNDLED.read_text(encoding="utf-8").splitlines():
        if row.startswith("# field: "):
            fields_of[row.removeprefix("# field: ")] = []
        elif row.partition("\t")[0] in category_of:
            list(fields_of.values())[-1].append(category_of[row.partition("\t")[0]])
    fields_of["all"] = list(category_of.values())
    rows = [
        f"| {name} | {' | '.join(str(found.count(one) or '–') for one in CATEGORIES)} | {len(found)} |"
        for name, found in fields_of.items()
    ]
    heading = f"| field | {' | '.join(f'`{one}`' for one in CATEGORIES)} | all |"
    return "\n".join([heading, "|---" * (len(CATEGORIES) + 2) + "|", *rows])


def test_the_page_on_the_lexicon_counts_its_entries() -> None:
    assert find_part(ROOT / "docs" / "lexicon.md", "lexicon") == make_lexicon()


def make_reasons() -> str:
    """The table of reasons as docs/format.md has it."""
    rows = [f"| `{name}` | {sentence} |" for name, sentence in REASONS.items()]
    return "\n".join(["| reason | is short for |", "|---|---|", *rows])


def test_the_format_page_lists_every_reason() -> None:
    assert find_part(ROOT / "docs" / "format.md", "reasons") == make_reasons()


def make_commands() -> str:
    """Every command with its usage, what it says of itself, and its options, as docs/commands.md has them."""
    parts = []
    for name, command in sorted(COMMANDS.commands.items()):
        context = click.Context(command, info_name=f"attrib {name}")
        usage = command.collect_usage_pieces(context)
        rows = [
            f"| `{', '.join(one.opts)}` | {tell_option(one)} |"
            for one in command.params
            if isinstance(one, click.Option) and not one.hidden
        ]
        help = inspect.cleandoc(command.help or "")
        table = "\n".join(["| option | |", "|---|---|", *rows]) if rows else ""
        parts.append(f"## attrib {name}\n\n`attrib {name} {' '.join(usage)}`\n\n{help}\n\n{table}".rstrip())
    return "\n\n".join(parts)


def tell_option(option: click.Option) -> str:
    """What an option does, with the values that it takes and what stands when it is not given."""
    extra = []
    if isinstance(option.type, click.Choice):
        extra.append("one of " + ", ".join(f"`{one}`" for one in option.type.choices))
    if option.required:
        extra.append("required")
    elif option.default not in (None, False, (), "") and isinstance(option.default, str | int | float):
        extra.append(f"else `{option.default}`")
    more = f" ({'; '.join(extra)})" if extra else ""
    return f"{(option.help or '').rstrip('.')}{more}.".replace("|", "\\|")


def test_the_page_of_commands_lists_every_command_and_option() -> None:
    assert find_part(ROOT / "docs" / "commands.md", "commands") == make_commands()


def test_the_page_on_reading_names_modules_that_are_there() -> None:
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    numbered = [line for line in page.splitlines() if re.match(r"\d+\. ", line)]
    names = {name for line in numbered for name in re.findall(r"`(\w+)`", line)}
    there = {path.stem for path in (ROOT / "attrib").glob("*.py")} | {"Reading", "load", "annotate"}
    assert len(names) > 40 and names <= there, names - there


def make_formats() -> str:
    """The table of other tools' formats as docs/exchange.md has it."""
    rows = [
        f"| `{one.name}` | {one.tool} | {one.holds} | {'yes' if one.writes else '–'} | "
        f"{'yes' if one.reads else '–'} | {one.loses} |"
        for one in FORMATS.values()
    ]
    return "\n".join(
        ["| name | tool | is | written | read | lost on the way |", "|---|---|---|---|---|---|", *rows]
    )


def test_the_page_on_other_tools_lists_every_format() -> None:
    assert find_part(ROOT / "docs" / "exchange.md", "formats") == make_formats()


def test_the_page_on_other_tools_lists_every_mark_field_and_link() -> None:
    page = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
    marks, links = page.split("## Marks and links")[1].split("## Offsets")[0].split("| link |")
    rows = [set(re.findall(r"`(\w+)`", line)) for line in marks.splitlines() if line.startswith("| `")]
    assert set().union(*rows) == {*LABELS, *(name for fields in FIELDS.values() for name in fields)}
    first = [line.split("|")[1] for line in links.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(first))) == {*LINKS, "part"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_inside_the_repository_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), f"{path.name} links to {link}"


def make_annotation() -> str:
    """The first screen's paragraph as attrib annotates it: who says so, the claim, its evaluative words."""
    text = find_part(ROOT / "README.md", "example").removeprefix("> ")
    annotated = attrib.annotate(text)
    names = {speaker.id: speaker.name for speaker in annotated.speakers}
    rows = []
    for claim in annotated.claims:
        said = names.get(claim.speaker or "", "(not settled)")
        voice = {"unattributed": "the outlet", "unsourced": "nobody named"}.get(claim.status, said)
        words = " … ".join(strip_stop(text, span).of(text) for span in claim.spans)
        judging = [e for e in annotated.evaluative if any(span.holds(e.span) for span in claim.spans)]
        marks = [f"[{e.span.of(text)}: {e.category.replace('_', ' ')}]" for e in judging]
        rows.append((voice, " ".join([words, *marks])))
    width = max(len(voice) for voice, _ in rows) + 3
    return "\n".join(["```text", *(f"{voice:{width}}{words}" for voice, words in rows), "```"])


def strip_stop(text: str, span: Span) -> Span:
    """The span without a full stop or comma at its end that stands outside quotation marks."""
    last = find_words(text, span)[-1].end
    return Span(span.start, last) if text[last : span.end].strip() in (".", ",") else span


def test_the_annotation_on_the_first_screen_is_what_attrib_finds() -> None:
    assert find_part(ROOT / "README.md", "annotation") == make_annotation()


def test_the_page_on_limits_lists_the_cases_that_the_model_gets_wrong() -> None:
    assert find_part(ROOT / "docs" / "limits.md", "failures") == make_failures()


def write_part(path: Path, name: str, part: str) -> None:
    """Puts a part anew between its marks in a page."""
    page = path.read_text(encoding="utf-8")
    old = find_part(path, name)
    page = page.replace(
        f"<!-- {name} -->\n{old}\n<!--" if old else f"<!-- {name} -->\n<!--", f"<!-- {name} -->\n{part}\n<!--"
    )
    path.write_text(page, encoding="utf-8")


def test_the_figures_of_the_readme_are_those_of_the_card() -> None:
    card = (ROOT / "attrib" / "data" / "model" / "MODEL_CARD.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in card.splitlines()]
    int8 = {(row[0], row[1]): row[5] for row in rows if len(row) > 6}
    measures = ("cue exact", "source exact", "content exact", "record exact", "content words")
    shown = " | ".join(int8["polnear", measure] for measure in measures)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| attrib | {shown} |" in readme
    for corpus, measure in (
        ("gum news", "claim exact"), ("gum news", "claim start"), ("worldwide", "name exact"),
        ("ptc", "evaluative touched"), ("basil", "evaluative touched"),
    ):  # fmt: skip
        assert int8[corpus, measure] in readme, (corpus, measure)


if __name__ == "__main__":
    write_part(ROOT / "docs" / "measures.md", "measures", make_measures())
    write_part(ROOT / "docs" / "measures.md", "balance", make_balance())
    write_part(ROOT / "docs" / "agreement.md", "agreement", make_agreement())
    write_part(ROOT / "docs" / "agreement.md", "alphas", make_alphas())
    write_part(ROOT / "docs" / "format.md", "reasons", make_reasons())
    write_part(ROOT / "docs" / "lexicon.md", "lexicon", make_lexicon())
    write_part(ROOT / "docs" / "exchange.md", "formats", make_formats())
    write_part(ROOT / "docs" / "commands.md", "commands", make_commands())
    write_part(ROOT / "docs" / "cli.md", "bases", make_bases())
    write_part(ROOT / "docs" / "api.md", "names", make_names())
    write_part(ROOT / "docs" / "speakers.md", "evidence", make_evidence())
    write_part(ROOT / "docs" / "limits.md", "failures", make_failures())
    write_part(ROOT / "README.md", "annotation", make_annotation())

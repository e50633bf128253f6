"""The package keeps its layers: who may import whom, and by which door third-party packages come in."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "attrib"

# A module imports from the rows above its own, and from its own row while nothing goes round in a circle.
ROWS = {
    "values": "errors limits spans records schema reasons reading",
    "texts": "files formats markup layout quotes wordforms lexicon evaluative language paywalls furniture "
    "prose nouns dates endings warc",
    "reading": "pieces reader decode assemble found_names",
    "finding": "drafts constructions contents edges seams subjects headings hedges turns unlinked "
    "attributions claims sayings speakers wording targets cues target_rules target_phrases sources naming "
    "phrases descriptions grounds roles receivers media chains referents evidence anaphora floor cast "
    "bearers pronouns zones interviews",
    "joining": "documents joining processors pipeline",
    "using": "balance show score table exchange adaptors gold compare counts "
    "score_measures accepted corpus_gold gum_speakers groups given people identity tally roster concordance "
    "sheets table_files ledger figures balance_measures outlets lineup differences alphas "
    "agreement_measures agreement agreement_text changes standoff splice anchors anchoring adjudication "
    "alignment corrections table_edits "
    "page pages correcting segments pictures exercise rules items voice_items word_items outlet_items making "
    "templates exercise_pages exercise_files "
    "moodle grading grading_text recipe shards shard_folder bulk workers",
    "running": "cli cli_corpus cli_review cli_exchange cli_exercise cli_view cli_train "
    "cli_annotate cli_bulk cluster",
}
ROW_OF = {module: row for row, modules in enumerate(ROWS.values()) for module in modules.split()}
RUNNING = len(ROWS) - 1

# Third-party package → the one module that imports it. What `training` needs of them (Stanza's own trainer, a
# yardstick; the quantiser of onnxruntime) is imported there too: it is an extra that only `cli` imports.
DOORS = {
    "stanza": "processors",
    "pandas": "table",
    "onnxruntime": "reader",
    "torch": "training",
    "transformers": "training",
    "safetensors": "training",
    "nltk": "alphas",
    "rapidfuzz": "anchors",
    "jinja2": "templates",
    "cassis": "exchange.cas",
    "lxml": "exchange.cas",
    "conllu": "exchange.conllu",
    "spacy": "exchange.spacy",
    "warcio": "warc",
    "distributed": "cluster",
}
SLOW_TO_IMPORT = (
    "stanza",
    "torch",
    "transformers",
    "pandas",
    "onnxruntime",
    "trafilatura",
    "docx",
    "nltk",
    "jinja2",
    "spacy",
    "cassis",
    "warcio",
    "distributed",
    "multiprocessing",
)


def find_modules() -> dict[str, Path]:
    """Every module of the package by its name after `attrib.`; the package itself is the empty name."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {
        ".".join(p.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip("."): p
        for p in paths
    }


def find_imports(path: Path, *, for_types: bool = True) -> Iterator[str]:
    """The full names that a module imports, wherever in it: `attrib.spans`, `numpy.typing` …

    Without `for_types`, what stands under `if TYPE_CHECKING:` is left out: it is never loaded.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    guards = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
    unloaded = (
        set()
        if for_types
        else {id(node) for guard in guards for part in guard.body for node in ast.walk(part)}
    )
    for node in ast.walk(tree):
        if id(node) in unloaded:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                f"{path}:{node.lineno}: import by the full name, so that one can search for it"
            )
            # `from attrib import spans` imports a module, `from attrib.spans import Span` a name of one.
            yield from (
                (f"attrib.{n.name}" for n in node.names) if node.module == "attrib" else (str(node.module),)
            )


def own_imports(path: Path) -> set[str]:
    """The flat modules of attrib that a module imports; "training" and "exchange" stand for all of those
    folders."""
    parts = (name.split(".") for name in find_imports(path) if name.split(".")[0] == "attrib")
    return {part[1] for part in parts if len(part) > 1}


MODULES = find_modules()
FOLDERS = ("training", "exchange")
FLAT = sorted(name for name in MODULES if name not in ("", "__main__") and name.split(".")[0] not in FOLDERS)


def test_there_are_modules_to_check() -> None:
    assert {"errors", "spans", "records"} <= set(FLAT)


@pytest.mark.parametrize("module", FLAT)
def test_every_module_stands_in_a_row(module: str) -> None:
    assert module in ROW_OF, (
        f"attrib/{module}.py stands in no row. Add it to ROWS in tests/test_layers.py and to the table in "
        "docs/design.md, as high as what it imports allows. The package is flat but for two "
        "folders, `training` and `exchange`."
    )


@pytest.mark.parametrize("module", [name for name in FLAT if name in ROW_OF])
def test_a_module_imports_from_no_row_below_its_own(module: str) -> None:
    imported = own_imports(MODULES[module])
    if ROW_OF[module] < RUNNING:
        assert "training" not in imported, (
            f"attrib/{module}.py imports training, which is an extra; only cli may"
        )
    low = sorted(other for other in imported & set(ROW_OF) if ROW_OF[other] > ROW_OF[module])
    names = list(ROWS)
    assert not low, (
        f"attrib/{module}.py (row {names[ROW_OF[module]]}) imports {', '.join(low)} from a lower row. "
        "Move what they share up, or hand it over as a value."
    )


def test_no_imports_go_round_in_a_circle() -> None:
    try:
        TopologicalSorter({module: own_imports(MODULES[module]) & set(FLAT) for module in FLAT}).prepare()
    except CycleError as error:
        pytest.fail(f"these modules import each other in a circle: {' → '.join(error.args[1])}")


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("training")))
def test_training_imports_nothing_that_runs(module: str) -> None:
    assert not own_imports(MODULES[module]) & set(ROWS["running"].split())


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("exchange")))
def test_exchange_stands_in_its_row(module: str) -> None:
    imported = own_imports(MODULES[module]) & set(ROW_OF)
    assert not {other for other in imported if ROW_OF[other] >= ROW_OF["exchange"] and other != "exchange"}


@pytest.mark.parametrize("package", sorted(DOORS))
def test_a_third_party_package_enters_by_one_door(package: str) -> None:
    loaded = {name: list(find_imports(path, for_types=False)) for name, path in MODULES.items()}
    importers = {name for name, imports in loaded.items() if any(i.split(".")[0] == package for i in imports)}
    strangers = sorted(n for n in importers if n != DOORS[package] and not n.startswith("training"))
    assert not strangers, (
        f"{package} is imported by {', '.join(f'attrib/{n}.py' for n in strangers)}; its door is "
        f"attrib/{DOORS[package]}: call that, or move the code there."
    )


def test_only_the_command_line_prints() -> None:
    # Doctests print, and `print` under `if __name__ == "__main__"` is a command line of its own.
    found = []
    for name, path in MODULES.items():
        if name in ROWS["running"].split():
            continue
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
                continue
            calls = (
                n for n in ast.walk(statement) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
            )
            found += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in calls if call.func.id == "print"]  # type: ignore[attr-defined]
    assert not found, (
        f"print outside attrib/cli.py: {', '.join(found)}. Return the text, or hand over a callback."
    )


def test_the_command_line_starts_without_anything_slow() -> None:
    code = f"import sys, attrib.cli; print(*[name for name in {SLOW_TO_IMPORT} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, ""), (
        ran.stderr or "imported by `attrib --help`: " + ran.stdout
    )


def test_the_table_in_the_docs_lists_every_module_in_its_row() -> None:
    rows = re.findall(
        r"^\| \d (\w+) \| ((?:`\w+` ?)+)\|", (ROOT / "docs" / "design.md").read_text(encoding="utf-8"), re.M
    )
    listed = {row: set(re.findall(r"`(\w+)`", modules)) for row, modules in rows}
    assert listed == {row: set(modules.split()) & {*FLAT, "exchange"} for row, modules in ROWS.items()}

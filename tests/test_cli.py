from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from newsroom import Says, article, without_text

from attrib.cli import main
from attrib.files import dump_line, write_annotated
from attrib.records import (
    Annotated,
    Attribution,
    Block,
    Claim,
    Evaluative,
    MadeWith,
    Speaker,
    text_sha256,
)
from attrib.schema import find_problems
from attrib.show import list_claims, to_text
from attrib.spans import Span

FERRY = (
    "The ferry is late, Ana Ruiz, the harbour master, said on Monday. “Nobody told us,” one passenger said.\n"
)
DAM = "The dam at Depok holds, the council said.\n\nMinisters have called the plan “a disgrace”.\n"
NORWEGIAN = "Havnesjefen sa tirsdag at båtene ikke får gå ut før stormen har lagt seg i fjorden.\n"
ROOT = Path(__file__).parent.parent


def run(*words: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin)


def rows_of(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def records(text: str) -> list[dict[str, Any]]:
    """The records that a command wrote to standard output, each checked against the schema."""
    rows = [json.loads(line) for line in text.splitlines()]
    assert [find_problems(row) for row in rows] == [[] for _ in rows]
    return rows


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where each test runs: two articles and a table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "dam.txt").write_text(DAM, encoding="utf-8")
    (tmp_path / "news.csv").write_text(
        f'no,body,head,desk\n7,"{FERRY.strip()}",Ferry late,sea\n8,"{DAM.strip()}",Dam holds,\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two annotated articles."""
    folder = tmp_path_factory.mktemp("annotated")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / "dam.txt").write_text(DAM, encoding="utf-8")
    ran = run("annotate", folder / "ferry.txt", folder / "dam.txt", "-o", folder / "out.jsonl")
    assert ran.exit_code == 0, ran.output
    return folder / "out.jsonl"


# What goes in


@pytest.mark.parametrize("extra", [(), ("--shard-articles", 5)])
def test_a_text_may_have_as_many_characters_as_one_says(folder: Path, extra: tuple[object, ...]) -> None:
    least = min(len(FERRY), len(DAM))
    words = ("ferry.txt", "dam.txt", "--max-chars", least, "--on-error", "skip", *extra)
    ran = run("annotate", *words, "-o", "out" if extra else "out.jsonl")
    assert ran.exit_code == 0 and f"{least} are the most for one article" in ran.stderr
    found = rows_of(next((folder / "out").glob("*.jsonl")) if extra else folder / "out.jsonl")
    assert [len(row["text"]) for row in found] == [least]


def test_text_files_become_one_record_a_line(folder: Path) -> None:
    ran = run("annotate", "ferry.txt", "dam.txt")
    assert ran.exit_code == 0
    found = records(ran.stdout)
    assert [row["article_id"] for row in found] == ["ferry", "dam"]
    assert [row["text"] for row in found] == [FERRY, DAM]
    assert ran.stderr.startswith("attrib: 2 articles, ")


def test_standard_input_is_one_text_or_what_it_is_said_to_be(folder: Path) -> None:
    ran = run("annotate", "-", stdin=FERRY)
    assert [row["text"] for row in records(ran.stdout)] == [FERRY]
    assert ran.stderr.startswith("attrib: 1 article, 18 words, ")
    lines = "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in (("a", FERRY), ("b", DAM)))
    ran = run("annotate", "-", "--stdin-as", "jsonl", stdin=lines)
    assert [row["article_id"] for row in records(ran.stdout)] == ["a", "b"]


def test_columns_can_be_chosen_and_the_others_pass_through(folder: Path) -> None:
    ran = run("annotate", "news.csv", "--text-column", "body", "--id-column", "no", "--title-column", "head")
    found = records(ran.stdout)
    assert [(row["article_id"], row["meta"]) for row in found] == [
        ("7", {"desk": "sea", "title": "Ferry late"}),
        ("8", {"title": "Dam holds"}),
    ]


def test_packed_pages_and_documents_are_read_too(folder: Path) -> None:
    import docx

    (folder / "rows.jsonl.gz").write_bytes(gzip.compress((json.dumps({"text": FERRY}) + "\n").encode()))
    paragraphs = "".join(f"<p>{line}</p>" for line in [FERRY.strip(), *DAM.split("\n\n")] * 2)
    page = f"<html><head><title>Ferry late</title></head><body><article>{paragraphs}</article></body></html>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    document = docx.Document()
    document.add_paragraph(FERRY.strip())
    document.save(str(folder / "letter.docx"))
    ran = run("annotate", "rows.jsonl.gz", "page.html", "letter.docx", "-o", "out.jsonl.gz")
    assert ran.exit_code == 0, ran.output
    found = rows_of(folder / "out.jsonl.gz")
    assert [find_problems(row) for row in found] == [[], [], []]
    assert [row["article_id"] for row in found] == ["rows-1", "page", "letter"]
    assert found[1]["meta"]["title"] == "Ferry late"
    assert found[2]["text"] == FERRY.strip()


def test_a_folder_gives_all_its_articles(folder: Path) -> None:
    (folder / "texts").mkdir()
    for name in ("b.txt", "a.txt", ".hidden.txt", "photo.jpg"):
        (folder / "texts" / name).write_text(DAM, encoding="utf-8")
    assert [row["article_id"] for row in records(run("annotate", "texts").stdout)] == ["a", "b"]


def test_an_article_without_text_gives_a_record_with_nothing_in_it(folder: Path) -> None:
    ran = run("annotate", "-", "--stdin-as", "jsonl", stdin='{"id": "empty", "text": ""}\n')
    (found,) = records(ran.stdout)
    assert (found["text"], found["sentences"], found["claims"]) == ("", [], [])


@pytest.mark.parametrize(
    "text", ["\ud800 A lone one.", "A\x00B", "one\u2028two\x85three", "İ👩🏽\u200d🚒 e\u0301"]
)
def test_awkward_texts_come_back_to_the_character(folder: Path, text: str) -> None:
    (folder / "odd.jsonl").write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    assert run("annotate", "odd.jsonl", "-o", "out.jsonl").exit_code == 0
    (line,) = (folder / "out.jsonl").read_bytes().splitlines()
    row = json.loads(line)
    assert row["text"] == text
    assert find_problems(row) == []
    assert run("show", "out.jsonl").exit_code == 0
    assert run("show", "--claims", "out.jsonl").exit_code == 0


# What comes out


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        assert run("annotate", "ferry.txt", "dam.txt", "-o", name).exit_code == 0
    assert run("annotate", "ferry.txt", "dam.txt", "-o", "three.jsonl", "--threads", 1).exit_code == 0
    one = (folder / "one.jsonl").read_bytes()
    assert one == (folder / "two.jsonl").read_bytes() == (folder / "three.jsonl").read_bytes()
    assert one == run("annotate", "ferry.txt", "dam.txt").stdout_bytes


def test_an_output_that_is_there_is_replaced_only_when_asked(folder: Path) -> None:
    (folder / "out.jsonl").write_text("precious\n", encoding="utf-8")
    ran = run("annotate", "dam.txt", "-o", "out.jsonl")
    assert ran.exit_code == 2
    said = "out.jsonl is there already. Go on with it (--resume), replace it (--force) or name another."
    assert ran.stderr == f"attrib: {said}\n"
    assert (folder / "out.jsonl").read_text(encoding="utf-8") == "precious\n"
    ran = run("annotate", "dam.txt", "-o", "out.jsonl", "--force", "--model", "nowhere")
    assert ran.exit_code == 1
    assert "there is no model here" in ran.stderr
    assert (folder / "out.jsonl").read_text(encoding="utf-8") == "precious\n"
    assert run("annotate", "dam.txt", "-o", "out.jsonl", "--force").exit_code == 0
    assert [row["article_id"] for row in rows_of(folder / "out.jsonl")] == ["dam"]


def test_an_output_that_makes_no_sense_is_refused(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "rows.jsonl").write_text(json.dumps({"text": DAM}) + "\n", encoding="utf-8")
    for words, said in {
        ("dam.txt", "-o", "texts"): "texts is a folder. Name a file in it: -o texts/annotated.jsonl",
        ("rows.jsonl", "-o", "rows.jsonl", "--force"): (
            "rows.jsonl is to be read and to be written. Name another output."
        ),
        ("texts", "-o", "texts/out.jsonl"): (
            "texts/out.jsonl lies in texts, all of which is read. Name an output outside of it."
        ),
        ("dam.txt", "--resume"): (
            "--resume goes on with an output file: give one with -o, and leave out --force."
        ),
    }.items():
        ran = run("annotate", *words)
        assert (ran.exit_code, ran.stderr) == (2, f"attrib: {said}\n")
    ran = run("annotate", "dam.txt", "-o", "nowhere/out.jsonl")
    assert (ran.exit_code, ran.stderr) == (
        1,
        "attrib: nowhere/out.jsonl: cannot be written (No such file or directory). Does its folder exist?\n",
    )
    assert json.loads((folder / "rows.jsonl").read_text(encoding="utf-8")) == {"text": DAM}


def test_only_findings_as_probable_as_asked_for_are_kept(folder: Path) -> None:
    (every,) = records(run("annotate", "ferry.txt").stdout)
    (sure,) = records(run("annotate", "ferry.txt", "--min-score", 1).stdout)
    assert len(sure["names"]) <= len(every["names"])
    assert all(name["score"] == 1 for name in sure["names"])
    ran = run("annotate", "ferry.txt", "--min-score", 90)
    assert ran.exit_code == 2
    assert "90.0 is not in the range 0<=x<=1" in ran.stderr


# Errors


@pytest.fixture
def faulty(folder: Path) -> Path:
    """Three rows, of which the second has no text."""
    path = folder / "rows.jsonl"
    rows = [{"id": "a", "text": FERRY}, {"id": "b", "body": DAM}, {"id": "c", "text": DAM}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


MISSING = "the text 'text' is missing (the row has: 'id', 'body'). Say which key or column holds the text."


def test_the_first_error_stops_the_run_with_file_and_line(faulty: Path) -> None:
    ran = run("annotate", "rows.jsonl", "-o", "out.jsonl")
    assert ran.exit_code == 1
    assert ran.stderr == f"attrib: rows.jsonl:2: {MISSING}\n"
    assert [row["article_id"] for row in rows_of(Path("out.jsonl"))] == ["a"]


def test_a_run_that_stops_before_its_first_record_leaves_no_empty_output(folder: Path) -> None:
    ran = run("annotate", "nowhere.txt", "-o", "out.jsonl")
    assert ran.exit_code == 1
    assert ran.stderr == (
        "attrib: nowhere.txt: there is no such file. Is the path right, seen from this folder?\n"
    )
    assert not Path("out.jsonl").exists()


def test_errors_can_be_skipped(faulty: Path) -> None:
    ran = run("annotate", "rows.jsonl", "nowhere.txt", "-o", "out.jsonl", "--on-error", "skip")
    assert ran.exit_code == 0
    assert [row["article_id"] for row in rows_of(Path("out.jsonl"))] == ["a", "c"]
    first, second, summary = ran.stderr.splitlines()
    assert first == f"attrib: skipped rows.jsonl:2: {MISSING}"
    assert second.startswith("attrib: skipped nowhere.txt: there is no such file.")
    assert summary.startswith("attrib: 2 articles, ")
    assert summary.endswith(", 2 with errors")


def test_errors_can_be_recorded_in_their_place(faulty: Path) -> None:
    ran = run("annotate", "rows.jsonl", "-o", "out.jsonl", "--on-error", "record")
    assert ran.exit_code == 0
    rows = rows_of(Path("out.jsonl"))
    assert rows[1] == {"error": MISSING, "where": "rows.jsonl:2"}
    assert [row["article_id"] for row in (rows[0], rows[2])] == ["a", "c"]
    assert ran.stderr.startswith(f"attrib: recorded rows.jsonl:2: {MISSING}\n")
    shown = run("show", "out.jsonl")
    assert shown.exit_code == 0


def test_a_text_in_another_language_is_flagged_refused_or_let_through(folder: Path) -> None:
    (folder / "fjord.txt").write_text(NORWEGIAN, encoding="utf-8")
    (flagged,) = records(run("annotate", "fjord.txt").stdout)
    assert flagged["meta"] == {"lang_detected": "no"}
    (ignored,) = records(run("annotate", "fjord.txt", "--language", "ignore").stdout)
    assert ignored["meta"] == {}
    refused = run("annotate", "fjord.txt", "--language", "refuse")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("attrib: fjord: the text is not English but 'no' (probability ")
    skipped = run("annotate", "fjord.txt", "dam.txt", "--language", "refuse", "--on-error", "skip")
    assert skipped.exit_code == 0
    assert [row["article_id"] for row in records(skipped.stdout)] == ["dam"]


# Interrupted runs


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_run_that_was_cut_gives_the_bytes_of_one_that_was_not(faulty: Path, name: str) -> None:
    Path("fjord.txt").write_text(NORWEGIAN, encoding="utf-8")
    words = ["rows.jsonl", "fjord.txt", "dam.txt", "--on-error", "record", "--language", "refuse"]
    assert run("annotate", *words, "-o", f"whole-{name}").exit_code == 0
    whole = Path(f"whole-{name}").read_bytes()
    assert len(rows_of(Path(f"whole-{name}"))) == 5
    for kept_bytes in (0, 7, len(whole) // 2, len(whole) - 3, len(whole)):
        Path(name).write_bytes(whole[:kept_bytes])
        ran = run("annotate", *words, "-o", name, "--resume")
        assert ran.exit_code == 0, ran.output
        assert Path(name).read_bytes() == whole


def test_a_resumed_run_counts_what_it_finds_done(folder: Path) -> None:
    assert run("annotate", "dam.txt", "-o", "out.jsonl", "--resume").exit_code == 0
    ran = run("annotate", "dam.txt", "ferry.txt", "-o", "out.jsonl", "--resume")
    assert ran.exit_code == 0
    first, last = ran.stderr.splitlines()
    assert first == "attrib: going on with out.jsonl, in which 1 article is done"
    assert last.startswith("attrib: 1 article, ")


# Looking


def test_show_prints_the_text_and_marks_whose_words_they_are(annotated: Path) -> None:
    ran = run("show", annotated)
    assert ran.exit_code == 0
    assert ran.output.startswith("ferry ─")
    printed = " ".join(ran.output.split())
    assert " ".join(FERRY.split()) in printed
    assert " ".join(DAM.split()) in printed


def test_show_lists_the_claims_with_who_says_so(annotated: Path) -> None:
    ran = run("show", "--claims", "--id", "dam", annotated)
    assert ran.exit_code == 0
    head, table, *lines = ran.output.splitlines()
    assert head.startswith("dam ─")
    assert table.split() == ["who", "says", "so", "claim", "(«evaluative", "words»)"]
    (row,) = [row for row in rows_of(annotated) if row["article_id"] == "dam"]
    assert len(lines) >= len(row["claims"])


def test_show_says_when_no_article_has_the_id(annotated: Path) -> None:
    ran = run("show", annotated, "--id", "quay")
    assert ran.exit_code == 2
    assert ran.stderr == f"attrib: {annotated}: no article has the id 'quay'. It has: ferry, dam.\n"


def test_show_annotates_a_text_first(folder: Path) -> None:
    ran = run("show", "dam.txt")
    assert ran.exit_code == 0
    assert "The dam at Depok holds, the council said." in ran.output


def test_show_refuses_what_is_no_annotated_file(folder: Path) -> None:
    (folder / "rows.jsonl").write_text(json.dumps({"text": DAM}) + "\n", encoding="utf-8")
    ran = run("show", "rows.jsonl")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("attrib: rows.jsonl:1: ")
    (folder / "empty.jsonl").touch()
    ran = run("show", "empty.jsonl")
    assert (ran.exit_code, ran.stderr) == (
        1,
        "attrib: empty.jsonl: there is no annotated article in it. Did the run that made it find any?\n",
    )
    ran = run("show", "nowhere.jsonl")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("attrib: nowhere.jsonl: there is no such file.")


def test_the_text_is_coloured_by_speaker_with_a_legend() -> None:
    text = "By Bo Lund\n\nBoats sink, Ana Ruiz said. It is feared they rot, sources said."
    record = Annotated(
        article_id="[quay]",  # no markup for the terminal
        text=text,
        text_sha256=text_sha256(text),
        meta={},
        blocks=(Block("byline", Span(0, 10)),),
        sentences=(),
        names=(),
        attributions=(
            Attribution(
                "a1", (Span(24, 32),), "named", Span(33, 37), (Span(12, 22),), "indirect", speaker="s1"
            ),
            Attribution("a2", (Span(62, 69),), "anonymous", Span(70, 74), (Span(39, 60),), "indirect"),
        ),
        claims=(
            Claim("c1", (Span(12, 22),), "attributed", attribution="a1", speaker="s1"),
            Claim("c2", (Span(39, 60),), "attributed", attribution="a2"),
            Claim("c3", (Span(39, 51),), "unsourced"),
            Claim("c4", (Span(12, 17), Span(52, 60)), "unattributed"),
        ),
        speakers=(Speaker("s1", "Ana Ruiz", "person", role="the harbour master"),),
        evaluative=(Evaluative("e1", Span(57, 60), "loaded_label", "s1"),),
        made_with=MadeWith("0.1.0"),
    )
    shown = to_text(record)
    assert shown.plain == (
        f"{text}\n\n■ Ana Ruiz, the harbour master\n■ a source that is not settled on a speaker\n"
    )
    styles = {(text[span.start : span.end], str(span.style)) for span in shown.spans}
    assert styles >= {
        ("By Bo Lund", "dim"),
        ("Boats sink", "cyan"),
        ("Ana Ruiz", "bold cyan"),
        ("said", "italic"),
        ("It is feared they rot", "bright_black"),
        ("sources", "bold bright_black"),
        ("rot", "underline"),
    }
    assert list(list_claims(record)) == [
        ("Ana Ruiz", "Boats sink"),
        ("sources (open)", "It is feared they «rot»"),
        ("nobody named", "It is feared"),
        ("the outlet", "Boats … they «rot»"),
    ]


# Scoring


def test_an_annotation_scores_in_full_against_itself(annotated: Path) -> None:
    ran = run("score", annotated, annotated, "--json")
    assert ran.exit_code == 0
    scores = json.loads(ran.stdout)
    assert scores["articles"] == 2
    kept = [row for row in scores["rows"] if not row["measure"].startswith("calibration")]
    assert {row["score"] for row in kept} == {1.0}
    assert {row["measure"] for row in kept} >= {"sentence exact", "claim exact"}
    table = run("score", annotated, annotated).stdout
    assert table.startswith("2 articles\n")
    assert "100.0" in table


def test_scoring_files_that_are_not_there_or_about_other_articles_is_an_error(annotated: Path) -> None:
    ran = run("score", annotated, "nowhere.jsonl")
    assert ran.exit_code == 2
    assert "File 'nowhere.jsonl' does not exist." in ran.stderr
    one = annotated.parent / "one.jsonl"
    one.write_text(dump_line(rows_of(annotated)[0]) + "\n", encoding="utf-8")
    ran = run("score", annotated, one)
    assert ran.exit_code == 1
    assert "1 only in the gold (dam)" in ran.stderr


# The command line itself


def test_every_command_has_a_help_page(folder: Path) -> None:
    assert set(main.commands) == {
        "annotate", "show", "speakers", "quotes", "balance", "score", "check", "train",
        "agree", "compare", "adjudicate", "correct", "anchor", "detach", "rejoin", "convert",
        "exercise", "grade", "view",
    }  # fmt: skip
    for name in main.commands:
        ran = run(name, "--help")
        assert ran.exit_code == 0
        assert ran.output.startswith(f"Usage: main {name} ")
    assert run().output.startswith("Usage: main ")


def test_a_faulty_command_line_exits_with_2(folder: Path) -> None:
    for words in (
        [],
        ["dam.txt", "--on-error", "cry"],
        ["dam.txt", "--threads", "0"],
        ["--polish", "dam.txt"],
    ):
        assert run("annotate", *words).exit_code == 2


SLOW = ("stanza", "torch", "onnxruntime", "pandas", "tokenizers", "trafilatura")


def test_help_comes_at_once_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, attrib.cli\n"
        "try: attrib.cli.main(['--help'])\n"
        f"finally: print([name for name in {SLOW} if name in sys.modules], file=sys.stderr)"
    )
    started = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    seconds = time.monotonic() - started
    assert ran.returncode == 0
    assert "annotate" in ran.stdout
    assert ran.stderr == "[]\n"
    assert seconds < 1.5


def test_the_module_runs_as_a_command_with_its_exit_codes(tmp_path: Path) -> None:
    def exit_code(*words: str) -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-m", "attrib", *words], capture_output=True, text=True, cwd=ROOT, timeout=60
        )
        return ran.returncode, ran.stderr

    code, said = exit_code("show", str(tmp_path / "nowhere.jsonl"))
    assert code == 1
    assert said.startswith(f"attrib: {tmp_path / 'nowhere.jsonl'}: there is no such file.")
    code, said = exit_code("annotate", "--resume", "x.txt")
    assert code == 2
    assert said.startswith("attrib: --resume goes on with an output file")


# Checking


def test_check_says_nothing_of_sound_records_and_names_file_and_line_of_others(annotated: Path) -> None:
    sound = run("check", annotated)
    assert (sound.exit_code, sound.stdout) == (0, "")
    assert sound.stderr == "attrib: 2 lines checked, 0 problems\n"
    rows = rows_of(annotated)
    rows[1]["text_sha256"] = "0" * 64
    broken = annotated.with_name("broken.jsonl")
    broken.write_text("".join(dump_line(row) + "\n" for row in rows) + "not json\n", encoding="utf-8")
    ran = run("check", broken)
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[0].startswith(f"{broken}:2: text_sha256")
    assert lines[1].startswith(f"{broken}:3: ")
    assert ran.stderr == "attrib: 3 lines checked, 2 problems\n"


# Many articles


@pytest.fixture
def corpus(folder: Path) -> Path:
    """Two files of annotated articles, and a table of people."""
    one = [
        article("a", Says("Ana Ruiz", "one"), Says("Moe"), outlet="Tide", date="2024-05-07"),
        article("b", Says("a nurse", named=False)),
    ]
    two = [article("c", Says("Ana Ruiz", "two", "warns"), Says("Bo Moe"), outlet="Tide", date="2024-05-03")]
    write_annotated(folder / "one.jsonl", one)
    write_annotated(folder / "two.jsonl.gz", two)
    (folder / "people.csv").write_text(
        "who,aliases,party\nAna Ruiz,,Tide\nBo Moe,Moe,Quay\n", encoding="utf-8"
    )
    return folder


PEOPLE = ("--people", "people.csv", "--name-column", "who")


def test_speakers_of_several_files_are_one_table(corpus: Path) -> None:
    ran = run("speakers", "one.jsonl", "two.jsonl.gz")
    assert ran.exit_code == 0, ran.output
    head, *lines = (line.split() for line in ran.stdout.splitlines())
    assert head == [
        "name",
        "kind",
        "roles",
        "articles",
        "attributions",
        "claims",
        "words",
        "direct",
        "cues",
        "outlets",
    ]
    assert lines[0] == [
        "Ana",
        "Ruiz",
        "person",
        "2",
        "2",
        "2",
        "2",
        "0",
        "say",
        "1,",
        "warn",
        "1",
        "Tide",
        "2",
    ]
    assert [line[:2] for line in lines[1:]] == [["(not", "named)"], ["Bo", "Moe"], ["Moe", "(only"]]
    assert ran.stderr == (
        "attrib: 3 articles, 5 attributions: 4 of named speakers, 1 of unnamed ones, 0 left open, "
        "0 without a source\n"
    )
    ran = run("speakers", "one.jsonl", "two.jsonl.gz", "--top", 1, "--unnamed", "none")
    assert len(ran.stdout.splitlines()) == 2
    assert ran.stderr.startswith("attrib: 2 more rows; --top shows more, -o writes all\n")


def test_people_and_groups_by_their_columns(corpus: Path) -> None:
    ran = run("speakers", "one.jsonl", "two.jsonl.gz", *PEOPLE, "--format", "jsonl")
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(row["name"], row["articles"], row["party"]) for row in rows] == [
        ("Ana Ruiz", 2, "Tide"),
        ("Bo Moe", 2, "Quay"),
        (None, 1, None),
    ]
    ran = run("speakers", "one.jsonl", "two.jsonl.gz", *PEOPLE, "--group-by", "party", "-o", "party.csv")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout == ""
    lines = Path("party.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:4] for line in lines] == [
        ["party", "speakers", "articles", "attributions"],
        ["Quay", "1", "2", "2"],
        ["Tide", "1", "2", "2"],
        ["", "1", "1", "1"],
    ]


def test_quotes_are_a_speakers_words_by_date(corpus: Path) -> None:
    ran = run("quotes", "one.jsonl", "two.jsonl.gz", "--speaker", "ruiz")
    assert (ran.exit_code, ran.stderr) == (0, "attrib: 2 sayings in 2 articles\n")
    assert [line.strip() for line in ran.stdout.splitlines() if line.strip()] == [
        "2024-05-03 · Tide · c · Ana Ruiz: warns (indirect)",
        "Ana Ruiz warns «two». Bo Moe said the quay holds.",
        "2024-05-07 · Tide · a · Ana Ruiz: said (indirect)",
        "Ana Ruiz said «one». Moe said the quay holds.",
    ]
    ran = run(
        "quotes", "one.jsonl", "two.jsonl.gz", "--speaker", "Moe", *PEOPLE, "--format", "csv", "--context", 0
    )
    assert [line.split(",")[3:6] for line in ran.stdout.splitlines()[1:]] == [
        ["c", "", "Bo Moe"],
        ["a", "", "Moe"],
    ]


def test_dates_that_cannot_be_read_are_told(corpus: Path) -> None:
    write_annotated("dates.jsonl", [article("d", Says("Ana Ruiz"), date="3/5/2024")])
    said = "attrib: 1 saying in 1 article; 1 with a date that is none or can be read in two ways stand last"
    ran = run("quotes", "dates.jsonl", "--speaker", "Ana Ruiz")
    assert ran.stderr == f"{said} (--day-first or --month-first may settle it)\n"
    ran = run("quotes", "dates.jsonl", "--speaker", "Ana Ruiz", "--day-first")
    assert ran.stdout.startswith("2024-05-03 · d · ")
    assert ran.stderr == "attrib: 1 saying in 1 article\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("speakers", "one.jsonl", "--format", "xlsx"),
            2,
            "A table as xlsx goes to a file: name one with -o.",
        ),
        (
            ("speakers", "one.jsonl", "-o", "one.jsonl", "--force"),
            2,
            "one.jsonl is to be read and to be written. Name another output.",
        ),
        (
            ("quotes", "one.jsonl", "--speaker", "Moe", "-o", "people.csv"),
            2,
            "people.csv is there already. Replace it (--force) or name another.",
        ),
        (
            ("speakers", "nowhere.jsonl"),
            1,
            "nowhere.jsonl: there is no such file. Is the path right, seen from this folder?",
        ),
        (
            ("speakers", "empty.jsonl"),
            1,
            "empty.jsonl: there is no annotated article in it. Did the run that made it find any?",
        ),
        (
            ("speakers", "one.jsonl", "--people", "people.csv"),
            1,
            "people.csv:1: there is no column 'name'; there are 'who', 'aliases', 'party'. Say which one "
            "holds the names: --name-column, or name_column= in Python.",
        ),
        (
            ("speakers", "one.jsonl", "--group-by", "party"),
            2,
            "There is no column 'party' to group by; there are kind, named, outlet. Further columns come "
            "from a table of people (--people).",
        ),
        (
            ("speakers", "one.jsonl", "--group-by", "kind", "--unnamed", "none"),
            2,
            "--unnamed is about rows of speakers; groups count the unnamed with everybody.",
        ),
        (
            ("quotes", "one.jsonl", "two.jsonl.gz", "--speaker", "Moe"),
            2,
            "2 speakers match 'Moe':\n"
            "  Moe (person, by this name alone: another one in every article): once, in a\n"
            "  Bo Moe (person): once, in c\n"
            "Give a full name, say what it is (--kind), or ask for all of them (--all).",
        ),
        (
            ("quotes", "bare.jsonl", "--speaker", "Moe"),
            1,
            "a: the record holds no text (it is stand-off), so there is nothing to quote. Give records that "
            "hold their texts.",
        ),
    ],
)
def test_what_is_wrong_with_a_corpus_or_a_question_is_said_in_one_message(
    corpus: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (corpus / "empty.jsonl").touch()
    write_annotated("bare.jsonl", [without_text(article("a", Says("Moe")))])
    ran = run(*words)
    assert (ran.exit_code, ran.stderr) == (code, f"attrib: {said}\n")


def test_articles_without_text_are_counted_and_told(corpus: Path) -> None:
    write_annotated("bare.jsonl", [without_text(article("a", Says("Bo Moe")))])
    ran = run("speakers", "bare.jsonl", "--format", "csv")
    assert ran.stdout.splitlines()[1].startswith("Bo Moe,person,True,full-name,,,1,1,1,,0,0,1,1,")
    assert ran.stderr.endswith("; 1 article without text, so words and verbs are missing\n")

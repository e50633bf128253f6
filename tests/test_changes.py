"""Two runs are compared finding by finding: gained, lost, moved, changed, and what stayed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from strategies import annotated
from test_agreement import ANA, BO

from attrib.agreement_text import changes_to_text
from attrib.changes import compare_runs
from attrib.records import Annotated, MadeWith
from attrib.spans import Span


def test_changes_are_sorted_by_what_happened() -> None:
    found = compare_runs([ANA], [BO])
    assert [(one.sort, one.case.kind, one.case.span) for one in found.changes] == [
        ("moved", "attribution", Span(0, 11)),
        ("moved", "evaluative", Span(27, 37)),
        ("lost", "attribution", Span(27, 42)),
        ("changed", "claim", Span(27, 42)),
    ]
    assert [one.sort for one in compare_runs([BO], [ANA]).changes] == ["moved", "moved", "gained", "changed"]
    assert [one.case.kind for one in found.pick("moved", "evaluative")] == ["evaluative"]


def test_labels_that_changed_are_counted() -> None:
    assert compare_runs([ANA], [BO]).labels == {
        ("attribution", "manner", "indirect", "mixed"): 1,
        ("claim", "speaker", "somebody", "none"): 1,
        ("claim", "status", "attributed", "unattributed"): 1,
        ("evaluative", "voice", "somebody", "outlet"): 1,
    }


def test_what_made_the_runs_is_shown_and_new_scores_are_no_change() -> None:
    newer = replace(
        ANA,
        attributions=tuple(replace(one, score=0.5, why=("head",)) for one in ANA.attributions),
        made_with=MadeWith("0.2.0", model="news-2"),
    )
    found = compare_runs([ANA], [newer])
    assert found.changes == ()
    assert found.made_with == {
        "attrib": (("0.1.0",), ("0.2.0",)),
        "model": (("None",), ("news-2",)),
        "by": (("ana",), ("program",)),
    }


def test_the_text_has_counts_and_an_example_of_every_sort() -> None:
    text = changes_to_text(compare_runs([ANA], [BO], missing="stop"), top=3)
    assert text.startswith(
        "1 article, before and after\nby: ana → bo\n\n"
        "kind         before  after  same  gained  lost  moved  changed\n"
        "attribution       2      1     0       0     1      1        0\n"
        "claim             2      2     1       0     0      0        1\n"
        "evaluative        1      1     0       0     0      1        0\n"
    )
    assert [line.split(":")[0] for line in text.splitlines() if " harbour " in line] == [
        "lost", "moved", "changed",
    ]  # fmt: skip
    assert text.endswith("… and 1 more change; --top shows more, -o writes all\n")


@settings(max_examples=50, deadline=None)
@given(annotated())
def test_counts_add_up_and_nothing_changes_against_itself(record: Annotated) -> None:
    assert compare_runs([record], [record]).changes == ()
    less = replace(record, claims=record.claims[1:], evaluative=())
    found = compare_runs([record], [less])
    for count in found.counts:
        assert count.before == count.same + count.moved + count.changed + count.lost
        assert count.after == count.same + count.moved + count.changed + count.gained
        assert count.gained == 0

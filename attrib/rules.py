"""The rules for people who annotate, by number: what an exercise teaches, and where to read on.

The full text of each, with its examples, is annotations/GUIDELINES.md; a test compares the headings.
"""

from __future__ import annotations

# Only those that an exercise can teach.
RULES: dict[str, str] = {
    "S1": "The source is whoever the content is ascribed to, with the words that identify them",
    "S2": "Documents, polls, courts and devices are sources",
    "S3": "One attribution has one source; together they are one joint source",
    "S4": "`source_status` says how the text names the source, not what you know",
    "S5": "A source that grammar leaves out is `elided`; one that nobody could name is `none`",
    "C3": "A quotation that goes on without a cue belongs to who holds the floor",
    "C5": "A content inside a content is an attribution of its own, with its parent",
    "K4": "The status is that of the innermost content that holds all of it",
    "P1": "One speaker for one person or body in the article, by its fullest name, without titles",
    "P2": "Settle from the text, or leave open with the reason",
    "P3": "A spokesperson is a speaker, who speaks for somebody",
    "E1": "Mark the words that judge, and only those, where a plainer word was at hand",
    "E2": "The category is what the word does",
    "E3": "The voice is who chose the word, as far as the text shows",
    "E4": "One word in marks: scare quotes or a quotation?",
}


def name_rule(number: str) -> str:
    """A rule as it is shown to students: its number and its heading, without marks of code.

    >>> name_rule("S2")
    'S2. Documents, polls, courts and devices are sources'
    """
    return f"{number}. {RULES[number].replace('`', '')}"

"""What the balance of sources and wording is measured by: question, formula, range, and what each hides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from attrib.errors import BadOption

Unit = Literal["share", "per 1 000 words", "per article", "number"]


class Measure(NamedTuple):
    """What a measure asks and how it is to be read."""

    question: str
    formula: str
    range: str
    undefined: str
    hides: str
    unit: Unit = "share"


_REPORTED = "claim words are those inside claims; cues and sources are none"
MEASURES: dict[str, Measure] = {
    "words by voice": Measure(
        "Whose are the claims: the outlet's own, attributed to a source, or reported from nobody named?",
        "words of claims of that status ÷ words of all claims",
        "0 to 1; the three sum to 1",
        "no claim has a word",
        f"whether a claim is true, prominent or long ago; {_REPORTED}",
    ),
    "words by speaker": Measure(
        "Who gets how many of the attributed words?",
        "words of claims whose innermost attribution has that speaker (`claim.speaker`) ÷ words of "
        "attributed claims; what n say together is one nth of each",
        "0 to 1; all, the unsettled among them, sum to 1",
        "no attributed claim has a word",
        "who vouches for a nested claim; whether the words are praise, defence or a slip; a source that "
        "attrib left open may be any of the others",
    ),
    "words by kind": Measure(
        "Do persons, organisations, governments, documents, groups or the unnamed have the word?",
        "the same, by the kind of the speaker",
        "0 to 1; sum to 1",
        "no attributed claim has a word",
        "a person may speak for a government; `role` and `speaks_for` say so, the kind does not",
    ),
    "words by naming": Measure(
        "Do those who have the word have a name?",
        "the same, by whether the text names the speaker",
        "0 to 1; sum to 1",
        "no attributed claim has a word",
        "why a source is unnamed (`grounds`); somebody named may be unknown to every reader",
    ),
    "words by manner": Measure(
        "Are their words quoted, reported, or both?",
        "words of reported claims (attributed and unsourced) in direct, indirect or mixed speech ÷ words of "
        "all reported claims",
        "0 to 1; sum to 1",
        "no reported claim has a word",
        "how much of a mixed content is quoted, and whether the quotation is fair; `unclear` are claims "
        "whose record gives no attribution",
    ),
    "attributions by source": Measure(
        "Of all that is said: is the source a named or an unnamed speaker, one left open, or nobody?",
        "attributions with such a source ÷ attributions in which something was said (not negated, declined, "
        "hypothetical or asked)",
        "0 to 1; sum to 1",
        "nothing was said",
        "how long the content is; `unsettled` is attrib's doubt, or the text's",
    ),
    "first to speak": Measure(
        "Who has the first word?",
        "articles whose first content is theirs ÷ articles in which something was said",
        "0 to 1; sum to 1",
        "nothing was said",
        "what stands before it in the outlet's voice; the headline counts like any other place",
    ),
    "last to speak": Measure(
        "Who has the last word?",
        "articles whose content that ends last is theirs ÷ articles in which something was said",
        "0 to 1; sum to 1",
        "nothing was said",
        "readers may never come that far; the outlet may go on after it",
    ),
    "speakers": Measure(
        "How many speak?",
        "different settled speakers of attributions in which something was said, summed over articles ÷ "
        "articles; members of a joint speaker count, the joint does not",
        "0 and up",
        "there is no article",
        "how much each says; longer articles have room for more; sources left open are not among them; two "
        "descriptions of one nurse are two",
        "per article",
    ),
    "independent sources": Measure(
        "How many of them are independent?",
        "the same, of outermost attributions only (the clerk in “the clerk said that Ruiz had warned him”), "
        "whoever speaks for somebody counted as that one",
        "0 to the number of speakers and principals",
        "there is no article",
        "two who were told by the same third; allies; one press release behind several names",
        "per article",
    ),
    "unsourced claims": Measure(
        "How many claims are reported from nobody (“it is feared that”)?",
        "claims with the status unsourced ÷ all claims",
        "0 to 1",
        "there is no claim",
        "the outlet's own claims, which name no source either; common knowledge needs none",
    ),
    "most quoted": Measure(
        "How much has the one who has most? (`item`: who; all of them where several have as much)",
        "largest number of attributed words of one speaker ÷ attributed words whose speaker is settled",
        "1 ÷ number of speakers to 1",
        "no settled speaker has a word",
        "whether there was anyone else to ask; a press conference is concentrated by nature",
    ),
    "effective speakers": Measure(
        "How many speakers with equal shares would be as varied as these?",
        "exp(−Σ pᵢ ln pᵢ), pᵢ the shares of settled attributed words (Shannon's entropy as Hill's number of "
        "order 1; Hill 1973, Jost 2006)",
        "1 to the number of speakers",
        "no settled speaker has a word",
        "whether many speakers say one thing; unnamed speakers of different articles are taken for different",
        "number",
    ),
    "evaluative by voice": Measure(
        "How much is judged in each voice?",
        "1 000 × evaluative stretches in that voice ÷ words of the text in that voice (of the innermost "
        "content that holds them, else the outlet's; site furniture left out)",
        "0 and up",
        "the voice has no word",
        "who chose to quote it; whether the judgement is deserved; few words make wild figures: read the "
        "counts",
        "per 1 000 words",
    ),
    "evaluative by category": Measure(
        "With what kind of words is judged, by the outlet and by speakers?",
        "1 000 × stretches of the category ÷ words of the text in that voice; `speakers` are all of them",
        "0 and up",
        "the voice has no word",
        "categories are not equally strong; what is found depends on the lexicon (`made_with`)",
        "per 1 000 words",
    ),
    "evaluative by target": Measure(
        "About whom or what?",
        "1 000 × stretches about the target ÷ words of the text in that voice",
        "0 and up",
        "the voice has no word",
        "praise and blame count alike; targets are joined by their words; `unclear` may be any of them",
        "per 1 000 words",
    ),
    "evaluative by quotation": Measure(
        "Does it stand inside quotation marks?",
        "1 000 × stretches inside or outside marks ÷ words of the text in that voice",
        "0 and up",
        "the voice has no word",
        "in reported speech without marks the wording may be the outlet's",
        "per 1 000 words",
    ),
    "labels": Measure(
        "Which labels are used, and by whom?",
        "uses of the label in that voice ÷ uses of the label and of its neutral alternatives in the articles "
        "that use it",
        "0 to 1; with the alternatives sum to 1",
        "neither is used",
        "whether the label fits, and of whom it is used; articles that avoid the label are not asked for "
        "alternatives, but in comparisons of one event, there for labels of the bundled lexicon",
    ),
    "labels by target": Measure(
        "Of whom or what are they used (`about`)?",
        "the same, of that target",
        "0 to 1",
        "neither is used",
        "“the regime” and “the Vesk regime” are two targets unless attrib knows them for one speaker",
    ),
    "neutral alternatives": Measure(
        "What could have stood there (`about`: in place of which label), and does it stand in the text?",
        "uses of the alternative in that voice ÷ the same",
        "0 to 1",
        "neither is used",
        "whom the word is about: “government” may be another one than the “regime”",
    ),
    "stance of cues": Measure(
        "With what stance are a speaker's words introduced: said, claimed, admitted, slammed?",
        "the speaker's cues of that stance ÷ the speaker's cues, where something was said",
        "0 to 1; a speaker's sum to 1",
        "the speaker has no cue",
        "irony and context; a neutral cue may introduce a doubted claim",
    ),
}


def check_balance_measures(measures: Iterable[str]) -> None:
    """Raises `BadOption` when one of these names is no measure's."""
    for measure in measures:
        if measure not in MEASURES:
            raise BadOption(f"No measure is called {measure!r}. There are: {', '.join(MEASURES)}.")

"""Every name that stands in a `why` or an `open`, and the sentence it is short for. Pages print them, the
docs list them.
"""

from __future__ import annotations

from types import MappingProxyType

REASONS = MappingProxyType(
    {
        # why there is an attribution
        "network-link": "The network linked this source, cue and content.",
        "bare-quotation": "A sentence, or five words or more, in quotation marks that no cue introduces.",
        "continued-quotation": "A quotation without a cue follows this content and was joined to it.",
        # why a speaker was settled
        "name-in-source": "The source holds the speaker's name.",
        "surname-match": "The source holds a surname, and one person in the article has it.",
        "joint-source": "The source names several speakers who are said to speak together.",
        "unnamed-source": "The source describes a speaker whom the article does not name.",
        "document-source": "The source is a document or a device, which speaks for itself.",
        "new-in-text": "The source introduces something new (a, two, a plural without an article).",
        "elided-source": "The cue has no source and goes on with the speaker before it in the sentence.",
        # why no speaker was settled (field `open`)
        "pronoun": "The source is a pronoun, and whom it means was not settled.",
        "role": "The source is a role or a description, and who holds it was not settled.",
        "shared-surname": "Two persons or more in the article have this surname.",
        "no-antecedent": "The cue has no source of its own, and none stands before it in the sentence.",
        "orphan-quotation": "The quotation has no cue, and who speaks was not settled.",
        # why a stretch is evaluative
        "head": "The network marked these words as evaluative.",
        "lexicon": "The words stand in the list of evaluative words.",
        "scare-marks": "Quotation marks around a word or three that nobody is said to have said.",
        "loaded-cue": "The word that reports the speech judges it; it stands so in the list of cues.",
    }
)

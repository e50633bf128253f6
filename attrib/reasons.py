"""Every name that stands in a `why` or an `open`, and the sentence it is short for. Pages print them, the
docs list them.
"""

from __future__ import annotations

from types import MappingProxyType

# Why no speaker was settled (field `open`).
OPEN_REASONS = MappingProxyType(
    {
        "pronoun": "The source is a pronoun, and whom it means was not settled.",
        "several-candidates": "The source is a pronoun, and several persons fit it about as well.",
        "several-roles": "The source is a role that several fit about as well, or nobody well enough.",
        "first-person": "The source is a first person, and the text does not say who speaks.",
        "shared-surname": "Two persons or more in the article have this surname.",
        "no-antecedent": "The cue has no source of its own, and none stands before it in the sentence.",
        "orphan-quotation": "The quotation has no cue, and who speaks was not settled.",
    }
)
REASONS = MappingProxyType(
    {
        # why there is an attribution
        "network-link": "The network linked this source, cue and content.",
        "bare-quotation": "A sentence, or five words or more, in quotation marks that no cue introduces.",
        "introduced-quotation": "A sentence leads up to the quotation with a colon, and has this subject.",
        "continued-quotation": "A quotation without a cue follows this content and was joined to it.",
        "labelled-turn": "A paragraph behind the label of who speaks, in a transcript.",
        "headline-source": "A headline ends or begins with who says it, behind a colon or a dash.",
        "asked-cue": "A sentence opens with what somebody was asked (Asked about the leak, …).",
        "nominal-cue": "A noun for what is said stands before it, with who says it (the announcement by …).",
        "reported-cue": "A verb of saying with its subject and “that” stands inside of what somebody says.",
        "inner-cue": "Words in a content report what somebody else says (quoted a memo as saying).",
        "that-clause": "A clause with “that” has a name and a verb before it in its own sentence.",
        "court-heard": "A court or an inquest heard it; who told it is not said.",
        "denial-behind": "Who denies it stands behind it (…, though the bank disputes this).",
        "declined-cue": "Somebody would not say, name or confirm something.",
        "participle-cue": "A participle goes on from the attribution before it (…, promising …).",
        "coordinated-cue": "A second verb goes on from the attribution before it (… and said …).",
        "cited-source": "Who is cited is the source of what was reported before (…, citing officials).",
        "hedge-adverb": "A word such as allegedly says that somebody says so, and not who.",
        "interview-answer": "A paragraph that answers a question, in a text that calls itself an interview.",
        # why a speaker was settled
        "name-in-source": "The source holds the speaker's name.",
        "called-so": "Several persons have this surname, and the one last called so alone is meant again.",
        "surname-match": "The source holds a surname, and one person in the article has it.",
        "joint-source": "The source names several speakers who are said to speak together.",
        "unnamed-source": "The source describes a speaker whom the article does not name.",
        "document-source": "The source is a document or a device, which speaks for itself.",
        "new-in-text": "The source introduces something new (a, two, a plural without an article).",
        "elided-source": "The cue has no source and goes on with the speaker before it in the sentence.",
        "described-source": "The source is a description that fits nobody whom the article names.",
        "fuller-description": "An earlier place of the article describes the same source more fully.",
        "principal": "Somebody speaks for this one, who need not say anything in the article.",
        "kinship": "The article says how two with this surname are related, the source which it is.",
        "quoted-first-person": "The source is a first person in somebody's words, who means themselves.",
        "relative-pronoun": "The source is a relative pronoun right behind the name.",
        "plural-before": "The source takes up several who stand together right before it.",
        "orphan-holds-floor": "The quotation has no cue; one alone was quoted in the paragraph before.",
        "turn-label": "The source is a first person in the turn of a transcript with the speaker's label.",
        "introduces-self": "The source is a first person, who says their name.",
        "called-upon": "The source is a first person who was called upon to speak.",
        "interviewee": "An answer, or a first person in the answers, of an interview with this person.",
        "byline": "The source is a first person outside quotation marks, and the article has one author.",
        "signature": "The source is a first person in a text that one person signs.",
        # the evidence that weighed most for a pronoun or a role
        "coreference": "The network takes the source and the speaker's mentions for the same.",
        "holds-floor": "The speaker was quoted last before this source.",
        "role-match": "The article says that the speaker has this role.",
        "role-part": "The article gives the speaker a role or a kind like this one.",
        "short-name": "The source is a word of the speaker's name that says what it is (the agency).",
        "subject": "The last sentence that names the speaker begins with the name.",
        "around": "The source stands in this speaker's own words.",
        "only-candidate": "Nobody else whom the article names fits the source.",
        **OPEN_REASONS,
        # why a stretch is evaluative
        "head": "The network marked these words as evaluative.",
        "lexicon": "The words stand in the list of evaluative words.",
        "scare-marks": "Quotation marks around a word or three that nobody is said to have said.",
        "loaded-cue": "The word that reports the speech judges it; it stands so in the list of cues.",
    }
)

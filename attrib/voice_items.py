"""Items on who says so: pick the speaker, tell a quotation from the outlet's own statement, count sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrib.balance import measure_balance
from attrib.exercise import Item, Key, Level, Option, Shape
from attrib.identity import find_shares
from attrib.items import OUTLET, UNSOURCED, Candidate, Reading, quote, shuffle
from attrib.ledger import UNSAID
from attrib.records import Attribution, Claim
from attrib.spans import Span, find_words

ATTRIBUTED = "attributed"
# A claim of fewer words ("besieged") cannot be judged without its sentence.
MIN_WORDS = 3

_HINTS = {
    "cue": "Look for a word that reports speech (said, according to, a colon) and that the marked words "
    "depend on. There need not be one.",
    "pronoun": "The source is a pronoun. Look back: whom does it stand for?",
    "elided": "The reporting verb has no subject of its own. Look to its left in the sentence.",
    "bare": "No word introduces these words. Who was the last to speak?",
    "unsourced": "Find the reporting verb. Does it have somebody who speaks, thinks or fears?",
    "nested": "Two report here, one inside the other. Find both reporting words, and take the inner one.",
}


def find_claims(reading: Reading) -> Iterator[tuple[Claim, Attribution | None]]:
    """The statements that one can ask about, with their attribution: long enough, each wording once, and of
    one attribution or of one sentence of the outlet's the longest."""
    seen: set[str] = set()
    longest: dict[str, tuple[int, Claim, Attribution | None]] = {}
    for claim in reading.record.claims:
        found = [word.of(reading.text) for span in claim.spans for word in find_words(reading.text, span)]
        told = " ".join(found).casefold()
        chain = reading.chain(claim.attribution)
        unsaid = any(one.modality in UNSAID for one in chain)
        missing = claim.status != "unattributed" and not chain
        if len(found) < MIN_WORDS or told in seen or claim.kind != "statement" or unsaid or missing:
            continue
        seen.add(told)
        key = chain[0].id if chain else f"sentence {_find_sentence(reading, claim)}"
        if key not in longest or len(found) > longest[key][0]:
            longest[key] = len(found), claim, chain[0] if chain else None
    for _, claim, attribution in longest.values():
        yield claim, attribution


def _find_sentence(reading: Reading, claim: Claim) -> int:
    """Where its sentence begins; where there are no sentences, the claim."""
    start = claim.spans[0].start
    return next((one.start for one in reading.record.sentences if one.start <= start < one.end), start)


def who_items(reading: Reading) -> Iterator[Candidate]:
    """*Who says so?*: the speaker of a claim, the outlet, or nobody whom the text mentions."""
    for claim, attribution in find_claims(reading):
        doubt = reading.doubt(claim, *reading.chain(claim.attribution)[:2])
        doubt = doubt or reading.doubt(attribution, speaker=True)
        if reading.leaves_out(doubt):
            continue
        right = _pick_right(claim, attribution)
        settled = right if right in reading.speakers else None
        near = [one.speaker for one in reading.chain(claim.attribution)[1:] if one.speaker]
        others = reading.pick_others(f"who {claim.id}", settled, near)
        if not others and settled is None:
            continue  # a question with one sensible answer
        asked = [id for id in (settled, *others[: 3 if settled is None else 2]) if id is not None]
        if len(others) > 2 and settled is not None:
            asked.append(others[2])
        draw = reading.draw(f"options {claim.id}")
        level = _pick_level(reading, claim, attribution)
        cut = reading.cut_passage(claim.spans, level - 1, evidence=find_evidence(reading, attribution))
        if cut is None:
            continue
        passage, focus = cut
        nested = attribution is not None and attribution.parent is not None
        yield Candidate(
            level,
            claim.spans[0].start,
            right or claim.id,
            Item(
                id=claim.id,
                shape="choice",
                prompt="Who is the first to have said the marked words, according to the passage?"
                if nested
                else "Who says the marked words, according to the passage?",
                passage=passage,
                focus=focus,
                rule=_pick_rule(reading, attribution, right),
                hints=_find_hints(reading, claim, attribution),
                key=Key((right,) if right else (), why=_explain(reading, attribution, right), unsure=doubt),
                options=(
                    *shuffle([Option(id, reading.name(id)) for id in asked], draw),
                    Option(OUTLET, f"Nobody is cited: the outlet itself{reading.outlet}"),
                    Option(UNSOURCED, "Somebody, but the text does not say who"),
                ),
                article_id=reading.record.article_id,
            ),
        )


def fact_items(reading: Reading) -> Iterator[Candidate]:
    """*Fact or quotation?*: whether a claim is somebody's or the outlet's own."""
    for claim, attribution in find_claims(reading):
        doubt = reading.doubt(claim, attribution)
        # Passed on from nobody inside somebody's words: the answer depends on the layer that one looks at.
        layered = claim.status == "unsourced" and attribution is not None and attribution.parent is not None
        if reading.leaves_out(doubt) or layered:
            continue
        level = _pick_fact_level(reading, claim, attribution)
        right = {"attributed": ATTRIBUTED, "unsourced": UNSOURCED, "unattributed": OUTLET}[claim.status]
        cut = reading.cut_passage(claim.spans, level - 1, evidence=find_evidence(reading, attribution))
        if cut is None:
            continue
        options = [
            Option(ATTRIBUTED, "The outlet passes on what somebody says"),
            Option(OUTLET, f"The outlet states it itself{reading.outlet}"),
        ]
        if level == 3:
            options.append(Option(UNSOURCED, "The outlet passes it on, but the text does not say from whom"))
        yield Candidate(
            level,
            claim.spans[0].start,
            right,
            Item(
                id=claim.id,
                shape="choice",
                prompt="Are the marked words the outlet’s own statement, or does it pass them on?",
                passage=cut[0],
                focus=cut[1],
                rule="S5" if right == UNSOURCED else "K4",
                hints=_find_hints(reading, claim, attribution)[:1],
                key=Key(
                    (right,),
                    why=_explain(reading, attribution, _pick_right(claim, attribution)),
                    unsure=doubt,
                ),
                options=tuple(options),
                article_id=reading.record.article_id,
            ),
        )


def _pick_right(claim: Claim, attribution: Attribution | None) -> str | None:
    """A speaker's id, the outlet, nobody, or `None`: not settled."""
    if claim.status == "unattributed":
        return OUTLET
    if claim.status == "unsourced":
        return UNSOURCED
    return claim.speaker or (attribution.speaker if attribution else None)


def _pick_level(reading: Reading, claim: Claim, attribution: Attribution | None) -> Level:
    """3: nested, pronoun, elided, no cue, unsourced; 2: described sources, the outlet beside a source."""
    if attribution is None:
        return 2 if any(reading.is_shared(span, reading.cues) for span in claim.spans) else 1
    hard = attribution.source_status in ("pronoun", "elided", "none")
    if hard or attribution.parent is not None or attribution.cue is None:
        return 3
    evidence = [reading.find_paragraph(span) for span in find_evidence(reading, attribution)]
    near = all(place == reading.find_paragraph(claim.spans[0]) for place in evidence)
    return 1 if attribution.source_status == "named" and near else 2


def find_evidence(reading: Reading, attribution: Attribution | None) -> list[Span]:
    """What a reader must see to answer: cue and source, and for a pronoun or no source at all the last place
    before that tells who it is."""
    if attribution is None:
        return []
    found = [*attribution.source, *([attribution.cue] if attribution.cue is not None else [])]
    speaker = reading.speakers.get(attribution.speaker or "")
    if speaker is not None and attribution.source_status in ("pronoun", "elided", "none"):
        start = min(one.start for one in (*found, *attribution.content))
        name = reading.name(speaker.id).casefold().split()
        told = [
            m
            for m in speaker.mentions
            if m.end <= start and set(reading.words([m]).casefold().split()) & set(name)
        ]
        found += told[-1:]
    return found


def _pick_fact_level(reading: Reading, claim: Claim, attribution: Attribution | None) -> Level:
    if attribution is None:
        if any(reading.is_shared(span, reading.cues) for span in claim.spans):
            return 3
        at = reading.find_paragraph(claim.spans[0])
        paragraph = reading.paragraphs[at] if at is not None else claim.spans[0]
        return 2 if any(paragraph.holds(cue) for cue in reading.cues) else 1
    if claim.status == "unsourced" or attribution.parent or attribution.cue is None:
        return 3
    return 1 if attribution.manner == "direct" and attribution.source_status == "named" else 2


def _pick_rule(reading: Reading, attribution: Attribution | None, right: str | None) -> str:
    if attribution is None:
        return "K4"
    speaker = reading.speakers.get(right or "")
    cases = [
        ("S5", attribution.source_status in ("none", "elided")),
        ("C5", attribution.parent is not None),
        ("C3", attribution.cue is None),
        ("P2", attribution.source_status == "pronoun"),
        ("S3", speaker is not None and speaker.kind == "joint"),
        ("P3", speaker is not None and speaker.speaks_for is not None),
        ("S2", speaker is not None and speaker.kind == "document"),
        ("S4", attribution.source_status in ("anonymous", "vague")),
        ("P1", attribution.source_status == "nominal" and speaker is not None and speaker.named),
    ]
    return next((rule for rule, fits in cases if fits), "S1")


def _find_hints(reading: Reading, claim: Claim, attribution: Attribution | None) -> tuple[str, ...]:
    if attribution is None:
        return (_HINTS["cue"],)
    kind = "cue"
    if claim.status == "unsourced":
        kind = "unsourced"
    elif attribution.parent is not None:
        kind = "nested"
    elif attribution.cue is None:
        kind = "bare"
    elif attribution.source_status in ("pronoun", "elided"):
        kind = attribution.source_status
    if attribution.cue is None:
        return (_HINTS[kind],)
    return _HINTS[kind], f"The reporting words are {quote(reading.words([attribution.cue]))}."


def _explain(reading: Reading, attribution: Attribution | None, right: str | None) -> str:
    """Why the answer is right, in the words of the text."""
    if attribution is None:
        return "Nothing ascribes these words to anybody, so the outlet says so itself."
    cue = quote(reading.words([attribution.cue])) if attribution.cue is not None else None
    cue = "The colon" if cue == "“:”" else cue
    if right == UNSOURCED:
        said = f"{cue} passes it on" if cue else "It is passed on"
        return f"{said}, and the text names nobody who says, thinks or fears so."
    source = quote(reading.words(attribution.source)) if attribution.source else None
    name = reading.name(right) if right in reading.speakers else None
    if cue is None:
        return f"No reporting word introduces it; {name or 'whoever spoke before'} holds the floor."
    told = f"{cue} ascribes it to {source}" if source else f"{cue} has no source of its own"
    if name is None:
        return f"{told}."
    if source is None:
        return f"{told}; it goes on with {name}."
    same = name.casefold() in source.casefold()
    return f"{told}." if same else f"{told}: that is {name}."


def count_items(reading: Reading) -> Iterator[Candidate]:
    """*Count the sources*: speakers, named and unnamed ones, independent ones, as `attrib balance` counts."""
    said = [one for one in reading.record.attributions if one.modality not in UNSAID and one.content]
    doubt = next((found for one in said if (found := reading.doubt(one, speaker=True))), None)
    if not said or reading.leaves_out(doubt):
        return
    speaking: dict[str, tuple[str, bool]] = {}
    for share in find_shares(reading.record):
        if any(one.modality not in UNSAID and one.content for one in share.attributions):
            key = share.identity.key or share.speaker.id
            speaking[key] = reading.name(share.speaker.id), share.speaker.named
    if not speaking:
        return
    named = [name for name, has_name in speaking.values() if has_name]
    unnamed = [name for name, has_name in speaking.values() if not has_name]
    independent = int(measure_balance(reading.record).pick("independent sources")[0].count)
    everybody = [name for name, _ in speaking.values()]
    spoken = [
        f"{reading.name(one.id)} speaks for {reading.name(one.speaks_for)}"
        for one in reading.speakers.values()
        if one.speaks_for in reading.speakers
    ]
    hint = "Who says something twice, or under two descriptions, counts once."
    rows: list[tuple[Level, str, int, str, str, str]] = [
        (1, "How many different speakers are said to have said something?", len(everybody),
         f"They are: {_list(everybody)}.", "P1", hint),
        (1, "How many of these speakers does the article name?", len(named), f"Named: {_list(named)}.", "S4",
         "A description such as “the mayor” is no name, unless the name stands elsewhere in the article."),
        (2, "How many of the speakers stay without a name?", len(unnamed), f"Unnamed: {_list(unnamed)}.",
         "S4", "Look for officials, residents, critics, reports and letters."),
        (3, "How many sources are independent of one another? A spokesperson and whom they speak for count "
         "once; whoever is only quoted by another source does not count.", independent,
         f"{_list(spoken) + '. ' if spoken else ''}Of those who speak to the outlet directly, and counting "
         f"each spokesperson with whom they speak for, {independent} are left.", "P3",
         "Ask of each speaker: for whom do they speak, and who tells the outlet what they said?"),
    ]  # fmt: skip
    for number, (level, question, count, why, rule, clue) in enumerate(rows):
        shape: Shape = "number"
        yield Candidate(
            level,
            number,
            str(number),
            Item(
                id=f"count{number}",
                shape=shape,
                prompt=question,
                passage="",
                focus=(),
                rule=rule,
                hints=(clue,),
                key=Key((str(count),), why=why, unsure=doubt),
                article_id=reading.record.article_id,
            ),
        )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "nobody"

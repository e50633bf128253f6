"""Items on evaluative words: find them, say whose they are, say it neutrally."""

from __future__ import annotations

from collections.abc import Iterator

from attrib.exercise import Item, Key, Level, Option
from attrib.items import OUTLET, UNSOURCED, Candidate, Reading, find_tokens, quote, shuffle
from attrib.records import Category, Evaluative
from attrib.schema import VOICES
from attrib.spans import Span
from attrib.voice_items import find_evidence

MIN_TOKENS, MAX_TOKENS = 8, 140  # of a paragraph in which words are marked

CATEGORIES: dict[Category, str] = {
    "loaded_label": "a label that judges whom it names",
    "evaluative_modifier": "a modifier that judges in passing",
    "intensifier": "a word that raises the tone",
    "euphemism": "a word that hides something harsh",
    "dysphemism": "a word that makes something harsher",
    "doubt": "a word that doubts what is said",
    "certainty": "a word that says how sure something is",
    "scare_quote": "a word in marks that keep it at arm’s length",
}
_LEVELS: dict[Category, Level] = {
    **dict.fromkeys(("loaded_label", "evaluative_modifier", "dysphemism"), 1),
    **dict.fromkeys(("intensifier", "euphemism"), 2),
    **dict.fromkeys(("doubt", "certainty", "scare_quote"), 3),
}


def words_items(reading: Reading) -> Iterator[Candidate]:
    """*Find the words*: mark the evaluative words of a paragraph. What the program is unsure of counts
    neither way."""
    for paragraph in reading.paragraphs:
        inside = [one for one in reading.record.evaluative if paragraph.holds(one.span)]
        sure = [one for one in inside if reading.doubt(one) is None]
        passage = paragraph.of(reading.text)
        words = find_tokens(passage)
        if not sure or not MIN_TOKENS <= len(words) <= MAX_TOKENS:
            continue
        right = _find_places(words, sure, paragraph)
        free = _find_places(words, inside, paragraph) - right
        doubt = next((found for one in inside if (found := reading.doubt(one))), None)
        level = max(_LEVELS[one.category] for one in sure)
        count = f"{len(sure)} expressions judge" if len(sure) > 1 else "One expression judges"
        first = CATEGORIES[sure[0].category]
        listed = dict.fromkeys(
            f"{quote(one.span.of(reading.text))} is {CATEGORIES[one.category]}"
            + (f" (plainer: {', '.join(one.neutral)})" if one.neutral else "")
            for one in sure
        )
        yield Candidate(
            level,
            paragraph.start,
            str(paragraph.start),
            Item(
                id=f"p{paragraph.start}",
                shape="mark",
                prompt="Mark the words that judge.",
                passage=passage,
                focus=(),
                rule="E4" if all(one.category == "scare_quote" for one in sure) else "E1",
                hints=(f"{count} in this passage.", f"One of them is {first}."),
                key=Key(
                    tuple(map(str, sorted(right))),
                    free=tuple(map(str, sorted(free))),
                    why=f"{'; '.join(listed)}.",
                    unsure=doubt if reading.choice.unsure == "flag" else None,
                ),
                words=words,
                article_id=reading.record.article_id,
            ),
        )


def _find_places(words: tuple[Span, ...], found: list[Evaluative], paragraph: Span) -> set[int]:
    moved = [Span(word.start + paragraph.start, word.end + paragraph.start) for word in words]
    return {i for i, word in enumerate(moved) if any(word.touches(one.span) for one in found)}


def whose_items(reading: Reading) -> Iterator[Candidate]:
    """*Whose words?*: the outlet's, a speaker's own in quotation marks, or a speaker's as reported."""
    asked: set[tuple[str, str]] = set()
    for one in reading.record.evaluative:
        told = reading.words([one.span]).casefold(), one.voice
        if told in asked:
            continue
        chain = reading.chain(one.attribution)
        doubt = reading.doubt(one) or (reading.doubt(chain[0], speaker=True) if chain else None)
        if one.voice == "unsettled":
            doubt = doubt or f"evaluative wording {one.id}: the voice is not settled"
        if reading.leaves_out(doubt) or (one.voice not in VOICES and one.voice not in reading.speakers):
            continue
        cut = reading.cut_passage([one.span], 1, evidence=find_evidence(reading, chain[0] if chain else None))
        right = _to_voice(one)
        options = _find_voices(reading, one, right)
        if cut is None or len(options) < 3:
            continue
        word = quote(reading.words([one.span]))
        asked.add(told)
        yield Candidate(
            _pick_level(reading, one),
            one.span.start,
            right or one.id,
            Item(
                id=one.id,
                shape="choice",
                prompt=f"Whose word is {word} here?",
                passage=cut[0],
                focus=cut[1],
                rule="E4" if one.category == "scare_quote" else "E3",
                hints=(
                    "Does it stand inside quotation marks? Or inside what somebody is said to have said?",
                ),
                key=Key((right,) if right else (), why=_explain(reading, one), unsure=doubt),
                options=options,
                article_id=reading.record.article_id,
            ),
        )


def _to_voice(one: Evaluative) -> str | None:
    """The option that is right; `None`: not settled."""
    if one.voice == "unsettled":
        return None
    if one.voice == "outlet":
        return OUTLET
    if one.voice == "unsourced":
        return UNSOURCED
    return f"{one.voice} {'quoted' if one.quoted else 'reported'}"


def _find_voices(reading: Reading, one: Evaluative, right: str | None) -> tuple[Option, ...]:
    """The right speaker in both manners and others; who stands nearest is the likeliest to be taken for
    right."""
    speaker = one.voice if one.voice in reading.speakers else None
    chain = [found.speaker for found in reading.chain(one.attribution) if found.speaker]
    cued = [a.speaker for a in reading.record.attributions if a.speaker and a.cue and a.cue.touches(one.span)]
    near = [id for id in (*cued, *chain) if id != speaker]
    others = reading.pick_others(f"whose {one.id}", speaker, near)
    manners = ("quoted", "reported")
    asked = [f"{speaker} {manner}" for manner in manners] if speaker else []
    asked += [f"{id} {'quoted' if one.quoted else 'reported'}" for id in others[:1]]
    if not speaker:
        asked += [f"{id} quoted" for id in others[:2]]
    asked = list(dict.fromkeys(asked))[:3]
    shuffled = shuffle(
        [Option(id, _name_voice(reading, id)) for id in asked], reading.draw(f"voices {one.id}")
    )
    return (
        *shuffled,
        Option(OUTLET, f"The outlet’s{reading.outlet}"),
        Option(UNSOURCED, "Somebody’s, but the text does not say whose"),
    )


def _name_voice(reading: Reading, voice: str) -> str:
    id, _, manner = voice.rpartition(" ")
    if manner == "quoted":
        return f"{reading.name(id)}: quoted, so the word is their own"
    return f"{reading.name(id)}: reported, so the outlet may have reworded it"


def _pick_level(reading: Reading, one: Evaluative) -> Level:
    """3: in a cue, in marks of distance, unsourced, nested; 2: reported, or the outlet beside a source."""
    chain = reading.chain(one.attribution)
    in_cue = any(cue.touches(one.span) for cue in reading.cues)
    if in_cue or one.category == "scare_quote" or one.voice == "unsourced" or len(chain) > 1:
        return 3
    if one.voice == "outlet":
        return 2 if chain or reading.is_shared(one.span, reading.cues) else 1
    return 1 if one.quoted else 2


def _explain(reading: Reading, one: Evaluative) -> str:
    if one.category == "scare_quote" and one.voice == "outlet":
        return "Nobody is quoted: the marks are the outlet’s, and keep the word at arm’s length."
    if any(cue.touches(one.span) for cue in reading.cues) and one.voice == "outlet":
        return "The word reports speech; whoever reports chose it, and that is the outlet."
    if one.voice == "outlet" and one.attribution is not None:
        return "It is reported, but nobody speaks so of themselves: the wording is the outlet’s."
    if one.voice == "outlet":
        return "The word stands outside all that anybody is said to have said."
    if one.voice == "unsourced":
        return "It stands in what is passed on, and the text does not say from whom."
    if one.voice not in reading.speakers:
        return "The text does not settle it."
    name = reading.name(one.voice)
    if one.quoted:
        return f"{name} is quoted word for word, so the word is their own."
    return (
        f"{name} is said to have said so, without quotation marks: the word may be the outlet’s all the same."
    )


def neutral_items(reading: Reading) -> Iterator[Candidate]:
    """*Say it neutrally*: plainer words for an evaluative one, each wording once; the teacher marks it."""
    seen: set[str] = set()
    for one in reading.record.evaluative:
        words = reading.words([one.span])
        doubt = reading.doubt(one)
        cut = reading.cut_passage([one.span], 0)
        if not one.neutral or words.casefold() in seen or cut is None or reading.leaves_out(doubt):
            continue
        seen.add(words.casefold())
        yield Candidate(
            _LEVELS[one.category],
            one.span.start,
            words.casefold(),
            Item(
                id=one.id,
                shape="write",
                prompt=f"Which plainer words could stand in place of {quote(words)}?",
                passage=cut[0],
                focus=cut[1],
                rule="E1",
                hints=(
                    f"{quote(words)} is {CATEGORIES[one.category]}.",
                    "How would those concerned describe it themselves? What would a record of the event say?",
                ),
                key=Key(
                    (),
                    alternatives=one.neutral,
                    why="Any words will do that keep what is said and drop the judgement.",
                    unsure=doubt,
                ),
                article_id=reading.record.article_id,
            ),
        )

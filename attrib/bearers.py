"""Names → speakers: whom a name in a source means, several who speak together, and for whom one speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attrib.anaphora import choose_for_surname
from attrib.cast import SCORES, Cast, Settled, describe_speaker, to_role_text
from attrib.descriptions import find_principal, pick_kind
from attrib.naming import HeadName, pick_head_name, pick_title, strip_titles, to_key
from attrib.records import Attribution, Speaker
from attrib.referents import find_word_sex
from attrib.spans import Span

# A bare surname that several have wants clearer evidence than a pronoun: the text could have said more.
LEAST_SURNAME_SCORE = 0.7
# "The elder Yılmaz" tells two bearers of a surname apart by what names alone cannot.
_APART = re.compile(
    r"\b(?:elder|younger|older|senior|junior|father|son|daughter|brother|sister|mother|wife|husband)\b",
    re.IGNORECASE,
)


def settle_name(cast: Cast, head: HeadName, source: tuple[Span, ...], own: Sequence[Span]) -> Settled:
    text, referents = cast.text, cast.scene.referents
    name, key = head.span.of(text), to_key(head.span.of(text))
    # A transcript's "RUIZ:" may be taken for a firm; the article knows one person of that name.
    bare = to_key(strip_titles(text, head.span).of(text))
    known_person = bare in referents.persons or len(referents.bearers.get(bare, ())) == 1
    key = bare if known_person else key
    if head.type != "Person" and not known_person:
        known = referents.by_key.get(referents.of_name.get(head.span, f"org {key}"))
        known = known or referents.find_full(name)
        if known is not None and known.kind != "person":
            return cast.add_referent(known.key, source, "name-in-source", SCORES["name-in-source"])
        kind = pick_kind(text, (head.span,), "named", head)
        return cast.add(f"org {key}", Speaker("", name, kind, role=head.role), source, "name-in-source")
    bearers = referents.bearers.get(key, [])
    if key in referents.persons or not bearers:
        whose = referents.person_key(key) or f"person {key}"
        person = referents.by_key.get(whose)
        full = (
            person.name if person is not None else referents.persons.get(whose.removeprefix("person "), name)
        )
        return cast.add(
            whose, Speaker("", full, "person", role=_role(cast, head, whose)), source, "name-in-source"
        )
    if len(bearers) > 1 or _APART.search(source[0].of(text)):
        return _settle_bearer(cast, head, source, bearers, own)
    whose = f"person {bearers[0]}"
    speaker = Speaker("", referents.persons[bearers[0]], "person", role=_role(cast, head, whose))
    return cast.add(whose, speaker, source, "surname-match")


def _settle_bearer(
    cast: Cast, head: HeadName, source: tuple[Span, ...], bearers: Sequence[str], own: Sequence[Span]
) -> Settled:
    """A surname that several have: whose title or kinship it stands with, whom the text is about, else
    open."""
    referents = cast.scene.referents
    keys = [f"person {one}" for one in bearers]
    apart = _APART.search(source[0].of(cast.text))
    if apart is not None:
        kin = referents.pick_kin(apart.group().lower(), head.span.of(cast.text))
        if kin is None:
            return Settled(None, "shared-surname")
        return cast.add_referent(kin, source, "kinship", SCORES["kinship"])
    sex = find_word_sex(pick_title(cast.text, head.span.start))
    fitting = [key for key in keys if sex * referents.by_key[key].sex > -1.5]
    if sex and len(fitting) == 1:
        return cast.add_referent(fitting[0], source, "surname-match", 0.75)
    name, place = head.span.of(cast.text), source[0].start
    choice = choose_for_surname(cast.scene, source[0], own, fitting)
    if choice is not None and choice.score >= LEAST_SURNAME_SCORE:
        cast.called[name] = (choice.key, place)
        return cast.add_referent(choice.key, source, choice.reason, choice.score)
    key, last = cast.called.get(name, (None, 0))
    others = {other for _, other in cast.scene.names_near(last, place)} & {*fitting} - {key}
    if key not in fitting or others:
        return Settled(None, "shared-surname")
    cast.called[name] = (key, place)
    return cast.add_referent(key, source, "called-so", SCORES["called-so"])


def _role(cast: Cast, head: HeadName, key: str) -> str | None:
    return to_role_text(head.role) if head.role is not None else cast.role_of(key)


def settle_joint(
    cast: Cast, members: Sequence[Span], and_or: str, source: tuple[Span, ...], attribution: Attribution
) -> Settled:
    text = cast.text
    before = dict(cast.speakers)
    keys = []
    for member in members:
        head = pick_head_name(text, member, cast.names.near((member,)))
        outcome = (
            settle_name(cast, head, (member,), attribution.content)
            if head
            else describe_speaker(cast, (member,), "unnamed-source")
        )
        if outcome.key is None:
            cast.speakers = before  # the members before it speak only together with it
            return outcome
        keys.append(outcome.key)
    names = [cast.speakers[key].name for key in keys]
    name = f"{', '.join(names[:-1])} {and_or} {names[-1]}"
    ids = tuple(cast.speakers[key].id for key in keys)
    named = all(cast.speakers[key].named for key in keys)
    speaker = Speaker("", name, "joint", named=named, members=ids, and_or="or" if and_or == "or" else "and")
    return cast.add(f"joint {and_or} {' + '.join(sorted(keys))}", speaker, source, "joint-source")


def settle_principal(cast: Cast, source: tuple[Span, ...], key: str) -> None:
    """Notes for whom a spokesperson speaks, who need not say anything in the article themselves."""
    speaker = cast.speakers[key]
    if speaker.speaks_for is not None or speaker.kind not in ("person", "unnamed", "group") or not source:
        return
    names = cast.names.near(source)
    span = find_principal(cast.text, source, names)
    if span is None:
        return
    head = pick_head_name(cast.text, span, names)
    outcome = (
        settle_name(cast, head, (span,), ())
        if head is not None
        else describe_speaker(cast, (span,), "principal", kind=pick_kind(cast.text, (span,), "nominal", None))
    )
    if outcome.key is not None and outcome.key != key:
        cast.speakers[key] = replace(cast.speakers[key], speaks_for=cast.speakers[outcome.key].id)

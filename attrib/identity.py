"""Who of one article is who of another: what joins the speakers of many articles, and what keeps them
apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from attrib.people import People, PeopleRow, fold_body, fold_person, is_full_name
from attrib.records import Annotated, Attribution, Claim, Speaker, SpeakerKind

Basis = Literal["full-name", "body-name", "people-table", "surname-alone", "namesakes", "description", "kind"]
BASES: dict[str, str] = {
    "full-name": "A person, joined by the full name.",
    "body-name": "A body or a document, joined by its name.",
    "people-table": "The table of people has this name, or has it among the aliases of one row.",
    "surname-alone": "A person whom one article calls by a surname or a single name only: joined to nobody.",
    "namesakes": "Whoever annotated an article kept two persons of this full name apart: joined to nobody.",
    "description": "All whom articles describe with these words and do not name: not one speaker.",
    "kind": "All of this kind whom articles do not name: not one speaker.",
}


Sort = Literal["person", "body", "document"]


class Identity(NamedTuple):
    """What a speaker is joined by across articles."""

    key: str | None  # None: joined to nobody
    basis: Basis
    row: PeopleRow | None = None  # None: not in the user's table, or there is none


class Share(NamedTuple):
    """What one speaker says in one article."""

    speaker: Speaker
    identity: Identity
    attributions: tuple[Attribution, ...]  # their own, and those of joint speakers they belong to
    together: frozenset[str]  # the ids of the latter
    claims: tuple[Claim, ...]
    speaks_for: str | None  # the name; None: for themselves
    spoken_for: int  # attributions of those who speak for them


def find_shares(record: Annotated, people: People | None = None) -> Iterator[Share]:
    """Who says something in an article, or has somebody who speaks for them, in the order of its speakers.

    Joint speakers are none themselves: what they say is said by each of their members.
    """
    by_id = {speaker.id: speaker for speaker in record.speakers}
    who = {id: find_members(id, by_id) for id in by_id}
    attributions: dict[str, list[Attribution]] = {id: [] for id in by_id}
    claims: dict[str, list[Claim]] = {id: [] for id in by_id}
    spoken_for: Counter[str] = Counter()
    for attribution in record.attributions:
        for id in who.get(attribution.speaker or "", ()):
            attributions[id].append(attribution)
            for principal in who.get(by_id[id].speaks_for or "", ()):
                spoken_for[principal] += principal != id
    for claim in record.claims:
        for id in who.get(claim.speaker or "", ()):
            claims[id].append(claim)
    saying = [id for id in by_id if attributions[id] or claims[id] or spoken_for[id]]
    identities = {id: identify(by_id[id], people) for id in saying}
    # A person who keeps two of one name apart means it; the program holds them for two by mistake.
    by_people = record.made_with.by != "program"
    borne = Counter(one.key for one in identities.values() if by_people and one.basis == "full-name")
    for id in saying:
        speaker, identity = by_id[id], identities[id]
        if borne[identity.key] > 1:
            identity = Identity(None, "namesakes")
        principal_of = by_id.get(speaker.speaks_for or "")
        together = frozenset(one.id for one in attributions[id] if one.speaker != id)
        yield Share(
            speaker,
            identity,
            tuple(attributions[id]),
            together,
            tuple(claims[id]),
            principal_of.name if principal_of else None,
            spoken_for[id],
        )


def to_sort(kind: SpeakerKind) -> Sort:
    """What a speaker of a kind can be joined to: a body is a government in one article, an organisation in
    the next."""
    return "person" if kind == "person" else "document" if kind == "document" else "body"


def find_members(id: str, by_id: dict[str, Speaker]) -> tuple[str, ...]:
    """The speakers that a joint one consists of, through joint ones among them; of any other itself."""
    found: list[str] = []
    asked = [id]
    for one in asked:  # grows while it is walked
        members = [member for member in by_id[one].members if member in by_id]
        if members:
            asked += [member for member in members if member not in asked]
        else:
            found.append(one)
    return tuple(found) or (id,)  # a joint speaker that is its own member is a slip


def identify(speaker: Speaker, people: People | None) -> Identity:
    """What a speaker of one article is joined by. What excludes each other never shares a key."""
    if not speaker.named or speaker.kind in ("unnamed", "joint"):
        return Identity(None, "description")
    sort = to_sort(speaker.kind)
    row = people.pick(speaker) if people is not None else None
    if row is not None:
        return Identity(f"{sort} in line {row.number}", "people-table", row)
    if sort != "person":
        key = fold_body(speaker.name)
        return Identity(f"{sort}: {key}", "body-name") if key else Identity(None, "description")
    if not is_full_name(speaker.name):
        return Identity(None, "surname-alone")
    return Identity(f"person: {fold_person(speaker.name)}", "full-name")

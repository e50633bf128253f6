"""Whom a text speaks of: persons and bodies with their names, roles and sex, before it is asked who
speaks."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from attrib.found_names import find_initials
from attrib.lexicon import FOLDER, read_rows
from attrib.naming import POSSESSIVE, head_of, pick_title, strip_article, strip_titles, to_key
from attrib.nouns import pick_noun
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.records import Name
from attrib.roles import find_roles
from attrib.spans import Span

ReferentKind = Literal["person", "body", "place"]
_BODIES = {"Organization": "body", "Facility": "body", "Product": "body", "Location": "place", "NORP": "body"}

MALE = word_set("he him his himself")
FEMALE = word_set("she her hers herself")
_MALE_NOUNS = word_set(
    """mr sir lord king prince father brother son husband man boy spokesman chairman businessman congressman
    policeman fireman foreman gentleman uncle grandfather nephew imam monk actor widower duke emperor baron
    councilman alderman salesman cameraman fisherman anchorman clergyman statesman
    """
)
_FEMALE_NOUNS = word_set(
    """mrs ms miss lady dame queen princess mother sister daughter wife woman girl spokeswoman chairwoman
    businesswoman congresswoman policewoman aunt grandmother niece nun actress widow duchess empress baroness
    councilwoman saleswoman midwife waitress hostess heroine stateswoman
    """
)
COUNTERPARTS = frozenset({"counterpart"})
# Short forms of offices that headlines use → the words of the office.
_SHORT_ROLES = {
    "fm": "foreign minister", "pm": "prime minister", "dm": "defense minister", "ceo": "chief executive",
    "cfo": "chief financial officer", "vp": "vice president", "mp": "member parliament",
    "ag": "attorney general", "potus": "president", "prez": "president", "dem": "democrat",
    "gov": "governor", "sen": "senator",
}  # fmt: skip
_SAME_ROLES = {
    "defence": "defense", "premier": "prime minister", "chairman": "chair", "chairwoman": "chair",
    "chairperson": "chair", "spokesman": "spokesperson", "spokeswoman": "spokesperson", "boss": "chief",
    "head": "chief", "leader": "chief", "executive": "chief", "centre": "center", "labour": "labor",
}  # fmt: skip
_SMALL = word_set("the a an of for and at in on his her its their our my your s to by who is was")

_COUPLE = re.compile(r"\s(?:and|&)\s[A-Z][\w-]+\s(?P<surname>[A-Z][\w-]+)\b(?!\s[A-Z])")
_NICKNAME = re.compile(r"[“\"‘'«]([^“”\"‘’»]+)[”\"’'»]")
_KIN = re.compile(
    r"\b(?:his|her|their)\s+(?:\w+\s+)?(son|daughter|father|mother|brother|sister|wife|husband),?\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is, as one place of the text puts it. `words` are compared, not shown."""

    span: Span
    words: frozenset[str]
    head: str


@dataclass(slots=True)
class Referent:
    """Somebody or some body that the text speaks of by name."""

    key: str
    name: str  # the fullest that the text gives
    kind: ReferentKind
    type: str  # of its first name
    names: list[Span] = field(default_factory=list)  # in order
    roles: list[Role] = field(default_factory=list)
    sex: float = 0.0  # above 0: he, below 0: she; how far, like log-odds


class Referents:
    """The referents of one text by key, and which of them each name means."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.persons = find_persons(reading)  # key of a full name → the name as first written
        self.bearers = find_bearers(self.persons)
        self.by_key: dict[str, Referent] = {}
        self.of_name: dict[Span, str] = {}
        self.kin: list[tuple[str, str, str]] = []  # whose, which relative, who that is
        for name in reading.names:
            if (referent := self._add(name)) is not None:
                self.of_name[name.span] = referent.key
        self._join_acronyms()
        self._join_short_names()
        self._join_couples()
        self._join_kin()
        for referent in self.by_key.values():
            if referent.kind == "person":
                for span in referent.names:
                    found = find_roles(self.text, strip_titles(self.text, span))
                    referent.roles += [to_role(self.text, role) for role in found]
                referent.sex += find_sex(self.text, referent)

    def _add(self, name: Name) -> Referent | None:
        if name.type == "Person":
            span = strip_titles(self.text, name.span)
            written = POSSESSIVE.sub("", span.of(self.text))
            key = self.person_key(to_key(written))
            if not key:
                return None
            full = self.persons.get(key.removeprefix("person "), " ".join(written.split()))
            referent = self.by_key.setdefault(key, Referent(key, full, "person", name.type))
        elif name.type in _BODIES and (name.type != "NORP" or name.span.of(self.text).endswith("s")):
            span = strip_article(self.text, name.span)
            written = " ".join(POSSESSIVE.sub("", span.of(self.text)).split())
            key = f"org {to_key(written)}"
            kind: ReferentKind = "place" if name.type == "Location" else "body"
            referent = self.by_key.setdefault(key, Referent(key, written, kind, name.type))
        else:
            return None
        referent.names.append(name.span)
        return referent

    def person_key(self, key: str) -> str | None:
        """The key of the person that a written name means; `None` when several share it.

        A full name means itself, a surname or a first name the one person of the text who has it.
        """
        if not key:
            return None
        if key in self.persons:
            return f"person {key}"
        bearers = self.bearers.get(key, [])
        if not bearers:
            bearers = [person for person in self.persons if person.startswith(f"{key} ")]
        if not bearers:
            bearers = self._nicknamed.get(key, [])
        if len(bearers) > 1:
            return None
        return f"person {bearers[0]}" if bearers else f"person {key}"

    def _join_acronyms(self) -> None:
        """ "FSA" means "Food Standards Agency" when its letters are that name's, and no other name's."""
        bodies = [one for one in self.by_key.values() if one.kind == "body"]
        fulls: dict[str, list[Referent]] = defaultdict(list)
        for one in bodies:
            for letters in find_initials(one.name):
                fulls[letters].append(one)
        for one in bodies:
            short = one.name.replace(".", "")
            if not (short.isupper() and 2 <= len(short) <= 6) or len(fulls.get(short, ())) != 1:
                continue
            (full,) = fulls[short]
            if full is one:
                continue
            self._merge(one, full)

    def _join_short_names(self) -> None:
        """ "Church" means "Church of Norland" where the text names both."""
        for short in [one for one in self.by_key.values() if one.kind == "body" and " " not in one.name]:
            if (full := self.find_full(short.name)) is not None:
                self._merge(short, full)

    def find_full(self, short: str) -> Referent | None:
        """The one body whose name a noun stands for: "Church" for "Church of Norland", "Council" for "Vesk
        Council"; `None` when there is none, or several."""
        fulls = self._fulls.get(short, ()) if pick_noun([short.lower()]) is not None else ()
        return fulls[0] if len(fulls) == 1 else None

    @functools.cached_property
    def _fulls(self) -> dict[str, list[Referent]]:
        """Bodies by the word that can stand for their whole name."""
        found: dict[str, list[Referent]] = defaultdict(list)
        for one in self.by_key.values():
            words = one.name.split()
            if one.kind != "body" or len(words) < 2:
                continue
            heads = {words[-1], words[0]} if words[1] in ("of", "for") and len(words) > 2 else {words[-1]}
            for head in heads:
                found[head].append(one)
        return found

    @functools.cached_property
    def _nicknamed(self) -> dict[str, list[str]]:
        """Keys of full names by the nickname in them."""
        found: dict[str, list[str]] = defaultdict(list)
        for person, name in self.persons.items():
            for nickname in find_nicknames(name):
                found[nickname].append(person)
        return found

    def _merge(self, one: Referent, full: Referent) -> None:
        full.names = sorted((*full.names, *one.names))
        self.of_name.update(dict.fromkeys(one.names, full.key))
        del self.by_key[one.key]

    def _join_couples(self) -> None:
        """ "Ana and Lea Novak": a first name before "and" and a full name has its surname."""
        for first in [one for one in self.by_key.values() if one.kind == "person" and " " not in one.name]:
            match = _COUPLE.match(self.text, first.names[0].end)
            if match is not None and not pick_noun([first.name.lower()]):
                first.name = f"{first.name} {match['surname']}"

    def _join_kin(self) -> None:
        """ "Hassan Jell and his son Kerem": who is named by a first name beside a relative has that one's
        surname."""
        for child in [one for one in self.by_key.values() if one.kind == "person" and " " not in one.name]:
            first = child.names[0]
            match = _KIN.search(self.text, max(0, first.start - 40), first.start)
            if match is None:
                continue
            before = [
                (span, self.by_key[key])
                for span, key in self.of_name.items()
                if span.end <= match.start() and match.start() - span.end < 120 and key in self.by_key
            ]
            owners = [
                one
                for _, one in sorted(before, key=lambda pair: pair[0])
                if " " in one.name and one.kind == "person"
            ]
            if owners:
                owner = owners[-1]
                child.name = f"{child.name} {owner.name.split()[-1]}"
                self.kin.append((owner.key, match.group(1).lower(), child.key))

    def pick_kin(self, word: str, surname: str) -> str | None:
        """Whom "the elder Jell" or "the son" means, among those the text says are kin; `None` if none or
        several."""
        found = set()
        for owner, relation, other in self.kin:
            if self.by_key[owner].name.split()[-1].casefold() != surname.casefold():
                continue
            younger = (
                other
                if relation in ("son", "daughter")
                else owner
                if relation in ("father", "mother")
                else None
            )
            if word in ("elder", "older", "senior", "father", "mother") and younger:
                found.add(owner if younger == other else other)
            elif word in ("younger", "junior") and younger:
                found.add(younger)
            elif word == relation:
                found.add(other)
        return found.pop() if len(found) == 1 else None

    def find_fitting(self, role: Role) -> Iterator[str]:
        """The keys of those who may have a role: known to have one with this noun, or named with it."""
        yield from self._by_noun.get(role.head, ())
        for noun in COUNTERPARTS:
            yield from self._by_noun.get(noun, ())
        if is_body_noun(role.head):
            yield from self._bodies

    @functools.cached_property
    def _bodies(self) -> list[str]:
        return [key for key, one in self.by_key.items() if one.kind == "body"]

    @functools.cached_property
    def _by_noun(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, one in self.by_key.items():
            nouns = {known.head for known in one.roles} if one.kind == "person" else words_of(one.name)
            for noun in dict.fromkeys(nouns):
                found[noun].append(key)
        return found


def find_persons(reading: Reading) -> dict[str, str]:
    """The persons of the article by the key of their full name (two words or more), as the text first writes
    it.
    """
    persons: dict[str, str] = {}
    for name in reading.names:
        if name.type != "Person":
            continue
        words = POSSESSIVE.sub("", strip_titles(reading.text, name.span).of(reading.text))
        if len(words.split()) > 1:
            persons.setdefault(to_key(words), " ".join(words.split()))
    # A full name that another one ends with is a surname of two words ("de Wit"), not a person of its own.
    surnames = find_bearers(persons)
    return {key: name for key, name in persons.items() if key not in surnames}


def find_bearers(persons: Iterable[str]) -> dict[str, list[str]]:
    """The persons whose full name ends with a surname, for every surname; all of them as keys."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for person in persons:
        for surname in find_surnames(person):
            bearers[surname].append(person)
    return dict(bearers)


def find_surnames(person: str) -> list[str]:
    """What a full name may be shortened to: its last word, its last two … but never all of it.

    >>> find_surnames("joost de wit")
    ['de wit', 'wit']
    """
    words = person.split()
    return [" ".join(words[at:]) for at in range(1, len(words))]


def is_body_noun(word: str) -> bool:
    """Whether a noun may stand for a body whose name does not hold it: "the company" for Norbank."""
    noun = pick_noun([word])
    return noun is not None and noun.kind == "organisation" and not noun.plural


def to_role(text: str, span: Span) -> Role:
    """A description with its words as they are compared: short forms spelled out, spellings joined.

    >>> sorted(to_role("FM", Span(0, 2)).words)
    ['foreign', 'minister']
    """
    words = list(_spell(words_of(span.of(text))))
    head = list(_spell(words_of(head_of(text, span).of(text))))
    return Role(span, frozenset(words) - _SMALL, head[-1] if head else "")


def _spell(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        bare = re.sub(r"['’]s?$", "", word).replace(".", "")
        for one in _SHORT_ROLES.get(bare, bare).split():
            yield from _SAME_ROLES.get(one, one).split()


@functools.cache
def read_given_names() -> Mapping[str, int]:
    """Given names as they are compared → 1 for a man's, -1 for a woman's.

    >>> read_given_names()["hulusi"], read_given_names().get("kim")
    (1, None)
    """
    rows = read_rows(FOLDER / "given_names.tsv", ("name", "pronoun"))
    return MappingProxyType({to_key(name): 1 if pronoun == "he" else -1 for _, (name, pronoun) in rows})


def find_nicknames(name: str) -> list[str]:
    """What stands in quotation marks inside a name, as it is compared.

    >>> find_nicknames("William “Spud” Harker")
    ['spud']
    """
    return [to_key(found) for found in _NICKNAME.findall(name)]


def find_word_sex(word: str | None) -> int:
    """1 for a title or a noun that means a man, -1 for one that means a woman, else 0."""
    return (word in _MALE_NOUNS) - (word in _FEMALE_NOUNS)


def find_sex(text: str, referent: Referent) -> float:
    """What titles and nouns beside a person's names say: above 0 he, below 0 she."""
    first = to_key(referent.name).split()
    found = (
        1.6 * read_given_names().get(first[0], 0) if len(first) > 1 or referent.key.count(" ") == 1 else 0.0
    )
    for span in referent.names:
        for word in (*words_of(span.of(text))[:1], pick_title(text, span.start)):
            found += 3.0 * find_word_sex(word)
    for role in referent.roles:
        words = set(words_of(role.span.of(text)))
        found += 2.0 * (bool(words & _MALE_NOUNS) - bool(words & _FEMALE_NOUNS))
    return found

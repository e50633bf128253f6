"""Words for those who speak: titles, roles, the words that name nobody, and the list of nouns that ships with
attrib."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from attrib.errors import BadInput
from attrib.lexicon import FOLDER, inflect, one_of, read_rows
from attrib.prose import word_set
from attrib.records import SpeakerKind

NounUse = Literal["speaks-for", "carries", "outlet"]

_NOUN_COLUMNS = ("noun", "kind", "use", "forms")

DETERMINERS = word_set(
    """the a an this that these those his her its their my our your some any many most several few all both
    either neither each every no two three four five six seven eight nine ten another other one
    """
)
# Determiners that say whose something is.
OWNERS = word_set("his her its their my our your")
ANONYMOUS = word_set(
    """official officials source sources insider insiders aide aides diplomat diplomats officer officers
    staffer staffers adviser advisers advisor advisors informant informants whistleblower whistleblowers
    """
)
VAGUE = word_set(
    """critic critics some many others observers commentators people skeptics sceptics detractors opponents
    supporters everyone everybody someone somebody anyone anybody few most several public crowd
    onlookers
    """
)
# Vague when nothing says which ones: "Analysts say", but "analysts at Norbank say".
VAGUE_ALONE = word_set(
    "analysts experts economists pundits researchers locals fans media academics campaigners traders"
)
# "The Prime Minister" is a role, capitals or not.
ROLES = word_set(
    """minister president chair chairman chairwoman chairperson chancellor mayor governor secretary king queen
    prince princess pope bishop archbishop cardinal judge justice coach captain director senator deputy
    commissioner speaker ambassador envoy general colonel admiral commander premier treasurer prosecutor
    spokesman spokeswoman spokesperson attorney clerk witness counsel court_clerk interviewer moderator
    officials police officer residents farmers unions doctors nurses teachers father mother sheriff
    superintendent dean rector principal manager owner editor fm pm ceo mp he she they q a
    """
)
TITLES = word_set(
    """mr mrs ms miss dr prof professor sir dame lady lord rev reverend father sister brother imam rabbi gen
    general col colonel capt captain sgt sergeant lt lieutenant maj major adm admiral cmdr commander
    president minister mayor governor gov sen senator rep representative judge justice king queen prince
    princess pope bishop archbishop cardinal chancellor premier ambassador
    """
)


@dataclass(frozen=True, slots=True)
class NounEntry:
    """A noun for who or what speaks, in one of its forms; the head of nouns.tsv says what kinds and uses
    are.
    """

    noun: str
    kind: SpeakerKind
    use: NounUse | None  # None: none of the three
    plural: bool


@lru_cache(maxsize=4)
def read_nouns(path: Path = FOLDER / "nouns.tsv") -> Mapping[str, NounEntry]:
    """Every form of every noun for who or what speaks, and its entry; in lower case but for proper names.

    Raises `BadInput` with file and line when a row does not fit.

    >>> read_nouns()["women"]
    NounEntry(noun='woman', kind='person', use=None, plural=True)
    """
    forms: dict[str, NounEntry] = {}
    for line, (noun, kind, use, extra) in read_rows(path, _NOUN_COLUMNS):
        where = f"{path.name}:{line}"
        if noun in forms and forms[noun].noun == noun:
            raise BadInput(f"{where}: {noun!r} stands twice. Keep one of the two rows.")
        role = one_of(kind, SpeakerKind, where, "kind")
        used = None if use == "-" else one_of(use, NounUse, where, "use")
        forms[noun] = NounEntry(noun, role, used, plural=False)
        plurals = extra.split("|") if extra != "-" else inflect(noun, "noun")[1:] if noun.islower() else ()
        for plural in plurals:
            forms.setdefault(plural, NounEntry(noun, role, used, plural=True))
    return MappingProxyType(forms)


# Nouns for persons are made anew every day ("sinologist", "lobsterwoman"); these endings make nothing else.
_PERSON_ENDING = re.compile(
    r".{3,}(?:ologist|woman|(?<!ger)(?<!nor)(?<!otto)man|person|keeper|maker|worker|owner|goer|monger|wright)"
    r"|.{3,}(?P<plural>ologists|women|(?<![iou])men|people|keepers|makers|workers|owners|goers|mongers|"
    r"wrights)"
)


def pick_noun(words: Sequence[str]) -> NounEntry | None:
    """The entry of the noun that these words end with: the longest one, as they are written or in lower case.

    A noun that the list does not know is looked up without its prefix ("ex-mayor"), then told by its ending.

    >>> pick_noun(["Norbank", "press", "secretary"]).noun, pick_noun(["two", "lobsterwomen"]).kind
    ('press secretary', 'person')
    """
    known = read_nouns()
    for first in range(max(len(words) - 4, 0), len(words)):
        phrase = " ".join(words[first:]).replace("’", "'")
        if (entry := known.get(phrase) or known.get(phrase.casefold())) is not None:
            return entry
    last = words[-1].casefold() if words else ""
    if "-" in last:
        return pick_noun([last.rpartition("-")[2]])
    ending = _PERSON_ENDING.fullmatch(last)
    return NounEntry(last, "person", None, plural=ending["plural"] is not None) if ending else None

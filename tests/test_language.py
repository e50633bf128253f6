"""Texts in other languages are told from English ones; what is too short to tell has no code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies import texts

from attrib.language import Language, detect

ENGLISH = "The harbour master said on Tuesday that no boat may leave before the storm has passed the islands."


@pytest.mark.parametrize(
    "code, text",
    [
        ("en", ENGLISH),
        (
            "no",
            "Havnesjefen sa tirsdag at båtene ikke får gå ut før stormen har lagt seg i fjorden.",
        ),
        (
            "de",
            "Die Hafenmeisterin sagte am Dienstag, dass kein Boot auslaufen darf, bevor der Sturm endet.",
        ),
        (
            "fr",
            "La capitaine du port a déclaré mardi que les bateaux ne sortiraient pas avant la fin du vent.",
        ),
        (
            "es",
            "La capitana del puerto dijo el martes que los barcos no podrán salir hasta el jueves.",
        ),
        ("tr", "Liman başkanı salı günü fırtına dinmeden hiçbir teknenin denize açılamayacağını söyledi."),
        ("ru", "Начальник порта заявила во вторник, что лодки не выйдут в море, пока не утихнет шторм."),
        ("ar", "قالت رئيسة الميناء يوم الثلاثاء إن القوارب لن تبحر قبل انتهاء العاصفة في الجزر"),
        (
            "zh",
            "港务长周二表示，在风暴平息之前，任何船只都不得出海，渔民们也同意了这一决定，市政府将付费。",
        ),
    ],
)
def test_the_language_of_a_sentence_is_found(code: str, text: str) -> None:
    found = detect(text)
    assert found.code == code
    assert 0.5 <= found.score <= 1


def test_an_english_text_full_of_foreign_names_is_english() -> None:
    assert detect("Mr Öztürk met Ms Şahin in İzmir on Monday, the agency said, and they agreed.").code == "en"


@pytest.mark.parametrize(
    "text", ["", " \n", "OK.", "12.5 + 3 = 15.5 " * 20, "\ud800\x00", "Rome: Bianchi ends era"]
)
def test_a_text_with_too_few_letters_has_no_code(text: str) -> None:
    assert detect(text) == Language(None, 0.0)


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert detect(ENGLISH * 11 + "Das Boot ist weg. " * 50_000) == detect(ENGLISH * 11)


@settings(deadline=None, max_examples=50)
@given(texts())
def test_any_text_gives_the_same_answer_twice(text: str) -> None:
    first = detect(text)
    assert detect(text) == first
    assert 0 <= first.score <= 1

from __future__ import annotations

import numpy as np
import pytest
from networks import SURE, make_reader, make_settings, read_script

from attrib.assemble import Settings, keep_vectors
from attrib.decode import Found
from attrib.found_names import join_persons, settle_types
from attrib.pieces import BREAKS
from attrib.reading import Reading
from attrib.spans import Span
from attrib.training.labels import HEADS, POINTERS


def read(script: str, settings: Settings | None = None) -> Reading:
    written = read_script(script)
    with make_reader(written.network, settings=settings) as reader:
        return reader.read(written.text)


def relations(reading: Reading) -> list[tuple[list[str], str | None, list[str], bool]]:
    def of(spans: tuple[Span, ...]) -> list[str]:
        return [span.of(reading.text) for span in spans]

    return [
        (of(one.source), one.cue.of(reading.text) if one.cue else None, of(one.content), one.inner)
        for one in reading.relations
    ]


# Relations


def test_source_cue_and_content_that_point_to_each_other_are_one_relation() -> None:
    reading = read("The/S1 mayor/s1 has/Q1 said/q1 dams/C1 hold/c1 .")
    assert relations(reading) == [(["The mayor"], "has said", ["dams hold"], False)]


def test_a_content_in_two_fragments_goes_to_one_cue() -> None:
    reading = read("Dams/C1 , the/S1 mayor/s1 said/Q1 , hold/C1 water/c1 .")
    assert relations(reading) == [(["the mayor"], "said", ["Dams", "hold water"], False)]


def test_two_fragments_with_only_a_blank_between_them_are_one() -> None:
    reading = read("mayor/S1 said/Q1 dams/C1 hold/C1 .")
    assert relations(reading) == [(["mayor"], "said", ["dams hold"], False)]


def test_two_fragments_in_two_paragraphs_stay_two() -> None:
    reading = read("mayor/S1 said/Q1 dams/C1\n\nhold/C1 .")
    assert relations(reading) == [(["mayor"], "said", ["dams", "hold"], False)]


def test_a_content_that_goes_on_in_the_next_paragraph_is_not_lost() -> None:
    # The network says "goes on" where the paragraph opens, which is improbable as a beginning.
    script = read_script("mayor/S1 said/Q1 dams/C1\n\nhold/c1 water/c1 .")
    script.network.point("hold", "cue", 0, 1)
    with make_reader(script.network) as reader:
        assert relations(reader.read(script.text)) == [(["mayor"], "said", ["dams", "hold water"], False)]


def test_a_source_may_serve_two_cues() -> None:
    script = read_script("mayor/S1 said/Q1 dams/C1 hold/c1 , adding/Q2 that/C2 rain/c2 falls/c2 .")
    script.network.point("adding", "source", 0, 1)
    with make_reader(script.network) as reader:
        assert relations(reader.read(script.text)) == [
            (["mayor"], "said", ["dams hold"], False),
            (["mayor"], "adding", ["that rain falls"], False),
        ]


def test_a_cue_without_a_source_keeps_its_content() -> None:
    assert relations(read("It was reported/Q1 that/C1 dams/c1 hold/c1 .")) == [
        ([], "reported", ["that dams hold"], False)
    ]


def test_a_cue_without_content_is_dropped_and_a_source_alone_too() -> None:
    assert relations(read("mayor/S1 said/Q1 nothing , nor did police/S2 .")) == []


def test_a_content_without_a_cue_is_kept_alone() -> None:
    reading = read("mayor/S1 spoke . Dams/C1 hold/c1 . Police/S2 agreed/Q2 rain/C2 falls/c2 .")
    assert relations(reading) == [
        ([], None, ["Dams hold"], False),
        (["Police"], "agreed", ["rain falls"], False),
    ]


def test_a_relation_inside_a_content_is_inner_and_stays_with_it() -> None:
    reading = read("mayor/S1 said/Q1 police/C1~S2 claimed/c1~Q2 dams/c1~C2 hold/c1~c2 .")
    assert relations(reading) == [
        (["mayor"], "said", ["police claimed dams hold"], False),
        (["police"], "claimed", ["dams hold"], True),
    ]


def test_what_the_inner_layer_says_outside_of_every_content_is_nothing() -> None:
    reading = read("police/~S2 claimed/~Q2 dams/~C2 hold/~c2 . mayor/S1 said/Q1 rain/C1 falls/c1 .")
    assert relations(reading) == [(["mayor"], "said", ["rain falls"], False)]


def test_an_inner_relation_never_reaches_out_of_its_content() -> None:
    # Source and cue of relation 2 stand in the content of 1, its content in that of 3.
    reading = read(
        "mayor/S1 said/Q1 police/C1~S2 claimed/c1~Q2 . Minister/S3 warned/Q3 dams/C3~C2 hold/c3~c2 ."
    )
    assert relations(reading) == [
        (["mayor"], "said", ["police claimed"], False),
        (["Minister"], "warned", ["dams hold"], False),
    ]


def test_a_quotation_without_a_cue_inside_a_content_is_a_part_of_it() -> None:
    reading = read("mayor/S1 said/Q1 dams/C1 hold/c1~C2 water/c1~c2 .")
    assert relations(reading) == [(["mayor"], "said", ["dams hold water"], False)]


def test_a_relations_score_is_the_product_of_its_parts_and_is_calibrated() -> None:
    script = "mayor/S1 said/Q1 dams/C1 hold/c1 ."
    # Three spans of SURE, two links with exp(81 / 4) to exp(2).
    assert read(script).relations[0].score == pytest.approx(SURE**3, abs=1e-3)
    calibrated = make_settings(calibration={"relations": ((0.0, 0.0), (SURE**3, 0.5), (1.0, 0.6))})
    assert read(script, calibrated).relations[0].score == pytest.approx(0.5, abs=1e-2)


# Claims


def claims(reading: Reading) -> list[tuple[list[str], str]]:
    return [([span.of(reading.text) for span in one.spans], one.kind) for one in reading.claims]


def test_claims_begin_and_go_on() -> None:
    reading = read("Dams/( hold/- and rain/( falls/- .")
    assert claims(reading) == [(["Dams hold"], "statement"), (["rain falls"], "statement")]
    assert reading.claims[0].score == pytest.approx(SURE, abs=1e-3)


def test_a_claim_goes_on_behind_what_is_no_claim() -> None:
    reading = read("Dams/( , mayor said , hold/+ water/- .")
    assert claims(reading) == [(["Dams", "hold water"], "statement")]


def test_a_claim_that_another_interrupts_is_taken_up_again() -> None:
    reading = read("Dams/( which/( are/- new/- hold/+ water/- .")
    assert claims(reading) == [(["Dams", "hold water"], "statement"), (["which are new"], "statement")]


def test_a_second_gap_of_a_claim_goes_to_the_same_claim() -> None:
    reading = read("Dams/( , he said , hold/+ , she said , water/+ .")
    assert claims(reading) == [(["Dams", "hold", "water"], "statement")]


def test_what_is_taken_up_with_nothing_before_it_is_a_claim_of_its_own() -> None:
    assert claims(read("hold/+ water/- .")) == [(["hold water"], "statement")]


def test_a_claims_kind_is_that_of_its_first_piece() -> None:
    reading = read("do/(? dams/- hold/- ? Go/(! home/-? !")
    assert claims(reading) == [(["do dams hold"], "question"), (["Go home"], "directive")]


# The rest


def test_sentences_start_at_paragraphs_and_where_the_network_says() -> None:
    reading = read("Dams/^ hold .  Rain/^ falls !\nHe left")
    assert [span.of(reading.text) for span in reading.sentences] == ["Dams hold .", "Rain falls !", "He left"]


def test_a_photo_credit_is_a_sentence_of_its_own_whatever_the_network_says() -> None:
    reading = read("The dam at noon Image: Ana/^ Ruiz .")
    assert [span.of(reading.text) for span in reading.sentences] == ["The dam at noon", "Image: Ana Ruiz ."]


def test_no_sentence_starts_behind_a_comma_in_its_paragraph() -> None:
    reading = read("Citing rules, Rain/^ left .\n\nDear Ana,\n\nHe left .")
    assert [span.of(reading.text) for span in reading.sentences] == [
        "Citing rules, Rain left .",
        "Dear Ana,",
        "He left .",
    ]


def test_tokens_start_at_blanks_and_where_the_network_says() -> None:
    script = read_script("can not")
    script.network.say("##not", "tokens", "start")
    script.network.say("(", "tokens", "start")
    with make_reader(script.network) as reader:
        reading = reader.read("(A dam, too")
    # The comma stands against "dam", and the network says nothing of it.
    assert [span.of(reading.text) for span in reading.tokens] == ["(A", "dam,", "too"]


def test_a_swallowed_accent_inside_a_word_starts_no_token() -> None:
    # i̇ + combining dot at the end of a piece: "İzmir" typed with marks of their own.
    text = "I\u0307zmir fell"
    with make_reader(read_script("dam").network) as reader:
        assert [span.of(text) for span in reader.read(text).tokens] == ["I\u0307zmir", "fell"]


def test_names_and_wording_carry_their_kind_and_score() -> None:
    reading = read("Ana/P Cruz/p left the rotten/L old/l regime .")
    assert [(one.span.of(reading.text), one.type) for one in reading.names] == [("Ana Cruz", "Person")]
    assert [(one.span.of(reading.text), one.layer) for one in reading.wording] == [
        ("rotten old", "loaded_language")
    ]
    assert reading.names[0].score == pytest.approx(SURE, abs=1e-3)


def test_mentions_have_their_antecedents_nearest_first() -> None:
    reading = read("mayor/M1 met police/M2 before she/m1 left")
    assert [(one.head.of(reading.text), one.kind) for one in reading.mentions] == [
        ("mayor", "person"), ("police", "person"), ("she", "person"),
    ]  # fmt: skip
    assert reading.antecedents.shape[0] == 3
    # "she": the police are one mention back, the mayor two.
    assert int(reading.antecedents[2].argmax()) == 1
    assert reading.antecedents[0, -1] == 1
    assert reading.antecedents.sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_an_empty_text_gives_an_empty_reading() -> None:
    for text in ("", " \n", "\x00"):
        with make_reader(read_script("dam").network) as reader:
            reading = reader.read(text)
        assert reading.text == text
        found = (reading.sentences, reading.tokens, reading.names, reading.relations, reading.claims)
        assert found == ((), (), (), (), ())
        assert (reading.wording, reading.mentions, reading.antecedents.shape[0]) == ((), (), 0)


def test_settings_know_their_columns_and_calibrate_between_points() -> None:
    settings = make_settings(calibration={"names": ((0.5, 0.2), (0.9, 0.8))})
    assert settings.columns("tokens") == slice(0, 2)
    assert settings.columns("names") == slice(4, 4 + len(HEADS["names"]))
    with pytest.raises(KeyError):
        settings.columns("weather")
    assert settings.calibrate("names", 0.7) == pytest.approx(0.5)
    assert settings.calibrate("names", 0.1) == pytest.approx(0.2)
    assert settings.calibrate("claims", 0.71239) == 0.7124


def test_projections_are_kept_only_where_something_may_begin() -> None:
    network = read_script("mayor/S1 she/m1").network
    from networks import ID_OF

    ids = np.array([ID_OF[word] for word in ("rain", "mayor", "falls", "she", "rain")])
    opens = np.array([False, False, False, False, True])
    rows, vectors = keep_vectors(network.table[ids], network.projections[ids], opens, make_settings())
    assert rows.tolist() == [1, 3, 4]
    assert vectors.shape == (3, len(POINTERS), 2, 16)


def test_two_persons_with_only_a_blank_between_them_are_one_name() -> None:
    found = [Found(0, 2, "Person", 0.6), Found(2, 3, "Person", 0.9), Found(3, 4, "Location", 0.8)]
    space, paragraph = BREAKS.index("space"), BREAKS.index("paragraph")
    assert join_persons(found, np.array([paragraph, 0, space, space])) == [
        Found(0, 3, "Person", 0.9),
        Found(3, 4, "Location", 0.8),
    ]
    assert join_persons(found, np.array([paragraph, 0, paragraph, space])) == found


def test_a_name_has_one_type_wherever_it_stands() -> None:
    # Vellmar: Person 0.6 + 0.5 against Location 0.9; upper case makes another name.
    found = [
        ("Vellmar", "Person", 0.6),
        ("Vellmar", "Location", 0.9),
        ("Vellmar", "Person", 0.5),
        ("VELLMAR", "Misc", 0.4),
    ]
    assert settle_types(found) == ["Person", "Person", "Person", "Misc"]
    assert settle_types([]) == []

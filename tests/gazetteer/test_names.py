"""Names that people take for the same have the same key, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citynet_kg.gazetteer import kilometres
from citynet_kg.gazetteer.names import contradicts, fold, readings
from citynet_kg.gazetteer.transliteration import latin_readings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gdańsk", "GDANSK"),
        ("Ivano-Frankivs’k", "Ivano Frankivsk"),
        ("L'Aquila", "L’Aquila"),
        ("Großenhain", "Grossenhain"),
        ("Łódź", "Lodz"),
        ("Călărași", "Călăraşi"),
        ("Йошкар-Ола", "ЙОШКАР ОЛА"),
        ("Malmo\u0308", "Malmö"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Київ", "Киів"), ("Bonn", "Born"), ("Йод", "Иод")])
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("written", "meant", "how"),
    [
        ("Stadt Köln", "Köln", "untitled"),
        ("City of Cape Town", "Cape Town", "untitled"),
        ("Ville de Genève", "Genève", "untitled"),
        ("м. Київ", "Київ", "untitled"),
        ("Comune di Ferrara", "Ferrara", "untitled"),
        ("Vilnius City Municipality", "Vilnius City", "untitled"),
        ("Landeshauptstadt Dresden", "Dresden", "untitled"),
        ("Flensburg, Stadt", "Flensburg", "untitled"),
        ("Duesseldorf", "Düsseldorf", "umlaut"),
        ("Neustadt (Wied)", "Neustadt", "shortened"),
        ("Bolzano/Bozen", "Bolzano", "shortened"),
        ("Melnik, Bulgaria", "Melnik", "shortened"),
        ("Херсон", "Kherson", "transliterated"),
        ("Запоріжжя", "Zaporizhzhya", "transliterated"),
    ],
)
def test_a_name_is_read_as_people_mean_it(written: str, meant: str, how: str) -> None:
    assert (fold(meant), how) in [(r.key, r.how) for r in readings(written)]


def test_the_literal_reading_comes_first() -> None:
    assert readings("Markt Schwaben")[0].key == "markt schwaben"
    assert readings("Frankfurt (Oder)")[0].key == "frankfurt oder"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Житомир", "zhytomyr"),
        ("Київ", "kyiv"),
        ("Чернігів", "chernihiv"),
        ("Згурівка", "zghurivka"),
        ("Юрківка", "yurkivka"),
        ("Ростов-на-Дону", "rostov-na-donu"),
        ("Кам’янець", "kamianets"),
    ],
)
def test_cyrillic_is_written_in_latin_letters(cyrillic: str, latin: str) -> None:
    assert latin in latin_readings(cyrillic)


def test_russian_letters_are_not_read_as_ukrainian() -> None:
    assert latin_readings("Грозный") == ("groznyy",)


def test_latin_names_have_no_transliteration() -> None:
    assert latin_readings("Bonn") == ()


def test_two_spellings_with_marks_are_two_names() -> None:
    assert contradicts("Kömlő", "Komló")
    assert not contradicts("Călărași", "Călăraşi")
    assert not contradicts("Gdansk", "Gdańsk")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_every_text_can_be_read(text: str) -> None:
    assert all(reading.key for reading in readings(text))


def test_bonn_and_dortmund_are_91_kilometres_apart() -> None:
    assert round(kilometres((50.73438, 7.09549), (51.51494, 7.466))) == 91
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015, abs=1)

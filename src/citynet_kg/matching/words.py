"""Say in English, German or Ukrainian why a place was taken, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citynet_kg.matching.matcher import Match

_WORDS: dict[str, dict[str, str]] = {
    "identified": {
        "en": "{by} is that of {place}.", "de": "{by} ist von {place}.", "uk": "{by} належить місцю {place}.",
    },
    "identifiers-disagree": {
        "en": "The identifiers belong to several places.",
        "de": "Die Kennungen gehören zu verschiedenen Orten.",
        "uk": "Ідентифікатори належать різним місцям.",
    },
    "unknown-identifier": {
        "en": "{by} is not in the gazetteer.", "de": "{by} steht nicht im Ortsverzeichnis.",
        "uk": "{by} немає в довіднику місць.",
    },
    "other-identifier": {
        "en": "{by} is in the row, {other} in the gazetteer.", "de": "In der Zeile steht {by}, im Verzeichnis {other}.",
        "uk": "У рядку {by}, у довіднику {other}.",
    },
    "one-source": {
        "en": "Only one source gives this identifier, and the name does not confirm it.",
        "de": "Nur eine Quelle nennt diese Kennung, und der Name bestätigt sie nicht.",
        "uk": "Цей ідентифікатор подає лише одне джерело, і назва його не підтверджує.",
    },
    "name-agrees": {"en": "The name agrees.", "de": "Der Name stimmt überein.", "uk": "Назва збігається."},
    "name-unknown": {
        "en": "The gazetteer does not know the name “{name}” for it.",
        "de": "Das Verzeichnis kennt den Namen „{name}“ dafür nicht.",
        "uk": "Довідник не знає для нього назви «{name}».",
    },
    "name-elsewhere": {
        "en": "The name “{name}” belongs to another place.", "de": "Der Name „{name}“ gehört zu einem anderen Ort.",
        "uk": "Назва «{name}» належить іншому місцю.",
    },
    "country-differs": {
        "en": "The row says {wanted}, the place lies in {found}.",
        "de": "Die Zeile sagt {wanted}, der Ort liegt in {found}.",
        "uk": "У рядку {wanted}, а місце лежить у {found}.",
    },
    "far": {
        "en": "It lies {km} km from the point in the row.", "de": "Er liegt {km} km vom Punkt in der Zeile.",
        "uk": "Воно лежить за {km} км від точки в рядку.",
    },
    "near": {
        "en": "It lies {km} km from the point in the row.", "de": "Er liegt {km} km vom Punkt in der Zeile.",
        "uk": "Воно лежить за {km} км від точки в рядку.",
    },
    "as-written": {"en": "It has this name.", "de": "Er heißt so.", "uk": "Воно так називається."},
    "untitled": {
        "en": "It has this name without the title.", "de": "Er heißt so ohne den Zusatz.",
        "uk": "Воно так називається без означення.",
    },
    "shortened": {
        "en": "It has the first part of this name.", "de": "Er heißt wie der erste Teil des Namens.",
        "uk": "Воно називається першою частиною назви.",
    },
    "umlaut": {
        "en": "It has this name with ä, ö or ü.", "de": "Er heißt so mit ä, ö oder ü.",
        "uk": "Воно так називається з ä, ö або ü.",
    },
    "transliterated": {
        "en": "It has this name in Latin letters.", "de": "Er heißt so in lateinischer Schrift.",
        "uk": "Воно так називається латиницею.",
    },
    "only-one-in-country": {
        "en": "No other place in {country} has it.", "de": "Kein anderer Ort in {country} heißt so.",
        "uk": "Жодне інше місце в {country} так не називається.",
    },
    "only-one-in-world": {
        "en": "No other place of the gazetteer has it.", "de": "Kein anderer Ort des Verzeichnisses heißt so.",
        "uk": "Жодне інше місце довідника так не називається.",
    },
    "largest": {
        "en": "{number} places in {country} have it; this one is by far the largest.",
        "de": "{number} Orte in {country} heißen so; dieser ist bei weitem der größte.",
        "uk": "Так називаються {number} місць у {country}; це набагато більше за інші.",
    },
    "several": {
        "en": "{number} places may be meant: {places}.", "de": "{number} Orte können gemeint sein: {places}.",
        "uk": "Можуть матися на увазі {number} місць: {places}.",
    },
    "small": {
        "en": "Without a country, the name of so small a place is not enough.",
        "de": "Ohne Land reicht der Name eines so kleinen Ortes nicht.",
        "uk": "Без країни назви такого малого місця не досить.",
    },
    "village": {
        "en": "In {country}, the gazetteer lacks other places so small, which may have the same name.",
        "de": "Andere so kleine Orte in {country}, die ebenso heißen können, fehlen im Verzeichnis.",
        "uk": "У довіднику немає інших таких малих місць у {country}, що можуть мати ту саму назву.",
    },
    "other-marks": {
        "en": "“{name}” and “{found}” differ in their diacritics.",
        "de": "„{name}“ und „{found}“ haben verschiedene diakritische Zeichen.",
        "uk": "«{name}» і «{found}» мають різні діакритичні знаки.",
    },
    "misspelt": {
        "en": "No place has this name; {places} is one letter away.",
        "de": "Kein Ort heißt so; {places} ist einen Buchstaben entfernt.",
        "uk": "Жодне місце так не називається; {places} відрізняється на одну літеру.",
    },
    "elsewhere": {
        "en": "No place of this name in {country}; elsewhere: {places}.",
        "de": "Kein Ort dieses Namens in {country}; anderswo: {places}.",
        "uk": "У {country} немає місця з такою назвою; деінде: {places}.",
    },
    "not-near": {
        "en": "No place of this name lies near the point in the row; elsewhere: {places}.",
        "de": "Kein Ort dieses Namens liegt nahe dem Punkt in der Zeile; anderswo: {places}.",
        "uk": "Поблизу точки з рядка немає місця з такою назвою; деінде: {places}.",
    },
    "unknown": {
        "en": "No place of the gazetteer has this name.", "de": "Kein Ort des Verzeichnisses heißt so.",
        "uk": "Жодне місце довідника так не називається.",
    },
}  # fmt: skip


def explain(match: Match, language: str) -> str:
    """The reasons of a match as sentences in one of the three languages."""
    return " ".join(_WORDS[reason.code][language].format(**reason.values) for reason in match.reasons)


def codes() -> frozenset[str]:
    """Every reason that can be put into words."""
    return frozenset(_WORDS)

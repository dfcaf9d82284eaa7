"""The words that a language cell is made of.

The names are those of ISO 639 (two-letter set) in English. What pages and names of weights use beside them stands in
configs/languages.json:

    {"groups": ["Multilingual", ...],           # language cells that name no single language
     "short_forms": {"zh": "Chinese", ...},     # parts of weight names: tinybert-4l-312d-zh
     "only_in_cells": ["Code"]}                 # in a weight's name the word means something else
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from paddle_inspect.base.disk import configs_folder, read_json_object, typed

LANGUAGES_FILE = "languages.json"
_NAMES = """
Abkhazian Afar Afrikaans Akan Albanian Amharic Arabic Aragonese Armenian Assamese Avaric Aymara Azerbaijani Bambara
Bashkir Basque Belarusian Bengali Bislama Bosnian Breton Bulgarian Burmese Catalan Chamorro Chechen Chinese Chuvash
Cornish Corsican Cree Croatian Czech Danish Divehi Dutch Dzongkha English Esperanto Estonian Ewe Faroese Fijian Filipino
Finnish French Frisian Fulah Gaelic Galician Ganda Georgian German Greek Guarani Gujarati Haitian Hausa Hebrew Herero
Hindi Hungarian Icelandic Ido Igbo Indonesian Interlingua Inuktitut Inupiaq Irish Italian Japanese Javanese Kannada
Kanuri Kashmiri Kazakh Khmer Kikuyu Kinyarwanda Komi Kongo Korean Kurdish Kyrgyz Lao Latin Latvian Limburgish Lingala
Lithuanian Luxembourgish Macedonian Malagasy Malay Malayalam Maltese Mandarin Manx Maori Marathi Marshallese Mongolian
Nauru Navajo Ndonga Nepali Norwegian Nuosu Occitan Ojibwa Oriya Oromo Ossetian Pali Pashto Persian Polish Portuguese
Punjabi Quechua Romanian Romansh Rundi Russian Samoan Sango Sanskrit Sardinian Serbian Shona Sindhi Sinhala Slovak
Slovenian Somali Sotho Spanish Sundanese Swahili Swati Swedish Tagalog Tahitian Tajik Tamil Tatar Telugu Thai Tibetan
Tigrinya Tonga Tsonga Tswana Turkish Turkmen Twi Ukrainian Urdu Uyghur Uzbek Venda Vietnamese Walloon Welsh Wolof Xhosa
Yiddish Yoruba Zulu
"""
_SEPARATOR = re.compile(r"\s*(?:[,/&+;]|\band\b|、|，|\s)\s*")
_NAME_SEPARATOR = re.compile(r"[-_/.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words without regard to case, each with the language that it means: in cells, and as parts of weight names."""

    cells: Mapping[str, str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """The file."""

    groups: tuple[str, ...] = ()
    short_forms: Mapping[str, str] = field(default_factory=dict)
    only_in_cells: tuple[str, ...] = ()


def read_vocabulary(path: Path) -> Vocabulary:
    """ISO's names and what a file adds to them, nothing when there is no such file.

    Raises:
        ConfigError: the file cannot be used.
    """
    added = typed(read_json_object(path), _Added, path) if path.exists() else _Added()
    cells = {name.casefold(): name for name in (*_NAMES.split(), *added.groups)}
    hidden = {name.casefold() for name in added.only_in_cells}
    names = {word: name for word, name in cells.items() if word not in hidden}
    return Vocabulary(cells=cells, names={**names, **added.short_forms})


@cache
def _vocabulary() -> Vocabulary:
    """The package's own, read once and only when a page or a name is asked about."""
    return read_vocabulary(configs_folder() / LANGUAGES_FILE)


def is_language(text: str) -> bool:
    """Whether a cell says nothing but a language, or several: `English`, `Chinese and English`.

    >>> [is_language(text) for text in ("English", "Chinese and English", "Discriminator", "")]
    [True, True, False, False]
    """
    words = [word for word in _SEPARATOR.split(text.strip()) if word]
    return bool(words) and all(word.casefold() in _vocabulary().cells for word in words)


def language_in_name(name: str) -> str | None:
    """The one language that a weight's name mentions, or None.

    >>> language_in_name("GroNLP/bert-base-dutch-cased"), language_in_name("albert-base-v1")
    ('Dutch', None)
    """
    parts = _NAME_SEPARATOR.split(name.casefold())
    found = {language for part in parts if (language := _vocabulary().names.get(part))}
    return found.pop() if len(found) == 1 else None

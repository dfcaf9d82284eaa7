"""The words that a language cell is made of.

The names are those of ISO 639 (two-letter set) in English, with the group names that model pages use beside them.
"""

from __future__ import annotations

import re

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
_GROUPS = "Multilingual Bilingual Monolingual Indian Code"

LANGUAGES = frozenset(f"{_NAMES} {_GROUPS}".split())
_FOLDED = {name.casefold(): name for name in LANGUAGES}
_SEPARATOR = re.compile(r"\s*(?:[,/&+;]|\band\b|、|，|\s)\s*")

#: Short forms of languages in weight names: `bert-base-chinese`, `tinybert-4l-312d-zh`, `skep_ernie_1.0_large_ch`.
_NAME_PARTS = {"zh": "Chinese", "cn": "Chinese", "ch": "Chinese", "en": "English"}
_NAME_SEPARATOR = re.compile(r"[-_/.]")


def is_language(text: str) -> bool:
    """Whether a cell says nothing but a language, or several: `English`, `Chinese and English`.

    >>> [is_language(text) for text in ("English", "Chinese and English", "Discriminator", "")]
    [True, True, False, False]
    """
    words = [word for word in _SEPARATOR.split(text.strip()) if word]
    return bool(words) and all(word.casefold() in _FOLDED for word in words)


def language_in_name(name: str) -> str | None:
    """The one language that a weight's name mentions, or None.

    >>> language_in_name("GroNLP/bert-base-dutch-cased"), language_in_name("albert-base-v1")
    ('Dutch', None)
    """
    parts = _NAME_SEPARATOR.split(name.casefold())
    found = {_FOLDED.get(part) or _NAME_PARTS.get(part) for part in parts} - {None, "Code"}
    return found.pop() if len(found) == 1 else None

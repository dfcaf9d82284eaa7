from __future__ import annotations

import pytest

from paddle_inspect.pages.read.remarks import is_note

NOTES = [
    "Note: The translation maintains all formatting and technical terms.",
    "(Note: The table format and code markers are preserved exactly as requested.)",
    "You are a professional translator. Translate Chinese to English while:",
    "1. Preserving EXACT formatting (markdown/rst/code)",
    "4. Using proper academic grammar",
    "8. Return only the translation result, no additional messages.",
    "6. Keep the link in markdown/rst the same.",
    "5. Links and references kept intact",
    "The content remains technically accurate while converting Chinese text to proper English.",
    "2. Translated technical terms literally",
    "Chinese to English Translation while:",
    "I notice there's a typo in the original text.",
]
TEXTS = [
    "Trained on lower-cased English text.",
    "The DistilBERT model distilled from the BERT model ``bert-base-uncased``.",
    "Model for translation from German to English.",
    "Note: these weights were trained on a corpus of 20 GB.",
    "Trained with novel MLM as correction pre-training task.",
    "For detailed model architectures, please refer to the corresponding links.",
    "The following table summarizes the BART models and their pretrained weights.",
    "A sequence-to-sequence model for machine translation.",
    "For more, see the links to the original paper; the licence is the same.",
    "Keeps the structure of BERT and trains on formal English.",
    "下表汇总介绍了目前支持的模型。",
]


@pytest.mark.parametrize("text", NOTES)
def test_words_about_the_translation_are_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize("text", TEXTS)
def test_words_about_models_are_not(text: str) -> None:
    assert not is_note(text)

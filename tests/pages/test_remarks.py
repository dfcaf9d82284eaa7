"""Words of the translator and healthy prose: which is which, and where the phrases come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paddle_inspect.base.disk import configs_folder
from paddle_inspect.base.errors import ConfigError
from paddle_inspect.pages.read.remarks import REMARKS_FILE, is_note, read_phrases

#: As they stand in damaged pages, and in other words.
NOTES = [
    "Note: The translation maintains all formatting and technical terms.",
    "The translation maintains:",
    "Note: The translation keeps every technical term as it is.",
    "The translation would  preserve\nthe table format.",
    "(Note: The table format and code markers are preserved exactly as requested.)",
    "Markdown formatting (tables, code blocks, headers) is maintained exactly as in the source.",
    "You are a professional NLP technical translator.",
    "Translate Chinese to English while:",
    "Chinese to English Translation while",
    "1. Preserving EXACT formatting (markdown/rst/code)",
    "2. Keeping technical terms in English",
    "3. Maintaining code/math blocks unchanged",
    "4. Using proper academic grammar",
    "5. Keep code blocks in documents original",
    "5. Keeping code blocks and links/HTML tags unchanged",
    "5. Links and references kept intact",
    "4. Link anchors unchanged (e.g. `_` suffix for references)",
    "6. Keep the link in markdown/rst the same.",
    "8. Return only the translation result, no additional messages.",
    "6. No additional content beyond translation",
    "2. Translated technical terms literally",
    "The content remains technically accurate while converting Chinese text to proper English.",
    "I notice there's a typo in the original text.",
    "Note: All technical terms, code blocks, links (#锚点), and HTML tags remain unchanged.",
    "Note: The code blocks keep their form. Code blocks and technical terms stay.",
    "（Note: The input contains duplicated content and appears to be incomplete.)",
    "The input appears to be cut off.",
    "Note: The actual content to translate was not provided.",
    "This is a template response demonstrating the required translation approach.",
    "Key points of the translation:",
    "This translation follows the guidelines.",
    "The text was translated into English while keeping the formatting.",
    "Here is the translated text:",
]
#: What pages of models say of inputs, formats, links, tables and translation.
TEXTS = [
    "This input contains at most 512 tokens.",
    "The input contains two segments and their masks.",
    "See the links below; weights are unchanged since v2.0.",
    "All links in the table are kept up to date by the community.",
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
    "The model is trained for translation. Inputs keep the BART format.",
    "A model for Chinese to English translation.",
    "Translates Chinese to English while using half of the memory.",
    "The translation keeps the meaning of the sentence, not its word order.",
    "The translation model preserves HTML tags in its input.",
    "Sentences are translated into English while keeping the answer spans.",
    "Back translation keeps the labels; the format of the data is unchanged.",
    "Here is the translation model with the best BLEU score.",
    "The table structure is recognized from an image of the table.",
    "The table format follows the one of the other pages.",
    "Weights are kept in the original format, links to the sources are preserved below.",
    "Markdown and code blocks are kept when the corpus is cleaned.",
    "HTML tags are removed, code blocks remain unchanged.",
    "The tokenizer keeps technical terms in one piece.",
    "Trained on technical terms in English and Chinese.",
    "Corrects grammar in an academic style.",
    "You are a professional lawyer: a prompt of this model's demo.",
    "Returns exactly as many tokens as requested; no additional text is generated.",
    "A converter for Chinese text in traditional characters.",
    "If the input contains repeated tokens, they are counted once.",
    "The original text contains about 3.3 billion words.",
    "A typo in the original config was fixed in v2.1.",
    "Links and references are listed below the table.",
    "Note: links are preserved for weights that moved to another organization.",
    "下表汇总介绍了目前支持的模型。",
    "该模型用于中英翻译，输入格式与BART保持一致。",
    "注：表格中的链接由社区维护，权重保持不变。",
    "输入最多包含512个词。",
    "翻译模型保留原文中的HTML标签和代码块。",
    "术语和格式与论文一致。",
    "",
]


@pytest.mark.parametrize("text", NOTES)
def test_words_about_the_translation_are_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize("text", TEXTS)
def test_words_about_models_are_not(text: str) -> None:
    assert not is_note(text)


def test_every_phrase_is_needed() -> None:
    phrases = read_phrases(configs_folder() / REMARKS_FILE)
    alone: set[str] = set()
    for note in NOTES:
        found = [phrase.pattern for phrase in phrases if phrase.search(" ".join(note.split()))]
        alone.update(found if len(found) == 1 else ())
    assert [phrase.pattern for phrase in phrases if phrase.pattern not in alone] == []


def test_a_text_that_is_longer_than_any_remark_is_not_thrown_away_for_a_sentence_of_it() -> None:
    remark = "The translation maintains: "
    assert is_note(remark + "x" * (4000 - len(remark)))
    assert not is_note(remark + "x" * (4001 - len(remark)))


# The file of phrases


def test_phrases_are_found_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / REMARKS_FILE
    path.write_text(json.dumps({"remarks": [{"pattern": r"\bas an? \w+ model\b", "reason": "who speaks"}]}))
    (phrase,) = read_phrases(path)
    assert phrase.search("As a language model, I")
    assert not phrase.search("has a language model")


def test_without_a_file_nothing_is_a_remark(tmp_path: Path) -> None:
    assert read_phrases(tmp_path / REMARKS_FILE) == ()


BROKEN = [
    ("", "is not JSON"),
    ("[]", "is a JSON array, expected an object"),
    ("{}", "remarks: expected array, got null"),
    ('{"remarks": {}}', "remarks: expected array, got object"),
    ('{"remarks": ["x"]}', r"remarks\[0\]: expected object, got str"),
    ('{"remarks": [{"pattern": "x", "reason": "y"}, {"pattern": "x"}]}', r"remarks\[1\]\.reason: is missing"),
    ('{"remarks": [{"pattern": 3, "reason": "y"}]}', r"remarks\[0\]\.pattern: expected str, got int"),
    ('{"remarks": [{"pattern": "", "reason": "y"}]}', r"remarks\[0\]\.pattern: is empty"),
    ('{"remarks": [{"pattern": "(", "reason": "y"}]}', r"remarks\[0\]\.pattern: is no regular expression"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_a_broken_file_is_an_error_with_its_key(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / REMARKS_FILE
    path.write_text(content)
    with pytest.raises(ConfigError, match=rf"remarks\.json: {message}"):
        read_phrases(path)

from __future__ import annotations

import pytest

from paddle_inspect.base.figures import PARAMETERS
from paddle_inspect.models import catalogue
from paddle_inspect.pages.read.phrase import description, figures, phrase, usual_wording, with_figures

ALBERT = ("12 repeating layers, 128 embedding,", "768-hidden, 12-heads, 11M parameters.", "ALBERT base model")
BERT = ("12-layer, 768-hidden,", "12-heads, 110M parameters.", "Trained on lower-cased English text.")

STATED = [
    (ALBERT, ["12", "128", "768", "12", "11M"]),
    (BERT, ["12", "768", "12", "110M"]),
    (("Discriminator, 24-layer, 256-hidden,", "4-heads, 24M parameters."), ["24", "256", "4", "24M"]),
    (("6-layer, 768-hidden, 12-heads,", "200M parameters. The DistilBERT model"), ["6", "768", "12", "200M"]),
    (("2-layer, 2-hidden,", "2-heads, 50K parameters."), ["2", "2", "2", "50K"]),
    (("26-layer,", "32-heads, 3B parameters."), ["26", "32", "3B"]),
    (("12-heads, _M parameters.",), ["12", "_M"]),
    (("1,123M parameters",), ["1,123M"]),
    (("50\u212a parameters",), ["50\u212a"]),  # the sign of Kelvin
    (("Please refer to:", "`google/bert_uncased_L-2_H-128_A-2`_"), []),
    (("Trained on 20G Financial Corpus",), []),
    (("in the top 104 languages",), []),
]


@pytest.mark.parametrize(("details", "texts"), STATED)
def test_reads_the_figures_of_every_phrase(details: tuple[str, ...], texts: list[str]) -> None:
    assert [figure.text for figure in figures(details)] == texts


TOO_LONG = [
    ("123456789-hidden", ["123456789"]),
    ("1234567890-hidden", []),
    ("123456789-layer", ["123456789"]),
    ("1234567890-layer", []),
    ("123456789-heads, 123456789 embedding", ["123456789", "123456789"]),
    ("1234567890-heads, 1234567890 embedding", []),
    (f"{'1' * 21}M parameters", [f"{'1' * 21}M"]),
    (f"{'1' * 22}M parameters", []),
    ("1.123456789B parameters", ["1.123456789B"]),
    ("1.1234567890B parameters", []),
]


@pytest.mark.parametrize(("details", "texts"), TOO_LONG)
def test_a_number_of_very_many_digits_is_no_figure(details: str, texts: list[str]) -> None:
    assert [figure.text for figure in figures([details])] == texts


def test_a_placeholder_has_no_value_and_a_figure_its_own_precision() -> None:
    (placeholder,) = figures(["_M parameters"])
    (figure,) = figures(["14.5M parameters"])
    assert placeholder.value is None
    assert (figure.value, figure.unit, figure.decimals) == (14.5, 10**6, 1)


CHANGED = [
    (BERT, {"parameters": "109M"}, (BERT[0], "12-heads, 109M parameters.", BERT[2])),
    (("12-heads, _M parameters.",), {"parameters": "96M"}, ("12-heads, 96M parameters.",)),
    (("12-heads, M parameters.",), {"parameters": "96M"}, ("12-heads, 96M parameters.",)),
    (
        ("26-layer,", "32-heads, 3B parameters."),
        {"hidden_size": "2560"},
        ("26-layer, 2560-hidden,", "32-heads, 3B parameters."),
    ),
    (
        ("Please refer to:", "`x`_"),
        {"num_hidden_layers": "3", "hidden_size": "768", "num_attention_heads": "12", "parameters": "38.5M"},
        ("3-layer, 768-hidden,", "12-heads, 38.5M parameters.", "", "Please refer to:", "`x`_"),
    ),
]


@pytest.mark.parametrize(("details", "wanted", "changed"), CHANGED)
def test_changes_the_figure_and_nothing_else(
    details: tuple[str, ...], wanted: dict[str, str], changed: tuple[str, ...]
) -> None:
    assert with_figures(details, wanted, {}) == changed


@pytest.mark.parametrize("details", [details for details, _ in STATED])
def test_without_anything_wanted_nothing_changes(details: tuple[str, ...]) -> None:
    assert with_figures(details, {}, {}) == details


def test_phrases_are_upstreams() -> None:
    wanted = {
        "num_hidden_layers": "24",
        "embedding_size": "128",
        "hidden_size": "1024",
        "num_attention_heads": "16",
        "parameters": "17.7M",
    }
    assert " ".join(phrase(wanted, {"num_hidden_layers": "{} repeating layers"})) == (
        "24 repeating layers, 128 embedding, 1024-hidden, 16-heads, 17.7M parameters."
    )
    del wanted["embedding_size"]
    assert phrase(wanted, {}) == ("24-layer, 1024-hidden,", "16-heads, 17.7M parameters.")
    assert phrase({}, {}) == ()


def test_the_description_is_what_follows_the_figures() -> None:
    assert description(ALBERT) == "ALBERT base model"
    assert description(("BERT.",)) == "BERT"


LAYERS = "num_hidden_layers"
WORDINGS = [
    (["6-layers, 32 hidden", "9-layers, 64 hidden"], {LAYERS: "{}-layers", "hidden_size": "{} hidden"}),
    (["12 repeating\nlayers", "24 repeating layers"], {LAYERS: "{} repeating layers"}),
    (["12-layer", "24-layers"], {}),  # one of two are not most
    (["12-layer", "24-layers", "6-layers"], {LAYERS: "{}-layers"}),
    (["12-layer, 128 embedding", "24-layer"], {LAYERS: "{}-layer"}),
    (["12-layer", "Trained on text.", "See elsewhere."], {LAYERS: "{}-layer"}),
    (["_M parameters", "110M parameters"], {PARAMETERS: "{} parameters"}),
    ([], {}),
]


@pytest.mark.parametrize(("rows", "wording"), WORDINGS)
def test_how_most_rows_word_their_figures(rows: list[str], wording: dict[str, str]) -> None:
    assert usual_wording([row.split("\n") for row in rows]) == wording


def test_what_families_word_in_their_own_way_is_read_back() -> None:
    for family in catalogue.load().families.values():
        for name, form in family.wording.items():
            (figure,) = figures([form.format("7M" if name == PARAMETERS else "7")])
            assert figure.name == name


@pytest.mark.parametrize(
    "details",
    [
        ("12-layer, on tweets alone, 768-hidden, 12-heads.",),
        ("Trained on tweets: 12-layer, 768-hidden, 12-heads.",),
        ("12-layer, 768-hidden,", "of two kinds, 12-heads."),
    ],
)
def test_what_stands_between_figures_stays_when_one_is_added(details: tuple[str, ...]) -> None:
    wording = {"parameters": "{} parameters"}
    changed = with_figures(details, {"parameters": "110M"}, wording)
    assert [line.replace(", 110M parameters", "") for line in changed] == list(details)

"""A model's document: the numbers in it, and that each is what its name says."""

from __future__ import annotations

from decimal import Decimal

from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.models.show import Model
from paddle_inspect.views.show import document, forms, sections

TENSORS = (
    TensorInfo(name="ids", shape=(1, 16), dtype="int64", kind=TensorKind.BUFFER, trainable=False),
    TensorInfo(name="word.weight", shape=(100, 10), dtype="float32"),
    TensorInfo(name="norm.bias", shape=(10,), dtype="float32"),
    TensorInfo(name="conv.weight", shape=(3, 1, 2, 4), dtype="float16"),
    TensorInfo(name="sines", shape=(20, 10), dtype="float32", trainable=False),
    TensorInfo(name="out.weight", shape=(100, 10), dtype="float32", tied_to="word.weight"),
)
SPEC = WeightSpec(
    name="some/weight",
    family="SOME",
    architecture="SomeModel",
    module="some.modeling",
    config={"hidden_size": 10, "num_labels": 3},
)
INVENTORY = Inventory(weight="some/weight", architecture="SomeModel", tensors=TENSORS)
MODEL = Model(spec=SPEC, inventory=INVENTORY)


def rows(model: Model, title: str) -> dict[str, tuple[str, ...]]:
    [section] = [section for section in sections(model) if section.title == title]
    assert section.table is not None
    return {row[0]: row[1:] for row in section.table.rows}


def test_totals_keep_the_numbers_apart() -> None:
    # 1000 + 10 + 24 + 200 elements; the matrices and the vector at 4 bytes, the convolution at 2.
    assert rows(MODEL, "Totals") == {
        "parameters, each once": ("4", "1,234", "4,888", "4.773 KiB"),
        "trainable parameters": ("3", "1,034", "4,088", "3.992 KiB"),
        "frozen parameters": ("1", "200", "800", "800 B"),
        "tied tensors, names of another's storage": ("1", "1,000", "4,000", "3.906 KiB"),
        "buffers": ("1", "16", "128", "128 B"),
        "state_dict, ties under every name": ("6", "2,250", "9,016", "8.805 KiB"),
    }


def test_forms_count_each_storage_once_and_add_up() -> None:
    found = forms(TENSORS)
    assert [(form.form, form.tensors, form.elements) for form in found] == [
        ("vector", 2, 26),
        ("matrix", 2, 1200),
        ("tensor of rank 3", 1, 24),
    ]
    assert [form.tensor_share for form in found] == [Decimal("40.00"), Decimal("40.00"), Decimal("20.00")]
    assert found[1].element_share == Decimal("96.00")  # 1200 of 1250
    assert sum(form.nbytes for form in found) == 4888 + 128


def test_forms_of_nothing_are_none() -> None:
    assert forms(()) == ()


def test_without_buffers_lists_and_shares_parameters_but_keeps_the_totals() -> None:
    model = Model(spec=SPEC, inventory=INVENTORY, without_buffers=True)
    assert "ids" not in [tensor.name for tensor in model.tensors]
    assert rows(model, "By form")["vector"][0] == "1"
    assert rows(model, "Totals") == rows(MODEL, "Totals")


def test_the_page_says_which_model_it_is_of() -> None:
    assert MODEL.title == "some/weight"
    assert Model(spec=SPEC, head="masked-lm", inventory=INVENTORY).title == "some/weight for masked-lm"
    about = rows(MODEL, "Model")
    assert about["architecture"] == ("some.modeling.SomeModel",)
    assert about["labels"] == ("3",)
    assert "language" not in about  # nobody wrote one


def test_json_has_the_same_numbers() -> None:
    tree = document(MODEL).tree
    assert isinstance(tree, dict)
    assert tree["totals"] == {
        "state_dict_tensors": 6,
        "parameter_tensors": 4,
        "buffer_tensors": 1,
        "tied_tensors": 1,
        "parameters": 1234,
        "trainable_parameters": 1034,
        "buffer_elements": 16,
        "stored_elements": 2250,
        "parameter_bytes": 4888,
        "bytes_by_dtype": {"float32": 4840, "int64": 128, "float16": 48},
    }
    assert tree["config"] == {"hidden_size": 10, "num_labels": 3}

"""Files of torch.save, spelled out: zip archives and the older row of pickles, read without torch."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from paddle_inspect import checkpoints
from paddle_inspect.base.errors import InputError
from tests import weight_files as wf

#: 2 * 3 numbers of 4 bytes, and 4 of 2.
STORAGES = {"0": b"\0" * 24, "1": b"\0" * 8}
STATE = wf.torch_state_dict(
    weight=wf.torch_tensor("0", (2, 3)),
    bias=wf.torch_tensor("1", (4,), storage="HalfStorage"),
    tied=wf.torch_tensor("0", (2, 3)),
    turned=wf.torch_tensor("0", (3, 2), stride=(1, 3)),
    row=wf.torch_tensor("0", (3,), size=6, offset=3),
)
TENSORS = (
    ("weight", (2, 3), "float32", None),
    ("bias", (4,), "float16", None),
    ("tied", (2, 3), "float32", "weight"),
    ("turned", (3, 2), "float32", None),
    ("row", (3,), "float32", None),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pytorch_model.bin"


def archive(*opcodes: bytes, storages: Mapping[str, bytes] = STORAGES, streamed: bool = False) -> bytes:
    return wf.torch_zip(wf.program(*opcodes, protocol=2), storages, streamed=streamed)


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        checkpoints.read(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth"])
@pytest.mark.parametrize("streamed", [False, True])
def test_an_archive_is_read(tmp_path: Path, name: str, streamed: bool) -> None:
    path = tmp_path / name
    path.write_bytes(archive(STATE, streamed=streamed))
    found = checkpoints.read(path)
    assert found.stored == TENSORS
    assert found.layout == "torch.save, zip archive"
    assert found.findings == ()


def test_the_older_layout_is_read(path: Path) -> None:
    first = {"0": STORAGES["0"]}
    state = wf.torch_state_dict(weight=wf.torch_tensor("0", (2, 3)))
    path.write_bytes(wf.torch_legacy(wf.program(state, protocol=2), first))
    found = checkpoints.read(path)
    assert found.stored == TENSORS[:1]
    assert found.layout == "torch.save, older layout"


def test_a_single_pickle_under_a_name_of_torchs_is_one_of_paddle_save(path: Path) -> None:
    path.write_bytes(pickle.dumps({"epoch": 3}, 4))
    assert checkpoints.read(path).parts[0].values == (("epoch", "3"),)


def test_parameters_sizes_and_devices(path: Path) -> None:
    parameter = wf.call(
        wf.global_("torch._utils", "_rebuild_parameter"),
        wf.torch_tensor("0", (2, 3)),
        b"\x88",
        wf.call(wf.global_("collections", "OrderedDict")),
    )
    size = wf.call(wf.global_("torch", "Size"), wf.tuple_(wf.number(2), wf.number(3)))
    device = wf.call(wf.global_("torch", "device"), wf.text("cuda"), wf.number(0))
    path.write_bytes(archive(wf.dict_(("w", parameter), ("size", size), ("device", device))))
    found = checkpoints.read(path)
    assert found.stored == (("w", (2, 3), "float32", None),)
    assert found.parts[0].values == (("size", "[2, 3]"), ("device", "'cuda:0'"))


def test_a_storage_without_a_dtype_gets_the_tensors(path: Path) -> None:
    storage = wf.tuple_(
        wf.text("storage"), wf.global_("torch.storage", "UntypedStorage"), wf.text("0"), wf.text("cpu"), wf.number(24)
    )
    tensor = wf.call(
        wf.global_("torch._utils", "_rebuild_tensor_v3"),
        storage + b"Q",
        wf.number(0),
        wf.tuple_(wf.number(24)),
        wf.tuple_(wf.number(1)),
        b"\x89",
        wf.call(wf.global_("collections", "OrderedDict")),
        wf.global_("torch", "float8_e4m3fn"),
    )
    path.write_bytes(archive(wf.dict_(("w", tensor))))
    assert checkpoints.read(path).stored == (("w", (24,), "float8_e4m3fn", None),)


def test_the_data_of_a_storage_are_not_read(path: Path) -> None:
    """100 MB of a hole."""
    size = 25_000_000
    content = wf.torch_legacy(wf.program(wf.torch_state_dict(w=wf.torch_tensor("0", (size,))), protocol=2), {"0": b""})
    with path.open("wb") as file:
        file.write(content[:-8] + struct.pack("<q", size))
        file.truncate(file.tell() + 4 * size)
    assert checkpoints.read(path).stored == (("w", (size,), "float32", None),)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (wf.torch_tensor("0", (2, 4), size=6), "beyond the 24 bytes of its storage"),
        (wf.torch_tensor("0", (3,), size=6, offset=4), "beyond the 24 bytes of its storage"),
        (wf.torch_tensor("0", (2, 3), stride=(2**30, 1)), "beyond the 24 bytes of its storage"),
        (wf.torch_tensor("0", (2,), stride=(-1,), size=6), "a shape, a stride or an offset that is none"),
        (wf.torch_tensor("0", (2, 4)), "storage '0' ought to have 32 bytes and is 24 bytes"),
        (wf.torch_tensor("2", (1,)), "storage '2' ought to have 4 bytes and is not there"),
        (wf.tuple_(wf.torch_tensor("0", (6,)), wf.torch_tensor("0", (7,))), "in two ways"),
        (wf.tuple_(wf.text("module")) + b"Q", "outside that is no storage"),
        (wf.torch_tensor("0", (6,), storage="load"), "torch.load, which is not on the allow-list"),
        (wf.call(wf.global_("torch.hub", "load"), wf.text("x")), "torch.hub.load, which is not on the allow-list"),
        (wf.dict_(("a", b"N")) + wf.dict_(("items", wf.torch_tensor("0", (6,)))) + b"b", "sets attributes of a dict"),
        (
            b"}" + wf.dict_(("_metadata", wf.dict_(("", wf.dict_(("v", wf.torch_tensor("0", (6,)))))))) + b"b",
            "attributes that are no versions",
        ),
    ],
)  # fmt: skip
def test_what_torch_does_not_write_is_refused(path: Path, value: bytes, says: str) -> None:
    assert says in refusal(path, archive(value))


def test_hooks_that_are_filled_later_are_refused(path: Path) -> None:
    """The dict of hooks is kept in the memo, and gets an item when nobody looks at it any more."""
    hooks = wf.call(wf.global_("collections", "OrderedDict"))
    tensor = wf.torch_tensor("0", (2, 3)).replace(hooks, hooks + b"q\x05")
    later = b"h\x05" + wf.text("a") + wf.torch_tensor("1", (4,), storage="HalfStorage") + b"s0"
    assert "adds items to something that is no dict, or to one that was passed over" in refusal(
        path, archive(tensor, later)
    )


MEMBERS = {
    "model/data.pkl": wf.program(STATE, protocol=2),
    "model/data/0": STORAGES["0"],
    "model/data/1": STORAGES["1"],
}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (wf.zip_archive({"a.txt": b""}), "is a zip archive"),
        (wf.zip_archive({"a/b": b""}), "no data.pkl"),
        (wf.zip_archive({**MEMBERS, "other/data.pkl": b""}), "no data.pkl, or several"),
        (wf.zip_archive({**MEMBERS, "other/x": b""}), "members beside model/"),
        (wf.zip_archive({**MEMBERS, "model/constants.pkl": b""}), "TorchScript archive, which holds a program"),
        (wf.zip_archive({**MEMBERS, "model/DATA.PKL": b""}), "twice"),
        (wf.zip_archive({**MEMBERS, "model/../x": b""}), "is not one of torch's"),
        (wf.zip_archive(MEMBERS, packed=True), "is packed or encrypted"),
        (b"PK\x03\x04", "is a zip archive"),
        (wf.zip_archive({"a/b": b""})[:40], "its end is not that of one archive"),
        (wf.zip_archive(MEMBERS) + b"x", "its end is not that of one archive"),
        (
            wf.zip_archive({"a/b": b""})[:40] + wf.zip_archive(MEMBERS),
            "its directory does not stand in front of its end",
        ),
    ],
)
def test_an_archive_of_another_layout_is_refused(path: Path, content: bytes, says: str) -> None:
    assert says in refusal(path, content)


def test_a_member_that_two_readers_find_in_two_places_is_refused(path: Path) -> None:
    content = archive(STATE)
    for place, says in ((26, "contradicts"), (30, "contradicts"), (14, "contradicts"), (8, "contradicts")):
        changed = bytearray(content)
        changed[place] ^= 1
        assert says in refusal(path, bytes(changed))


@pytest.mark.parametrize("cut", [1, 8, 30, 60, 100])
def test_a_truncated_file_is_refused(path: Path, cut: int) -> None:
    for content in (archive(STATE), wf.torch_legacy(wf.program(STATE, protocol=2), STORAGES)):
        refusal(path, content[:-cut])


def test_storages_of_the_older_layout_have_to_be_those_of_the_tensors(path: Path) -> None:
    value = wf.program(wf.torch_state_dict(weight=wf.torch_tensor("0", (2, 3))), protocol=2)
    good = {"0": STORAGES["0"]}
    assert "behind its last storage" in refusal(path, wf.torch_legacy(value, good) + b"x")
    assert "lists other storages" in refusal(path, wf.torch_legacy(value, {**good, "1": b""}))
    assert "another length" in refusal(path, wf.torch_legacy(value, {"0": b"\0" * 20}))


@pytest.mark.parametrize("name", ["model.pdparams", "model"])
def test_a_file_of_torchs_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    for content in (archive(STATE), wf.torch_legacy(wf.program(STATE, protocol=2), STORAGES)):
        assert "is torch under a name that frameworks unpickle" in refusal(tmp_path / name, content)


@pytest.mark.parametrize("size", [b"\x88", wf.number(-1), b"N"], ids=["True", "-1", "None"])
def test_the_size_of_a_storage_is_a_number(tmp_path: Path, size: bytes) -> None:
    """True would do for 1 in Python."""
    tensor = wf.torch_tensor(shape=(1,), size=1)
    assert wf.number(1) + b"tQ" in tensor
    damaged = tensor.replace(wf.number(1) + b"tQ", size + b"tQ")
    for name, value in (("good.bin", tensor), ("bad.bin", damaged)):
        content = wf.torch_zip(wf.program(wf.torch_state_dict(w=value), protocol=2), {"0": bytes(4)})
        (tmp_path / name).write_bytes(content)
    assert len(checkpoints.read(tmp_path / "good.bin").stored) == 1
    with pytest.raises(InputError, match="outside that is no storage"):
        checkpoints.read(tmp_path / "bad.bin")

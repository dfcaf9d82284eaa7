from __future__ import annotations

from paddle_inspect.base.errors import BrokenPromise, ConfigError, InputError, InspectError, NotCounted, UnknownName


def test_errors_keep_their_parts_and_format_them() -> None:
    assert str(InputError("a.rst", "no such file or directory")) == "a.rst: no such file or directory"
    assert str(InputError("a.rst", "is not UTF-8", line=3)) == "a.rst:3: is not UTF-8"
    assert str(ConfigError("config.json", "hidden_size", "is -5")) == "config.json: hidden_size: is -5"
    assert str(ConfigError("config.json", None, "is not JSON")) == "config.json: is not JSON"
    assert str(NotCounted("ctrl", "too large")) == "ctrl: not counted: too large"


def test_an_unknown_name_offers_the_nearest_whatever_their_case() -> None:
    error = UnknownName("weight", "Albert-Base-V3", ["albert-base-v1", "albert-base-v2", "gpt2-en"])
    assert set(error.nearest) == {"albert-base-v1", "albert-base-v2"}
    assert "did you mean" in str(error)


def test_an_unknown_name_like_nothing_offers_nothing() -> None:
    assert str(UnknownName("weight", "zzz", ["albert-base-v1"])) == "unknown weight 'zzz'"


def test_only_a_broken_promise_is_exit_code_three() -> None:
    assert BrokenPromise("a.rst", "x").exit_code == 3
    assert {InputError("", "").exit_code, ConfigError("", None, "").exit_code, UnknownName("", "", []).exit_code} == {2}
    assert all(issubclass(kind, InspectError) for kind in (BrokenPromise, InputError, ConfigError, UnknownName))


def test_three_names_are_offered_the_nearest_first_and_none_that_is_less_like_it_than_half() -> None:
    assert UnknownName("head", "abcd", ["abcd1", "abcd22", "abcd333", "abcd4444"]).nearest == (
        "abcd1",
        "abcd22",
        "abcd333",
    )
    assert UnknownName("head", "abxy", ["abzt"]).nearest == ("abzt",)  # two letters of four, twice: 4 of 8
    assert UnknownName("head", "abxy", ["abztu"]).nearest == ()  # 4 of 9

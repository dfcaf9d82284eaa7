"""Benchmarks: ratios measured side by side in one run. `make bench` runs them all.

Every module here that has a function `bars() -> Iterator[Bar]` is one topic (see `harness` for `Bar`, and for
`Comparison`, which makes bars of two command lines):

    def bars():
        yield from Comparison(
            name="summary --fresh / import paddlenlp",
            command=python("-m", "paddle_inspect", "summary", "--fresh"),
            baseline=python("-c", "import paddlenlp"),
            time_bar=1.25,
        ).bars()
"""

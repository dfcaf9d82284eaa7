"""Blocks of every kind that a page has beside its table, each healthy by itself; none is a table of weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.pages.healthy.page import TABLE, TITLE, Page, page_of

#: Blocks that may stand anywhere below the page's title.
BLOCKS: Mapping[str, str] = {
    # titles and transitions
    "section title": "Usage\n-----\n\nLoad a weight by its name.\n",
    "title with overline": "-------\n Usage\n-------\n\nLoad a weight by its name.\n",
    "titles of two levels": "Usage\n-----\n\nLoading\n~~~~~~~\n\nLoad a weight by its name.\n",
    "transition": "Before the line.\n\n----------\n\nBehind the line.\n",
    "rubric": ".. rubric:: Usage\n\nLoad a weight by its name.\n",
    # lists
    "bullet list": "- one\n- two\n\n  with a second paragraph\n\n  + nested\n  + again\n\n- three\n",
    "enumerated list": (
        "1. Load the tokenizer.\n2. Load the weight.\n\n   a) by its name\n   b) from a folder\n\n#. Go on.\n"
    ),
    "definition list": (
        "tokenizer : class\n    Splits text.\n\nweight\n    Learned tensors.\n\n    A second paragraph.\n"
    ),
    "field list": ":Author: A group of people\n:Licence: Apache-2.0,\n    in all its parts\n:Empty:\n",
    "option list": (
        "-a            all of them\n-o FILE       where to, or ``-``\n"
        "--long=WORD   | no bar, but text\n/V            DOS\n"
    ),
    "glossary": ".. glossary::\n\n   weight\n      Learned tensors.\n\n   head\n      What stands on a model.\n",
    "list whose items speak of translation": (
        "- Somebody et al. A study of translation, and of what it preserves.\n"
        "- Nobody et al. Keeping the format of a thousand tables.\n"
    ),
    # lines and literals
    "line block": "Written by:\n\n| A laboratory\n| 12 Long Road\n|    near the river\n| Somewhere\n",
    "line block of three parts": "| ``bert`` | is | loaded\n| ``gpt`` | is | not\n",
    "doctest block": '>>> len("a | b")\n5\n>>> print("+---+")\n+---+\n',
    "literal block with a shell pipe": "Look at the loss::\n\n   sort runs.txt | uniq | wc -l\n\nMore.\n",
    "quoted literal block": "Said in the log::\n\n> a | b\n> c | d\n\nMore.\n",
    "quoted literal block of bars": "Drawn::\n\n| a | b |\n| c | d |\n\nMore.\n",
    "literal block with a grid": (
        "What it prints::\n\n   +-------------+-------+\n   | Colour      |       |\n"
        "   | Number      | 12    |\n   +-------------+-------+\n"
    ),
    "literal block with a damaged table of weights": (
        "What came out::\n\n   | Pretrained Weight | Language |\n   |---|---|\n   | ``bert-base-uncased`` | English\n"
        "   12-layer, 76\n\nis damaged.\n"
    ),
    "literal block with ascii art": (
        "The stack::\n\n      +-------+     +-------+\n      | layer |---->| layer |\n      +---+---+     +-------+\n"
        "          |\n          v\n"
    ),
    "literal block behind a tab": "Look at the loss::\n\n\tsort runs.txt | uniq\n\ttail -f log\n\nMore.\n",
    "code block with a shell pipe": ".. code-block:: bash\n\n   sort runs.txt | uniq | wc -l\n\nMore.\n",
    "code block with fences": ".. code-block:: markdown\n\n   ```python\n   y = 2\n   ```\n",
    "code block with options": ".. code-block:: python\n   :number-lines: 1\n   :class: wide\n\n   x = {1} | {2}\n",
    "code block that shows a table of weights": (
        ".. code-block:: rst\n\n   +-------------------+----------+\n   | Pretrained Weight | Language |\n"
        "   | ``bert-base-cased`` | English |\n   +---\n"
    ),
    "parsed literal": ".. parsed-literal::\n\n   paddle *fast* | tee **log**\n   | done |\n",
    "doctest with a traceback": (
        ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"
    ),
    "production list": '.. productionlist::\n   row: "|" cell "|"\n   cell: text\n',
    "math block with bars": ".. math::\n\n   |x| + \\left| y \\right| \\le |x + y|\n",
    # quotes and comments
    "block quote": "Somebody said:\n\n   Attention is all you need.\n\n   -- A paper\n",
    "epigraph": ".. epigraph::\n\n   Attention is all you need.\n\n   -- A paper\n",
    "comment": ".. A remark of the authors,\n   over two lines.\n",
    "comment with a broken table": (
        ".. | Pretrained Weight | Language |\n   | ``bert-base-cased`` | English\n   +---+\n   | cut"
    ),
    "empty comment": "A paragraph.\n\n..\n\n   A quote behind an empty comment.\n",
    # links and definitions
    "substitutions": (
        "Take |first|, or else |second|.\n\n.. |first| replace:: the first *one*\n.. |second| replace:: the second\n"
    ),
    "substitution of unicode": "Made by |who|.\n\n.. |who| unicode:: 0xA9 .. a copyright sign\n",
    "footnotes": (
        "As said [1]_ and [#auto]_ and [*]_.\n\n.. [1] By the authors.\n.. [#auto] By others,\n"
        "   over two lines.\n.. [*] By nobody.\n"
    ),
    "citation": "See [Dev18]_.\n\n.. [Dev18] Devlin et al., 2018.\n",
    "internal target": ".. _usage of it:\n\nUsage is told here; see `usage of it`_.\n",
    "external target": (
        "See `the paper`_ and code_.\n\n.. _the paper: https://example.com/paper\n.. _code: https://example.com/code_\n"
    ),
    "target on two lines": "See `the article`_.\n\n.. _the article:\n   https://example.com/a/long/path/to/the/paper\n",
    "chained targets": "See first_ and second_.\n\n.. _first:\n.. _second: https://example.com/both\n",
    "indirect target": "See `this one`_.\n\n.. _this one: `that one`_\n.. _that one: https://example.com/that\n",
    "anonymous targets": (
        "See `one`__ and another__.\n\n__ https://example.com/one\n.. __: https://example.com/another\n"
    ),
    "target that nothing links to": ".. _bert-base-old: https://example.com/bert-base-old\n",
    "inline target": "Here is an _`inline target`, and `inline target`_ leads there.\n",
    "embedded links": "See `a page <https://example.com/a|b>`_ and `it again <a page_>`_ and https://example.com/c.\n",
    # directives
    "image": ".. image:: stack.png\n   :alt: a | b\n   :width: 40 %\n",
    "figure": ".. figure:: stack.png\n\n   The stack of layers.\n\n   A legend | with a bar.\n",
    "note": ".. note::\n\n   Weights are downloaded.\n\n   - once\n   - and kept\n",
    "note on one line": ".. note:: The translation keeps the format of the table.\n",
    "admonition with a title": (
        ".. admonition:: Key points\n   :class: tip\n\n   1. Technical terms stay.\n   2. So does the table.\n"
    ),
    "warning with code": ".. warning::\n\n   Never do this::\n\n      cat model | sh\n",
    "topic": ".. topic:: Usage\n\n   Load a weight by its name.\n",
    "sidebar": ".. sidebar:: Usage\n\n   Load a weight by its name.\n",
    "container": ".. container:: wide\n\n   Load a weight by its name.\n",
    "only": ".. only:: html\n\n   Load a weight by its name.\n",
    "raw html": (
        '.. raw:: html\n\n   <table><tr><td>bert-base-cased</td><td>English</td></tr></table>\n   <p class="a|b">\n'
    ),
    "toctree": ".. toctree::\n   :maxdepth: 1\n\n   BERT <bert/contents>\n   gpt/contents\n",
    "contents": ".. contents:: On this page\n   :local:\n   :depth: 1\n",
    "version added": ".. versionadded:: 2.0\n\n   Weights in ``bfloat16``.\n",
    "see also": ".. seealso::\n\n   :class:`BertModel`\n      The class.\n",
    "class of an api": ".. autoclass:: paddlenlp.transformers.BertModel\n   :members:\n   :show-inheritance:\n",
    "class for the next block": ".. class:: special\n\nA special paragraph.\n",
    "unknown field in a directive": ".. tabularcolumns:: |l|c|p{5cm}|\n\nA paragraph.\n",
    "include": ".. include:: /notes.inc\n",
    # tables of other things
    "grid table of options": (
        "+----------+-------+------------------+\n| Option   | Value | Meaning          |\n"
        "+==========+=======+==================+\n"
        "| ``-a``   | 1     | one of           |\n|          |       | many             |\n"
        "+----------+-------+------------------+\n"
    ),
    "grid table without header": "+---+---+\n| a | b |\n+---+---+\n| c | d |\n+---+---+\n",
    "grid table of one column": "+------------+\n| Only names |\n+============+\n| a          |\n+------------+\n",
    "grid table with spans": (
        "+-----------+-----------+\n| Both columns          |\n+===========+===========+\n| two rows  | one       |\n"
        "|           +-----------+\n|           | another   |\n+-----------+-----------+\n"
    ),
    "grid table with a list and a nested grid": (
        "+-------+-------------+\n| Name  | Content     |\n+=======+=============+\n"
        "| list  | - one       |\n|       | - two       |\n"
        "+-------+-------------+\n| grid  | +---+-----+ |\n|       | | a | b   | |\n"
        "|       | +---+-----+ |\n+-------+-------------+\n"
    ),
    "speeds of weights": (
        "How fast they are:\n\n+------------------------+------+---------+\n"
        "| Model                  | sec. | Remark  |\n"
        "+========================+======+=========+\n| ``bert-base-uncased``  | 0.3  | quick   |\n"
        "+------------------------+------+---------+\n"
    ),
    "simple table": "=====  =====\n  a      b\n=====  =====\nTrue   False\nFalse  True\n=====  =====\n",
    "simple table with spans": (
        "=====  =====  ======\n   Inputs     Output\n------------  ------\n  A      B    A or B\n"
        "=====  =====  ======\nFalse  False  False\nTrue   False  True\n=====  =====  ======\n"
    ),
    "simple table of many lines": (
        "=======  ====================\nTask     Metric\n=======  ====================\n"
        "quiz     accuracy\n\n         of the second try\nspeech   - one\n         - two\n"
        "=======  ====================\n"
    ),
    "table directive": ".. table:: Options\n   :widths: 1 2\n\n   +---+---+\n   | a | b |\n   +---+---+\n",
    "list table": (
        ".. list-table:: Metrics\n   :header-rows: 1\n\n   * - Task\n     - F1\n   * - quiz | speech\n     - 81.2\n"
    ),
    "csv table": (
        ".. csv-table:: Metrics\n   :header-rows: 1\n   :delim: |\n\n   Task | F1\n   quiz | 81.2\n   speech | 79.9\n"
    ),
    # prose
    "prose with bars": "Choose a | b | c, or the norm ``|x|``, or a || b.\n",
    "prose about translation": (
        "This family was made for translation. Technical terms are preserved, and so is the format of the input.\n"
    ),
    "prose that names weights": (
        "``bert-base-uncased`` is smaller than ``bert-large-uncased``: 12-layer against 24-layer, 110M or so.\n"
    ),
    "short line": "A few words\n",
    "roles": (
        "See :ref:`usage <guide>`, :doc:`/index`, :class:`~paddle.nn.Layer`, :sub:`2`, :math:`|x|` "
        "and `a role by default`.\n"
    ),
    "escapes": r"A \| bar, a \*star, a \`quote\`, ``a\b`` and a trailing\_." + "\n",
    "inline markup": "*Emphasis*, **strong**, ``a literal | with ` quotes`` and a\\ *middle*\\ part.\n",
    "cjk and emoji": "模型在中文语料上训练，见下表。 🚀 か\u3099 和 e\u0301\n",
    "markdown in prose": "A [link](https://example.com/a_b) and a #hash stay as they are; so does ---.\n",
    "remark of a person": "Note: The table below is kept by hand. Please refer to the code for details.\n",
    "hyphens and pluses": "C++ | C-- and 1 + 1\n",
}

#: Blocks that stand above the title, or in its place.
TOPS: Mapping[str, str] = {
    "orphan": ":orphan:\n",
    "bibliographic fields": ":Author: A group of people\n:Date: 2021-01-01\n:Version: 1 | 2\n",
    "comment at the top": ".. Copyright, all rights reserved.\n   | not | a | table |\n",
    "target above the title": ".. _models of bert:\n",
    "role definition": ".. role:: raw-html(raw)\n   :format: html\n",
    "substitution at the top": ".. |name| replace:: BERT\n",
    "meta": ".. meta::\n   :keywords: bert | weights\n",
    "default language of code": ".. highlight:: bash\n",
    "blank lines at the top": "\n\n",
}


def beside() -> Iterator[Page]:
    """The blocks above and below the table, and those above the title."""
    for name, block in BLOCKS.items():
        yield Page(name=f"{name}, above", text=page_of(TITLE, block, TABLE, "The end of the page."))
        yield Page(name=f"{name}, below", text=page_of(TITLE, "Weights of BERT.", TABLE, block))
    for name, block in TOPS.items():
        yield Page(name=f"{name}, at the top", text=page_of(block, TITLE, TABLE))
    yield Page(name="many blocks", text=page_of(TITLE, *map(BLOCKS.__getitem__, _MANY), TABLE, *_MANY_BELOW))
    yield Page(name="no title", text=page_of("Weights of BERT.", TABLE))
    yield Page(name="nothing but the table", text=TABLE)


_MANY = ("bullet list", "line block", "code block with fences", "note", "simple table", "comment with a broken table")
_MANY_BELOW = (
    BLOCKS["grid table with spans"],
    BLOCKS["literal block with a shell pipe"],
    BLOCKS["list table"],
    BLOCKS["quoted literal block of bars"],
    BLOCKS["footnotes"],
)

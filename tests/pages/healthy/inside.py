"""Tables of weights in healthy pages of every form: what they stand in, what stands in them, how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.pages.healthy.page import (
    BASE,
    DETAILS,
    FIGURE,
    HEADER,
    LARGE,
    LARGE_DETAILS,
    SECOND,
    TABLE,
    TITLE,
    Page,
    grid,
    indented,
    page_of,
    weights,
)

#: What a table may stand in.
AROUND: Mapping[str, Callable[[str], str]] = {
    "note": lambda table: f".. note::\n\n{indented(table)}\n   End of the note.\n",
    "table directive": lambda table: f".. table:: Weights of BERT\n   :widths: auto\n\n{indented(table)}",
    "only": lambda table: f".. only:: html\n\n{indented(table)}",
    "container": lambda table: f".. container:: wide\n\n{indented(table)}",
    "admonition in a list": lambda table: f"- first\n- .. tip::\n\n{indented(table, '     ')}\n  still in the item\n",
    "bullet": lambda table: f"- The weights:\n\n{indented(table, '  ')}\n- next\n",
    "enumeration": lambda table: f"1. The weights:\n\n{indented(table)}\n2. next\n",
    "block quote": lambda table: f"Somebody said:\n\n{indented(table, '    ')}\n    -- somebody\n",
    "definition": lambda table: f"weights\n{indented(table)}\nheads\n   others\n",
    "field": lambda table: f":Name: BERT\n:Weights:\n{indented(table)}\n:End: here\n",
    "figure's legend": lambda table: f".. figure:: stack.png\n\n   The caption.\n\n{indented(table)}",
    "behind a target": lambda table: f"See `the table`_.\n\n.. _the table:\n\n{table}",
    "behind a class": lambda table: f".. class:: wide\n\n{table}",
    "footnote": lambda table: f"As listed [1]_.\n\n.. [1] The weights:\n\n{indented(table)}",
    "between paragraphs": lambda table: f"Above, with a | bar.\n\n{table}\nBelow, with a | bar.\n",
    "twice nested": lambda table: f".. note::\n\n   .. only:: html\n\n{indented(table, '      ')}",
    "behind a tab": lambda table: f"Somebody said:\n\n{indented(table, _TAB)}",
}

_TAB = "\t"
_TARGET = "\n.. _bert paper: https://example.com/bert\n"
#: What may stand in the details of a row, and what the page then has below its table.
CELLS: Mapping[str, tuple[str, str]] = {
    "roles": ("As :ref:`told <guide>` in :doc:`/start`.", ""),
    "footnote reference": ("Smaller [1]_ than most.", "\n.. [1] A note.\n"),
    "automatic footnote": ("Smaller [#]_ than most.", "\n.. [#] A note.\n"),
    "citation reference": ("See [Dev18]_.", "\n.. [Dev18] Devlin et al.\n"),
    "substitution": ("Made by |who|.", "\n.. |who| replace:: a group\n"),
    "reference": ("See `bert paper`_.", _TARGET),
    "reference to two lines": ("See `bert paper`_.", "\n.. _bert paper:\n   https://example.com/a/long/path\n"),
    "reference to a chain": ("See first_.", "\n.. _first:\n.. _second: https://example.com/both\n"),
    "anonymous reference": ("See `the paper`__.", "\n__ https://example.com/bert\n"),
    "anonymous name": ("See paper__.", "\n.. __: https://example.com/bert\n"),
    "embedded link": ("See `the paper <https://example.com/a_b>`_.", ""),
    "embedded internal link": ("As `described <bert paper_>`_ by its authors.", _TARGET),
    "two references": (
        "Please refer to:\n`one/two`_\nand three_.",
        "\n.. _one/two: https://x.org/1\n.. _three: https://x.org/3\n",
    ),
    "url": ("From https://example.com/a_b_c.", ""),
    "image": ("\n.. image:: stack.png\n   :alt: stack", ""),
    "bullet list": ("\n- cased\n\n  - nested\n\n- uncased", ""),
    "list at once": ("\n* cased\n* uncased", ""),
    "literal block": ("\nLoaded by::\n\n  load | tee log\n", ""),
    "code block": ("\n.. code-block:: sh\n\n   load it\n", ""),
    "two paragraphs": ("\nTrained on cased text.\n\nTuned on a quiz.", ""),
    "definition": ("\ncased\n  upper and lower", ""),
    "fields": ("\n:cased: no\n:licence: MIT", ""),
    "line block": ("\n| one\n| two", ""),
    "note": ("\n.. note:: Not for production.", ""),
    "emphasis": ("*Trained* on **lower-cased** text.", ""),
    "literal with a bar": ("Ends with ``a|b`` or ``<|endoftext|>``.", ""),
    "escapes": (r"A \*star and a\ *middle*\ part.", ""),
    "math": ("Scaled by :math:`x^2`.", ""),
    "cjk": ("在小写的英文文本上训练。", ""),
    "emoji": ("Fast 🚀 and small.", ""),
    "combining characters": ("か\u3099 and e\u0301 are one column.", ""),
    "comment": ("\n.. kept by hand", ""),
    "deeper line": ("\nwords\n   31,000 and more", ""),
    "enumeration": ("\n1. Trained.\n2. Tuned.", ""),
    "markdown": ("[paper](https://example.com/a_b) says so.", ""),
    "year and other numbers": ("In 2018, on 3,300 million words, 16 TPUs.", ""),
    "embedding": ("Vocabulary of 30,522 words.", ""),
    "remark": ("Note: keep the format of inputs.", ""),
    "distilled from another": ("The teacher is ``bert-large-uncased``.", ""),
    "hyphens": ("--- a dash -- and a | bar", ""),
}

#: Other ways to write the name of the first row.
NAMES: Mapping[str, tuple[str, str]] = {
    "footnote": (f"{BASE} [1]_", "\n.. [1] A note.\n"),
    "link": ("`bert-base-uncased`_", "\n.. _bert-base-uncased: https://example.com/bert-base-uncased\n"),
    "link around": ("`bert-base-uncased <https://example.com/bert>`_", ""),
    "strong": ("**bert-base-uncased**", ""),
    "plain": ("bert-base-uncased", ""),
    "remark": (f"{BASE}\n(default)", ""),
    "role": (":ref:`bert-base-uncased <base>`", ""),
}
LANGUAGES = (
    "English,\nGreek",
    "102 languages",
    "English and Chinese",
    "*English*",
    "English [1]_",
    "en",
    "英文",
    ":sub:`en`",
)

#: Other words for the figures of the details, with the passage that is wrong.
WORDINGS: Mapping[str, tuple[str, tuple[str, str]]] = {
    "exact count": ("12-layer, 768-hidden,\n12-heads, 109,482,240 parameters.", ("109,482,240", "340,482,240")),
    "exact count without commas": (
        "12-layer, 768-hidden,\n12-heads, 109482240 parameters.",
        ("109482240", "340482240"),
    ),
    "million": ("12-layer, 768-hidden,\n12-heads, 109 million parameters.", ("109 million", "340 million")),
    "billion": ("12-layer, 768-hidden,\n12-heads, 0.11B parameters.", ("0.11B", "0.34B")),
    "decimals": ("12-layer, 768-hidden,\n12-heads, 109.48M parameters.", ("109.48M", "340.48M")),
    "chinese": ("12层，768隐藏单元，\n12个注意力头，1.09亿参数。", ("1.09亿", "3.40亿")),
    "ten thousands": ("12-layer, 768-hidden,\n12-heads, 10948万参数。", ("10948万", "34048万")),
    "phrases": ("12 layers, hidden size 768,\n12 attention heads, 109M parameters.", ("size 768", "size 512")),
    "heads in words": (
        "12 layers, hidden size 768,\n12 attention heads, 109M parameters.",
        ("12 attention", "16 attention"),
    ),
    "thin spaces": ("12-layer, 768-hidden,\n12-heads, 109\u2009M parameters.", ("109\u2009M", "340\u2009M")),
    "no-break spaces": ("12-layer, 768-hidden,\n12-heads, 109\u00a0M parameters.", ("109\u00a0M", "340\u00a0M")),
    "wrong layers": (DETAILS, ("12-layer", "24-layer")),
    "wrong hidden size": (DETAILS, ("768-hidden", "512-hidden")),
    "wrong heads": (DETAILS, ("12-heads", "16-heads")),
    "figures on one line": ("12-layer, 768-hidden, 12-heads, 109M parameters. Uncased.", FIGURE),
    "figures behind words": ("Uncased.\n12-layer, 768-hidden,\n12-heads, 109M parameters.", FIGURE),
    "figures in a list": ("- 12-layer\n- 768-hidden\n- 12-heads\n- 109M parameters", FIGURE),
    "figures that are strong": ("12-layer, **768-hidden**,\n12-heads, **109M parameters**.", FIGURE),
}

_LINE = "12-layer, 768-hidden, 12-heads, 109M parameters."
_LARGE_LINE = "24-layer, 1024-hidden, 16-heads, 335M parameters."
_SPANNED = """\
+--------+-------------------------+----------+----------------------------+
| Model  | Pretrained Weight       | Language | Details of the model       |
+========+=========================+==========+============================+
|BERT_   |``bert-base-uncased``    | English  | 12-layer, 768-hidden,      |
|        |                         |          | 12-heads, 109M parameters. |
|        |                         |          | BERT base                  |
|        +-------------------------+----------+----------------------------+
|        |``bert-large-uncased``   | English  | 24-layer, 1024-hidden,     |
|        |                         |          | 16-heads, 335M parameters. |
+--------+-------------------------+----------+----------------------------+
|XLNet_  |``xlnet-large-cased``    | English  | 24-layer, 1024-hidden,     |
|        |                         |          | 16-heads, 360M parameters. |
|        +-------------------------+----------+----------------------------+
|        |``chinese-xlnet-large``  | Chinese  | 24-layer, 1024-hidden,     |
|        |                         |          | 16-heads, 360M parameters. |
+--------+-------------------------+----------+----------------------------+

.. _BERT: https://example.com/bert
.. _XLNet: https://example.com/xlnet
"""
_SECTION = """\
+------------------------+----------+----------------------------+
| Pretrained Weight      | Language | Details of the model       |
+========================+==========+============================+
| **What was learned from English**                              |
+------------------------+----------+----------------------------+
| ``bert-base-uncased``  | English  | 12-layer, 768-hidden,      |
|                        |          | 12-heads, 109M parameters. |
+------------------------+----------+----------------------------+
| **Chinese models**     | those that were asked for             |
+------------------------+----------+----------------------------+
| ``bert-base-chinese``  | Chinese  | 12-layer, 768-hidden,      |
|                        |          | 12-heads, 102M parameters. |
+------------------------+----------+----------------------------+
"""
_LANGUAGE_SPANNED = """\
+------------------------+----------+----------------------------+
| Pretrained Weight      | Language | Details of the model       |
+========================+==========+============================+
| ``bert-base-uncased``  | English  | 12-layer, 768-hidden,      |
|                        |          | 12-heads, 109M parameters. |
+------------------------+          +----------------------------+
| ``bert-large-uncased`` |          | 24-layer, 1024-hidden,     |
|                        |          | 16-heads, 335M parameters. |
+------------------------+----------+----------------------------+
"""
_SIMPLE = f"""\
======================  ========  {"=" * len(_LARGE_LINE)}
Pretrained Weight       Language  Details of the model
======================  ========  {"=" * len(_LARGE_LINE)}
``bert-base-uncased``   English   {_LINE}
``bert-large-uncased``  English   {_LARGE_LINE}
======================  ========  {"=" * len(_LARGE_LINE)}
"""
_SIMPLE_OF_LINES = """\
======================  ========  ==========================
Pretrained Weight       Language  Details of the model
======================  ========  ==========================
``bert-base-uncased``   English   12-layer, 768-hidden,
                                  12-heads, 109M parameters.

                                  Uncased | lower-cased.

``bert-large-uncased``  English   24-layer, 1024-hidden,
                                  16-heads, 335M parameters.
======================  ========  ==========================
"""
_LIST_TABLE = f"""\
.. list-table:: Weights of BERT
   :header-rows: 1
   :widths: 2 1 4

   * - Pretrained Weight
     - Language
     - Details of the model
   * - {BASE}
     - English
     - {_LINE}

       Knows lower case alone.
   * - {LARGE}
     - English
     - {_LARGE_LINE}
"""
_CSV_TABLE = f"""\
.. csv-table:: Weights of BERT
   :header: "Pretrained Weight", "Language", "Details of the model"
   :widths: 20, 10, 40

   "{BASE}", "English", "{_LINE}"
   "{LARGE}", English, "{_LARGE_LINE}"
"""
_NESTED = f"""\
{grid([(grid([(BASE, "English", DETAILS), SECOND]).strip(), "kept by hand")], ("Weights", "Remark"))}"""

#: Tables in other forms, each with its passage to make wrong.
TABLES: Mapping[str, tuple[str, tuple[str, str] | None]] = {
    "no header": (grid([(BASE, "English", DETAILS), SECOND], None), FIGURE),
    "one row": (grid([(BASE, "English", DETAILS)]), FIGURE),
    "tight cells": (grid([(BASE, "English", DETAILS), SECOND], pad=""), FIGURE),
    "wide cells": (grid([(BASE, "English", DETAILS), SECOND], pad="    "), FIGURE),
    "four columns": (
        grid([(BASE, "English", DETAILS, "Apache-2.0"), (*SECOND, "MIT")], (*HEADER, "Licence")),
        FIGURE,
    ),
    "six columns": (
        grid(
            [("BERT", BASE, "English", DETAILS, "MIT", "0.4 GB"), ("BERT", *SECOND, "MIT", "1.3 GB")],
            ("Model", *HEADER, "Licence", "Size"),
        ),
        FIGURE,
    ),
    "languages first": (
        grid([("English", BASE, DETAILS), ("English", LARGE, LARGE_DETAILS)], ("Language", HEADER[0], HEADER[2])),
        FIGURE,
    ),
    "details first": (grid([(DETAILS, "English", BASE), (LARGE_DETAILS, "English", LARGE)], HEADER[::-1]), FIGURE),
    "two columns": (
        grid([(BASE, DETAILS), (LARGE, LARGE_DETAILS)], ("Pretrained Weight", "Details of the model")),
        FIGURE,
    ),
    "names and languages": (grid([(BASE, "English"), (LARGE, "English")], HEADER[:2]), None),
    "a column for each figure": (
        grid(
            [(BASE, "12", "768", "12", "109M"), (LARGE, "24", "1024", "16", "335M")],
            ("Model", "Layers", "Hidden size", "Heads", "Parameters"),
        ),
        ("| 109M ", "| 340M "),
    ),
    "chinese header": (
        grid([(BASE, "英文", DETAILS), (LARGE, "英文", LARGE_DETAILS)], ("预训练权重", "语言", "模型详情")),
        FIGURE,
    ),
    "other header": (grid([(BASE, "English", DETAILS), SECOND], ("Model Name", "Lang.", "Description")), FIGURE),
    "header of two lines": (
        grid([(BASE, "English", DETAILS), SECOND], ("Pretrained\nWeight", "Language", "Details of\nthe model")),
        FIGURE,
    ),
    "rows of a family that span": (_SPANNED, FIGURE),
    "rows that span all columns": (_SECTION, FIGURE),
    "a language that spans": (_LANGUAGE_SPANNED, FIGURE),
    "simple table": (_SIMPLE, FIGURE),
    "simple table of many lines": (_SIMPLE_OF_LINES, FIGURE),
    "list table": (_LIST_TABLE, FIGURE),
    "csv table": (_CSV_TABLE, FIGURE),
    "grid in a cell": (_NESTED, FIGURE),
    "order of its own": (grid([SECOND, (BASE, "English", DETAILS)]), FIGURE),
    "weights of several families": (
        grid(
            [
                (BASE, "English", DETAILS),
                ("``xlnet-large-cased``", "English", "24-layer, 1024-hidden,\n16-heads, 360M parameters."),
            ]
        ),
        FIGURE,
    ),
    "weights that nobody knows": (
        grid(
            [
                ("``npl4/bert-quiz``", "Dutch", "8-layer, 640-hidden,\n10-heads, 61M parameters."),
                ("``npl4/bert-song``", "Latin", "Tuned on songs."),
            ]
        ),
        None,
    ),
    "known and unknown": (
        grid([(BASE, "English", DETAILS), ("``npl4/bert-quiz``", "Dutch", "8-layer, 640-hidden.")]),
        FIGURE,
    ),
    "names that are cut in other catalogues": (
        grid(
            [
                ("``rbt3``", "Chinese", "3-layer, 768-hidden,\n12-heads, 38M parameters."),
                ("``rbtl3``", "Chinese", "3-layer, 1024-hidden,\n16-heads, 61M parameters."),
            ]
        ),
        None,
    ),
    "empty details": (grid([(BASE, "English", DETAILS), ("``npl4/bert-quiz``", "Dutch", "")]), FIGURE),
    "names further down in their cells": (grid([(f"\n{BASE}", "\nEnglish", DETAILS), SECOND]), FIGURE),
    "two tables under titles": (
        page_of(grid([(BASE, "English", DETAILS)]), "Large\n-----", grid([SECOND])),
        FIGURE,
    ),
    "two tables between words": (
        page_of(grid([(BASE, "English", DETAILS)]), "And the large one:", grid([SECOND])),
        FIGURE,
    ),
    "two tables between nothing": (page_of(grid([(BASE, "English", DETAILS)]), grid([SECOND])), FIGURE),
    "a wrong figure in the second table": (
        page_of(grid([SECOND]), "Base\n----", grid([(BASE, "English", DETAILS)])),
        FIGURE,
    ),
    "two tables of two kinds": (
        page_of(grid([(BASE, "English", DETAILS)]), _SIMPLE.replace("109M", "109.48M"), "End."),
        FIGURE,
    ),
}


def inside() -> Iterator[Page]:
    """Tables in blocks of every kind, with cells of every kind, and in every form."""
    for name, put in AROUND.items():
        yield Page(name=f"in a {name}", text=page_of(TITLE, put(TABLE)))
    for name, (cell, below) in CELLS.items():
        yield Page(name=f"cell with {name}", text=page_of(TITLE, weights(f"{DETAILS}\n{cell}")) + below)
    for name, (cell, below) in NAMES.items():
        yield Page(name=f"name with {name}", text=page_of(TITLE, weights(name=cell)) + below)
    for language in LANGUAGES:
        note = "\n.. [1] A note.\n" if "[1]_" in language else ""
        yield Page(name=f"language {language!r}", text=page_of(TITLE, weights(language=language)) + note)
    for name, (details, figure) in WORDINGS.items():
        yield Page(name=f"figures: {name}", text=page_of(TITLE, weights(details)), figure=figure)
    for name, (table, passage) in TABLES.items():
        yield Page(name=f"table: {name}", text=page_of(TITLE, table), figure=passage)


_PAGE = page_of(TITLE, "Weights of BERT.", TABLE, "The end | of the page.")
#: The same page in other bytes.
BYTES: Mapping[str, str] = {
    "carriage returns and line feeds": _PAGE.replace("\n", "\r\n"),
    "mixed line endings": _PAGE.replace("\n", "\r\n", 3),
    "byte order mark": f"\ufeff{_PAGE}",
    "byte order mark and carriage returns": "\ufeff" + _PAGE.replace("\n", "\r\n"),
    "no final newline": _PAGE.rstrip("\n"),
    "no final newline behind the table": page_of(TITLE, TABLE).rstrip("\n"),
    "blank lines at the end": f"{_PAGE}\n\n\n",
    "blanks at the end of prose": _PAGE.replace("Weights of BERT.", "Weights of BERT.  ").replace("page.", "page. \t"),
    "blanks at the end of rows": _PAGE.replace("|\n", "|  \n"),
    "blanks on blank lines": _PAGE.replace("\n\n", "\n   \n"),
    "tabs in prose": _PAGE.replace("Weights of", "Weights\tof"),
    "no-break spaces in prose": _PAGE.replace("Weights of", "Weights\u00a0of"),
    "zero-width spaces in prose": _PAGE.replace("Weights of", "Weights\u200b of"),
    "a long line": _PAGE.replace("Weights of BERT.", "word | " * 1000 + "end."),
    "many blank lines": _PAGE.replace("\n\n", "\n\n\n\n"),
    "full-width punctuation in prose": _PAGE.replace("Weights of BERT.", "ＢＥＲＴ｜权重：“下表”。"),
}


def written() -> Iterator[Page]:
    """One page in the bytes that editors leave."""
    for name, text in BYTES.items():
        yield Page(name=f"bytes: {name}", text=text)

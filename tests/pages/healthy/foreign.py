"""Healthy pages without any table of weights: manuals, changelogs, drawings, and prose that speaks of weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.pages.healthy.blocks import BLOCKS
from tests.pages.healthy.page import Page, page_of

_MANUAL_ROWS = "".join(
    f"| ``{name}``{' ' * (13 - len(name))}| {kind:<8} | {default:<9} | {meaning:<30} |\n"
    "+------------------+----------+-----------+--------------------------------+\n"
    for name, kind, default, meaning in (
        ("log.level", "string", "``info``", "one of ``info|debug``"),
        ("log.format", "string", "(none)", "see :ref:`formats`"),
        ("net.retries", "integer", "3", "0 | no retries at all"),
        ("net.timeout", "number", "1.5", "seconds"),
    )
)
_MANUAL = f"""\
Configuration
=============

Every key may stand in the file or in the environment::

   $ env | grep LOG | sort

+------------------+----------+-----------+--------------------------------+
| Key              | Type     | Default   | Meaning                        |
+==================+==========+===========+================================+
{_MANUAL_ROWS}
.. _formats:

Formats
-------

+------+--------------------+
| Form | Example            |
+======+====================+
| %d   | day | month | year |
+------+--------------------+
| %n   | - a name           |
|      | - or two           |
+------+--------------------+

Language
--------

+----------+------------------------+
| Language | Description            |
+==========+========================+
| English  | the default            |
+----------+------------------------+
| Chinese  | model names stay as is |
+----------+------------------------+

.. note:: Keys that were translated are kept in both languages.
"""
_OPTIONS = """\
Options of the command
======================

-v, --verbose    say more | less
-f FORM          ``text|json``

=========  ======================
Exit code  Meaning
=========  ======================
0          nothing | or all well
1          findings
=========  ======================

.. option:: --model NAME

   | one of
   | ``small``
   | ``large``
"""
_API = """\
BertModel
=========

.. py:class:: BertModel(config, *, heads=12)

   The model with 12 layers; ``bert-base-uncased`` has 110M parameters.

   :param config: a ``dict | str``
   :type config: dict or str
   :rtype: Tensor | None

   .. code-block:: python

      def load(name: str | None = None) -> "BertModel":
          return BertModel.from_pretrained(name or "bert-base-uncased")

   +-----------+------------------+
   | Argument  | Shape            |
   +===========+==================+
   | input_ids | [batch, seq_len] |
   +-----------+------------------+
"""
_CHANGELOG = """\
Changelog
=========

2.1 (2021-10-01)
----------------

* ``bert-large-cased`` | ``bert-base-cased``: weights were added
* translation models keep their format

  .. code-block:: diff

     -| ``bert-base-cased`` | English | 12-layer
     +| ``bert-base-cased`` | English | 12-layer, |
     +---

2.0
---

| First release.
| Thanks to all.
"""
_ART = """\
Architecture
============

::

   +----------+      +-----------+      +---------+
   |  client  |----->|  gateway  |----->| storage |
   +----------+      +-----+-----+      +---------+
                           |
                     +-----v-----+
                     |   queue   |
                     +-----------+

The gateway | queue pair is replicated::

      o
     /|\\
     / \\
"""
_ONE_COLUMN = """\
Names
=====

+----------------+
| Model          |
+================+
| a small one    |
+----------------+
| a large one    |
+----------------+

+-----------------------------+
| All in a box, with a | bar. |
+-----------------------------+
"""
_PROSE = """\
Choosing a weight
=================

Take ``bert-base-uncased`` (12-layer, 768-hidden, 12-heads, 110M parameters) for English and
``bert-base-chinese`` for Chinese. | Pretrained Weight | is what the table of another page is headed by.

Note: The translation of this page keeps technical terms and the table format.

1. Preserving the exact formatting (markdown/rst/code) matters.
2. Keep the links.
"""
_SPEED = """\
Speed
=====

+-----------------------+---------+---------+
| Device                | fp32    | fp16    |
+=======================+=========+=========+
| one card              | 12 ms   | 7 ms    |
+-----------------------+---------+---------+
| eight cards           | 2 ms    |         |
+-----------------------+---------+---------+
| average               | 7 ms              |
+-----------------------+---------+---------+
"""
_QUOTED_TABLE = """\
How a page looks
================

A row of a page of weights is drawn so::

   | ``bert-base-uncased``  | English  | 12-layer, 768-hidden,      |
   |                        |          | 12-heads, 340M parameters. |
   +------------------------+----------+----------------------------+

.. code-block:: rst

   +-------------------+----------+----------------------+
   | Pretrained Weight | Language | Details of the model |
   +===================+==========+======================+
   | ``bert-base-cased`` | English | 12-layer

.. | ``bert-large-cased`` | English | 24-layer, 9M parameters |
   +---
"""
_CHINESE = """\
配置说明
========

+--------+--------+----------------+
| 参数   | 类型   | 说明           |
+========+========+================+
| layers | 整数   | 模型的层数｜默认12 |
+--------+--------+----------------+
""".replace("模型的层数｜默认12 ", "层数｜默认12   ")
_CSV_AND_LISTS = """\
Metrics
=======

.. csv-table:: Scores
   :header-rows: 1
   :delim: |

   Task|F1|Model
   quiz|81.2|a
   song|79.9|b

.. list-table::

   * - a | b
     - c
   * - d
     - - e
       - f
"""
_NO_TABLE = "Index\n=====\n\n.. toctree::\n\n   a\n   b\n"
_ONLY_TARGETS = (
    ".. _bert-base-uncased: https://example.com/bert-base-uncased\n.. _bert-large-uncased: https://example.com/l\n"
)
_SUBSTITUTED = """\
Norms
=====

The length ``|v|`` of |w| is also ``||v||``.

.. |w| replace:: *W*

+---------+-------+
| Vector  | Norm  |
+=========+=======+
| |w|     | 1     |
+---------+-------+

Words between a table and a remark.

.. note:: Norms are never negative.
"""
_README = """\
# tool

| Option | Meaning |
| --- | --- |
| `-a` | all \\| none |
| `-b` | both |

```sh
sort runs.txt | uniq
```

<table><tr><td>left</td><td>right</td></tr></table>

Load `bert-base-uncased` (12-layer, 110M parameters).
"""
_MARKDOWN_EXAMPLE = """\
# How a page looks

```markdown
| Pretrained Weight | Language | Details of the model |
| --- | --- | --- |
| `bert-base-uncased` | English | 12-layer, 340M parameters |
```

<!-- | `bert-base-cased` | English | -->
"""

#: Blocks that no other page of many blocks has room for: a title of its own style, and a table that names weights.
_ALONE = ("titles of two levels", "speeds of weights")
#: With what they are written in.
FOREIGN: Mapping[str, tuple[str, str]] = {
    "a manual of keys in grids": (_MANUAL, ".rst"),
    "options with bars": (_OPTIONS, ".rst"),
    "a page of an api": (_API, ".rst"),
    "a changelog": (_CHANGELOG, ".rst"),
    "drawings": (_ART, ".rst"),
    "tables of one column": (_ONE_COLUMN, ".rst"),
    "weights in prose alone": (_PROSE, ".rst"),
    "a table of speeds with a span": (_SPEED, ".rst"),
    "tables of weights as examples": (_QUOTED_TABLE, ".rst"),
    "a chinese manual": (_CHINESE, ".rst"),
    "csv and lists": (_CSV_AND_LISTS, ".rst"),
    "no table": (_NO_TABLE, ".rst"),
    "targets alone": (_ONLY_TARGETS, ".rst"),
    "substitutions": (_SUBSTITUTED, ".rst"),
    "empty": ("", ".rst"),
    "a line without end": ("Index", ".rst"),
    "every block in a row": (
        page_of("Everything", "==========\n", *(text for name, text in BLOCKS.items() if name not in _ALONE)),
        ".rst",
    ),
    "a readme": (_README, ".md"),
    "tables of weights as examples in markdown": (_MARKDOWN_EXAMPLE, ".md"),
}


def foreign() -> Iterator[Page]:
    """The pages, in which no figure is anybody's business; each also with carriage returns."""
    for name, (text, suffix) in FOREIGN.items():
        yield Page(name=name, text=text, figure=None, suffix=suffix)
        if "\n" in text:
            yield Page(name=f"{name}, crlf", text=text.replace("\n", "\r\n"), figure=None, suffix=suffix)

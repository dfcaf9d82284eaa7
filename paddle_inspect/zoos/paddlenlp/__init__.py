"""PaddleNLP's own knowledge: the only room that imports PaddlePaddle and PaddleNLP."""

from __future__ import annotations

"""paddle_inspect: what PaddlePaddle model-zoo weights really are, and documentation tables that say so.

Importing this package never imports PaddlePaddle.
"""

from paddle_inspect._version import __version__

__all__ = ["__version__"]

"""Weight files read from their headers alone: nothing in them is executed, no tensor data is loaded."""

from paddle_inspect.checkpoint.contents import Checkpoint, Section
from paddle_inspect.checkpoint.folder import read

__all__ = ["Checkpoint", "Section", "read"]

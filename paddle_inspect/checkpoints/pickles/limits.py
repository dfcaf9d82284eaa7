"""How much of each thing a pickle may have: what a checkpoint needs, and room to spare."""

from __future__ import annotations

#: The pickle protocols that paddle.save has ever written, the first and the last.
PROTOCOLS = (2, 5)
#: A tensor takes about 30 opcodes: these suffice for 400,000 tensors.
MAX_OPCODES = 20_000_000
#: Pickle writes the items of a dict in groups of 1000; a tuple stands on the stack as a whole.
MAX_STACK = 100_000
#: Marks that are open at once: one for each level of nesting, of which a checkpoint has 16 at most (`MAX_DEPTH`).
MAX_MARKS = 100
#: Longer texts are payloads (protocol 2 writes the bytes of an array as text), not names: those of the catalogue's
#: 1,183 different models have 87 characters at most.
MAX_TEXT_BYTES = 16 * 1024
#: Keys of a checkpoint are names, numbers, or a few of them together; each costs as much as it has parts.
MAX_KEY_PARTS = 8
#: Characters of a text that is one of these parts: wherever the key stands, it is spelled out anew.
MAX_KEY_TEXT = 1024
#: Names of modules and of functions; the longest that is allowed has 34 characters, the others stand in a message.
MAX_NAME_BYTES = 256
#: Integers of a checkpoint are sizes and counters; more digits than 32 bytes give only cost time.
MAX_INT_BYTES = 32
#: Python 2's text: its length has 31 bits and a sign.
MAX_BINSTRING = 2**31 - 1
#: How often the limits of the stack are checked, in opcodes.
CHECK_EVERY = 1024
#: Some values are copied from others; copying one again and again would cost more than the file's size.
SPARE_COPIES = 1000

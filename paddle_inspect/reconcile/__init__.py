"""What is known about each weight against what a page claims: pairing, choosing, correcting. Pure, without I/O."""

"""Documentation pages: read, reconciled with evidence, written."""

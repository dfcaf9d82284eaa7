"""Records as documents for people and as trees for scripts; no format."""

"""Libraries of models, one package each; the only importers of a framework."""

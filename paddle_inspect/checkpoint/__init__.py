"""Weight files read from their headers alone: nothing in them is executed, no tensor data is loaded."""

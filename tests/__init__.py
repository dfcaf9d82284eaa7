"""The tests; a package, so that they share their damage, their arithmetic and their fakes."""

"""See __main__ rooms."""

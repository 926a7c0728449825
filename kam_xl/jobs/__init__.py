"""One use case a file: gather what it needs, decide by pure code, apply the result."""

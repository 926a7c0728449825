"""The command line: one command a file; parses, calls a job, prints."""

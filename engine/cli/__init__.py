"""The command line: one file a verb. Nothing here decides anything about a claim."""

"""CMS tables as plain CSV, one file an edition; SOURCE.md states the origin of each. Read by `engine.tables`."""

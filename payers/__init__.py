"""Coding knowledge as data: policy files by source, and the CMS tables in `payers.tables`."""

"""Documented encounter in, best compliant claim out. Knows no policy syntax: rules arrive as a compiled RuleBook."""

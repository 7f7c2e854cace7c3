"""The grammar of the policy language, as data for `rules_dsl.parser`."""

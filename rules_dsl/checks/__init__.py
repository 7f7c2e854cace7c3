"""What a policy must keep to. One file a check; its docstring is its page: avoid, prefer, why."""

from rules_dsl.checks.run import check_policy

__all__ = ["check_policy"]

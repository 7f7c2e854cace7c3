"""Why a combination of lines cannot be billed: every minimal set of rules and facts that forbids it."""

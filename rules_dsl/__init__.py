"""Policy text to a checked, layered, dated rulebook. Never imports the engine or a solver."""

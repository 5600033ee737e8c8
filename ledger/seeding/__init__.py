"""Made-up households: one to look at, one to measure by. Deterministic."""

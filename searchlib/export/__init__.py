"""How do hits and records leave searchlib? As JSON Lines."""

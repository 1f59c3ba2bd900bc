"""How do hits and records leave searchlib? As tables, citations, JSON Lines."""

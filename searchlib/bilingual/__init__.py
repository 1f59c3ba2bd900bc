"""How do the two languages meet? Aligned passages, and the terms that say a word."""

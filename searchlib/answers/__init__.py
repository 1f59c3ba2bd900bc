"""What does a reader get? Hits with their passages, and other answers made of records."""

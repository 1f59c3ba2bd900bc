"""What lies in index/? Whole generations, and in each a catalogue of files and records."""

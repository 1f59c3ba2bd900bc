"""How is a name written in the other script? The parts of ``names.py``, one question each."""

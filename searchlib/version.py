"""Which version of searchlib is this?"""

__all__ = ["VERSION"]

VERSION = "0.1.0"

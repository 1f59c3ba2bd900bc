"""How well does searchlib do its work, beside others doing the same?"""

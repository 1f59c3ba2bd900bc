"""What does the description say? Shelfmarks, dates, titles and languages, read from its words.

- ``citations``: in which archive does it lie, under which shelfmark, and thanks to whom?
- ``archives``: under which names is one archive known?
- ``dates``: which days does a date mean?
- ``titles``: what kind of document is it, from whom, to whom?
- ``language_names``: which language does a label name?
"""

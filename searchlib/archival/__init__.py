"""What does the description say? Shelfmarks, dates, titles and languages, read from its words.

- ``citations``: in which archive does it lie, under which shelfmark, and thanks to whom?
- ``shelfmarks``, ``file_numbers``: which parts has a shelfmark, with fonds and without?
- ``archives``: under which names is one archive known?
- ``dates``, ``edtf``: which days does a date mean, as people write it and in EDTF?
- ``titles``: what kind of document is it, from whom, to whom?
- ``language_names``: which language does a label name?
"""

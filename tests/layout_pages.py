"""Pages of each family, with invented text, and how a test reads one."""

from __future__ import annotations

from searchlib.formats.layouts import read_page
from searchlib.records import Record, Shelfmark

URL = "https://digitalarchive.wilsoncenter.org/document"


def only(text: str) -> Record:
    (record,) = read_page(text, "page.txt")
    return record


def indexed(record: Record) -> str:
    return "\n".join([record.title, record.summary, *(text.body for text in record.texts)])


def marks(record: Record) -> tuple[Shelfmark, ...]:
    return record.citation.shelfmarks if record.citation else ()


OLD = f"""Search in
ADD SEARCH FILTER CANCEL SEARCH FILTER

Digital Archive International History Declassified

December 8, 1951

TELEGRAM NO. 5, BELOV TO CHERNOV

CITATION SHARE DOWNLOAD
  • Citation

    get citation

    Belov asks for coal.
    "Telegram No. 5, Belov to Chernov," December 8, 1951, History and Public Policy Program \
Digital Archive, AVP RF, f. 07, op. 2, d. 31, ll. 4-5. Translated by A. Translator. {URL}/900005
  • share document

    {URL}/900005

VIEW DOCUMENT IN

English HTML

To Comrade Chernov.

Coal has not come since Monday.

Belov
"""
EXPORT = f"""## **December 8, 1951**

### **Telegram No. 5, Belov to Chernov**

#### **Citation:**

"Telegram No. 5, Belov to Chernov", December 8, 1951, Wilson Center Digital Archive, AVP RF, \
f. 07, op. 2, d. 31, ll. 4-5. Translated by A. Translator. <{URL}/900005>

#### **Contents:**

Translation - English

To Comrade Chernov.

Coal has not come since Monday.

Belov
"""
NEW = """Skip to content

June 3, 1952

Cable from Belov to Chernov about Coal

This document was made possible with support from Blue Foundation

SECRET
3 pages

Comrade Chernov,

I ask you to send coal.

Belov

Document Information

RGANI, f. 5, op. 49, d. 131, ll. 193-194. Translated by A. Translator.

The History and Public Policy Program welcomes reuse of Digital Archive materials.

Original Uploaded Date

Record ID

Blue Foundation
"""
STRIPPED = """A neighbour is summarised here, which is not this record.
May 14, 1950
Ciphered Telegram No. 7, Belov to Chernov
This document was made possible with support from Some Foundation
Tenth Department
Top Secret
___________________________
Destination: PORT To Whom: Chernov
____________________
For Chernov.
The engine is broken.
Belov
5 copies
1. Comr. Dal
Belov tells that an engine is broken.
Author(s):
Associated People & Organizations
"""
FRUS = """893.796/8–1248: Telegram

The Secretary of State to the Ambassador in Ruritania ( Stuart )25

Washington, July 12,
1949—4 p. m.
[Received July 12—7:11 a. m.]
[Received July 12—7:11 a. m.]

1239. Your 1489, Aug 12 to Emb.26 Dept says there has been no change [Page 84] in policy. \
B29 and MIG15 stay.

Stuart

  1. Repeated to the Consul as No. 32.
  2. For the latter, see telegram No. 81, p. 5, supra.
"""

"""Small files of every format with many records; all prose in them is invented."""

from __future__ import annotations

import io
import json
import zipfile

FRUS = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0"
    xml:id="frus1949v99">
  <teiHeader>
    <fileDesc>
      <titleStmt>
        <title type="complete">Foreign Relations of the United States, 1949, Rivers and
            Harbors, Volume XCIX</title>
        <title type="series">Foreign Relations of the United States</title>
      </titleStmt>
      <publicationStmt><idno type="isbn-10"/><idno type="frus">frus1949v99</idno></publicationStmt>
      <sourceDesc><p>Released in 1976 as a printed book</p></sourceDesc>
    </fileDesc>
  </teiHeader>
  <text>
    <front>
      <pb n="III" xml:id="pg_III" facs="0007"/>
      <div type="section" xml:id="preface"><head>Preface</head><p>About this volume.</p></div>
    </front>
    <body>
      <pb n="83" xml:id="pg_83" facs="0090"/>
      <div type="compilation" xml:id="comp1">
        <head>Ruritania<note n="1" xml:id="comp1fn1">Continued from another volume.</note></head>
        <div type="document" xml:id="d98" n="98" subtype="historical-document"
            frus:doc-dateTime-min="1949-07-12T00:00:00-05:00"
            frus:doc-dateTime-max="1949-07-12T23:59:59-05:00">
          <note rend="inline" type="source">893.796/8–1248: Telegram</note>
          <head><hi rend="italic">The Chargé in Ruritania</hi> (<persName type="from"><hi
              rend="smallcaps">alden</hi></persName>) <hi rend="italic">to the <gloss
              type="to">Secretary of State</gloss></hi><note n="25" xml:id="d98fn25">Repeated to
              the Consul at Zenda as No. 32.</note></head>
          <opener>
            <seg rendition="#left"><hi rend="smallcaps">top secret</hi></seg>
            <dateline rendition="#right"><placeName>Strelsau</placeName>, <date
                when="1949-07-12" calendar="gregorian">July 12, 1949—4 p. m.</date></dateline>
            <note type="received" rend="inline">[Received July 12—7:11 a. m.]</note>
          </opener>
          <p>1239. The harbour master says<note n="26" xml:id="d98fn26">In telegram No. 81,
              <hi rend="italic">supra</hi>.</note> that no coal has come since <pb n="84"
              xml:id="pg_84" facs="0091"/>the spring. He asks for: <list>
              <label><hi rend="italic">a</hi>.</label> <item>forty barges;</item>
              <label><hi rend="italic">b</hi>.</label> <item>two tugs.</item>
            </list> Nothing else is wanted.</p>
          <table><row><cell>Month</cell><cell>Tons</cell></row>
            <row><cell>May</cell><cell>120</cell></row></table>
          <frus:attachment>
            <head>[Enclosure]</head>
            <opener><dateline><date when="1949-07-01">July 1, 1949</date></dateline></opener>
            <p>A list of the barges.<note n="27" type="source">Not printed.</note></p>
          </frus:attachment>
          <closer><signed><hi rend="smallcaps">Alden</hi></signed></closer>
        </div>
        <pb n="85" xml:id="pg_85" facs="0092"/>
        <div type="document" xml:id="d99" n="99" subtype="editorial-note"
            frus:doc-dateTime-min="1949-08-01T00:00:00-05:00"
            frus:doc-dateTime-max="1949-09-30T23:59:59-05:00">
          <head>99. Editorial Note</head>
          <p>The barges came in August.</p>
        </div>
        <div type="document" xml:id="d100" n="100" subtype="historical-document">
          <head>100. Memorandum From the Chief of Harbors (Brand) to the Director of
              Rivers<note n="1" xml:id="d100fn1" type="source">Source: National Archives, RG 59,
              Central Files, 893.796/9–149. Secret; Priority. Drafted by <persName>Brand</persName>.
              </note></head>
          <opener><dateline><date from="1949-09-01" to="1949-09-03">September 1 to 3,
              1949</date></dateline></opener>
          <p>The tugs are still missing.</p>
        </div>
      </div>
    </body>
    <back><div type="section" subtype="index"><head>Index</head><list><item>Barges, 84</item>
    </list></div></back>
  </text>
</TEI>
"""

LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a letter, with its description in the header -->
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">
  <teiHeader>
    <fileDesc>
      <titleStmt><title>Письмо Ивана Баркова Петру Лоцману</title></titleStmt>
      <publicationStmt><idno type="URL">https://letters.example.org/edition/17</idno></publicationStmt>
      <sourceDesc><msDesc><msIdentifier>
        <country>Россия</country><repository>РГАЛИ</repository>
        <idno><idno type="fond">2567</idno><idno type="opis">1</idno><idno type="delo">33</idno>
          <idno type="listy">4-6</idno></idno>
      </msIdentifier></msDesc></sourceDesc>
    </fileDesc>
    <profileDesc>
      <abstract><p>О барже, севшей на мель.</p></abstract>
      <langUsage><language ident="rus">Russian</language></langUsage>
      <correspDesc>
        <correspAction type="sent"><persName>Иван Барков</persName><placeName>Зенда</placeName>
          <date notBefore="1913-05-01" notAfter="1913-05-31">май 1913</date></correspAction>
        <correspAction type="received"><persName>Пётр Лоцман</persName></correspAction>
      </correspDesc>
    </profileDesc>
  </teiHeader>
  <text>
    <body><div type="letter">
      <opener><salute>Милостивый государь!</salute></opener>
      <p>Баржа <choice><sic>сѣла</sic><corr>села</corr></choice> на мель у <choice><abbr>г.</abbr>
        <expan>города</expan></choice>&#160;Зенды<gap/>, и <foreign xml:lang="en">Captain
        Brown</foreign> велѣлъ ждать.<lb/>Воды мало.</p>
      <closer><signed>И. Барков</signed></closer>
    </div></body>
  </text>
</TEI>
"""

BILINGUAL = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader><fileDesc><titleStmt><title>Телеграмма о барже</title></titleStmt>
    <publicationStmt><p/></publicationStmt><sourceDesc><bibl>РГАСПИ, ф. 17, оп. 3, д. 25, л. 4
    </bibl></sourceDesc></fileDesc></teiHeader>
  <text><body>
    <div type="original" xml:lang="ru"><pb n="4"/>
      <p>Баржа села на мель.<note n="1">У Зенды.</note></p><p>Ждём <pb n="5"/>воды.</p></div>
    <div type="translation" xml:lang="en">
      <p>The barge ran aground.</p><p>We wait for water.</p></div>
  </body></text>
</TEI>
"""

PARALLEL = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Two
columns</title></titleStmt></fileDesc></teiHeader><text><body><table>
<row><cell xml:lang="ru">Баржа стоит.</cell><cell xml:lang="en">The barge stands.</cell></row>
<row><cell xml:lang="ru">Лёд идёт.</cell><cell xml:lang="en">The ice moves.</cell></row>
</table></body></text></TEI>"""

EAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd (Encoded Archival Description (EAD)
 Version 2002)//EN" "ead.dtd">
<ead><eadheader><eadid>f17</eadid></eadheader>
<archdesc level="fonds"><did><repository><corpname>ГАРФ</corpname></repository>
  <unitid>Р-5446</unitid><unittitle>Управление рек</unittitle>
  <langmaterial><language langcode="rus">Русский</language></langmaterial></did>
  <scopecontent><p>Всё о реках.</p></scopecontent>
  <dsc>
    <c01 level="otherlevel" otherlevel="opis"><did><unitid>1</unitid>
      <unittitle>Переписка</unittitle></did>
      <c02 level="file"><did><unitid>33</unitid><unittitle>Письма о баржах &mdash; Зенда</unittitle>
        <unitdate normal="1949-05-18/1950">18 мая 1949 — 1950</unitdate>
        <abstract>Дело о баржах.</abstract></did>
        <scopecontent><head>Содержание</head><p>Переписка о мели.</p><p>Карты.</p></scopecontent>
      </c02>
      <c02 level="file"><did><unitid>34</unitid>
        <unittitle>Letter from A. Alden to B. Brand</unittitle>
        <unitdate>June, 1934</unitdate><langmaterial><language langcode="eng"/></langmaterial>
        <dao href="https://scans.example.org/34"/></did>
      </c02>
    </c01>
  </dsc>
</archdesc></ead>
"""

EAD3 = """<ead xmlns="http://ead3.archivists.org/schema/"><control><recordid>x</recordid></control>
<archdesc level="collection"><did><repository><corpname><part>Example Archive</part></corpname>
  </repository><unitid>MC-001</unitid><unittitle>Alden papers</unittitle></did>
  <dsc><c level="series"><did><unitid>MC-001/2</unitid><unittitle>Letters</unittitle></did>
    <c level="file"><did><unitid>MC-001/2/7</unitid><unittitle>On coal</unittitle>
      <unitdatestructured><daterange><fromdate standarddate="1948-01">January 1948</fromdate>
      <todate standarddate="1949">1949</todate></daterange></unitdatestructured></did>
      <c level="item"><did><unittitle>Note</unittitle></did></c>
      <c level="item"><did><unittitle>Note</unittitle></did></c>
    </c></c></dsc></archdesc></ead>
"""

OBJECTS = [
    {
        "id": "barge-1",
        "title": "Letter, Alden to Brand",
        "date": "May 18, 1949",
        "citation": "AP RF, f. 4, op. 1, d. 331, ll. 59-61",
        "languages": ["ru"],
        "ru": "Баржа села на мель.",
        "en": "The barge ran aground.",
    },
    {
        "Заголовок": "Записка об угле",
        "Дата": "июнь 1934 г.",
        "Шифр": "РГАСПИ, ф. 17, оп. 3, д. 25",
        "Текст": "Уголь кончился.",
        "Перевод (англ.)": "The coal has run out.",
        "Отправитель": "Барков; Лоцман",
        "цвет": "синий",
    },
]
JSON_LINES = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in OBJECTS)

TABLE = """Заголовок;Дата;Архив;Фонд;Опись;Дело;Листы;Текст;Перевод
Записка об угле;июнь 1934 г.;РГАСПИ;17;3;25;4-6;"Уголь ""Донбасс"" кончился.
Ждём; вагонов нет.";The coal has run out.
Письмо о барже;18.05.1949;ГАРФ;Р-5446;1;33;;Баржа села на мель.;
"""

MARKDOWN = "# Записка\n\nБаржа села на мель.\n"


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()

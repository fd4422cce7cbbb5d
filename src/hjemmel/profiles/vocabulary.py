"""Common Norwegian names, streets, places and phrases that example data is made of. Words only, no logic.

Names are among the most usual in the country, so that no combination points at anybody."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    Anne Inger Kari Marit Ingrid Liv Eva Berit Astrid Bjørg Hilde Anna Solveig Marianne Randi Ida Nina
    Maria Elisabeth Kristin Bente Heidi Silje Hanne Linda Tone Gerd Anita Elin Tove Camilla Ragnhild
    Wenche Ellen Nora Julie Emma Karin Emilie Hege Mona Ann Åse Laila Ingeborg Ellinor Sofie Thea
    Karoline Stine Mette Grete Maren Unni Turid Sigrid Lene Trine Line Guro Jan Per Bjørn Ole Lars Kjell
    Knut Svein Arne Thomas Hans Geir Tor Morten Terje Odd Erik Martin Andreas John Anders Rune Trond
    Tore Daniel Jon Kristian Marius Tom Stian Harald Olav Magnus Fredrik Øyvind Rolf Håkon Henrik Leif
    Espen Jonas Gunnar Kristoffer Eirik Helge Nils Steinar Einar Øystein Frode Håvard Kåre Sindre Roar
    Vidar Jørgen Sverre Sigurd Jakob Tobias Sondre Torbjørn
""")

LAST_NAMES = _words("""
    Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen
    Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund
    Sørensen Jakobsen Moen Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen
    Bakken Kristoffersen Mathisen Lie Amundsen Nguyen Rasmussen Lunde Solheim Berge Moe Nygård Bakke
    Kristensen Fredriksen Holm Lien Hauge Christensen Andresen Nielsen Knudsen Evensen Sæther Aas
    Hanssen Myhre Haugland Thomassen Simonsen Sivertsen Berntsen Danielsen Arnesen Rønning Sandvik Næss
    Antonsen Haug Ellingsen Edvardsen Thorsen Vik Gulbrandsen Birkeland Ruud Aasen Strøm Abrahamsen
    Tangen Myklebust Eliassen Ødegård Jenssen Helland Bøe Mikkelsen Brekke Tveit Engen Fjeld Ali Bråthen
    Madsen Hermansen Gjerde Isaksen Wold Nilssen Aune Ottesen Samuelsen Torgersen Dahle Foss Langeland
    Bjerke Vangen Skaar Sunde Hovland Rød Lorentzen Bang Håland Mørk
""")

STREETS = _words("""
    Storgata Kirkegata Skolegata Strandgata Havnegata Jernbanegata Torggata Parkveien Skolevegen
    Bakkeveien Solveien Bjørkeveien Granveien Furuveien Lindeveien Eikeveien Rogneveien Ospeveien
    Heggeveien Kløverveien Åsveien Bekkeveien Elveveien Fjellveien Skogveien Nordliveien Solbakken
    Sørhellinga Vestlia Østmarka Møllegata Verksgata Industriveien Lagerveien Sagveien Brugata
    Toppenveien Ringveien Kvernveien Nøtteveien
""")

POSTAL_PLACES: tuple[tuple[str, str], ...] = (
    ("0155", "Oslo"), ("0253", "Oslo"), ("0366", "Oslo"), ("0475", "Oslo"), ("0581", "Oslo"),
    ("0663", "Oslo"), ("1337", "Sandvika"), ("1400", "Ski"), ("1532", "Moss"), ("1606", "Fredrikstad"),
    ("1706", "Sarpsborg"), ("1767", "Halden"), ("1850", "Mysen"), ("2000", "Lillestrøm"),
    ("2208", "Kongsvinger"), ("2317", "Hamar"), ("2406", "Elverum"), ("2609", "Lillehammer"),
    ("2815", "Gjøvik"), ("3015", "Drammen"), ("3111", "Tønsberg"), ("3210", "Sandefjord"),
    ("3256", "Larvik"), ("3510", "Hønefoss"), ("3611", "Kongsberg"), ("3715", "Skien"),
    ("3915", "Porsgrunn"), ("4006", "Stavanger"), ("4306", "Sandnes"), ("4513", "Mandal"),
    ("4612", "Kristiansand"), ("4836", "Arendal"), ("5003", "Bergen"), ("5053", "Bergen"),
    ("5221", "Nesttun"), ("5414", "Stord"), ("5525", "Haugesund"), ("5704", "Voss"),
    ("6002", "Ålesund"), ("6413", "Molde"), ("6509", "Kristiansund"), ("6800", "Førde"),
    ("6856", "Sogndal"), ("7010", "Trondheim"), ("7030", "Trondheim"), ("7500", "Stjørdal"),
    ("7713", "Steinkjer"), ("7800", "Namsos"), ("8006", "Bodø"), ("8622", "Mo i Rana"),
    ("8514", "Narvik"), ("9008", "Tromsø"), ("9405", "Harstad"), ("9510", "Alta"), ("9800", "Vadsø"),
    ("9900", "Kirkenes"),
)  # fmt: skip

COMPANY_FIRST = _words("""
    Granli Fjordvik Solhaug Nordmo Elvestad Bergheim Havblikk Skogtun Åsbakk Lysåker Kvernbekk Furulund
    Steinvik Myrdal Tindevik Sjøvik Bjørkelia Østvang Vestbrygga Høgåsen Rognmo Ospelund Lindtun
    Hasselbakk Nøttelia Fossmo Eikhaug Brattlia Storvang Langbrekka
""")
COMPANY_SECOND = _words("""
    Bygg Eiendom Transport Regnskap Rør Elektro Consult Handel Kontor Maskin Design Hotell Trykk Mat
    Helse Bil Verksted Data Møbler Sport Kurs Renhold Vakt Kafé Service
""")

ROLES = (
    "daglig leder",
    "innkjøper",
    "kontorleder",
    "markedssjef",
    "prosjektleder",
    "resepsjonist",
    "økonomiansvarlig",
    "salgssjef",
    "personalsjef",
    "butikksjef",
    "lagersjef",
    "styreleder",
)

NOTES = (
    "Spurte om pris på krus med logo.",
    "Ønsker prøve før bestilling.",
    "Vil ha levering før messen.",
    "Meldte om feil farge på trykket.",
    "Avtalt ny levering.",
    "Spurte om miljømerking.",
    "Ønsker samlet faktura.",
    "Logo mottatt som vektorfil.",
    "Bekreftet antall og størrelser.",
    "Ba om leveringstid på hettegensere.",
    "Reklamasjon behandlet, ny vare sendt.",
    "Ønsker katalog for høsten.",
)

"""Countries as payments use them: ISO 3166 with Kosovo, families that share account codes, names in free text."""

import re
from functools import lru_cache
from types import MappingProxyType

import pycountry
from schwifty import registry

COUNTRIES: frozenset[str] = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
"""ISO 3166-1 alpha-2, with the user-assigned XK that BICs and IBANs carry (research/iso20022.md 4.2)."""

PARENTS: MappingProxyType[str, str] = MappingProxyType(
    {
        # French overseas territories: accounts carry FR IBANs (jurisdictions.csv, notes of BL to YT).
        **dict.fromkeys("BL GF GP MF MQ NC PF PM RE TF WF YT".split(), "FR"),
        # Crown dependencies: accounts carry GB IBANs (jurisdictions.csv, notes of GG, IM, JE).
        **dict.fromkeys("GG IM JE".split(), "GB"),
        # Åland accounts carry FI; Danish banks serve the Faroes and Greenland (research/recall.md 9 rule 3).
        "AX": "FI",
        "FO": "DK",
        "GL": "DK",
        # US territories: "use the US row" (jurisdictions.csv); they have ABA numbers and US or own BICs.
        **dict.fromkeys("AS GU MP PR VI UM".split(), "US"),
        "BQ": "NL",
        "SJ": "NO",
    }
)
"""Territory → the country whose codes its accounts may carry. The two agree; they are not a disagreement."""

OWN_AUTHORITIES: frozenset[str] = frozenset({"GB", "FR"})
"""Parents whose IBAN prefix does not settle the jurisdiction: the territories have rows of their own."""

# Names in use beside those of ISO 3166, in capitals without full stops.
_ALIASES = {
    "GREAT BRITAIN": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB", "NORTHERN IRELAND": "GB", "UK": "GB",
    "USA": "US", "UNITED STATES OF AMERICA": "US", "UAE": "AE", "HONGKONG": "HK", "HONG KONG SAR": "HK",
    "MACAU": "MO", "MACAU SAR": "MO", "PR CHINA": "CN", "P R CHINA": "CN", "PRCHINA": "CN",
    "PEOPLES REPUBLIC OF CHINA": "CN", "PEOPLE'S REPUBLIC OF CHINA": "CN", "TAIWAN": "TW", "TAIWAN ROC": "TW",
    "KOREA": "KR", "SOUTH KOREA": "KR", "REPUBLIC OF KOREA": "KR", "NORTH KOREA": "KP", "VIETNAM": "VN",
    "RUSSIA": "RU", "TURKEY": "TR", "TURKIYE": "TR", "CZECH REPUBLIC": "CZ", "HOLLAND": "NL",
    "THE NETHERLANDS": "NL", "IVORY COAST": "CI", "COTE D'IVOIRE": "CI", "LAOS": "LA", "BOLIVIA": "BO",
    "VENEZUELA": "VE", "TANZANIA": "TZ", "MOLDOVA": "MD", "MACEDONIA": "MK", "IRAN": "IR", "SYRIA": "SY",
    "BRUNEI": "BN", "KOSOVO": "XK", "CAPE VERDE": "CV", "SWAZILAND": "SZ", "BURMA": "MM", "PALESTINE": "PS",
    "REPUBLIC OF IRELAND": "IE", "DEUTSCHLAND": "DE", "ESPANA": "ES", "ITALIA": "IT", "SCHWEIZ": "CH",
    "SUISSE": "CH", "OESTERREICH": "AT", "BELGIE": "BE", "BELGIQUE": "BE", "BRASIL": "BR", "VATICAN": "VA",
    "VATICAN CITY": "VA", "MICRONESIA": "FM", "BRITISH VIRGIN ISLANDS": "VG", "BVI": "VG", "REUNION": "RE",
    "CURACAO": "CW",
}  # fmt: skip
# Trustworthy only as the whole line: a US state or town, or the end of a longer name (New Jersey, New Mexico).
_WHOLE_LINE_ONLY = frozenset({"GEORGIA", "JERSEY", "MEXICO", "GUINEA", "LEBANON", "CUBA", "PERU", "JORDAN", "CHAD"})
_POSTCODE = re.compile(r"(?: [A-Z]*\d[A-Z\d-]*)+$")
_BLANKS = re.compile(r"[\s;]+")


def _names() -> dict[str, str]:
    names = {}
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            if name := getattr(country, attribute, None):
                capitals = name.upper().replace(".", "")
                names[capitals] = country.alpha_2
                names[capitals.split(",")[0]] = country.alpha_2
    # "Congo", "Korea" and "Virgin Islands" head two ISO names each; a name that is not one country is no evidence.
    for ambiguous in ("CONGO", "VIRGIN ISLANDS"):
        names.pop(ambiguous, None)
    return names | _ALIASES


_NAMES = _names()


_IBAN_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


def iban_shape(number: str) -> str | None:
    """The country that a canonical account number claims by its first letters and the right length for an IBAN."""
    if not _IBAN_SHAPE.fullmatch(number) or number[:2] not in COUNTRIES:
        return None
    try:
        return number[:2] if registry.get_iban_spec(number[:2]).iban_length == len(number) else None
    except ValueError:  # no IBANs there
        return None


def family(country: str) -> str:
    """The country whose account codes `country` may share: itself unless it is in `PARENTS`."""
    return PARENTS.get(country, country)


@lru_cache(maxsize=16_384)
def named_in(line: str) -> str | None:
    """The country that a free-text address line names or ends with, or None. The weakest evidence there is."""
    text = _BLANKS.sub(" ", line.upper().replace(".", "")).strip(" ,-")
    if (whole := _NAMES.get(text)) is not None:
        return whole
    # A postcode may stand after the country.
    text = _POSTCODE.sub("", text).strip(" ,-")
    tail = text.rpartition(",")[2].strip()
    if (country := _NAMES.get(tail)) is not None:
        return country
    words = text.split(" ")
    for count in (3, 2, 1):
        name = " ".join(words[-count:])
        if len(words) > count and name not in _WHOLE_LINE_ONLY and (country := _NAMES.get(name)) is not None:
            return country
    return None

"""Firms and people with names and addresses of their country."""

import random
from dataclasses import dataclass

from models.worlds.accounts import fill, lei
from models.worlds.tables import Country, words


@dataclass(frozen=True, slots=True)
class Party:
    """A name and its address; `person` for a natural person."""

    name: str
    country: Country
    street: str
    number: str
    postcode: str
    town: str
    person: bool = False
    lei: str = ""


def party(rng: random.Random, country: Country, name: str, *, person: bool = False) -> Party:
    """`name` at some address in `country`; three firms in ten have an LEI (assumption)."""
    return Party(
        name=name,
        country=country,
        street=rng.choice(words("street", country.region)),
        number=str(rng.randint(1, 240)),
        postcode=fill(country.postcode, rng),
        town=rng.choice(country.towns),
        person=person,
        lei=lei(rng) if not person and rng.random() < 0.3 else "",
    )


def company(rng: random.Random, country: Country, trade: str) -> Party:
    """A firm in a line of business of `words.csv`."""
    stem = rng.choice(words("stem", country.region))
    if rng.random() < 0.35:
        # Two stems keep names apart when a world has thousands of firms.
        stem = f"{stem} {rng.choice(words('family', country.region))}"
    noun, form = rng.choice(words("trade", trade)), rng.choice(country.forms)
    return party(rng, country, f"{stem} {noun} {form}")


def shell(rng: random.Random, country: Country) -> Party:
    """A firm with a name that says nothing, as mule accounts have (indicators.md 1.2 #17; K11 K20 K26 K32)."""
    stem = rng.choice(words("stem", country.region))
    noun = rng.choice(("Trading", "Trade", "General Trading", "International Trading", "Import Export", "Holdings"))
    return party(rng, country, f"{stem} {noun} {rng.choice(country.forms)}")


def person(rng: random.Random, country: Country) -> Party:
    """A natural person."""
    given, family = rng.choice(words("given", country.region)), rng.choice(words("family", country.region))
    if rng.random() < 0.5:
        given = f"{given} {rng.choice('ABCDEFGHJKLMNPRST')}"
    return party(rng, country, f"{given} {family}", person=True)
